from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

import pytest

from tests.unit.compliance.makers import known
from tests.unit.compliance.oracle import BASE_YEAR, read
from tracker.compliance.commitments import Reading
from tracker.compliance.quantities import Rate
from tracker.compliance.readings import NullReason, ReadingOutcome, read_series

FIVE_PERCENT = Rate(1, 20)
YEAR_ON_YEAR = {Reading.MEAN_YEAR_ON_YEAR, Reading.EVERY_YEAR}
NEED_INTERIM = YEAR_ON_YEAR | {Reading.CUMULATIVE}


def read_figures(figures: Mapping[int, int], *, year: int = 2028, end_year: int = 2030) -> dict[Reading, ReadingOutcome]:
    return read_series(figures, FIVE_PERCENT, base_year=2025, year=year, end_year=end_year)


def test_exactly_five_percent_on_the_mean() -> None:
    outcome = read([45, 48, 40], FIVE_PERCENT)[Reading.MEAN_YEAR_ON_YEAR]
    assert (outcome.passes, outcome.rate, outcome.allowed) == (True, Decimal("0.0500"), 40)
    assert (outcome.excess, outcome.surplus) == (0, 0)


@pytest.mark.parametrize(("last", "passed"), [(19**12, True), (19**12 + 1, False)])
def test_exactly_five_percent_compounded_over_twelve_years(last: int, passed: bool) -> None:
    figures = {2025: 20**12, 2037: last}
    outcome = read_series(figures, FIVE_PERCENT, base_year=2025, year=2037, end_year=2037)[Reading.COMPOUND]
    assert outcome.passes is passed
    assert (outcome.rate == Decimal("0.05")) is passed


def test_the_readings_disagree_about_a_single_late_cut() -> None:
    outcomes = read([100, 100, 100, 100, 100, 77], FIVE_PERCENT)
    assert {reading for reading, outcome in outcomes.items() if outcome.passes} == {Reading.COMPOUND}


def test_a_missing_year_leaves_the_two_end_points() -> None:
    outcomes = read_figures({2025: 100, 2026: 96, 2028: 85})
    assert {reading for reading, outcome in outcomes.items() if outcome.passes is None} == NEED_INTERIM
    assert {outcomes[reading].null_reason for reading in NEED_INTERIM} == {NullReason.MISSING_YEAR}
    assert outcomes[Reading.MEAN_YEAR_ON_YEAR].rests_on_years == (2025, 2026, 2028)
    assert outcomes[Reading.COMPOUND].rests_on_years == (2025, 2028)
    assert outcomes[Reading.COMPOUND].null_reason is None


def test_after_a_zero_year_the_year_on_year_readings_say_nothing() -> None:
    outcomes = read_figures({2025: 100, 2026: 90, 2027: 0, 2028: 85})
    assert {reading for reading, outcome in outcomes.items() if outcome.passes is None} == YEAR_ON_YEAR
    assert {outcomes[reading].null_reason for reading in YEAR_ON_YEAR} == {NullReason.ZERO_YEAR}
    assert all(outcomes[reading].allowed is None and outcomes[reading].reachable is None for reading in YEAR_ON_YEAR)


def test_a_gap_is_named_before_a_zero() -> None:
    outcomes = read_figures({2025: 100, 2026: 0, 2028: 85})
    assert outcomes[Reading.EVERY_YEAR].null_reason is NullReason.MISSING_YEAR


def test_a_zero_in_the_year_itself_passes_and_says_nothing_of_the_next() -> None:
    outcomes = read_figures({2025: 100, 2026: 90, 2027: 80, 2028: 0})
    assert all(outcome.passes for outcome in outcomes.values())
    assert outcomes[Reading.COMPOUND].rate == 1
    for reading in YEAR_ON_YEAR:
        assert (outcomes[reading].next_year_allowed, outcomes[reading].end_year_allowed) == (None, None)


def test_before_the_year_is_reported_its_bound_is_known_and_no_verdict() -> None:
    outcomes = read_figures({2025: 100, 2026: 95, 2027: 90})
    for outcome in outcomes.values():
        assert outcome.allowed is not None
        assert (outcome.passes, outcome.actual, outcome.excess, outcome.surplus, outcome.rate) == (None, None, None, None, None)
        assert (outcome.null_reason, outcome.next_year_allowed) == (NullReason.MISSING_YEAR, None)
    assert outcomes[Reading.LINEAR].allowed == 85


def test_without_a_base_year_nothing_is_said() -> None:
    outcomes = read_figures({2026: 95, 2028: 85})
    assert {(outcome.passes, outcome.allowed) for outcome in outcomes.values()} == {(None, None)}


def test_linear_runs_out_after_twenty_years_and_compound_never_does() -> None:
    figures = {2025: 100, 2045: 0, 2046: 0}
    for year, reachable, passed in ((2045, True, True), (2046, False, False)):
        outcomes = read_series(figures, FIVE_PERCENT, base_year=2025, year=year, end_year=2050)
        assert (outcomes[Reading.LINEAR].reachable, outcomes[Reading.LINEAR].passes) == (reachable, passed)
        assert outcomes[Reading.COMPOUND].passes


def test_unreachable_has_no_cut_at_all() -> None:
    outcomes = read([100, 200, 50], FIVE_PERCENT)
    for reading in NEED_INTERIM:
        assert (outcomes[reading].passes, outcomes[reading].excess, outcomes[reading].surplus) == (False, None, None)
    assert outcomes[Reading.COMPOUND].surplus == 90 - 50


def test_the_end_bound_takes_the_path_so_far_as_given() -> None:
    outcomes = read([1_000_000, 900_000], FIVE_PERCENT, end_year=BASE_YEAR + 3)
    bounds = {reading: outcome.end_year_allowed for reading, outcome in outcomes.items()}
    assert bounds == {
        Reading.COMPOUND: 857_375,
        Reading.LINEAR: 850_000,
        # The ratios may add up to 2.85 and 0.9 is used, so each of the two years to come may keep 97.5 %.
        Reading.MEAN_YEAR_ON_YEAR: 855_562,
        Reading.EVERY_YEAR: 812_250,
        # 950,000 + 902,500 + 857,375 less 900,000, over two years.
        Reading.CUMULATIVE: 904_937,
    }


def test_the_end_bound_is_unreachable_where_the_past_has_used_it_up() -> None:
    outcomes = read([100, 300], FIVE_PERCENT, end_year=BASE_YEAR + 2)
    for reading in NEED_INTERIM:
        assert known(outcomes[reading].end_year_allowed) < 0
    assert outcomes[Reading.COMPOUND].end_year_allowed == 90


def test_a_rate_below_zero_is_rounded_down_too() -> None:
    outcomes = read([3, 4], FIVE_PERCENT)
    assert {outcome.rate for outcome in outcomes.values()} == {Decimal("-0.3334"), None}
