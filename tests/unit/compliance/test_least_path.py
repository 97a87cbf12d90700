"""The least path: checked against the definitions in fractions, and by trying every path there is."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.unit.compliance.oracle import BASE_YEAR, as_fraction, passes, rates, read, series
from tracker.compliance.commitments import Reading
from tracker.compliance.explanations import LeastPath, PathStop, find_least_path
from tracker.compliance.quantities import Rate

FIVE_PERCENT = Rate(1, 20)
every_reading = pytest.mark.parametrize("reading", list(Reading))


def find(reading: Reading, known: Sequence[int], rate: Rate, *, more: int) -> LeastPath:
    """`more` years ahead of a series without a gap."""
    first = BASE_YEAR + len(known)
    figures = dict(enumerate(known, start=BASE_YEAR))
    return find_least_path(reading, figures, rate, base_year=BASE_YEAR, years=range(first, first + more))


def amounts(path: LeastPath) -> list[int]:
    return [amount for _, amount in path.steps]


def brute(reading: Reading, known: Sequence[int], rate: Rate, *, more: int, highest: int) -> list[int] | None:
    """Of all paths on which every year complies the one that is greatest year by year."""
    exact = as_fraction(rate)
    for onward in itertools.product(range(highest, 0, -1), repeat=more):
        walked = [[*known, *onward[: n + 1]] for n in range(more)]
        if all(passes(reading, each, exact) for each in walked):
            return list(onward)
    return None


@every_reading
@given(series=series(max_years=4, may_end_on_zero=False), rate=rates, more=st.integers(1, 5))
@example(series=[45, 48, 40], rate=FIVE_PERCENT, more=3)
@example(series=[100, 300], rate=FIVE_PERCENT, more=4)
def test_each_year_complies_and_one_more_would_not(reading: Reading, series: list[int], rate: Rate, more: int) -> None:
    walked, exact = list(series), as_fraction(rate)
    path = find(reading, series, rate, more=more)
    for amount in amounts(path):
        assert passes(reading, [*walked, amount], exact)
        assert not passes(reading, [*walked, amount + 1], exact)
        walked.append(amount)
    if path.stop is PathStop.UNREACHABLE:
        assert not passes(reading, [*walked, 0], exact)
    elif path.stop is None:
        assert len(path.steps) == more
    else:
        assert (path.stop, walked[-1]) == (PathStop.ZERO_YEAR, 0)


@every_reading
@given(
    series=series(max_years=2, figures=st.integers(1, 9), may_end_on_zero=False),
    rate=st.builds(Rate, st.integers(1, 40), st.just(100)),
)
def test_no_other_path_is_greater_year_by_year(reading: Reading, series: list[int], rate: Rate) -> None:
    path = find(reading, series, rate, more=2)
    best = brute(reading, series, rate, more=2, highest=20)
    if best is None:
        assert path.stop is not None or 0 in amounts(path)
    elif 0 not in amounts(path) and max(amounts(path)) <= 20:
        assert amounts(path) == best


@every_reading
@given(series=series(max_years=4, may_end_on_zero=False), rate=rates)
def test_its_first_year_is_the_bound_of_next_year(reading: Reading, series: list[int], rate: Rate) -> None:
    bound = read(series, rate, end_year=BASE_YEAR + len(series))[reading].next_year_allowed
    path = find(reading, series, rate, more=1)
    assert amounts(path) == ([] if bound is None or bound < 0 else [bound])


@pytest.mark.parametrize(
    ("reading", "expected"),
    [
        (Reading.COMPOUND, [90_250_000, 85_737_500, 81_450_625, 77_378_093]),
        (Reading.LINEAR, [90_000_000, 85_000_000, 80_000_000, 75_000_000]),
        # 10 % off in the first year leaves room for nothing off in the second.
        (Reading.MEAN_YEAR_ON_YEAR, [90_000_000, 85_500_000, 81_225_000, 77_163_750]),
        (Reading.EVERY_YEAR, [85_500_000, 81_225_000, 77_163_750, 73_305_562]),
        (Reading.CUMULATIVE, [95_250_000, 85_737_500, 81_450_625, 77_378_093]),
    ],
)
def test_from_100_to_90(reading: Reading, expected: list[int]) -> None:
    assert amounts(find(reading, [100_000_000, 90_000_000], FIVE_PERCENT, more=4)) == expected


def test_a_linear_path_ends_where_nothing_is_left() -> None:
    path = find(Reading.LINEAR, [100], Rate(2, 5), more=5)
    assert path == LeastPath(steps=((2026, 60), (2027, 20)), stops_in=2028, stop=PathStop.UNREACHABLE)


def test_a_zero_on_the_path_leaves_no_ratio() -> None:
    path = find(Reading.EVERY_YEAR, [1], FIVE_PERCENT, more=3)
    assert path == LeastPath(steps=((2026, 0),), stops_in=2027, stop=PathStop.ZERO_YEAR)
    assert amounts(find(Reading.COMPOUND, [1], FIVE_PERCENT, more=3)) == [0, 0, 0]


def test_a_gap_stops_only_the_readings_that_need_the_year() -> None:
    figures = {2025: 100_000_000, 2027: 90_000_000}
    for reading in Reading:
        path = find_least_path(reading, figures, FIVE_PERCENT, base_year=2025, years=range(2028, 2031))
        gap = reading not in (Reading.COMPOUND, Reading.LINEAR)
        assert (path.stop, path.stops_in) == ((PathStop.MISSING_YEAR, 2028) if gap else (None, None))


def test_a_year_that_breaks_every_year_cannot_be_made_good() -> None:
    path = find(Reading.EVERY_YEAR, [100, 96], FIVE_PERCENT, more=3)
    assert path == LeastPath(steps=(), stops_in=2027, stop=PathStop.UNREACHABLE)
