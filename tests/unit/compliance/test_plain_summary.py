from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime

from tests.unit.compliance.makers import (
    accepted,
    make_goal,
    make_line,
    make_mandate,
    make_obligation,
    pending,
    year_line,
)
from tracker.compliance.assessments import assess_obligation
from tracker.compliance.goals import MassState, measure_progress
from tracker.compliance.periods import Period
from tracker.compliance.plain import (
    plain_summary,
)
from tracker.compliance.summaries import (
    ComplianceSummary,
    MandateSummary,
    Partner,
    sum_across_partners,
    summarize_year,
    year_in_focus,
)

TODAY = date(2028, 8, 1)
NOTE = "For illustration."


def make_summary() -> ComplianceSummary:
    mandate = make_mandate(illustration_note=NOTE)
    records = [
        {2025: accepted(2025, 100), 2026: accepted(2026, 95), 2027: accepted(2027, "90.25")},
        {2025: accepted(2025, 100), 2026: accepted(2026, 300), 2027: accepted(2027, 90)},
        {2025: accepted(2025, 100), 2027: pending(2027, 80)},
        {2025: accepted(2025, 0), 2027: accepted(2027, 80)},
        {},
    ]
    years = [
        summarize_year(
            year, [assess_obligation(mandate, make_obligation(mandate, year), record, today=TODAY) for record in records]
        )
        for year in (2025, 2026, 2027)
    ]
    focus = year_in_focus(mandate, years, today=TODAY)
    partner = Partner(party_id="party", name="Partner", name_local="伙伴", country="CN", tier=1)
    lines = [year_line("a", 2022, "10.5"), make_line("b", "2024-01-01", "2024-01-02", 5, MassState.VERIFIED)]
    return ComplianceSummary(
        as_of=datetime(2028, 8, 1, 12, tzinfo=UTC),
        period=Period(date(2027, 1, 1), date(2027, 12, 31)),
        mandates=(
            MandateSummary(
                mandate=mandate,
                years=tuple(years),
                in_focus=focus,
                across_partners=sum_across_partners(mandate, focus),
                partners={"party": partner},
            ),
        ),
        goals=(measure_progress(make_goal(illustration_note=NOTE), lines, today=TODAY),),
    )


def walk(value: object, where: str = "$") -> Iterator[tuple[str, object]]:
    yield where, value
    if isinstance(value, dict):
        for key, inner in value.items():
            yield f"{where} key", key
            yield from walk(inner, f"{where}.{key}")
    if isinstance(value, list):
        for index, inner in enumerate(value):
            yield from walk(inner, f"{where}[{index}]")


def test_no_float_decimal_or_date_anywhere() -> None:
    summary = plain_summary(make_summary())
    found = [where for where, value in walk(summary) if not isinstance(value, str | int | list | dict | None)]
    assert found == []
    assert json.loads(json.dumps(summary)) == summary


def test_quantities_and_rates_are_text_with_their_unit_in_the_name() -> None:
    named = [
        (where, value)
        for where, value in walk(plain_summary(make_summary()))
        if where.rsplit(".", 1)[-1].endswith(("tco2e", "_kg", "rate", "rate_required", "rate_achieved", "share", "kg_per_day"))
    ]
    assert len(named) > 100
    assert [pair for pair in named if not isinstance(pair[1], str | None)] == []


def test_a_summary_holds_what_its_parts_hold() -> None:
    summary = plain_summary(make_summary())
    assert (summary["as_of"], summary["period"]) == (
        "2028-08-01T12:00:00.000000Z",
        {"start": "2027-01-01", "end": "2027-12-31"},
    )
    assert summary["illustration_notes"] == [NOTE]
    mandate = summary["mandates"][0]
    assert [year["reporting_year"] for year in mandate["years"]] == [2025, 2026, 2027]
    assert mandate["in_focus"] == mandate["years"][-1]
    assert mandate["across_partners"]["totals"][-1] == {"year": 2027, "tco2e": "180.25"}
    assert [a["status"] for a in mandate["assessments"]] == [
        "COMPLIANT",
        "COMPLIANT",
        "PROVISIONAL",
        "NOT_ASSESSABLE",
        "OVERDUE",
    ]
    assert {a["name_local"] for a in mandate["assessments"]} == {"伙伴"}


def test_a_summary_without_period_and_partners() -> None:
    bare = ComplianceSummary(as_of=datetime(2028, 8, 1, tzinfo=UTC), period=None, mandates=(), goals=())
    assert plain_summary(bare) == {
        "as_of": "2028-08-01T00:00:00.000000Z",
        "period": None,
        "mandates": [],
        "goals": [],
        "forecasts": {"is_projection": True, "as_of": "2028-08-01T00:00:00.000000Z", "mandates": [], "goals": []},
        "measured": [],
        "illustration_notes": [],
    }
