"""What the programme decides about corrective action plans."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from suppliers.models import (
    Closing,
    CorrectiveActionPlan,
    MilestoneDecision,
    MilestoneReport,
    Outcome,
    PlanClosure,
    PlanDecision,
    PlanVersion,
)
from tracker.access.models import User
from tracker.compliance.plans import PlanMove
from tracker.records.acting import action
from tracker.records.audit import record_event
from tracker.records.refusals import Missing

from .checks import (
    check_can_decide,
    check_can_end_plan,
    check_done,
    check_goes_on,
    check_keeps_settled,
    check_move,
    check_reason,
    check_undecided,
)
from .queries import read_plans
from .standing import lock_plan, stand

WHY_RETURNED = "Say why it goes back: the supplier reads the reason and acts on it."
WHY_OVER = "Say why the plan is over: the supplier and every auditor read it."


def accept_plan(*, user: User, version_id: UUID, note: str = "") -> PlanDecision:
    """From now on this version is in force. Raises Missing, Forbidden or Conflict."""
    return _decide_plan(user=user, version_id=version_id, outcome=Outcome.ACCEPTED, reason=note)


def return_plan(*, user: User, version_id: UUID, reason: str) -> PlanDecision:
    """Sends it back with a reason that the supplier reads. Raises Missing, Forbidden, Refusal or Conflict."""
    return _decide_plan(user=user, version_id=version_id, outcome=Outcome.RETURNED, reason=reason)


@action
def _decide_plan(*, user: User, version_id: UUID, outcome: Outcome, reason: str) -> PlanDecision:
    plan_id = PlanVersion.objects.filter(pk=version_id).values_list("plan_id", flat=True).first()
    if plan_id is None:
        raise Missing("not-found", "There is no such version of a corrective action plan.")
    lock_plan(plan_id)
    version = PlanVersion.objects.select_related("plan__closure", "decision", "entered_by_client").get(pk=version_id)
    check_can_decide(user, version)
    check_goes_on(version.plan)
    check_undecided(version)
    if outcome == Outcome.RETURNED:
        check_reason(reason, WHY_RETURNED)
    else:
        (standing,) = read_plans(CorrectiveActionPlan.objects.filter(pk=plan_id))
        check_keeps_settled(standing, version_id)
    decision = PlanDecision.objects.create(
        version=version, party_id=version.party_id, outcome=outcome, reason=reason.strip(), decided_by=user
    )
    facts = {"version": str(version.pk), "number": version.number, "outcome": outcome}
    record_event(verb="suppliers.decide_plan", subject=decision, party_id=version.party_id, facts=facts)
    return decision


def accept_milestone(*, user: User, report_id: UUID, note: str = "") -> MilestoneDecision:
    """The milestone is done. Raises Missing, Forbidden or Conflict."""
    return _decide_milestone(user=user, report_id=report_id, outcome=Outcome.ACCEPTED, reason=note)


def return_milestone(*, user: User, report_id: UUID, reason: str) -> MilestoneDecision:
    """It is not shown to be done. Raises Missing, Forbidden, Refusal or Conflict."""
    return _decide_milestone(user=user, report_id=report_id, outcome=Outcome.RETURNED, reason=reason)


@action
def _decide_milestone(*, user: User, report_id: UUID, outcome: Outcome, reason: str) -> MilestoneDecision:
    asked = MilestoneReport.objects.filter(pk=report_id)
    plan_id = asked.values_list("milestone__version__plan_id", flat=True).first()
    if plan_id is None:
        raise Missing("not-found", "There is no such report of a milestone.")
    plan = lock_plan(plan_id)
    report = asked.select_related("milestone", "decision", "entered_by_client", "evidence__entered_by_client").get()
    check_can_decide(user, report)
    check_goes_on(plan)
    check_undecided(report)
    if outcome == Outcome.RETURNED:
        check_reason(reason, WHY_RETURNED)
    decision = MilestoneDecision.objects.create(
        report=report, party_id=report.party_id, outcome=outcome, reason=reason.strip(), decided_by=user
    )
    facts = {"report": str(report.pk), "milestone": report.milestone.key, "outcome": outcome}
    record_event(verb="suppliers.decide_milestone", subject=decision, party_id=report.party_id, facts=facts)
    return decision


def close_plan(*, user: User, plan_id: UUID, reason: str, now: datetime) -> PlanClosure:
    """Everything is done and accepted. Raises Missing, Forbidden, Refusal, or Conflict while a milestone is open."""
    return _end_plan(user=user, plan_id=plan_id, move=PlanMove.CLOSE, reason=reason, now=now)


def cancel_plan(*, user: User, plan_id: UUID, reason: str, now: datetime) -> PlanClosure:
    """It is called off, whatever is open. Raises Missing, Forbidden, Refusal or Conflict."""
    return _end_plan(user=user, plan_id=plan_id, move=PlanMove.CANCEL, reason=reason, now=now)


@action
def _end_plan(*, user: User, plan_id: UUID, move: PlanMove, reason: str, now: datetime) -> PlanClosure:
    plan = lock_plan(plan_id)
    check_can_end_plan(user, plan.party_id)
    standing, state, today = stand(plan, now)
    check_move(state, move)
    if move is PlanMove.CLOSE:
        check_done(standing, today=today)
    check_reason(reason, WHY_OVER)
    closing = Closing.CLOSED if move is PlanMove.CLOSE else Closing.CANCELLED
    closure = PlanClosure.objects.create(
        plan=plan, party_id=plan.party_id, closing=closing, reason=reason.strip(), closed_by=user
    )
    record_event(verb=f"suppliers.{move}_plan", subject=closure, party_id=plan.party_id, facts={"plan": str(plan.pk)})
    return closure
