from __future__ import annotations

import time
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given

from tests.unit.compliance.makers import (
    GOAL_TERMS,
    MANDATE_TERMS,
    accepted,
    assess,
    known,
    make_goal,
    make_mandate,
    year_line,
)
from tests.unit.compliance.oracle import BASE_YEAR, read, series
from tracker.compliance.assessments import Status, YearRecord
from tracker.compliance.commitments import Commitment, Reading
from tracker.compliance.goals import measure_progress
from tracker.compliance.plain import (
    plain_assessment,
    plain_commitment,
    plain_decimal,
    plain_instant,
    plain_outcome,
    plain_progress,
    plain_quantity,
    plain_rate,
)
from tracker.compliance.quantities import Rate, from_micro


def test_how_an_assessment_came_about() -> None:
    plain = plain_assessment(assess({2025: accepted(2025, 100), 2026: accepted(2026, "95.5")}, 2026))
    assert plain["explanation"] == {
        "rule": "READING_FAILS",
        "rule_number": 8,
        "year_ends_on": "2026-12-31",
        "comparisons": [{"year": 2026, "actual_tco2e": "95.5", "allowed_tco2e": "95", "holds": False}],
        "path": [
            {"year": 2027, "allowed_tco2e": "90.25"},
            {"year": 2028, "allowed_tco2e": "85.7375"},
            {"year": 2029, "allowed_tco2e": "81.450625"},
            {"year": 2030, "allowed_tco2e": "77.378093"},
        ],
        "path_stop": None,
    }


def test_an_assessment_in_full() -> None:
    plain = plain_assessment(assess({2025: accepted(2025, 100), 2026: accepted(2026, "95.5")}, 2026))
    del plain["explanation"]
    readings, base = plain.pop("readings"), plain.pop("base")
    assert base["revision_id"] == "revision-2025"
    assert plain == {
        "party_id": "party",
        "commitment": "mandate",
        "commitment_version": 1,
        "reporting_year": 2026,
        "base_year": 2025,
        "end_year": 2030,
        "is_base_year_report": False,
        "due_on": "2027-06-30",
        "grace_ends_on": "2027-07-14",
        "status": "NON_COMPLIANT",
        "would_be": None,
        "waiver": None,
        "reasons": [],
        "reading": "COMPOUND",
        "measure": "ABSOLUTE",
        "denominator": None,
        "allocation": "NONE",
        "rate_required": "0.05",
        "rate_achieved": "0.045",
        "robustness": "ROBUST_FAIL",
        "allowed_tco2e": "95",
        "series": [
            {
                "year": year,
                "tco2e": tonnes,
                "scope_1_tco2e": tonnes,
                "scope_2_location_tco2e": "0",
                "scope_2_market_tco2e": "0",
                "accepted": True,
                "revision_id": f"revision-{year}",
                "revision_number": 1,
                "content_sha256": "0" * 64,
                "decision_id": f"decision-{year}",
                "scope_3_tco2e": None,
                "steps": [],
                "evidence_sha256": [],
            }
            for year, tonnes in ((2025, "100"), (2026, "95.5"))
        ],
    }
    assert [reading["reading"] for reading in readings] == list(Reading)
    assert readings[0] == {
        "reading": "COMPOUND",
        "passes": False,
        "rate": "0.045",
        "allowed_tco2e": "95",
        "excess_tco2e": "0.5",
        "surplus_tco2e": "0",
        "least_further_cut_tco2e": "0.5",
        "next_year_allowed_tco2e": "90.25",
        "end_year_allowed_tco2e": "77.378093",
        "rests_on_years": [2025, 2026],
        "null_reason": None,
    }


def test_unreachable_is_said_in_words_and_never_as_a_negative_bound() -> None:
    outcome = read([100, 300, 90], Rate(1, 20), end_year=BASE_YEAR + 4)[Reading.CUMULATIVE]
    plain = plain_outcome(outcome)
    assert (plain["allowed_tco2e"], plain["excess_tco2e"], plain["surplus_tco2e"]) == (None, None, None)
    assert plain["least_further_cut_tco2e"] == "UNREACHABLE"
    assert plain["next_year_allowed_tco2e"] == plain["end_year_allowed_tco2e"] == "UNREACHABLE"


def test_without_a_verdict_there_is_no_cut_to_name() -> None:
    plain = plain_outcome(known(assess({2025: accepted(2025)}, 2026).outcome))
    assert (plain["allowed_tco2e"], plain["least_further_cut_tco2e"], plain["null_reason"]) == ("95", None, "MISSING_YEAR")


@given(series=series(max_years=4, may_end_on_zero=False))
def test_a_failing_rate_never_prints_as_the_required_one(series: list[int]) -> None:
    records = {BASE_YEAR + n: accepted(BASE_YEAR + n, from_micro(figure)) for n, figure in enumerate(series)}
    for reading in (Reading.COMPOUND, Reading.LINEAR, Reading.MEAN_YEAR_ON_YEAR, Reading.EVERY_YEAR):
        plain = plain_assessment(assess(records, BASE_YEAR + len(series) - 1, reading=reading))
        achieved, required = Decimal(plain["rate_achieved"]), Decimal(plain["rate_required"])
        assert (plain["status"] == Status.COMPLIANT) is (achieved >= required)


