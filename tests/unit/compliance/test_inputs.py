"""Which revisions a verdict may rest on, and what is said when it may not."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.unit.compliance.makers import accepted, assess, known, micro, pending
from tracker.compliance.assessments import ReasonCode, Status, YearRecord
from tracker.compliance.commitments import Assurance, Reading
from tracker.compliance.periods import Period
from tracker.compliance.robustness import Robustness

HALF_YEAR = {"period": Period(date(2026, 1, 1), date(2026, 6, 30))}
BASE = {2025: accepted(2025, 100)}
PASS, PARTIAL = accepted(2026, 95), accepted(2026, 40, **HALF_YEAR)


@pytest.mark.parametrize(
    ("base", "current", "codes"),
    [
        (YearRecord(), PASS, [ReasonCode.BASE_YEAR_MISSING]),
        (accepted(2025, 0), accepted(2026, 10), [ReasonCode.BASE_YEAR_ZERO]),
        (accepted(2025, 0), accepted(2026, 0), [ReasonCode.BASE_YEAR_ZERO]),
        (BASE[2025], accepted(2026, 95, scope_2_market=None), [ReasonCode.SCOPE_2_METHOD_DIFFERS]),
        (BASE[2025], accepted(2026, 95, scope_2_market=None, scope_2_location=None), [ReasonCode.SCOPE_MISSING]),
        (accepted(2025, 100, scope_1=None), PASS, [ReasonCode.SCOPE_MISSING]),
        (BASE[2025], accepted(2026, 95, consolidation_approach="EQUITY_SHARE"), [ReasonCode.CONSOLIDATION_DIFFERS]),
        (accepted(2025, 100, gwp_set="AR4"), PASS, [ReasonCode.GWP_SET_DIFFERS]),
        (
            accepted(2025, 100, gwp_set="AR4", consolidation_approach="FINANCIAL_CONTROL"),
            PASS,
            [ReasonCode.CONSOLIDATION_DIFFERS, ReasonCode.GWP_SET_DIFFERS],
        ),
    ],
)
def test_what_cannot_be_compared_is_not_assessable(base: YearRecord, current: YearRecord, codes: list[ReasonCode]) -> None:
    assessment = assess({2025: base, 2026: current}, 2026)
    assert assessment.status is Status.NOT_ASSESSABLE
    assert [reason.code for reason in assessment.reasons] == codes
    assert (assessment.outcomes, assessment.robustness, assessment.would_be) == ({}, None, None)


def test_each_refusal_is_a_sentence_with_what_came() -> None:
    records = {
        2025: accepted(2025, 100, gwp_set="AR4", consolidation_approach="EQUITY_SHARE"),
        2026: accepted(2026, 95, scope_2_market=None, scope_2_location=None),
    }
    assert [reason.sentence for reason in assess(records, 2026, gwp_set="AR5").reasons] == [
        "2025 is stated under AR4; mandate v1 compares AR5.",
        "2026 lacks a figure that is compared: scope 2 market-based.",
        "2025 is consolidated by EQUITY_SHARE, 2026 by OPERATIONAL_CONTROL; restate one of them.",
        "2025 is stated under AR4, 2026 under AR5; restate one of them.",
    ]


@pytest.mark.parametrize(
    ("missing", "terms", "words"),
    [
        (["scope_1"], {}, "scope 1"),
        (["scope_2_market", "scope_2_location"], {}, "scope 2 market-based"),
        (["scope_2_location", "scope_2_market"], {"scope_2_method": "LOCATION_BASED"}, "scope 2 location-based"),
        (["scope_1", "scope_2_market"], {}, "scope 1 and scope 2 market-based"),
        (["scope_1", "scope_2_market"], {"scopes": [1]}, "scope 1"),
    ],
)
def test_exactly_the_missing_scopes_are_named(missing: list[str], terms: dict[str, Any], words: str) -> None:
    records = BASE | {2026: accepted(2026, 95, **dict.fromkeys(missing))}
    (reason,) = assess(records, 2026, **terms).reasons
    assert (reason.code, reason.sentence) == (
        ReasonCode.SCOPE_MISSING,
        f"2026 lacks a figure that is compared: {words}.",
    )


def test_both_years_under_another_gwp_set_than_the_mandate_asks_for() -> None:
    assessment = assess(BASE | {2026: PASS}, 2026, gwp_set="AR6")
    assert [reason.code for reason in assessment.reasons] == [ReasonCode.GWP_SET_DIFFERS] * 2
    assert assess(BASE | {2026: PASS}, 2026, gwp_set="AR5").status is Status.COMPLIANT


@pytest.mark.parametrize(
    ("start", "end", "full"),
    [
        ("2026-01-01", "2026-12-31", True),
        ("2025-07-01", "2026-06-30", True),
        ("2024-02-29", "2025-02-28", True),
        ("2023-03-01", "2024-02-29", True),
        ("2025-12-29", "2026-12-27", True),  # 52 weeks
        ("2025-12-29", "2027-01-03", True),  # 53 weeks
        ("2025-12-29", "2026-12-26", False),
        ("2026-01-01", "2026-12-29", False),
        ("2024-01-01", "2024-12-30", False),  # 365 days of a leap year
        ("2026-01-01", "2027-01-01", False),
        ("2026-01-01", "2026-06-30", False),
    ],
)
def test_a_full_year_is_twelve_months_or_52_or_53_weeks(start: str, end: str, full: bool) -> None:
    period = Period(date.fromisoformat(start), date.fromisoformat(end))
    assert period.is_full_year is full
    assessment = assess(BASE | {2026: accepted(2026, 95, period=period)}, 2026)
    assert assessment.status is (Status.COMPLIANT if full else Status.PROVISIONAL)


def test_a_partial_year_is_never_annualized() -> None:
    assessment = assess(BASE | {2026: PARTIAL}, 2026)
    assert known(assessment.outcome).actual == micro(40)
    assert assessment.reasons[0].sentence == "The report about 2026 covers 181 days; it is never annualized."


@pytest.mark.parametrize(
    ("minimum", "held", "status"),
    [
        ("NONE", Assurance.NONE, Status.COMPLIANT),
        ("LIMITED", Assurance.NONE, Status.PROVISIONAL),
        ("LIMITED", Assurance.LIMITED, Status.COMPLIANT),
        ("LIMITED", Assurance.REASONABLE, Status.COMPLIANT),
        ("REASONABLE", Assurance.LIMITED, Status.PROVISIONAL),
    ],
)
def test_assurance_below_the_minimum_makes_the_verdict_provisional(minimum: str, held: Assurance, status: Status) -> None:
    records = {2025: accepted(2025, 100, assurance=Assurance.REASONABLE), 2026: accepted(2026, 95, assurance=held)}
    assessment = assess(records, 2026, minimum_assurance=minimum)
    assert assessment.status is status
    if status is Status.PROVISIONAL:
        assert assessment.reasons[0].sentence == f"2026 has assurance {held}; mandate v1 asks for {minimum}."


@pytest.mark.parametrize("reading", [Reading.MEAN_YEAR_ON_YEAR, Reading.EVERY_YEAR, Reading.CUMULATIVE])
def test_a_missing_year_silences_a_mandate_that_needs_it(reading: Reading) -> None:
    assessment = assess(BASE | {2027: accepted(2027, 80)}, 2027, reading=reading)
    assert assessment.status is Status.NOT_ASSESSABLE
    assert assessment.reasons[0].sentence == f"The reading {reading} says nothing, since a year is missing in between."
    assert assessment.robustness is None
    assert assessment.outcomes[Reading.COMPOUND].passes


def test_a_zero_in_between_silences_the_year_on_year_readings() -> None:
    records = BASE | {2026: accepted(2026, 0), 2027: accepted(2027, 80)}
    assessment = assess(records, 2027, reading="EVERY_YEAR")
    assert assessment.status is Status.NOT_ASSESSABLE
    assert assessment.reasons[0].sentence == "The reading EVERY_YEAR says nothing, since an earlier year is zero."
    assert assess(records, 2027, reading="CUMULATIVE").status is Status.COMPLIANT


def test_a_missing_year_leaves_the_end_points_and_says_that_it_could_matter() -> None:
    assessment = assess(BASE | {2027: accepted(2027, 80)}, 2027)
    assert (assessment.status, assessment.robustness) == (Status.COMPLIANT, Robustness.UNDETERMINED)
    assert assess(BASE | {2027: accepted(2027, 99)}, 2027).robustness is Robustness.ROBUST_FAIL


INTERIM_WITH_A_DOUBT = [
    pending(2026, 50),
    accepted(2026, 50, **HALF_YEAR),
    accepted(2026, 50, assurance=Assurance.NONE),
]


@pytest.mark.parametrize("interim", INTERIM_WITH_A_DOUBT, ids=["pending", "partial", "unassured"])
def test_a_doubtful_interim_year_serves_only_a_mandate_that_cannot_do_without_it(interim: YearRecord) -> None:
    sure = {"assurance": Assurance.LIMITED}
    records = {2025: accepted(2025, 100, **sure), 2026: interim, 2027: accepted(2027, 80, **sure)}
    by_end_points = assess(records, 2027, minimum_assurance="LIMITED")
    assert by_end_points.status is Status.COMPLIANT
    assert by_end_points.outcomes[Reading.MEAN_YEAR_ON_YEAR].passes is None
    assert by_end_points.robustness is Robustness.UNDETERMINED
    by_mean = assess(records, 2027, minimum_assurance="LIMITED", reading="MEAN_YEAR_ON_YEAR")
    assert (by_mean.status, by_mean.would_be) == (Status.PROVISIONAL, Status.NON_COMPLIANT)


def test_an_interim_year_that_cannot_be_compared_serves_no_reading() -> None:
    records = BASE | {2026: accepted(2026, 50, gwp_set="AR6"), 2027: accepted(2027, 80)}
    assert assess(records, 2027).outcomes[Reading.CUMULATIVE].passes is None
    assert assess(records, 2027, reading="CUMULATIVE").status is Status.NOT_ASSESSABLE
