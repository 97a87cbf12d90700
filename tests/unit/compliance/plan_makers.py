"""Small builders of corrective action plans. Days are counted from the first of 2027."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from tracker.compliance.plans import DoneReport, Milestone, Plan, PlanClosure, PlanDecided, PlanVersion, plan_state

START = date(2027, 1, 1)


def day(number: int) -> date:
    return START + timedelta(days=number)


def at(number: int) -> datetime:
    return datetime(2027, 1, 1, 8, tzinfo=UTC) + timedelta(days=number)


def decided(accepted: bool = True, number: int = 2) -> PlanDecided:
    reason = "" if accepted else "Say how."
    return PlanDecided(decision_id="d", accepted=accepted, reason=reason, author_id="7", decided_at=at(number))


def done(decision: PlanDecided | None = None, number: int = 5) -> DoneReport:
    return DoneReport(
        report_id=f"r{number}", done_on=day(number), note="", evidence_id=None, recorded_at=at(number), decision=decision
    )


def milestone(key: str = "repair", due: int = 30, *reports: DoneReport, cut: int | None = None) -> Milestone:
    return Milestone(key=key, title=f"{key} is done", due_on=day(due), expected_cut=cut, reports=reports)


def version(*milestones: Milestone, number: int = 1, decision: PlanDecided | None = None) -> PlanVersion:
    return PlanVersion(
        version_id=f"v{number}",
        number=number,
        recorded_at=at(number),
        content_sha256="0" * 64,
        cause="A unit failed.",
        milestones=milestones or (milestone(),),
        decision=decision,
    )


def over(cancelled: bool = False) -> PlanClosure:
    return PlanClosure(closure_id="c", cancelled=cancelled, reason="All done.", author_id="7", recorded_at=at(40))


def plan(*versions: PlanVersion, due: int = 60, closure: PlanClosure | None = None) -> Plan:
    return Plan(
        party_id="party",
        commitment_key="mandate",
        year=2026,
        due_on=day(due),
        plan_id="p" if versions else None,
        opened_at=at(0) if versions else None,
        versions=versions,
        closure=closure,
    )


def state(made: Plan, number: int) -> str:
    return plan_state(made, today=day(number)).value