def test_the_closest_failing_rate_prints_below() -> None:
    plain = plain_assessment(assess({2025: accepted(2025, "51712.8"), 2026: accepted(2026, "49127.160001")}, 2026))
    assert (plain["status"], plain["rate_achieved"], plain["rate_required"]) == ("NON_COMPLIANT", "0.0499", "0.05")


@pytest.mark.parametrize(
    ("value", "text"),
    [("1.500000", "1.5"), ("100", "100"), ("0.000000", "0"), ("-0.0270", "-0.027"), ("1E+3", "1000"), ("0.000001", "0.000001")],
)
def test_decimals_are_plain(value: str, text: str) -> None:
    assert plain_decimal(Decimal(value)) == text


def test_nothing_stays_nothing() -> None:
    assert (plain_decimal(None), plain_quantity(None)) == (None, None)
    assert plain_quantity(0) == "0"


def test_rates_are_plain() -> None:
    assert (plain_rate(Rate(1, 20)), plain_rate(Rate(0, 1)), plain_rate(Rate(1, 1))) == ("0.05", "0", "1")


def test_a_reading_that_says_nothing_names_no_cut_and_is_not_called_unreachable() -> None:
    records = {2025: accepted(2025), 2027: accepted(2027, 80)}
    plain = plain_outcome(assess(records, 2027).outcomes[Reading.EVERY_YEAR])
    assert (plain["passes"], plain["least_further_cut_tco2e"], plain["next_year_allowed_tco2e"]) == (None, None, None)


def test_an_instant_is_utc_to_the_microsecond_whatever_the_machine_is_set_to(monkeypatch: pytest.MonkeyPatch) -> None:
    shanghai = timezone(timedelta(hours=8))
    monkeypatch.setenv("TZ", "America/Lima")
    time.tzset()
    assert plain_instant(datetime(2027, 1, 1, 7, 0, 0, 5, shanghai)) == "2026-12-31T23:00:00.000005Z"
    monkeypatch.undo()
    time.tzset()


@pytest.mark.parametrize(
    ("commitment", "terms"),
    [(make_mandate(gwp_set="AR5"), MANDATE_TERMS | {"gwp_set": "AR5"}), (make_goal(), GOAL_TERMS)],
)
def test_a_commitment_prints_the_terms_that_it_was_read_from(commitment: Commitment, terms: dict[str, Any]) -> None:
    plain = plain_commitment(commitment)
    for name, term in terms.items():
        if name == "sources":
            assert plain[name] == [{"text": source["text"], "url": source.get("url")} for source in term]
        else:
            assert plain[name] == (sorted(term) if isinstance(term, list) else term)


def test_only_mandates_and_goals_are_printed() -> None:
    goal = make_goal()
    other = Commitment(
        key="other",
        version=1,
        title="",
        statement="",
        sources=(),
        valid_from=goal.valid_from,
        zone=goal.zone,
    )
    with pytest.raises(TypeError, match="other v1 is neither a mandate nor a goal"):
        plain_commitment(other)


def test_progress_in_full() -> None:
    progress = measure_progress(make_goal(), [year_line("a", 2022, "900.5", estimated=True)], today=date(2023, 1, 1))
    plain = plain_progress(progress)
    assert plain.pop("commitment")["key"] == "goal"
    assert plain == {
        "status": "IN_PROGRESS",
        "counted_kg": "900.5",
        "claimed_kg": "900.5",
        "verified_kg": "0",
        "quarantined_kg": "0",
        "estimated_kg": "900.5",
        "target_kg": "1000",
        "share": "0.9005",
        "remaining_kg": "99.5",
        "beyond_kg": "0",
        "needed_kg_per_day": "0.068151",
        "days_left": 1460,
        "met_on": None,
        "met_by_verified_alone": False,
        "figures_until": "2022-12-31",
        "by_year": [
            {
                "year": 2022,
                "counted_kg": "900.5",
                "claimed_kg": "900.5",
                "verified_kg": "0",
                "quarantined_kg": "0",
                "estimated_kg": "900.5",
            },
            {"year": 2023, "counted_kg": None},
        ],
        "entries": [
            {
                "entry_id": "a",
                "period_start": "2022-01-01",
                "period_end": "2022-12-31",
                "mass_kg": "900.5",
                "state": "CLAIMED",
                "estimated": True,
                "source": "test",
                "source_url": None,
                "qualifier": "",
                "reverses": None,
            }
        ],
    }


def test_an_overdue_assessment_prints_no_rate() -> None:
    plain = plain_assessment(assess({2026: YearRecord()}, 2026))
    assert (plain["status"], plain["rate_achieved"], plain["allowed_tco2e"], plain["readings"]) == ("OVERDUE", None, None, [])
