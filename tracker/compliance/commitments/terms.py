"""Terms as they were written, taken one by one. Every refusal names the commitment and the term."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from ..quantities import QuantityError, parse_quantity
from .promises import Source


class CommitmentError(ValueError):
    """The terms of a commitment cannot be read; the sentence names the term."""


def _is_source(source: object) -> bool:
    return (
        isinstance(source, Mapping)
        and {"text"} <= set(source) <= {"text", "url"}
        and all(isinstance(part, str) and part.strip() and "\0" not in part for part in source.values())
    )


def _is_one_of(choices: Collection[Any], item: object) -> bool:
    # In Python True == 1 and 1.0 == 1; neither is a scope.
    return isinstance(item, str | int) and not isinstance(item, bool) and item in choices


class Terms:
    """Reads one term after another and remembers which were asked for, so that a misspelt one is refused by name."""

    def __init__(self, label: str, terms: Mapping[str, Any]) -> None:
        self.label, self.terms, self.known = label, terms, set[str]()

    def error(self, sentence: str) -> CommitmentError:
        return CommitmentError(f"{self.label}: {sentence}.")

    def inside(self, part: str, terms: Mapping[str, Any]) -> Terms:
        """Of a table inside the terms."""
        return Terms(f"{self.label}, {part}", terms)

    def take(self, name: str, kind: type, *, optional: bool = False) -> Any:
        self.known.add(name)
        value = self.terms.get(name)
        if value is None and optional:
            return None
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
            raise CommitmentError(f"{self.label}: {name} must be given as {kind.__name__}, not {value!r}.")
        # PostgreSQL stores every character but this one.
        if isinstance(value, str) and "\0" in value:
            raise CommitmentError(f"{self.label}: {name} must not hold the character NUL.")
        return value

    def choose(self, name: str, choices: type[StrEnum], *, optional: bool = False) -> Any:
        value = self.take(name, str, optional=optional)
        if value is None:
            return None
        if value not in set(choices):
            raise CommitmentError(f"{self.label}: {name} must be one of {', '.join(choices)}, not {value!r}.")
        return choices(value)

    def decimal(self, name: str) -> Decimal:
        try:
            return parse_quantity(self.take(name, str))
        except QuantityError as error:
            raise CommitmentError(f"{self.label}: {name} must be a plain decimal in quotes. {error}") from error

    def day(self, name: str) -> date:
        text = self.take(name, str)
        try:
            day = date.fromisoformat(text)
        except ValueError as error:
            raise CommitmentError(f"{self.label}: {name} must be a day such as 2026-12-31. {error}") from error
        # fromisoformat also takes 20261231 and 2026-W53-4.
        if day.isoformat() != text:
            raise CommitmentError(f"{self.label}: {name} must be a day such as 2026-12-31, not {text!r}.")
        return day

    def sources(self) -> tuple[Source, ...]:
        given = self.take("sources", list)
        if not given or not all(_is_source(source) for source in given):
            raise CommitmentError(f"{self.label}: sources must name one or more, each a text and perhaps a url, not {given!r}.")
        return tuple(Source(**source) for source in given)

    def whole_number(self, name: str, *, low: int, high: int) -> int:
        number: int = self.take(name, int)
        if not low <= number <= high:
            raise CommitmentError(f"{self.label}: {name} must be a whole number from {low} to {high}, not {number}.")
        return number

    def some_of(self, name: str, choices: Collection[Any]) -> frozenset[Any]:
        given = self.take(name, list)
        if not given or not all(_is_one_of(choices, item) for item in given):
            expected = ", ".join(map(str, choices))
            raise CommitmentError(f"{self.label}: {name} must be some of {expected}, not {given!r}.")
        return frozenset(given)

    def zone(self) -> ZoneInfo:
        try:
            return ZoneInfo(self.take("zone", str))
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise CommitmentError(f"{self.label}: zone must be a time zone such as Asia/Shanghai. {error}") from error

    def refuse_unknown(self) -> None:
        if unknown := sorted(set(self.terms) - self.known):
            raise CommitmentError(f"{self.label}: unknown term {', '.join(unknown)}. Known: {', '.join(sorted(self.known))}.")
