"""The languages that the product's own sentences are written in, and how each writes days, rates, masses and lists."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from .numbers import format_count, format_day, format_mass, format_month_day, format_stated_rate, join_words

LANGUAGES = {"en": "English", "zh": "简体中文"}
"""By code, each under the name that it has for itself."""


class Template(NamedTuple):
    """One sentence, in every language with the same gaps. What goes into the gaps comes from data."""

    en: str
    zh: str

    def say(self, language: str, **values: Any) -> str:
        words: str = getattr(self, language)
        return words.format(**values)


class Explained(NamedTuple):
    """What a code is called, and what it means."""

    label: Template
    meaning: Template


def say_count(count: int, singular: str, measure: str, language: str) -> str:
    """`measure` is the Chinese word that stands between a number and what is counted."""
    return format_count(count, singular) if language == "en" else f"{count:,}{measure}"


def say_rate(text: str, language: str) -> str:
    shown = format_stated_rate(text)
    return shown if language == "en" else shown.replace("\N{NO-BREAK SPACE}", "")


def say_mass(kilograms: str, language: str) -> str:
    """In tonnes, whole where they are whole."""
    return f"{format_mass(kilograms, None)}{' t' if language == 'en' else ' 吨'}"


def say_day(text: str, language: str) -> str:
    if language == "en":
        return format_day(text)
    day = date.fromisoformat(text)
    return f"{day.year}年{say_month_day(day.month, day.day, language)}"


def say_month_day(month: int, day: int, language: str) -> str:
    return format_month_day(month, day) if language == "en" else f"{month}月{day}日"


def say_list(words: Sequence[str], language: str) -> str:
    return join_words(list(words)) if language == "en" else "、".join(words)
