"""Where every commitment stands at one instant: the one object that screen, API, PDF and files render."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import TypeVar

from .assessments import Assessment, Status
from .commitments import Mandate, Measure, Reading
from .comparison import ComparedFigure, read_compared
from .counts import CountProgress
from .goals import GoalProgress
from .periods import Period
from .readings import ReadingOutcome
from .robustness import Robustness
from .shares import ShareProgress

_Kind = TypeVar("_Kind")

VERDICTS = frozenset({Status.COMPLIANT, Status.NON_COMPLIANT})

# A figure that is held early, or of a party that is excused, is no verdict.
UNJUDGED = frozenset({Status.WAIVED, Status.NOT_DUE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """Of `expected` obligations: accepted + pending + missing + waived + not_due. `reported` are those with any revision."""

    expected: int
    accepted: int
    pending: int
    missing: int
    waived: int
    not_due: int

    @property
    def reported(self) -> int:
        return self.accepted + self.pending


@dataclass(frozen=True, slots=True)
class ReadingCount:
    passes: int
    fails: int
    says_nothing: int


@dataclass(frozen=True, slots=True)
class Spend:
    """What the buyer spends with a party in a year, in millionths of the currency."""

    currency: str
    micro: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Partner:
    """Who a party was at the instant of the summary."""

    party_id: str
    name: str
    name_local: str
    country: str
    tier: int
    category: str = ""
    spend: Spend | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class YearSummary:
    """One mandate in one year. `assessments` come in the order of the partners' names."""

    year: int
    is_base_year: bool
    due_on: date
    coverage: Coverage
    statuses: Mapping[Status, int]
    robustness: Mapping[Robustness, int]
    readings: Mapping[Reading, ReadingCount]
    assessments: tuple[Assessment, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AcrossPartners:
    """The mandate's sentence read over the sum of all partners that have a verdict and, from the base year on, no gap."""

    parties: int
    totals: tuple[tuple[int, int], ...]
    outcomes: Mapping[Reading, ReadingOutcome]


@dataclass(frozen=True, slots=True, kw_only=True)
class MandateSummary:
    mandate: Mandate
    years: tuple[YearSummary, ...]
    in_focus: YearSummary
    across_partners: AcrossPartners | None
    partners: Mapping[str, Partner]


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplianceSummary:
    as_of: datetime
    period: Period | None
    mandates: tuple[MandateSummary, ...]
    goals: tuple[GoalProgress, ...]
    measured: tuple[ShareProgress | CountProgress, ...] = ()


def summarize_year(year: int, assessments: Sequence[Assessment]) -> YearSummary:
    """Raises ValueError where nobody owes a report: there is no due day to name."""
    if not assessments:
        raise ValueError(f"Nobody owes a report about {year}, so there is nothing to summarize.")
    first = assessments[0].obligation
    return YearSummary(
        year=year,
        is_base_year=all(assessment.obligation.is_base_year_report for assessment in assessments),
        due_on=first.due_on,
        coverage=_measure_coverage(assessments),
        statuses=_count(Status, (assessment.status for assessment in assessments)),
        robustness=_count(Robustness, (a.robustness for a in assessments if a.robustness is not None)),
        readings={reading: _count_reading(reading, assessments) for reading in Reading},
        assessments=tuple(assessments),
    )


def _count(kinds: Iterable[_Kind], values: Iterable[_Kind]) -> dict[_Kind, int]:
    counter = Counter(values)
    return {kind: counter[kind] for kind in kinds}


def _measure_coverage(assessments: Sequence[Assessment]) -> Coverage:
    buckets = Counter(bucket_of(assessment) for assessment in assessments)
    return Coverage(
        expected=len(assessments), **{name: buckets[name] for name in ("accepted", "pending", "missing", "waived", "not_due")}
    )


def bucket_of(assessment: Assessment) -> str:
    if assessment.status is Status.WAIVED:
        return "waived"
    if assessment.current is not None:
        return "accepted" if assessment.current.accepted else "pending"
    return "not_due" if assessment.status is Status.NOT_DUE else "missing"


def _count_reading(reading: Reading, assessments: Sequence[Assessment]) -> ReadingCount:
    judged = [assessment for assessment in assessments if assessment.status not in UNJUDGED]
    verdicts = [a.outcomes[reading].passes if reading in a.outcomes else None for a in judged]
    return ReadingCount(
        passes=verdicts.count(True),
        fails=verdicts.count(False),
        says_nothing=verdicts.count(None) + len(assessments) - len(judged),
    )


def year_in_focus(mandate: Mandate, years: Sequence[YearSummary], *, today: date) -> YearSummary:
    """The latest assessed year that is over; before the first one is over, the first one; without any, a base year."""
    assessed = [summary for summary in years if not summary.is_base_year] or years
    over = [summary for summary in assessed if summary.year < today.year]
    return max(over, key=_year) if over else min(assessed, key=_year)


def _year(summary: YearSummary) -> int:
    return summary.year


def sum_across_partners(mandate: Mandate, focus: YearSummary) -> AcrossPartners | None:
    """None when no partner has a gapless series up to the year in focus, or that year is not after the mandate's base year."""
    # A partner on an older calendar is assessed for years that the mandate's own sentence is not about.
    if focus.year <= mandate.base_year:
        return None
    # Tonnes add up; tonnes for each wafer do not.
    if mandate.measure is Measure.INTENSITY:
        return None
    span = range(mandate.base_year, focus.year + 1)
    gapless = list_gapless(mandate, focus)
    sums = {year: ComparedFigure(tonnes=sum((figures[year] for figures in gapless), Fraction(0))) for year in span}
    if not gapless or not sums[mandate.base_year].tonnes:
        return None
    outcomes = read_compared(sums, mandate.rate, base_year=mandate.base_year, year=focus.year, end_year=mandate.end_year)
    totals = tuple((year, figure.micro_tco2e) for year, figure in sums.items())
    return AcrossPartners(parties=len(gapless), totals=totals, outcomes=outcomes)


def list_gapless(mandate: Mandate, focus: YearSummary) -> list[dict[int, Fraction]]:
    """Of each partner with a verdict and a figure for every year since the mandate's base year: years to what is compared.

    Exact: figures that are rounded first and added then can tip the verdict on their sum.
    """
    span = range(mandate.base_year, focus.year + 1)
    series = [
        {compared.reported.year: compared.value for compared in assessment.series}
        for assessment in focus.assessments
        if assessment.status in VERDICTS
    ]
    return [figures for figures in series if all(year in figures for year in span)]
