"""Small builders: each test states only what it is about. Quantities are given in tonnes or kilograms, as text or int."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any, TypeVar

from tracker.compliance.assessments import Assessment, Obligation, ReportedYear, YearRecord, assess_obligation, list_obligations
from tracker.compliance.commitments import Assurance, CountGoal, Goal, Mandate, ShareGoal, read_commitment
from tracker.compliance.goals import LedgerLine, MassState
from tracker.compliance.measurements import Measured
from tracker.compliance.periods import Period
from tracker.compliance.quantities import to_micro

Amount = Decimal | str | int
T = TypeVar("T")

MANDATE_TERMS: dict[str, Any] = {
    "kind": "ANNUAL_AVERAGE_REDUCTION",
    "title": "Mandate",
    "statement": "An average annual reduction of 5 %.",
    "sources": [{"text": "An announcement"}],
    "rate": "0.05",
    "reading": "COMPOUND",
    "base_year": 2025,
    "first_assessed_year": 2026,
    "end_year": 2030,
    "scopes": [1, 2],
    "scope_2_method": "MARKET_BASED",
    "minimum_assurance": "NONE",
    "recalculation_threshold": "0.05",
    "due_month": 6,
    "due_day": 30,
    "grace_days": 14,
    "zone": "Asia/Shanghai",
    "valid_from": "2025-01-01",
}

GOAL_TERMS: dict[str, Any] = {
    "kind": "CUMULATIVE_TOTAL",
    "title": "Goal",
    "statement": "Recycle 1,000 kg from 2022 to 2026.",
    "sources": [{"text": "An announcement", "url": "https://example.org/goal"}],
    "target_kg": "1000",
    "start": "2022-01-01",
    "end": "2026-12-31",
    "counted_fates": ["RECYCLING", "PREPARATION_FOR_REUSE"],
    "zone": "Asia/Shanghai",
    "valid_from": "2022-01-01",
}


SHARE_TERMS: dict[str, Any] = {
    "kind": "SHARE_BY_DATE",
    "title": "Share",
    "statement": "A share by a date",
    "sources": [{"text": "test"}],
    "part": "renewable electricity",
    "whole": "all electricity",
    "unit": "MWh",
    "steps": [{"share": "0.25", "by": "2030-12-31"}, {"share": "1", "by": "2050-12-31"}],
    "zone": "Asia/Shanghai",
    "valid_from": "2025-01-01",
}
COUNT_TERMS: dict[str, Any] = {
    "kind": "COUNT_IN_PERIOD",
    "title": "Count",
    "statement": "A count in a period",
    "sources": [{"text": "test"}],
    "target": "1000",
    "unit": "vehicles",
    "start": "2026-01-01",
    "end": "2026-12-31",
    "zone": "Asia/Shanghai",
    "valid_from": "2026-01-01",
}


def without(terms: dict[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in terms.items() if key != name}


def make_mandate(**terms: Any) -> Mandate:
    mandate = read_commitment("mandate", 1, MANDATE_TERMS | terms)
    assert isinstance(mandate, Mandate)
    return mandate


def make_goal(**terms: Any) -> Goal:
    goal = read_commitment("goal", 1, GOAL_TERMS | terms)
    assert isinstance(goal, Goal)
    return goal


def make_share_goal(**terms: Any) -> ShareGoal:
    goal = read_commitment("share", 1, SHARE_TERMS | terms)
    assert isinstance(goal, ShareGoal)
    return goal


def make_count_goal(**terms: Any) -> CountGoal:
    goal = read_commitment("count", 1, COUNT_TERMS | terms)
    assert isinstance(goal, CountGoal)
    return goal


def measured(start: str, end: str, amount: Amount, of_total: Amount | None = None, **changes: Any) -> Measured:
    fields: dict[str, Any] = {
        "measurement_id": f"{start} {amount}",
        "period": Period(date.fromisoformat(start), date.fromisoformat(end)),
        "micro": micro(amount),
        "micro_of": None if of_total is None else micro(of_total),
        "source": "test",
    }
    return Measured(**(fields | changes))


def measured_year(year: int, amount: Amount, of_total: Amount | None = None) -> Measured:
    return measured(f"{year}-01-01", f"{year}-12-31", amount, of_total)


def known(value: T | None) -> T:
    """The value, where the test is about one that must be there."""
    assert value is not None
    return value


def micro(amount: Amount) -> int:
    return to_micro(Decimal(amount))


def make_obligation(mandate: Mandate, year: int, **enrolment: Any) -> Obligation:
    terms = {"base_year": mandate.base_year, "first_assessed_year": mandate.first_assessed_year, "end_year": mandate.end_year}
    listed = list_obligations(mandate, party_id="party", **(terms | enrolment))
    return next(obligation for obligation in listed if obligation.year == year)


def make_report(year: int, tonnes: Amount = 100, *, accepted: bool = True, **changes: Any) -> ReportedYear:
    """All of it scope 1, with scope 2 at zero."""
    fields: dict[str, Any] = {
        "year": year,
        "period": Period(date(year, 1, 1), date(year, 12, 31)),
        "consolidation_approach": "OPERATIONAL_CONTROL",
        "gwp_set": "AR5",
        "scope_1": micro(tonnes),
        "scope_2_location": 0,
        "scope_2_market": 0,
        "assurance": Assurance.NONE,
        "revision_id": f"revision-{year}",
        "revision_number": 1,
        "content_sha256": "0" * 64,
        "decision_id": f"decision-{year}" if accepted else None,
    }
    return ReportedYear(**(fields | changes))


def accepted(year: int, tonnes: Amount = 100, **changes: Any) -> YearRecord:
    return YearRecord(accepted=make_report(year, tonnes, **changes))


def pending(year: int, tonnes: Amount = 100, **changes: Any) -> YearRecord:
    return YearRecord(pending=make_report(year, tonnes, accepted=False, **changes))


def assess(
    records: dict[int, YearRecord], year: int, *, today: date | None = None, waived: bool = False, **terms: Any
) -> Assessment:
    """Seen long after everything was due, unless `today` says otherwise."""
    mandate = make_mandate(**terms)
    obligation = make_obligation(mandate, year)
    return assess_obligation(mandate, obligation, records, today=today or date(2040, 1, 1), waived=waived)


def make_line(
    entry_id: str, start: str, end: str, kg: Amount, state: MassState = MassState.CLAIMED, **changes: Any
) -> LedgerLine:
    period = Period(date.fromisoformat(start), date.fromisoformat(end))
    kilograms = Decimal(kg)
    mass = -to_micro(-kilograms) if kilograms < 0 else to_micro(kilograms)
    fields: dict[str, Any] = {
        "entry_id": entry_id,
        "period": period,
        "micro_kg": mass,
        "state": state,
        "estimated": False,
        "source": "test",
    }
    return LedgerLine(**(fields | changes))


def year_line(entry_id: str, year: int, kg: Amount, state: MassState = MassState.CLAIMED, **changes: Any) -> LedgerLine:
    return make_line(entry_id, f"{year}-01-01", f"{year}-12-31", kg, state, **changes)


FILED_FROM = datetime(2026, 3, 1, tzinfo=UTC)


def filed(year: int, number: int, tonnes: Any, reason: str = "", *, day: int | None = None, **changes: Any) -> ReportedYear:
    """Filed on a day after FILED_FROM, its number by default, and accepted an hour later."""
    at = FILED_FROM + timedelta(days=number if day is None else day)
    names: dict[str, Any] = {
        "revision_id": f"{year}/{number}",
        "revision_number": number,
        "decision_id": f"decision-{year}/{number}",
    }
    return make_report(year, tonnes, reason_code=reason, filed_at=at, decided_at=at + timedelta(hours=1), **names, **changes)


def history(*figures: Any, reason: str = "ERROR", **changes: Any) -> tuple[ReportedYear, ...]:
    return tuple(
        filed(2025, number, tonnes, reason if number > 1 else "", **changes) for number, tonnes in enumerate(figures, start=1)
    )


def record(*reported: ReportedYear) -> YearRecord:
    return YearRecord(accepted=reported[-1], history=reported)
