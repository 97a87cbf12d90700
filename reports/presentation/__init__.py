"""A summary in the sentences and tables that people read. Pure: screens and PDF show the same text."""

from .answers import Answer, answer_goal, answer_mandate, is_not_due
from .document import list_texts, map_texts, present_document
from .forecast import present_mandate_forecast, say_goal_forecast
from .measured import answer_measured
from .programme import present_programme
from .programme_answer import answer_programme

__all__ = [
    "Answer",
    "answer_goal",
    "answer_mandate",
    "answer_measured",
    "answer_programme",
    "is_not_due",
    "list_texts",
    "map_texts",
    "present_document",
    "present_mandate_forecast",
    "present_programme",
    "say_goal_forecast",
]
