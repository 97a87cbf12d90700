"""A waiver and plans of each party, as rows: in 2026 nobody has missed the founding mandate yet."""

from __future__ import annotations

from datetime import date
from typing import Any

from suppliers.models import (
    Closing,
    CorrectiveActionPlan,
    Milestone,
    MilestoneDecision,
    MilestoneReport,
    Outcome,
    PlanClosure,
    PlanDecision,
    PlanVersion,
    Waiver,
    WaiverEnd,
)
from tracker.access.models import Party, User
from tracker.commitments.models import Commitment
from tracker.records.models import Evidence

LAST_DAY = date(2199, 12, 31)
KEY = "repair"


def add_plan(party: Party, mandate: Commitment, year: int) -> CorrectiveActionPlan:
    """Opened by the programme, and not filed yet."""
    return CorrectiveActionPlan.objects.create(party=party, commitment=mandate, reporting_year=year, due_on=LAST_DAY)


def add_version(plan: CorrectiveActionPlan, judge: User | None = None, **entered: Any) -> PlanVersion:
    """Accepted, where there is somebody to do it."""
    version = PlanVersion.objects.create(
        plan=plan, party=plan.party, number=1, cause="A unit failed.", content_sha256="0" * 64, **entered
    )
    Milestone.objects.create(version=version, party=plan.party, position=0, key=KEY, title="It runs again", due_on=LAST_DAY)
    if judge:
        PlanDecision.objects.create(version=version, party=plan.party, outcome=Outcome.ACCEPTED, decided_by=judge)
    return version


def add_report(version: PlanVersion, evidence: Evidence | None = None) -> MilestoneReport:
    milestone = version.milestones.get()
    return MilestoneReport.objects.create(milestone=milestone, party=version.party, done_on=date(2026, 1, 1), evidence=evidence)


def add_waiver(party: Party, mandate: Commitment, judge: User, year: int, evidence: Evidence | None = None) -> Waiver:
    return Waiver.objects.create(
        party=party, commitment=mandate, reporting_year=year, reason="A flood.", expires_on=LAST_DAY, granted_by=judge,
        evidence=evidence,
    )  # fmt: skip


def fill_ended(party: Party, mandate: Commitment, judge: User) -> None:
    """What is over: a row of the party in each of the other tables."""
    waiver = add_waiver(party, mandate, judge, 2029)
    WaiverEnd.objects.create(waiver=waiver, party=party, reason="It is over.", ended_by=judge)
    plan = add_plan(party, mandate, 2030)
    report = add_report(add_version(plan, judge))
    MilestoneDecision.objects.create(report=report, party=party, outcome=Outcome.ACCEPTED, decided_by=judge)
    PlanClosure.objects.create(plan=plan, party=party, closing=Closing.CLOSED, reason="Done.", closed_by=judge)


def fill_waiting(
    party: Party, mandate: Commitment, judge: User, sender: User, evidence: Evidence
) -> tuple[Waiver, PlanVersion, MilestoneReport]:
    """What staff may end, or decide on."""
    waits = add_version(add_plan(party, mandate, 2029), entered_by_user_id=sender.pk)
    reported = add_report(add_version(add_plan(party, mandate, 2025), judge), evidence)
    return add_waiver(party, mandate, judge, 2028, evidence), waits, reported


def plan_subjects(waits: PlanVersion, reported: MilestoneReport) -> dict[str, tuple[dict[str, Any], ...]]:
    """By the start of a route: the plan and what of it is decided on."""
    start, plan_id = "admin/suppliers/correctiveactionplan/<uuid:plan_id>/", reported.milestone.version.plan_id
    return {
        f"{start}versions/": ({"plan_id": waits.plan_id, "pk": waits.pk},),
        f"{start}reports/": ({"plan_id": plan_id, "pk": reported.pk},),
    }
