"""Commitments as data: what was promised, how it is read, and on which calendar. No figure of any promise stands in code."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import MAXYEAR, date, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from .quantities import QuantityError, Rate, parse_quantity, to_micro

# The report about a year falls due in the next one, and its grace may reach the one after.
LAST_YEAR = MAXYEAR - 2
MOST_GRACE_DAYS = 366
DAYS_IN_MONTH = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


class CommitmentError(ValueError):
    """The terms of a commitment cannot be read; the sentence names the term."""


class CommitmentKind(StrEnum):
    ANNUAL_AVERAGE_REDUCTION = "ANNUAL_AVERAGE_REDUCTION"
    CUMULATIVE_TOTAL = "CUMULATIVE_TOTAL"


class Reading(StrEnum):
    COMPOUND = "COMPOUND"
    LINEAR = "LINEAR"
    MEAN_YEAR_ON_YEAR = "MEAN_YEAR_ON_YEAR"
    EVERY_YEAR = "EVERY_YEAR"
    CUMULATIVE = "CUMULATIVE"


class GwpSet(StrEnum):
    """The IPCC assessment report whose global warming potentials were used."""

    AR4 = "AR4"
    AR5 = "AR5"
    AR6 = "AR6"


class Scope2Method(StrEnum):
    MARKET_BASED = "MARKET_BASED"
    LOCATION_BASED = "LOCATION_BASED"


class Fate(StrEnum):
    """Where the mass of a treated consignment went, for good."""

    PREPARATION_FOR_REUSE = "PREPARATION_FOR_REUSE"
    RECYCLING = "RECYCLING"
    OTHER_RECOVERY = "OTHER_RECOVERY"
    INCINERATION_WITH_ENERGY_RECOVERY = "INCINERATION_WITH_ENERGY_RECOVERY"
    INCINERATION_WITHOUT_ENERGY_RECOVERY = "INCINERATION_WITHOUT_ENERGY_RECOVERY"
    LANDFILL = "LANDFILL"
    OTHER_DISPOSAL = "OTHER_DISPOSAL"


class Assurance(StrEnum):
    """From no third-party verification to the strictest."""

    NONE = "NONE"
    LIMITED = "LIMITED"
    REASONABLE = "REASONABLE"

    @property
    def strength(self) -> int:
        return list(Assurance).index(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    text: str
    url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Commitment:
    key: str
    version: int
    title: str
    statement: str
    sources: tuple[Source, ...]
    valid_from: date
    zone: ZoneInfo
    illustration_note: str | None = None

    @property
    def label(self) -> str:
        return f"{self.key} v{self.version}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mandate(Commitment):
    """An average annual reduction that each enrolled party owes."""

    rate: Rate
    reading: Reading
    base_year: int
    first_assessed_year: int
    end_year: int
    scopes: frozenset[int]
    scope_2_method: Scope2Method
    gwp_set: GwpSet | None
    minimum_assurance: Assurance
    recalculation_threshold: Rate
    due_month: int
    due_day: int
    grace_days: int

    def due_on(self, year: int) -> date:
        """The last day on which the report about `year` is in time."""
        return date(year + 1, self.due_month, self.due_day)

    def grace_ends_on(self, year: int) -> date:
        return self.due_on(year) + timedelta(days=self.grace_days)


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal(Commitment):
    """A cumulative mass that the whole programme owes between `start` and `end`, both days included."""

    target_micro_kg: int
    start: date
    end: date
    counted_fates: frozenset[str]


def _is_source(source: object) -> bool:
    return (
        isinstance(source, Mapping)
        and {"text"} <= set(source) <= {"text", "url"}
        and all(isinstance(part, str) and part.strip() and "\0" not in part for part in source.values())
    )


def _is_one_of(choices: Collection[Any], item: object) -> bool:
    # In Python True == 1 and 1.0 == 1; neither is a scope.
    return isinstance(item, str | int) and not isinstance(item, bool) and item in choices


class _Terms:
    """Reads one term after another and remembers which were asked for, so that a misspelt one is refused by name."""

    def __init__(self, label: str, terms: Mapping[str, Any]) -> None:
        self.label, self.terms, self.known = label, terms, set[str]()

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


def read_commitment(key: str, version: int, terms: Mapping[str, Any]) -> Mandate | Goal:
    """The commitment that `terms` state: a mapping of plain values, decimals and days as text. Raises CommitmentError."""
    if not isinstance(terms, Mapping) or not terms:
        raise CommitmentError(f"{key} v{version}: terms must be a table of what was promised, not {terms!r}.")
    reader = _Terms(f"{key} v{version}", terms)
    kind = reader.choose("kind", CommitmentKind)
    common = {"key": key, "version": version, **_read_common(reader)}
    commitment = (
        _read_mandate(reader, common) if kind is CommitmentKind.ANNUAL_AVERAGE_REDUCTION else _read_goal(reader, common)
    )
    reader.refuse_unknown()
    return commitment


def _read_common(reader: _Terms) -> dict[str, Any]:
    return {
        "title": reader.take("title", str),
        "statement": reader.take("statement", str),
        "sources": reader.sources(),
        "valid_from": reader.day("valid_from"),
        "zone": reader.zone(),
        "illustration_note": reader.take("illustration_note", str, optional=True),
    }


def _read_mandate(reader: _Terms, common: dict[str, Any]) -> Mandate:
    mandate = Mandate(
        **common,
        rate=Rate.from_decimal(reader.decimal("rate")),
        reading=reader.choose("reading", Reading),
        base_year=reader.whole_number("base_year", low=1, high=LAST_YEAR),
        first_assessed_year=reader.whole_number("first_assessed_year", low=1, high=LAST_YEAR),
        end_year=reader.whole_number("end_year", low=1, high=LAST_YEAR),
        scopes=reader.some_of("scopes", (1, 2)),
        scope_2_method=reader.choose("scope_2_method", Scope2Method),
        gwp_set=reader.choose("gwp_set", GwpSet, optional=True),
        minimum_assurance=reader.choose("minimum_assurance", Assurance),
        recalculation_threshold=Rate.from_decimal(reader.decimal("recalculation_threshold")),
        due_month=reader.whole_number("due_month", low=1, high=12),
        due_day=reader.whole_number("due_day", low=1, high=31),
        grace_days=reader.whole_number("grace_days", low=0, high=MOST_GRACE_DAYS),
    )
    _check_mandate(mandate)
    return mandate


def _check_mandate(mandate: Mandate) -> None:
    if not 0 < mandate.rate.numerator < mandate.rate.denominator:
        raise CommitmentError(f"{mandate.label}: rate must lie between 0 and 1, not {mandate.rate.as_decimal()}.")
    if not mandate.base_year < mandate.first_assessed_year <= mandate.end_year:
        raise CommitmentError(
            f"{mandate.label}: base_year, first_assessed_year and end_year must follow each other, "
            f"not {mandate.base_year}, {mandate.first_assessed_year}, {mandate.end_year}."
        )
    if mandate.due_day > DAYS_IN_MONTH[mandate.due_month - 1]:
        raise CommitmentError(
            f"{mandate.label}: due_month and due_day must be a day that every year has, "
            f"not month {mandate.due_month}, day {mandate.due_day}."
        )


def _read_goal(reader: _Terms, common: dict[str, Any]) -> Goal:
    goal = Goal(
        **common,
        target_micro_kg=to_micro(reader.decimal("target_kg")),
        start=reader.day("start"),
        end=reader.day("end"),
        counted_fates=reader.some_of("counted_fates", tuple(Fate)),
    )
    if goal.target_micro_kg <= 0:
        raise CommitmentError(f"{goal.label}: target_kg must be above zero, not {reader.terms['target_kg']!r}.")
    if goal.end < goal.start:
        raise CommitmentError(f"{goal.label}: end must not lie before start, {goal.start}; it is {goal.end}.")
    return goal
