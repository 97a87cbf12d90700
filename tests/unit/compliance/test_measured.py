"""Shares by a date and counts in a period: which figure decides, and when there is no verdict yet."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.compliance.makers import (
    COUNT_TERMS,
    SHARE_TERMS,
    make_count_goal,
    make_share_goal,
    measured,
    measured_year,
    micro,
    without,
)
from tracker.compliance.commitments import CommitmentError, read_commitment
from tracker.compliance.counts import CountProgress, measure_count
from tracker.compliance.measurements import Measured
from tracker.compliance.plain import plain_commitment, plain_measured
from tracker.compliance.quantities import Rate
from tracker.compliance.shares import ShareProgress, StepStatus, measure_share


def share(*figures: Measured, today: str, **terms: Any) -> ShareProgress:
    return measure_share(make_share_goal(**terms), figures, today=date.fromisoformat(today))


def count(*figures: Measured, today: str, **terms: Any) -> CountProgress:
    return measure_count(make_count_goal(**terms), figures, today=date.fromisoformat(today))


@pytest.mark.parametrize(
    ("figures", "today", "status"),
    [
        ({}, "2030-12-31", "ON_THE_WAY"),
        ({}, "2031-01-01", "AWAITING_FIGURES"),
        ({2029: "50"}, "2030-12-30", "ON_THE_WAY"),
        ({2029: "50"}, "2031-01-01", "AWAITING_FIGURES"),
        ({2030: "25"}, "2030-12-31", "MET"),
        ({2030: "24.999999"}, "2030-12-31", "MISSED"),
        ({2029: "50", 2030: "24"}, "2031-01-01", "MISSED"),
        ({2030: "24", 2031: "60"}, "2032-01-01", "MISSED"),
        ({2029: "1", 2030: "25"}, "2045-01-01", "MET"),
        ({2031: "60"}, "2032-01-01", "AWAITING_FIGURES"),
    ],
)
def test_the_year_at_the_day_decides(figures: dict[int, str], today: str, status: str) -> None:
    rows = [measured_year(year, amount, "100") for year, amount in figures.items()]
    assert share(*rows, today=today).steps[0].status == status


@pytest.mark.parametrize(
    ("start", "end", "status"),
    [
        ("2029-07-01", "2030-06-30", "MET"),
        ("2029-01-01", "2029-12-31", "AWAITING_FIGURES"),
        ("2029-01-02", "2030-01-01", "MET"),
        ("2030-01-02", "2031-01-01", "AWAITING_FIGURES"),
    ],
)
def test_a_year_decides_that_ends_in_the_twelve_months_up_to_the_day(start: str, end: str, status: str) -> None:
    assert share(measured(start, end, "30", "100"), today="2031-06-01").steps[0].status == status


def test_a_leap_day_has_its_twelve_months_too() -> None:
    step = [{"share": "0.5", "by": "2028-02-29"}]
    assert share(measured("2026-03-01", "2027-02-28", "60", "100"), today="2029-01-01", steps=step).status == "AWAITING_FIGURES"
    assert share(measured("2026-03-02", "2027-03-01", "60", "100"), today="2029-01-01", steps=step).status == "MET"


def test_in_focus_is_the_step_that_lies_ahead_and_after_all_the_last() -> None:
    assert [share(today=day).in_focus.step.by.year for day in ("2026-01-01", "2030-12-31", "2031-01-01", "2060-01-01")] == [
        2030, 2030, 2050, 2050,
    ]  # fmt: skip


def test_what_is_not_over_is_not_known() -> None:
    progress = share(measured_year(2029, "30", "100"), measured_year(2030, "5", "100"), today="2030-12-30")
    assert progress.latest is not None
    assert progress.latest.period.end == date(2029, 12, 31)
    assert len(progress.figures) == 1


def test_it_says_which_year_first_reached_the_share_and_which_one_decides() -> None:
    figures = [measured_year(2028, "26", "100"), measured_year(2029, "40", "100"), measured_year(2030, "20", "100")]
    (step, last) = share(*figures, today="2031-01-01").steps
    assert (step.rests_on, step.reached_by) == (figures[2], figures[0])
    assert (last.rests_on, last.reached_by, last.status) == (None, None, StepStatus.ON_THE_WAY)


@given(
    part=st.integers(0, 10**15),
    whole=st.integers(1, 10**15),
    numerator=st.integers(1, 10**6),
)
def test_a_share_is_compared_exactly_and_never_shown_above_itself(part: int, whole: int, numerator: int) -> None:
    figure = measured_year(2030, 1, 1)
    figure = Measured(measurement_id="a", period=figure.period, micro=part, micro_of=whole, source="test")
    assert figure.reaches(Rate(numerator, 10**6)) == (Fraction(part, whole) >= Fraction(numerator, 10**6))
    shown = figure.share
    assert shown is not None
    assert Fraction(shown) <= Fraction(part, whole) < Fraction(shown) + Fraction(1, 10**4)


@pytest.mark.parametrize(
    ("figures", "today", "status"),
    [
        ([], "2025-12-31", "NOT_STARTED"),
        ([], "2026-01-01", "IN_PROGRESS"),
        ([("2026-01-01", "2026-06-30", "999")], "2026-12-31", "IN_PROGRESS"),
        ([("2026-01-01", "2026-06-30", "1000")], "2026-06-30", "MET"),
        ([("2026-01-01", "2026-06-30", "1000")], "2026-06-29", "IN_PROGRESS"),
        ([("2026-01-01", "2026-12-30", "999")], "2027-01-01", "AWAITING_FIGURES"),
        ([("2026-01-01", "2026-12-30", "999"), ("2026-12-31", "2026-12-31", "0")], "2027-01-01", "MISSED"),
        ([("2026-01-01", "2026-12-30", "999"), ("2026-12-31", "2026-12-31", "1")], "2027-01-01", "MET"),
        ([("2025-12-31", "2026-12-31", "5000")], "2027-01-01", "AWAITING_FIGURES"),
        ([("2026-12-01", "2027-01-01", "5000")], "2028-01-01", "AWAITING_FIGURES"),
    ],
)
def test_a_count_is_missed_only_when_every_day_is_measured(figures: list[Any], today: str, status: str) -> None:
    assert count(*(measured(*figure) for figure in figures), today=today).status == status


def test_the_run_rate_that_is_needed_and_the_one_so_far() -> None:
    progress = count(measured("2026-01-01", "2026-01-31", "100"), today="2026-12-24")
    assert (progress.remaining, progress.days_left) == (micro(900), 7)
    assert progress.needed_per_day == 128_571_429
    assert progress.reached_per_day == 3_225_806
    assert progress.share == Decimal("0.1")
    done = count(measured("2026-01-01", "2026-01-31", "1001"), today="2026-12-24")
    assert (done.needed_per_day, done.beyond, done.met_on) == (None, micro(1), date(2026, 1, 31))
    assert count(today="2026-12-31").needed_per_day is None
    assert count(today="2025-01-01").days_left == 365


def test_it_is_met_on_the_last_day_of_the_period_that_lifts_it() -> None:
    figures = [measured("2026-04-01", "2026-06-30", "500"), measured("2026-01-01", "2026-03-31", "500")]
    assert count(*figures, today="2027-01-01").met_on == date(2026, 6, 30)


def test_as_plain_values() -> None:
    plain = plain_measured(share(measured_year(2030, "24.9999", "100"), today="2031-01-01"))
    assert (plain["status"], plain["share"]) == ("ON_THE_WAY", "0.2499")
    assert [(step["by"], step["status"]) for step in plain["steps"]] == [("2030-12-31", "MISSED"), ("2050-12-31", "ON_THE_WAY")]
    assert plain["steps"][0]["rests_on"]["of_total"] == "100"
    assert plain["commitment"]["steps"][1] == {"share": "1", "by": "2050-12-31"}
    counted = plain_measured(count(measured("2026-01-01", "2026-01-31", "100"), today="2026-12-24"))
    assert (counted["needed_per_day"], counted["remaining"], counted["target"]) == ("128.571429", "900", "1000")
    assert counted["figures"][0]["of_total"] is None
    assert plain_commitment(make_count_goal())["kind"] == "COUNT_IN_PERIOD"


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"steps": []}, "share v1: steps must name one or more shares, each with a later day than the one before."),
        ({"steps": [{"share": "0.5"}]}, "step 1 must be a table of share and by, not {'share': '0.5'}."),
        ({"steps": [{"share": "0", "by": "2030-12-31"}]}, "step 1: share must lie above 0 and at most at 1, not be 0."),
        ({"steps": [{"share": "1.000001", "by": "2030-12-31"}]}, "not be 1.000001."),
        ({"steps": [{"share": 0.5, "by": "2030-12-31"}]}, "step 1: share must be given as str"),
        ({"steps": [{"share": "0.5", "by": "2030"}]}, "step 1: by must be a day"),
        ({"steps": [*SHARE_TERMS["steps"], {"share": "1", "by": "2050-12-31"}]}, "each with a later day"),
        ({"unit": 5}, "unit must be given as str"),
        ({"target": "5"}, "unknown term target."),
    ],
)
def test_a_share_that_cannot_be_read_is_refused(changes: dict[str, Any], sentence: str) -> None:
    with pytest.raises(CommitmentError) as error:
        make_share_goal(**changes)
    assert sentence in str(error.value)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"target": "0"}, "count v1: target must be a whole number above zero, not '0'."),
        ({"target": "0.5"}, "target must be a whole number above zero, not '0.5'."),
        ({"target": 5}, "target must be given as str"),
        ({"end": "2025-12-31"}, "end must not lie before start, 2026-01-01; it is 2025-12-31."),
        ({"steps": []}, "unknown term steps."),
    ],
)
def test_a_count_that_cannot_be_read_is_refused(changes: dict[str, Any], sentence: str) -> None:
    with pytest.raises(CommitmentError) as error:
        make_count_goal(**changes)
    assert sentence in str(error.value)


@pytest.mark.parametrize("terms", [SHARE_TERMS, COUNT_TERMS], ids=["share", "count"])
def test_every_term_is_needed(terms: dict[str, Any]) -> None:
    for name in terms:
        with pytest.raises(CommitmentError):
            read_commitment("key", 1, without(terms, name))
