"""What a commitment is once its terms have been read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from ..quantities import Rate
from .codes import Allocation, Assurance, GwpSet, Measure, Reading, Scope2Method


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    text: str
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Denominator:
    """What emissions are divided by, such as WAFERS counted in "1000 wafers"."""

    name: str
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Vector:
    """Worked figures, and what the rule must make of them.

    `figures` in millionths of the commitment's own unit, by year; `on` is the day of the judgment, long after when None.
    """

    figures: tuple[tuple[int, int], ...]
    expect: tuple[tuple[str, str], ...]
    why: str
    source: str | None = None
    on: date | None = None


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
    vectors: tuple[Vector, ...] = ()

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
    plan_days: int
    measure: Measure = Measure.ABSOLUTE
    denominator: Denominator | None = None
    allocation: Allocation = Allocation.NONE

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A share that is to be reached by a day, which is included."""

    share: Rate
    by: date


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareGoal(Commitment):
    """A share of `part` in `whole`, both in `unit`; `steps` in the order of their days."""

    part: str
    whole: str
    unit: str
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CountGoal(Commitment):
    """So many of `unit` between `start` and `end`, both days included."""

    target_micro: int
    unit: str
    start: date
    end: date
