"""What each reading says of every series of figures; the laws between them stand in test_domain_laws.py."""

from __future__ import annotations

import itertools
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from tests.unit.compliance.makers import known
from tests.unit.compliance.oracle import BASE_YEAR, as_fraction, passes, rates, read, series
from tracker.compliance.commitments import Reading
from tracker.compliance.quantities import Rate
from tracker.compliance.readings import AVERAGES, read_series

FIVE_PERCENT = Rate(1, 20)
every_reading = pytest.mark.parametrize("reading", list(Reading))


@every_reading
@given(series=series(), rate=rates)
@example(series=[45, 48, 40], rate=FIVE_PERCENT)
@example(series=[45, 48, 41], rate=FIVE_PERCENT)
@example(series=[100, 95, 90, 85, 80, 75], rate=FIVE_PERCENT)
@example(series=[20**12] + [20**12 - 1] * 11 + [19**12], rate=FIVE_PERCENT)
@example(series=[20**12] + [20**12 - 1] * 11 + [19**12 + 1], rate=FIVE_PERCENT)
def test_the_verdict_is_the_definition(reading: Reading, series: list[int], rate: Rate) -> None:
    assert read(series, rate)[reading].passes is passes(reading, series, as_fraction(rate))


@every_reading
@given(series=series(), rate=rates)
def test_the_bound_is_the_greatest_figure_that_passes(reading: Reading, series: list[int], rate: Rate) -> None:
    allowed, exact = known(read(series, rate)[reading].allowed), as_fraction(rate)
    assert (allowed >= 0) is passes(reading, [*series[:-1], 0], exact)
    if allowed >= 0:
        assert passes(reading, [*series[:-1], allowed], exact)
        assert not passes(reading, [*series[:-1], allowed + 1], exact)


@every_reading
@given(series=series(), rate=rates)
def test_the_excess_is_the_least_further_cut(reading: Reading, series: list[int], rate: Rate) -> None:
    outcome, exact = read(series, rate)[reading], as_fraction(rate)
    assert outcome.reachable is passes(reading, [*series[:-1], 0], exact)
    if not outcome.reachable:
        assert (outcome.excess, outcome.surplus, outcome.passes) == (None, None, False)
        return
    assert outcome.passes is (outcome.excess == 0)
    assert outcome.excess == 0 or outcome.surplus == 0
    assert known(outcome.actual) - known(outcome.excess) + known(outcome.surplus) == outcome.allowed
    if outcome.excess:
        assert passes(reading, [*series[:-1], series[-1] - outcome.excess], exact)
        assert not passes(reading, [*series[:-1], series[-1] - outcome.excess + 1], exact)


@given(series=series(), rate=rates)
def test_whoever_passes_every_year_passes_compound_mean_and_cumulative(series: list[int], rate: Rate) -> None:
    outcomes = read(series, rate)
    if outcomes[Reading.EVERY_YEAR].passes:
        assert outcomes[Reading.COMPOUND].passes
        assert outcomes[Reading.MEAN_YEAR_ON_YEAR].passes
        assert outcomes[Reading.CUMULATIVE].passes


@given(series=series(may_end_on_zero=False), rate=rates)
def test_a_lower_last_year_never_turns_a_pass_into_a_fail(series: list[int], rate: Rate) -> None:
    lower = [*series[:-1], series[-1] - 1]
    for reading, outcome in read(series, rate).items():
        assert not outcome.passes or read(lower, rate)[reading].passes


@every_reading
@given(series=series(), rate=rates)
@example(series=[45, 48, 41], rate=FIVE_PERCENT)
@example(series=[10_000_000, 9_500_001], rate=FIVE_PERCENT)
def test_a_failing_rate_is_shown_below_the_mandate_and_a_passing_one_is_not(
    reading: Reading, series: list[int], rate: Rate
) -> None:
    outcome = read(series, rate)[reading]
    if reading is Reading.CUMULATIVE:
        assert outcome.rate is None
    else:
        assert outcome.passes is (known(outcome.rate) >= rate.as_decimal())


@given(series=series(), scaled=st.integers(1, 999_999))
def test_a_mandate_of_six_decimals_is_never_shown_as_reached_by_a_failing_rate(series: list[int], scaled: int) -> None:
    rate = Rate(scaled, 1_000_000)
    for outcome in read(series, rate).values():
        assert outcome.rate is None or outcome.passes or outcome.rate < rate.as_decimal()


@given(series=series())
def test_the_shown_rate_is_the_rate_rounded_down(series: list[int]) -> None:
    step, n = Fraction(1, 10_000), len(series) - 1
    for reading in (Reading.LINEAR, Reading.MEAN_YEAR_ON_YEAR, Reading.EVERY_YEAR, Reading.COMPOUND):
        shown = known(read(series, FIVE_PERCENT)[reading].rate)
        assert shown == shown.quantize(Decimal("0.0001"))
        for rate, expected in ((Fraction(shown), True), (Fraction(shown) + step, False)):
            if reading is Reading.COMPOUND:
                # (1 - rate) may lie below zero, where an even power would turn it around.
                assert (rate <= 1 and series[-1] <= series[0] * (1 - rate) ** n) is expected
            else:
                assert passes(reading, series, rate) is expected


