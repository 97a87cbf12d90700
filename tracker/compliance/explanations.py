"""How an assessment came about, and the least that would comply from here on.

An assessment carries its inputs and every reading. This adds which rule gave the status, the declared reading as
comparisons of figures, and the path to the end year.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from .assessments import Assessment, Status
from .commitments import Reading
from .quantities import Rate
from .readings import NullReason, find_allowed
from .summaries import UNJUDGED


class Rule(StrEnum):
    """Of the list of statuses the line that fitted first (docs/algorithms/statuses.md)."""

    WAIVED = "WAIVED"
    NOT_DUE = "NOT_DUE"
    REPORT_WAITS = "REPORT_WAITS"
    GRACE_RUNS = "GRACE_RUNS"
    GRACE_IS_OVER = "GRACE_IS_OVER"
    NOT_COMPARABLE = "NOT_COMPARABLE"
    INPUT_IN_DOUBT = "INPUT_IN_DOUBT"
    BASE_YEAR_IS_IN = "BASE_YEAR_IS_IN"
    READING_PASSES = "READING_PASSES"
    READING_FAILS = "READING_FAILS"

    @property
    def number(self) -> int:
        """The last line of the list gives every verdict."""
        return min(list(Rule).index(self), list(Rule).index(Rule.BASE_YEAR_IS_IN)) + 1


class PathStop(StrEnum):
    UNREACHABLE = "UNREACHABLE"
    MISSING_YEAR = "MISSING_YEAR"
    ZERO_YEAR = "ZERO_YEAR"


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """`actual <= allowed` in micro-tonnes; `actual` is None where the year has no figure or gets no verdict."""

    year: int
    actual: int | None
    allowed: int

    @property
    def holds(self) -> bool | None:
        return None if self.actual is None else self.actual <= self.allowed


@dataclass(frozen=True, slots=True, kw_only=True)
class LeastPath:
    """Year by year the most that still complies, each year taken as the path has it. `stop` is why it ends before its time."""

    steps: tuple[tuple[int, int], ...]
    stops_in: int | None = None
    stop: PathStop | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    rule: Rule
    year_ends_on: date
    comparisons: tuple[Comparison, ...]
    path: LeastPath | None


_RULES = {
    Status.WAIVED: Rule.WAIVED,
    Status.NOT_DUE: Rule.NOT_DUE,
    Status.AWAITING_REPORT: Rule.GRACE_RUNS,
    Status.OVERDUE: Rule.GRACE_IS_OVER,
    Status.NOT_ASSESSABLE: Rule.NOT_COMPARABLE,
    Status.COMPLIANT: Rule.READING_PASSES,
    Status.NON_COMPLIANT: Rule.READING_FAILS,
}


def explain_assessment(assessment: Assessment) -> Explanation:
    return Explanation(
        rule=_rule_of(assessment),
        year_ends_on=date(assessment.obligation.year, 12, 31),
        comparisons=tuple(_compare(assessment)),
        path=_path_from(assessment),
    )


def _rule_of(assessment: Assessment) -> Rule:
    if assessment.status is Status.PROVISIONAL:
        waits = assessment.current is not None and not assessment.current.accepted
        return Rule.REPORT_WAITS if waits else Rule.INPUT_IN_DOUBT
    if assessment.status is Status.COMPLIANT and assessment.obligation.is_base_year_report:
        return Rule.BASE_YEAR_IS_IN
    return _RULES[assessment.status]


def _figures(assessment: Assessment) -> dict[int, int]:
    return {compared.reported.year: compared.micro_tco2e for compared in assessment.series}


def _compare(assessment: Assessment) -> Iterator[Comparison]:
    """The declared reading as comparisons: one of every year where each has to hold, of the sums where a budget has to."""
    outcome, obligation, rate = assessment.outcome, assessment.obligation, assessment.mandate.rate
    if outcome is None or outcome.allowed is None:
        return
    figures, actual = _figures(assessment), None if assessment.status in UNJUDGED else outcome.actual
    earlier, spent = range(obligation.base_year + 1, obligation.year), 0
    if outcome.reading is Reading.EVERY_YEAR:
        for year in earlier:
            yield Comparison(year=year, actual=figures[year], allowed=_fall_once(figures[year - 1], rate))
        yield Comparison(year=obligation.year, actual=actual, allowed=_fall_once(figures[obligation.year - 1], rate))
        return
    if outcome.reading is Reading.CUMULATIVE:
        spent = sum(figures[year] for year in earlier)
    yield Comparison(year=obligation.year, actual=None if actual is None else actual + spent, allowed=outcome.allowed + spent)


def _fall_once(figure: int, rate: Rate) -> int:
    return figure * rate.kept // rate.denominator


def _path_from(assessment: Assessment) -> LeastPath | None:
    """From the year itself while it is not reported, else from the next. None where no reading says anything."""
    if not assessment.outcomes:
        return None
    obligation, mandate, figures = assessment.obligation, assessment.mandate, _figures(assessment)
    first = obligation.year + (obligation.year in figures)
    return find_least_path(
        mandate.reading, figures, mandate.rate, base_year=obligation.base_year, years=range(first, obligation.end_year + 1)
    )


def find_least_path(reading: Reading, figures: Mapping[int, int], rate: Rate, *, base_year: int, years: range) -> LeastPath:
    """The base year's figure must be above zero."""
    known, steps = dict(figures), list[tuple[int, int]]()
    for year in years:
        allowed = find_allowed(reading, known, rate, base_year=base_year, year=year)
        if isinstance(allowed, NullReason) or allowed < 0:
            stop = PathStop(allowed.value) if isinstance(allowed, NullReason) else PathStop.UNREACHABLE
            return LeastPath(steps=tuple(steps), stops_in=year, stop=stop)
        known[year] = allowed
        steps.append((year, allowed))
    return LeastPath(steps=tuple(steps))
