"""Suppliers that a person should look at, each by a rule that has a name. A rule accuses nobody: it says where to look."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from ..assessments import Assessment, Status
from ..quantities import is_unit_slip
from ..robustness import Robustness
from ..summaries import YearSummary
from .figures import figures_of

FARTHEST_IN_DEVIATIONS = 5
FEWEST_TO_COMPARE = 5
MOST_EXCESSES = 3


class OutlierRule(StrEnum):
    """In the order in which to look."""

    UNIT_SLIP = "UNIT_SLIP"
    FELL_FAR = "FELL_FAR"
    ROSE_FAR = "ROSE_FAR"
    LARGEST_EXCESS = "LARGEST_EXCESS"
    DEPENDS_ON_READING = "DEPENDS_ON_READING"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlier:
    """`before` and `after` are the micro-tonnes of the two years that were compared, where two were."""

    party_id: str
    rule: OutlierRule
    before_year: int | None = None
    before: int | None = None
    after: int | None = None
    excess: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """The middle of the yearly ratios, and the median absolute deviation from it."""

    suppliers: int
    median: Fraction
    deviation: Fraction

    def is_far(self, ratio: Fraction) -> bool:
        return abs(ratio - self.median) > FARTHEST_IN_DEVIATIONS * self.deviation


@dataclass(frozen=True, slots=True)
class _Step:
    party_id: str
    before: int
    after: int

    @property
    def ratio(self) -> Fraction:
        return Fraction(self.after, self.before)


def find_outliers(year: YearSummary) -> tuple[Outlier, ...]:
    """By rule; within a rule the largest first. A supplier may stand under several."""
    steps = list(_steps(year))
    return (*_far_steps(year, steps), *_largest_excesses(year), *_depending(year))


def measure_spread(year: YearSummary) -> Spread | None:
    """None for too few suppliers, and where most of them moved alike, so that any other would count as far."""
    return _spread([step.ratio for step in _steps(year)])


def _steps(year: YearSummary) -> Iterator[_Step]:
    """From the year before to this one, of those who have both figures and did not start from zero."""
    for assessment in year.assessments:
        figures = figures_of(assessment)
        before, after = figures.get(year.year - 1), figures.get(year.year)
        if before and after is not None:
            yield _Step(assessment.obligation.party_id, before, after)


def _spread(ratios: Sequence[Fraction]) -> Spread | None:
    if len(ratios) < FEWEST_TO_COMPARE:
        return None
    median = _median(ratios)
    deviation = _median([abs(ratio - median) for ratio in ratios])
    return Spread(suppliers=len(ratios), median=median, deviation=deviation) if deviation else None


def _median(numbers: Iterable[Fraction]) -> Fraction:
    ordered = sorted(numbers)
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) * Fraction(1, 2)


def _far_steps(year: YearSummary, steps: Sequence[_Step]) -> Iterator[Outlier]:
    spread = _spread([step.ratio for step in steps])
    found = [(rule, step) for step in steps if (rule := _rule_of(step, spread))]
    order = list(OutlierRule)
    for rule, step in sorted(found, key=lambda each: (order.index(each[0]), -_distance(each[1]), each[1].party_id)):
        yield Outlier(party_id=step.party_id, rule=rule, before_year=year.year - 1, before=step.before, after=step.after)


def _rule_of(step: _Step, spread: Spread | None) -> OutlierRule | None:
    if step.after and is_unit_slip(step.before, step.after):
        return OutlierRule.UNIT_SLIP
    if spread is None or not spread.is_far(step.ratio):
        return None
    return OutlierRule.FELL_FAR if step.ratio < spread.median else OutlierRule.ROSE_FAR


def _distance(step: _Step) -> int:
    return abs(step.after - step.before)


def _largest_excesses(year: YearSummary) -> Iterator[Outlier]:
    failing = [
        (excess, assessment.obligation.party_id)
        for assessment in year.assessments
        if assessment.status is Status.NON_COMPLIANT and (excess := _excess(assessment))
    ]
    for excess, party_id in sorted(failing, key=lambda each: (-each[0], each[1]))[:MOST_EXCESSES]:
        yield Outlier(party_id=party_id, rule=OutlierRule.LARGEST_EXCESS, excess=excess)


def _excess(assessment: Assessment) -> int:
    """Beyond reach, there is no least cut; what lies above zero is then as far as a cut could go."""
    outcome = assessment.outcome
    if outcome is None or outcome.actual is None:
        return 0
    return outcome.actual if outcome.excess is None else outcome.excess


def _depending(year: YearSummary) -> Iterator[Outlier]:
    found = [a.obligation.party_id for a in year.assessments if a.robustness is Robustness.DEPENDS_ON_READING]
    for party_id in sorted(found):
        yield Outlier(party_id=party_id, rule=OutlierRule.DEPENDS_ON_READING)