@every_reading
@given(series=series(may_end_on_zero=False), following=st.integers(1, 10**15), rate=rates)
def test_next_years_bound_is_the_bound_once_that_year_is_there(
    reading: Reading, series: list[int], following: int, rate: Rate
) -> None:
    year = BASE_YEAR + len(series) - 1
    later = read([*series, following], rate)[reading]
    assert read(series, rate, end_year=year + 1)[reading].next_year_allowed == later.allowed
    assert read(series, rate, end_year=year)[reading].next_year_allowed is None


@every_reading
@given(series=series(max_years=4), rate=rates)
def test_one_year_before_the_end_both_bounds_are_one(reading: Reading, series: list[int], rate: Rate) -> None:
    outcome = read(series, rate, end_year=BASE_YEAR + len(series))[reading]
    if outcome.end_year_allowed is None or outcome.end_year_allowed < 0:
        assert outcome.next_year_allowed is None or outcome.next_year_allowed < 0
    else:
        assert outcome.end_year_allowed == outcome.next_year_allowed


small = st.integers(1, 40)
paths_onward = st.lists(small, min_size=1, max_size=4)


@pytest.mark.parametrize("reading", [reading for reading in Reading if reading is not Reading.CUMULATIVE])
@given(series=series(max_years=3, figures=small, may_end_on_zero=False), onward=paths_onward, rate=rates)
def test_no_path_that_passes_at_the_end_ends_above_the_bound(
    reading: Reading, series: list[int], onward: list[int], rate: Rate
) -> None:
    bound = read(series, rate, end_year=BASE_YEAR + len(series) - 1 + len(onward))[reading].end_year_allowed
    if passes(reading, [*series, *onward], as_fraction(rate)):
        assert onward[-1] <= known(bound)


@given(first=st.integers(50, 10**6), spare=st.lists(st.integers(0, 3), min_size=1, max_size=3), remaining=st.integers(1, 6))
def test_the_bound_of_every_year_is_reached_by_falling_just_enough_each_year(
    first: int, spare: list[int], remaining: int
) -> None:
    series = [first]
    for less in spare:
        series.append(series[-1] * 19 // 20 - less)
    bound = read(series, FIVE_PERCENT, end_year=BASE_YEAR + len(spare) + remaining)[Reading.EVERY_YEAR].end_year_allowed
    onward = list(series)
    for _ in range(remaining):
        onward.append(known(read([*onward, 0], FIVE_PERCENT)[Reading.EVERY_YEAR].allowed))
    assert onward[-1] == bound
    assert passes(Reading.EVERY_YEAR, onward, as_fraction(FIVE_PERCENT))


@given(series=series(max_years=4), remaining=st.integers(1, 8), rate=rates)
def test_what_is_left_of_the_budget_is_spread_evenly(series: list[int], remaining: int, rate: Rate) -> None:
    bound = known(read(series, rate, end_year=BASE_YEAR + len(series) - 1 + remaining)[Reading.CUMULATIVE].end_year_allowed)
    for amount, expected in ((bound, True), (bound + 1, False)):
        assert passes(Reading.CUMULATIVE, [*series, *[amount] * remaining], as_fraction(rate)) is expected


tonnes = st.integers(10**9, 10**12)
ratios = st.lists(st.integers(700, 1_200), min_size=1, max_size=4)


@given(first=tonnes, permille=ratios, remaining=st.integers(2, 5))
def test_the_bound_of_the_mean_is_reached_to_a_few_micro_tonnes_by_an_even_fall(
    first: int, permille: list[int], remaining: int
) -> None:
    series = [first]
    for part in permille:
        series.append(series[-1] * part // 1_000)
    years = len(permille) + remaining
    bound = known(read(series, FIVE_PERCENT, end_year=BASE_YEAR + years)[Reading.MEAN_YEAR_ON_YEAR].end_year_allowed)
    assume(bound > 10**6)
    spent = sum((Fraction(after, before) for before, after in itertools.pairwise(series)), Fraction(0))
    even, onward = (years * Fraction(19, 20) - spent) / remaining, list(series)
    for _ in range(remaining - 1):
        onward.append(round(onward[-1] * even))
    last = known(read([*onward, 0], FIVE_PERCENT)[Reading.MEAN_YEAR_ON_YEAR].allowed)
    assert bound - 5 <= last <= bound


@given(series=series(max_years=6), rate=rates)
def test_two_end_points_suffice_for_compound_and_linear(series: list[int], rate: Rate) -> None:
    year = BASE_YEAR + len(series) - 1
    ends = read_series({BASE_YEAR: series[0], year: series[-1]}, rate, base_year=BASE_YEAR, year=year, end_year=year)
    whole = read(series, rate)
    for reading in AVERAGES[:2]:
        assert (ends[reading].passes, ends[reading].allowed, ends[reading].rate) == (
            whole[reading].passes,
            whole[reading].allowed,
            whole[reading].rate,
        )
