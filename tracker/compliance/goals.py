"""Progress towards a cumulative goal: every kilogram in one state, the headline with its parts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from itertools import groupby

from .commitments import Goal
from .periods import Period

SHARE_PLACES = 4


class MassState(StrEnum):
    CLAIMED = "CLAIMED"
    VERIFIED = "VERIFIED"
    QUARANTINED = "QUARANTINED"


class GoalStatus(StrEnum):
    NOT_STARTED = "NOT_STARTED"
    IN_PROGRESS = "IN_PROGRESS"
    MET = "MET"
    MISSED = "MISSED"


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerLine:
    """One entry of the ledger; a counter-entry has a negative mass and points at what it reverses."""

    entry_id: str
    period: Period
    micro_kg: int
    state: MassState
    estimated: bool
    source: str
    source_url: str | None = None
    qualifier: str = ""
    reverses: str | None = None


@dataclass(frozen=True, slots=True)
class Masses:
    """Micro-kilograms by state."""

    claimed: int = 0
    verified: int = 0
    quarantined: int = 0
    estimated: int = 0

    @property
    def counted(self) -> int:
        return self.claimed + self.verified


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalProgress:
    goal: Goal
    status: GoalStatus
    total: Masses
    by_year: tuple[tuple[int, Masses | None], ...]
    met_on: date | None
    met_by_verified_alone: bool
    figures_until: date | None
    days_left: int
    lines: tuple[LedgerLine, ...]

    @property
    def remaining(self) -> int:
        return max(0, self.goal.target_micro_kg - self.total.counted)

    @property
    def beyond(self) -> int:
        return max(0, self.total.counted - self.goal.target_micro_kg)

    @property
    def share(self) -> Decimal:
        """Counted mass over the target, rounded down, so that a goal just missed never prints as 100 %."""
        scaled = self.total.counted * 10**SHARE_PLACES // self.goal.target_micro_kg
        return Decimal(scaled).scaleb(-SHARE_PLACES)

    @property
    def needed_per_day(self) -> int | None:
        """Micro-kilograms a day from here to the deadline, rounded up; None from the deadline on or when nothing is missing."""
        return -(-self.remaining // self.days_left) if self.days_left and self.remaining else None


def measure_progress(goal: Goal, lines: Iterable[LedgerLine], *, today: date) -> GoalProgress:
    """What counts towards `goal` by `today`, the day in the goal's time zone.

    A line counts when its period lies inside the goal's and is over, or ends today; a counter-entry carries the period of
    what it reverses.
    """
    counted = sorted(
        (line for line in lines if goal.start <= line.period.start and line.period.end <= min(goal.end, today)),
        key=lambda line: (line.period.end, line.period.start, line.entry_id),
    )
    total = _sum_masses(counted)
    return GoalProgress(
        goal=goal,
        status=_status(goal, total, today),
        total=total,
        by_year=_by_year(goal, counted, today),
        met_on=_met_on(goal, counted),
        met_by_verified_alone=total.verified >= goal.target_micro_kg,
        figures_until=_figures_until(counted),
        days_left=max(0, (goal.end - max(today, goal.start - timedelta(days=1))).days),
        lines=tuple(counted),
    )


def _status(goal: Goal, total: Masses, today: date) -> GoalStatus:
    if total.counted >= goal.target_micro_kg:
        return GoalStatus.MET
    if today > goal.end:
        return GoalStatus.MISSED
    return GoalStatus.IN_PROGRESS if today >= goal.start else GoalStatus.NOT_STARTED


def _sum_masses(lines: Iterable[LedgerLine]) -> Masses:
    sums = dict.fromkeys(MassState, 0)
    estimated = 0
    for line in lines:
        sums[line.state] += line.micro_kg
        if line.estimated and line.state is not MassState.QUARANTINED:
            estimated += line.micro_kg
    return Masses(sums[MassState.CLAIMED], sums[MassState.VERIFIED], sums[MassState.QUARANTINED], estimated)


def _by_year(goal: Goal, lines: Sequence[LedgerLine], today: date) -> tuple[tuple[int, Masses | None], ...]:
    """A year that nobody has reported on is None, which is not the same as zero."""
    last = min(max(today.year, goal.start.year), goal.end.year)
    years = range(goal.start.year, last + 1)
    reported = {line.period.end.year for line in _standing(lines)}
    of_year = {year: [line for line in lines if line.period.end.year == year] for year in years}
    return tuple((year, _sum_masses(of_year[year]) if year in reported else None) for year in years)


def _met_on(goal: Goal, lines: Sequence[LedgerLine]) -> date | None:
    """The last day of the period whose mass lifts the total to the target for good: a later counter-entry can undo it."""
    total, met_on = 0, None
    # By whole days: inside one day a counter-entry may sort before the entry that replaces what it reverses.
    for day, of_day in groupby(lines, key=lambda line: line.period.end):
        total += _sum_masses(of_day).counted
        if total < goal.target_micro_kg:
            met_on = None
        elif met_on is None:
            met_on = day
    return met_on


def _figures_until(lines: Sequence[LedgerLine]) -> date | None:
    return max((line.period.end for line in _standing(lines)), default=None)


def _standing(lines: Sequence[LedgerLine]) -> list[LedgerLine]:
    """The entries of which something is left: no counter-entries, and none that counter-entries have used up."""
    taken: Counter[str] = Counter()
    for line in lines:
        if line.reverses is not None:
            taken[line.reverses] -= line.micro_kg
    return [
        line for line in lines if line.reverses is None and (line.entry_id not in taken or taken[line.entry_id] < line.micro_kg)
    ]
