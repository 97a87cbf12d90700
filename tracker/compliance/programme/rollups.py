"""The mandate's sentence over all partners, each counting the same: the mean of what each of them achieved.

Beside it stands the weighted reading, `sum_across_partners`, in which a partner counts by its tonnes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise
from math import lcm

from ..commitments import Mandate, Measure, Reading
from ..quantities import Rate
from ..readings import RATE_PLACES, ceil_root
from ..summaries import YearSummary, list_gapless

Ratio = tuple[int, int]
"""Numerator and positive denominator, not reduced: over thousands of partners reducing costs more than it saves."""

_SCALE = 10**RATE_PLACES


class MeanOf(StrEnum):
    """What is averaged over the partners."""

    INDEX = "INDEX"
    LINEAR_RATE = "LINEAR_RATE"
    MEAN_YEAR_ON_YEAR_RATE = "MEAN_YEAR_ON_YEAR_RATE"


class NoMean(StrEnum):
    SMALLEST_IS_NO_MEAN = "SMALLEST_IS_NO_MEAN"
    BUDGET_HAS_NO_RATE = "BUDGET_HAS_NO_RATE"
    ZERO_YEAR = "ZERO_YEAR"


@dataclass(frozen=True, slots=True, kw_only=True)
class MeanAcross:
    """`index` is the mean of Eₙ / E₀, rounded up, and `rate` is rounded down: what fails never prints as what passes."""

    reading: Reading
    parties: int
    mean_of: MeanOf | None = None
    passes: bool | None = None
    rate: Decimal | None = None
    index: Decimal | None = None
    no_mean: NoMean | None = None


def mean_across_partners(mandate: Mandate, focus: YearSummary) -> tuple[MeanAcross, ...]:
    """By reading, over the partners of the weighted sum; empty where there is none of them.

    Empty for an intensity, too: what is held of the partners are tonnes, before they are divided.
    """
    if mandate.measure is Measure.INTENSITY:
        return ()
    span = range(mandate.base_year, focus.year + 1)
    series = [_make_whole([figures[year] for year in span]) for figures in list_gapless(mandate, focus)]
    if focus.year <= mandate.base_year or not series:
        return ()
    return tuple(_mean(reading, series, mandate.rate) for reading in Reading)


def _make_whole(values: Sequence[Fraction]) -> list[int]:
    """By one factor, which changes no ratio."""
    factor = lcm(*(value.denominator for value in values))
    return [value.numerator * (factor // value.denominator) for value in values]


def _mean(reading: Reading, series: Sequence[Sequence[int]], rate: Rate) -> MeanAcross:
    if reading in _REFUSED:
        return MeanAcross(reading=reading, parties=len(series), no_mean=_REFUSED[reading])
    befores = 1 if reading is not Reading.MEAN_YEAR_ON_YEAR else len(series[0]) - 1
    if any(0 in figures[:befores] for figures in series):
        return MeanAcross(reading=reading, parties=len(series), no_mean=NoMean.ZERO_YEAR)
    return _MEANS[reading](series, rate)


def mean_index(series: Sequence[Sequence[int]], rate: Rate) -> MeanAcross:
    """A rate that is a root has no exact mean, so it is the indices that are averaged, and held against (1 − r)ⁿ."""
    years, parties = len(series[0]) - 1, len(series)
    total, common = sum_ratios((figures[-1], figures[0]) for figures in series)
    return MeanAcross(
        reading=Reading.COMPOUND,
        parties=parties,
        mean_of=MeanOf.INDEX,
        passes=total * rate.denominator**years <= common * parties * rate.kept**years,
        rate=_shown(_SCALE - ceil_root(total * _SCALE**years, common * parties, years)),
        index=_shown(-(-total * _SCALE // (common * parties))),
    )


def mean_linear(series: Sequence[Sequence[int]], rate: Rate) -> MeanAcross:
    years, parties = len(series[0]) - 1, len(series)
    total, common = sum_ratios((figures[0] - figures[-1], figures[0]) for figures in series)
    return _mean_of_rates(Reading.LINEAR, MeanOf.LINEAR_RATE, parties, (total, common * parties * years), rate)


def mean_year_on_year(series: Sequence[Sequence[int]], rate: Rate) -> MeanAcross:
    years, parties = len(series[0]) - 1, len(series)
    total, common = sum_ratios((before - after, before) for figures in series for before, after in pairwise(figures))
    mean = (total, common * parties * years)
    return _mean_of_rates(Reading.MEAN_YEAR_ON_YEAR, MeanOf.MEAN_YEAR_ON_YEAR_RATE, parties, mean, rate)


def _mean_of_rates(reading: Reading, mean_of: MeanOf, parties: int, mean: Ratio, rate: Rate) -> MeanAcross:
    numerator, denominator = mean
    return MeanAcross(
        reading=reading,
        parties=parties,
        mean_of=mean_of,
        passes=numerator * rate.denominator >= denominator * rate.numerator,
        rate=_shown(numerator * _SCALE // denominator),
    )


_MEANS: dict[Reading, Callable[[Sequence[Sequence[int]], Rate], MeanAcross]] = {
    Reading.COMPOUND: mean_index,
    Reading.LINEAR: mean_linear,
    Reading.MEAN_YEAR_ON_YEAR: mean_year_on_year,
}
_REFUSED = {Reading.EVERY_YEAR: NoMean.SMALLEST_IS_NO_MEAN, Reading.CUMULATIVE: NoMean.BUDGET_HAS_NO_RATE}


def sum_ratios(ratios: Iterable[Ratio]) -> Ratio:
    """By halves, so that the long integers meet only at the end."""
    terms = list(ratios)
    while len(terms) > 1:
        paired = [_add(*pair) for pair in zip(terms[::2], terms[1::2], strict=False)]
        terms = [*paired, *terms[2 * len(paired) :]]
    return terms[0]


def _add(one: Ratio, other: Ratio) -> Ratio:
    return one[0] * other[1] + other[0] * one[1], one[1] * other[1]


def _shown(scaled: int) -> Decimal:
    return Decimal(scaled).scaleb(-RATE_PLACES)
