"""The definitions of the five readings, said again in fractions, and without any bound."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from fractions import Fraction

from hypothesis import strategies as st

from tracker.compliance.commitments import Reading
from tracker.compliance.quantities import Rate
from tracker.compliance.readings import ReadingOutcome, read_series

BASE_YEAR = 2025


def falls(series: Sequence[int]) -> list[Fraction]:
    return [1 - Fraction(after, before) for before, after in itertools.pairwise(series)]


def path(series: Sequence[int], rate: Fraction, year: int) -> Fraction:
    return series[0] * (1 - rate) ** year


def passes(reading: Reading, series: Sequence[int], rate: Fraction) -> bool:
    """What the reading says of the last year. Every year but the last is above zero."""
    n = len(series) - 1
    if reading is Reading.COMPOUND:
        return series[-1] <= path(series, rate, n)
    if reading is Reading.LINEAR:
        return Fraction(series[0] - series[-1], n * series[0]) >= rate
    if reading is Reading.MEAN_YEAR_ON_YEAR:
        return sum(falls(series)) >= n * rate
    if reading is Reading.EVERY_YEAR:
        return min(falls(series)) >= rate
    return sum(series[1:]) <= sum(path(series, rate, year) for year in range(1, n + 1))


def read(series: Sequence[int], rate: Rate, *, end_year: int | None = None) -> dict[Reading, ReadingOutcome]:
    """By reading, for a series without a gap from BASE_YEAR on."""
    year = BASE_YEAR + len(series) - 1
    figures = dict(enumerate(series, start=BASE_YEAR))
    return read_series(figures, rate, base_year=BASE_YEAR, year=year, end_year=year if end_year is None else end_year)


def as_fraction(rate: Rate) -> Fraction:
    return Fraction(rate.numerator, rate.denominator)


# At most four decimals, as rates are shown.
rates = st.one_of(
    st.just(Rate(1, 20)),
    st.builds(Rate, st.integers(1, 99), st.just(100)),
    st.builds(Rate, st.integers(1, 9_999), st.just(10_000)),
)


@st.composite
def series(
    draw: st.DrawFn, *, max_years: int = 6, figures: st.SearchStrategy[int] | None = None, may_end_on_zero: bool = True
) -> list[int]:
    """Small figures hit bounds exactly; falls near 5 % keep the readings apart; the rest is anything."""
    if figures is None:
        figures = st.one_of(st.integers(1, 60), st.integers(1, 10**15))
    first = draw(figures)
    following = st.one_of(figures, st.integers(80, 110).map(lambda percent: max(1, first * percent // 100)))
    between = draw(st.lists(following, max_size=max_years - 1))
    return [first, *between, draw(st.one_of(following, st.just(0)) if may_end_on_zero else following)]
