"""Corrective action plans as plain values."""

from __future__ import annotations

from datetime import date

from ..assessments import Status
from ..plans import DoneReport, Milestone, Plan, PlanClosure, PlanDecided, PlanVersion, is_behind, plan_state
from ..summaries import Partner
from .assessments import plain_partner
from .values import Plain, plain_instant, plain_quantity


def plain_plan(plan: Plan, partner: Partner, *, status: Status | None, today: date) -> Plain:
    """`status` is that of the obligation now: a plan outlives the verdict that called for it, until it is closed."""
    waived = status is Status.WAIVED
    return {
        "id": plan.plan_id,
        "party_id": plan.party_id,
        **plain_partner(partner),
        "commitment": plan.commitment_key,
        "reporting_year": plan.year,
        "obligation_status": status,
        "state": plan_state(plan, today=today, waived=waived),
        "due_on": plan.due_on.isoformat(),
        "is_behind": is_behind(plan, today=today, waived=waived),
        "opened_at": plain_instant(plan.opened_at) if plan.opened_at else None,
        "version_in_force": plan.in_force.number if plan.in_force else None,
        "expected_cut_tco2e": plain_quantity(plan.expected_cut),
        "versions": [plain_version(version, today=today) for version in plan.versions],
        "closure": plain_closure(plan.closure) if plan.closure else None,
    }


def plain_version(version: PlanVersion, *, today: date) -> Plain:
    return {
        "id": version.version_id,
        "number": version.number,
        "recorded_at": plain_instant(version.recorded_at),
        "content_sha256": version.content_sha256,
        "cause": version.cause,
        "milestones": [plain_milestone(milestone, today=today) for milestone in version.milestones],
        "decision": _plain_decision(version.decision),
    }


def plain_milestone(milestone: Milestone, *, today: date) -> Plain:
    return {
        "key": milestone.key,
        "title": milestone.title,
        "due_on": milestone.due_on.isoformat(),
        "expected_cut_tco2e": plain_quantity(milestone.expected_cut),
        "state": milestone.state_on(today),
        "reports": [_plain_report(report) for report in milestone.reports],
    }


def _plain_report(report: DoneReport) -> Plain:
    return {
        "id": report.report_id,
        "done_on": report.done_on.isoformat(),
        "note": report.note,
        "evidence_id": report.evidence_id,
        "recorded_at": plain_instant(report.recorded_at),
        "decision": _plain_decision(report.decision),
    }


def _plain_decision(decision: PlanDecided | None) -> Plain | None:
    if decision is None:
        return None
    return {
        "id": decision.decision_id,
        "outcome": "ACCEPTED" if decision.accepted else "RETURNED",
        "reason": decision.reason,
        "author_id": decision.author_id,
        "recorded_at": plain_instant(decision.decided_at),
    }


def plain_closure(closure: PlanClosure) -> Plain:
    return {
        "id": closure.closure_id,
        "state": "CANCELLED" if closure.cancelled else "CLOSED",
        "reason": closure.reason,
        "author_id": closure.author_id,
        "recorded_at": plain_instant(closure.recorded_at),
    }
