"""How an assessment came about, and the least that would comply from here on.

An assessment carries its inputs and every reading. This adds which rule gave the status, the declared reading as
comparisons of figures, and the path to the end year.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from math import lcm

from .assessments import Assessment, Status
from .commitments import Reading
from .gaps import Gap, find_cause
from .quantities import MICRO, Rate
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
    YEAR_NOT_COMPARABLE = "YEAR_NOT_COMPARABLE"
    YEAR_TO_RESTATE = "YEAR_TO_RESTATE"
    ZERO_YEAR = "ZERO_YEAR"


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """`actual <= allowed` in millionths of what is compared: tonnes, or tonnes for each unit of the denominator.

    Fractions of a millionth are cut off; they stay in a figure that misses its bound, as a whole millionth. `actual` is None
    where the year has no figure or gets no verdict.
    """

    year: int
    actual: int | None
    allowed: int

    @property
    def holds(self) -> bool | None:
        return None if self.actual is None else self.actual <= self.allowed


@dataclass(frozen=True, slots=True, kw_only=True)
class LeastPath:
    """Year by year the most that still complies, in millionths like a comparison, each year taken as the path has it.

    `stop` is why it ends before its time.
    """

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
        path=find_path_under(assessment.mandate.reading, assessment),
    )


def _rule_of(assessment: Assessment) -> Rule:
    if assessment.status is Status.PROVISIONAL:
        waits = assessment.current is not None and not assessment.current.accepted
        return Rule.REPORT_WAITS if waits else Rule.INPUT_IN_DOUBT
    if assessment.status is Status.COMPLIANT and assessment.obligation.is_base_year_report:
        return Rule.BASE_YEAR_IS_IN
    return _RULES[assessment.status]


@dataclass(frozen=True, slots=True)
class _Series:
    """What is compared by year, as whole numbers; `unit` of them are a millionth of a tonne, or of a tonne for each unit."""

    figures: Mapping[int, int]
    unit: int

    def compare(self, year: int, actual: int | None, allowed: int) -> Comparison:
        shown = None if actual is None else -(-actual // self.unit) if actual > allowed else actual // self.unit
        return Comparison(year=year, actual=shown, allowed=allowed // self.unit)


def _series_of(assessment: Assessment) -> _Series:
    values = {compared.reported.year: compared.value for compared in assessment.series}
    millionths = MICRO if assessment.mandate.denominator else 1
    factor = lcm(millionths, *(value.denominator for value in values.values()))
    whole = {year: value.numerator * (factor // value.denominator) for year, value in values.items()}
    return _Series(whole, factor // millionths)


def _compare(assessment: Assessment) -> Iterator[Comparison]:
    """The declared reading as comparisons: one of every year where each has to hold, of the sums where a budget has to."""
    if assessment.outcome is None:
        return
    obligation, reading, rate = assessment.obligation, assessment.mandate.reading, assessment.mandate.rate
    series, base_year, year = _series_of(assessment), obligation.base_year, obligation.year
    figures = series.figures
    allowed = find_allowed(reading, figures, rate, base_year=base_year, year=year)
    if isinstance(allowed, NullReason):
        return
    actual, earlier, spent = None if assessment.status in UNJUDGED else figures.get(year), range(base_year + 1, year), 0
    if reading is Reading.EVERY_YEAR:
        for each in earlier:
            yield series.compare(each, figures[each], _fall_once(figures[each - 1], rate))
        allowed = _fall_once(figures[year - 1], rate)
    elif reading is Reading.CUMULATIVE:
        spent = sum(figures[each] for each in earlier)
    yield series.compare(year, None if actual is None else actual + spent, allowed + spent)


def _fall_once(figure: int, rate: Rate) -> int:
    return figure * rate.kept // rate.denominator


def find_path_under(reading: Reading, assessment: Assessment) -> LeastPath | None:
    """From the year itself while it is not reported, else from the next. None where no reading says anything."""
    if not assessment.outcomes:
        return None
    obligation, mandate, series = assessment.obligation, assessment.mandate, _series_of(assessment)
    first = obligation.year + (obligation.year in series.figures)
    # A year that waits to be restated serves its own verdict as it was filed, and no later one.
    figures = {year: figure for year, figure in series.figures.items() if year not in assessment.years_to_restate}
    path = find_least_path(
        reading,
        figures,
        mandate.rate,
        base_year=obligation.base_year,
        years=range(first, obligation.end_year + 1),
        unit=series.unit,
    )
    return replace(path, stop=_why_missing(assessment, figures, first)) if path.stop is PathStop.MISSING_YEAR else path


def _why_missing(assessment: Assessment, figures: Mapping[int, int], first: int) -> PathStop:
    waits = Gap(NullReason.YEAR_TO_RESTATE)
    gaps = {**assessment.gaps, **dict.fromkeys(assessment.years_to_restate, waits)}
    absent = (year for year in range(assessment.obligation.base_year + 1, first) if year not in figures)
    return PathStop(find_cause(absent, gaps) or NullReason.MISSING_YEAR)


def find_least_path(
    reading: Reading, figures: Mapping[int, int], rate: Rate, *, base_year: int, years: range, unit: int = 1
) -> LeastPath:
    """In whole `unit`s of the figures. The base year's figure must be above zero."""
    known, steps = dict(figures), list[tuple[int, int]]()
    for year in years:
        allowed = find_allowed(reading, known, rate, base_year=base_year, year=year)
        if isinstance(allowed, NullReason) or allowed < 0:
            stop = PathStop(allowed.value) if isinstance(allowed, NullReason) else PathStop.UNREACHABLE
            return LeastPath(steps=tuple(steps), stops_in=year, stop=stop)
        # The next years rest on what is told of this one.
        known[year] = allowed // unit * unit
        steps.append((year, allowed // unit))
    return LeastPath(steps=tuple(steps))
