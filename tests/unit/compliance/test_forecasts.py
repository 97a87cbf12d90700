"""Projections: what they rest on, what they come to, and where there is none."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.compliance.makers import known, make_goal, make_line, micro, pending, year_line
from tests.unit.compliance.programmes import Series, in_micro, summarize
from tests.unit.compliance.test_comparison import INTENSITY, made
from tracker.compliance.commitments import Reading
from tracker.compliance.forecasts import (
    EmissionsForecast,
    GoalForecast,
    NoForecast,
    Outlook,
    Projection,
    forecast_goal,
    forecast_mandate,
    project,
)
from tracker.compliance.goals import LedgerLine, MassState, measure_progress
from tracker.compliance.plain import plain_goal_forecast, plain_mandate_forecast
from tracker.compliance.readings import read_series

MADE_ON = date(2028, 8, 1)


def forecast(series: Series, **options: Any) -> EmissionsForecast:
    summary = summarize({"a": series}, today=MADE_ON, **options)
    return forecast_mandate(summary, made_on=MADE_ON).suppliers["a"]


def projected(figures: dict[int, int], end_year: int) -> Projection:
    found = project(figures, end_year=end_year)
    assert isinstance(found, Projection)
    return found


def test_the_mean_ratio_of_the_last_three_years_is_carried_forward() -> None:
    found = projected({2024: 7, 2025: 1000, 2026: 900, 2027: 900, 2028: 720}, end_year=2030)
    assert found.rests_on_years == (2025, 2026, 2027, 2028)
    assert found.ratios == (Fraction(9, 10), Fraction(1), Fraction(4, 5))
    assert [(each.year, each.likely, each.least, each.greatest) for each in found.years] == [
        (2029, 648, 576, 720),
        (2030, 583, 461, 720),
    ]


def test_one_ratio_gives_no_range() -> None:
    (only,) = projected({2025: 100, 2026: 90}, end_year=2027).years
    assert (only.likely, only.least, only.greatest) == (81, None, None)


@pytest.mark.parametrize(
    ("figures", "reason"),
    [
        ({}, NoForecast.FEWER_THAN_TWO_YEARS),
        ({2026: 5}, NoForecast.FEWER_THAN_TWO_YEARS),
        ({2025: 5, 2027: 5}, NoForecast.LAST_YEAR_STANDS_ALONE),
        ({2025: 0, 2026: 5}, NoForecast.ZERO_YEAR),
        ({2029: 5, 2030: 5}, NoForecast.NOTHING_AHEAD),
    ],
)
def test_where_there_is_no_forecast_and_why(figures: dict[int, int], reason: NoForecast) -> None:
    assert project(figures, end_year=2030) is reason


def test_a_zero_before_the_years_that_it_rests_on_does_not_matter_and_a_last_zero_stays() -> None:
    assert project({2024: 0, 2025: 8, 2026: 8, 2027: 8, 2028: 8}, end_year=2029) is not NoForecast.ZERO_YEAR
    assert [each.likely for each in projected({2025: 8, 2026: 0}, end_year=2028).years] == [0, 0]


@given(
    series=st.lists(st.integers(1, 10**12), min_size=2, max_size=6),
    ahead=st.integers(1, 6),
)
def test_the_range_holds_the_projection(series: list[int], ahead: int) -> None:
    figures = dict(enumerate(series, start=2025))
    for each in projected(figures, end_year=max(figures) + ahead).years:
        if each.least is not None:
            assert each.least <= each.likely <= known(each.greatest)


@given(level=st.integers(1, 10**15), years=st.integers(2, 5))
def test_what_stays_level_is_projected_level(level: int, years: int) -> None:
    figures = dict.fromkeys(range(2025, 2025 + years), level)
    assert {each.likely for each in projected(figures, end_year=2035).years} == {level}


@pytest.mark.parametrize(
    ("series", "outlook"),
    [
        ([100, 90, 80], Outlook.WOULD_COMPLY),
        ([100, 99, 98], Outlook.WOULD_NOT_COMPLY),
        ([100, 100, 90], Outlook.OPEN),
        ([100], None),
        ([100, pending(2026, 90)], None),
    ],
)
def test_the_outlook_is_the_reading_of_the_projected_paths(series: Series, outlook: Outlook | None) -> None:
    assert forecast(series).outlook is outlook


@pytest.mark.parametrize("reading", list(Reading))
def test_every_reading_has_an_outlook(reading: Reading) -> None:
    assert forecast([100, 80, 64], reading=reading).outlook is Outlook.WOULD_COMPLY
    assert forecast([100, 104, 108], reading=reading).outlook is Outlook.WOULD_NOT_COMPLY


def test_a_reading_that_misses_a_year_has_no_outlook() -> None:
    found = forecast([100, None, 90, 80], reading="MEAN_YEAR_ON_YEAR")
    assert (found.projection is not None, found.outlook) == (True, None)


def test_what_is_needed_from_the_last_known_year_on() -> None:
    needed = known(forecast([100, 100, 100]).needed)
    assert (needed.from_year, needed.end_year, needed.actual) == (2027, 2030, micro(100))
    assert needed.allowed == micro("77.378093")
    assert needed.yearly_fall == 7_540_636
    assert needed.yearly_rate == Decimal("0.0820")
    ahead = known(forecast([100, 60, 60]).needed)
    assert (ahead.yearly_rate, ahead.yearly_fall) == (Decimal(0), 0)
    lost = known(forecast([100, 300, 300], reading="MEAN_YEAR_ON_YEAR", end_year=2028).needed)
    assert (lost.reachable, lost.yearly_rate, lost.yearly_fall) == (False, None, None)
    budget = known(forecast([100, 100, 100], reading="CUMULATIVE").needed)
    assert (budget.yearly_rate, budget.reachable) == (None, True)


@given(series=st.lists(st.integers(10**6, 10**12), min_size=3, max_size=4), reading=st.sampled_from(list(Reading)[:3]))
def test_falling_by_the_needed_rate_complies(series: list[int], reading: Reading) -> None:
    needed = forecast(in_micro(series), reading=reading).needed
    if needed is None or needed.yearly_rate is None:
        return
    kept, path = 1 - Fraction(needed.yearly_rate), [Fraction(each) for each in series]
    while len(path) < 6:
        path.append(path[-1] * kept)
    whole = dict(enumerate((int(each) for each in path), start=2025))
    outcome = read_series(whole, summarize({"a": [1]}).mandate.rate, base_year=2025, year=2030, end_year=2030)[reading]
    # Whole micro-tonnes between may cost a few: the bound itself holds.
    assert known(outcome.actual) <= needed.allowed


def test_the_programme_goes_on_from_the_sum() -> None:
    summary = summarize({"a": [100, 90, 80], "b": [300, 290, 280], "c": [10]}, today=date(2028, 8, 1))
    found = forecast_mandate(summary, made_on=MADE_ON)
    summed = known(found.summed)
    assert (summed.parties, summed.totals[-1]) == (2, (2027, micro(360)))
    assert known(found.programme).projection == projected(dict(summed.totals), 2030)
    plain = plain_mandate_forecast(found, summary.partners)
    assert (plain["is_projection"], plain["made_on"], plain["method"]) == (True, "2028-08-01", "MEAN_YEARLY_RATIO")
    assert plain["outlooks"] == {"WOULD_COMPLY": 1, "WOULD_NOT_COMPLY": 1, "OPEN": 0, "NONE": 1}


def test_a_year_that_few_have_reported_on_does_not_stand_for_the_programme() -> None:
    series = {"a": [100, 90, 80], "b": [300, 290], "c": [10, 9]}
    found = forecast_mandate(summarize(series, today=MADE_ON), made_on=MADE_ON)
    assert (known(found.summed).parties, known(found.summed).totals[-1]) == (3, (2026, micro(389)))
    alone = forecast_mandate(summarize({"a": [100, 90], "b": [5], "c": [5]}, today=MADE_ON), made_on=MADE_ON)
    assert (alone.summed, alone.programme) == (None, None)


def test_a_late_joiner_is_projected_to_its_own_end() -> None:
    summary = summarize({"a": [100, 90], "b": [100, 90, 80]}, joined={"a": 2026}, left={"a": 2034}, today=MADE_ON)
    found = forecast_mandate(summary, made_on=MADE_ON).suppliers["a"]
    assert (found.base_year, found.end_year, known(found.projection).years[-1].year) == (2026, 2034, 2034)


def goal(lines: Sequence[LedgerLine], today: str, **terms: str) -> GoalForecast:
    made_on = date.fromisoformat(today)
    return forecast_goal(measure_progress(make_goal(**terms), lines, today=made_on), made_on=made_on)


def test_the_published_goal_goes_on_as_in_its_last_known_year() -> None:
    lines = [year_line("a", 2022, 100), year_line("b", 2023, 200), year_line("c", 2024, 366)]
    found = goal(lines, "2026-11-24", target_kg="1000")
    counted, verified = known(found.counted), known(found.verified)
    assert (known(found.window).start, known(found.window).end) == (date(2024, 1, 1), date(2024, 12, 31))
    assert (counted.so_far, counted.in_window) == (micro(666), micro(366))
    assert (counted.likely.met_on, counted.likely.shortfall) == (date(2025, 11, 30), None)
    assert (known(counted.at_least).shortfall, known(counted.at_most).met_on) == (micro(134), date(2025, 11, 30))
    assert (verified.likely.met_on, verified.likely.shortfall) == (None, micro(1000))


def test_a_shortfall_by_the_run_rate() -> None:
    lines = [year_line("a", 2022, 100), year_line("b", 2023, 50), year_line("v", 2023, 23, MassState.VERIFIED)]
    found = goal(lines, "2024-06-01", target_kg="1000")
    assert known(found.counted).likely.shortfall == micro(1000) - micro(173) - 73 * 1096 * 1_000_000 // 365
    assert known(found.verified).likely.shortfall == micro(1000) - micro(23) - 23 * 1096 * 1_000_000 // 365
    assert (found.entries, found.spread) == (2, 0)


def test_an_entry_that_reaches_beyond_the_window_is_shared_out_by_days() -> None:
    lines = [year_line("a", 2022, 365), make_line("b", "2023-01-01", "2023-01-31", 31)]
    found = goal(lines, "2023-02-10", target_kg="1000000")
    assert (known(found.window).start, known(found.window).end) == (date(2022, 2, 1), date(2023, 1, 31))
    assert (known(found.counted).in_window, found.spread) == (micro(365), micro(334))


def test_a_goal_that_began_a_month_ago_has_a_window_of_a_month() -> None:
    window = known(goal([make_line("a", "2022-01-05", "2022-01-31", 5)], "2022-02-02").window)
    assert (window.start, window.days) == (date(2022, 1, 1), 31)


@pytest.mark.parametrize(
    ("lines", "today", "reason"),
    [
        ([year_line("a", 2022, 1000)], "2024-01-01", NoForecast.GOAL_MET),
        ([], "2024-01-01", NoForecast.NO_FIGURES),
        ([year_line("a", 2022, 10)], "2026-12-31", NoForecast.NOTHING_AHEAD),
        ([year_line("a", 2022, 10)], "2027-03-01", NoForecast.NOTHING_AHEAD),
    ],
)
def test_nothing_is_projected_of_a_goal_that_is_met_over_or_unknown(
    lines: list[LedgerLine], today: str, reason: NoForecast
) -> None:
    found = goal(lines, today)
    assert (found.no_forecast, found.counted, found.verified) == (reason, None, None)
    assert plain_goal_forecast(found)["no_forecast"] == reason


def test_what_was_reversed_is_not_carried_forward() -> None:
    lines = [year_line("a", 2023, 400), year_line("b", 2023, -400, reverses="a"), year_line("c", 2022, 10)]
    found = goal(lines, "2024-03-01")
    assert known(found.window).end == date(2022, 12, 31)
    assert known(found.counted).in_window == micro(10)


@given(
    masses=st.lists(st.integers(0, 10**9), min_size=1, max_size=3),
    target=st.integers(1, 10**10),
)
def test_the_projected_day_is_the_first_that_reaches_the_target(masses: list[int], target: int) -> None:
    lines = [year_line(str(index), 2022 + index, in_micro([mass])[0]) for index, mass in enumerate(masses)]
    found = goal(lines, "2025-06-01", target_kg=str(in_micro([target])[0]))
    if found.counted is None:
        return
    window, outlooks = known(found.window), found.counted
    per_day = Fraction(masses[-1], window.days)
    if outlooks.likely.met_on is None:
        days = (date(2026, 12, 31) - window.end).days
        assert known(outlooks.likely.shortfall) == target - outlooks.so_far - int(per_day * days) > 0
    else:
        days = (outlooks.likely.met_on - window.end).days
        assert outlooks.so_far + per_day * days >= target > outlooks.so_far + per_day * (days - 1)


def test_an_intensity_has_a_projection_and_no_outlook() -> None:
    """The same tonnes, for as many wafers each year: what is projected are tonnes, and nothing says for how many wafers."""
    tonnes = [100, 60, 40]
    absolute = forecast(tonnes)
    divided = forecast([made(2025 + n, amount, 10) for n, amount in enumerate(tonnes)], **INTENSITY)
    assert (absolute.outlook, divided.outlook) == (Outlook.WOULD_COMPLY, None)
    assert divided.projection == absolute.projection
