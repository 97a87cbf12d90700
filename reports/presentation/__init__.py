"""Plain values in the words and figures that people read. Pure: screens and PDF show the same text."""

from .answers import Answer, answer_goal, answer_mandate
from .document import list_texts, map_texts, present_document
from .numbers import (
    format_count,
    format_day,
    format_decimal,
    format_difference,
    format_instant,
    format_kilotonnes,
    format_mass,
    format_rate,
    format_span,
    format_tonnes,
)
from .words import reading_words, robustness_words, status_words

__all__ = [
    "Answer",
    "answer_goal",
    "answer_mandate",
    "format_count",
    "format_day",
    "format_decimal",
    "format_difference",
    "format_instant",
    "format_kilotonnes",
    "format_mass",
    "format_rate",
    "format_span",
    "format_tonnes",
    "list_texts",
    "map_texts",
    "present_document",
    "reading_words",
    "robustness_words",
    "status_words",
]
