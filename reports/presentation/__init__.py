"""A summary in the sentences and tables that people read. Pure: screens and PDF show the same text."""

from .answers import Answer, answer_goal, answer_mandate, is_not_due
from .document import list_texts, map_texts, present_document

__all__ = ["Answer", "answer_goal", "answer_mandate", "is_not_due", "list_texts", "map_texts", "present_document"]
