"""When a cumulative goal would be met, or by how much missed, if mass came in as it did over the last twelve months known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from ..commitments import Goal
from ..goals import GoalProgress, GoalStatus, LedgerLine, Masses, MassState
from ..periods import Period
from .series import NoForecast

MOST_YEARS = 3
COUNTED = frozenset({MassState.CLAIMED, MassState.VERIFIED})
VERIFIED_ALONE = frozenset({MassState.VERIFIED})


@dataclass(frozen=True, slots=True, kw_only=True)
class MassProjection:
    """The day on which the target would be reached, or else the shortfall on the last day, in micro-kilograms."""

    met_on: date | None
    shortfall: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlooks:
    """`likely` goes on at the run rate of the window, the other two at that of the least and of the greatest whole year of
    the last three that are known; None where fewer than two are.
    """

    so_far: int
    in_window: int
    likely: MassProjection
    at_least: MassProjection | None
    at_most: MassProjection | None


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalForecast:
    """`spread` is the part of the counted mass in the window whose entry reaches beyond it: it was shared out by days."""

    goal: Goal
    made_on: date
    no_forecast: NoForecast | None = None
    window: Period | None = None
    entries: int = 0
    spread: int = 0
    counted: Outlooks | None = None
    verified: Outlooks | None = None


def forecast_goal(progress: GoalProgress, *, made_on: date) -> GoalForecast:
    if reason := _why_none(progress, made_on):
        return GoalForecast(goal=progress.goal, made_on=made_on, no_forecast=reason)
    assert progress.figures_until is not None  # noqa: S101 - without figures there is a reason
    window = _window(progress.goal, progress.figures_until)
    within = [line for line in progress.lines if line.state in COUNTED and _days_within(line, window)]
    shared = (line for line in within if _days_within(line, window) < line.period.days)
    return GoalForecast(
        goal=progress.goal,
        made_on=made_on,
        window=window,
        entries=sum(line.reverses is None for line in within),
        spread=round(sum((_mass_within(line, window) for line in shared), Fraction(0))),
        counted=_project(progress, within, window, COUNTED),
        verified=_project(progress, within, window, VERIFIED_ALONE),
    )


def _why_none(progress: GoalProgress, made_on: date) -> NoForecast | None:
    if progress.status is GoalStatus.MET:
        return NoForecast.GOAL_MET
    if made_on >= progress.goal.end:
        return NoForecast.NOTHING_AHEAD
    return NoForecast.NO_FIGURES if progress.figures_until is None else None


def _window(goal: Goal, until: date) -> Period:
    """Twelve months up to the last known day; fewer where the goal began later."""
    next_day = until + timedelta(days=1)
    # On 29 February the year before has no such day.
    start = date(next_day.year - 1, next_day.month, min(next_day.day, 28) if next_day.month == 2 else next_day.day)
    return Period(max(goal.start, start), until)


def _days_within(line: LedgerLine, window: Period) -> int:
    first, last = max(line.period.start, window.start), min(line.period.end, window.end)
    return max(0, (last - first).days + 1)


def _mass_within(line: LedgerLine, window: Period) -> Fraction:
    return Fraction(line.micro_kg * _days_within(line, window), line.period.days)


def _project(progress: GoalProgress, within: Sequence[LedgerLine], window: Period, states: frozenset[MassState]) -> Outlooks:
    so_far = _mass_of(progress.total, states)
    in_window = sum((_mass_within(line, window) for line in within if line.state in states), Fraction(0))
    remaining, days_left = progress.goal.target_micro_kg - so_far, (progress.goal.end - window.end).days
    years = [Fraction(mass, days) for mass, days in _whole_years(progress, window.end, states)]
    least, greatest = (min(years), max(years)) if len(years) > 1 else (None, None)
    return Outlooks(
        so_far=so_far,
        in_window=round(in_window),
        likely=_go_on(remaining, in_window * Fraction(1, window.days), window.end, days_left),
        at_least=None if least is None else _go_on(remaining, least, window.end, days_left),
        at_most=None if greatest is None else _go_on(remaining, greatest, window.end, days_left),
    )


def _mass_of(masses: Masses, states: frozenset[MassState]) -> int:
    return masses.counted if states == COUNTED else masses.verified


def _whole_years(progress: GoalProgress, until: date, states: frozenset[MassState]) -> list[tuple[int, int]]:
    """Mass and days of the last calendar years that figures are known of, up to MOST_YEARS of them."""
    known = [
        (_mass_of(masses, states), _days_of(progress.goal, year))
        for year, masses in progress.by_year
        if masses is not None and date(year, 12, 31) <= until
    ]
    return known[-MOST_YEARS:]


def _days_of(goal: Goal, year: int) -> int:
    return (date(year, 12, 31) - max(date(year, 1, 1), goal.start)).days + 1


def _go_on(remaining: int, per_day: Fraction, known_until: date, days_left: int) -> MassProjection:
    by_the_end = int(per_day * days_left) if per_day > 0 else 0
    if by_the_end < remaining:
        return MassProjection(met_on=None, shortfall=remaining - by_the_end)
    return MassProjection(met_on=known_until + timedelta(days=-int(-remaining // per_day)), shortfall=None)
