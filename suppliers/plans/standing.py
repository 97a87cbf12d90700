"""How a plan stands for somebody who is about to write about it."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from suppliers.models import CorrectiveActionPlan
from tracker.commitments.queries import get_commitment
from tracker.compliance import plans as core
from tracker.compliance.plans import PlanState
from tracker.records.refusals import Missing

from .queries import read_plans


def lock_plan(plan_id: UUID, party_id: UUID | None = None) -> CorrectiveActionPlan:
    """With the lock under which everything about a plan is written. Raises Missing, for another party's too."""
    plans = CorrectiveActionPlan.objects.select_for_update(of=("self",)).filter(pk=plan_id).select_related("commitment")
    plan = (plans.filter(party_id=party_id) if party_id else plans).first()
    if plan is None:
        raise Missing("not-found", "There is no such corrective action plan.")
    return plan


def stand(plan: CorrectiveActionPlan, now: datetime) -> tuple[core.Plan, PlanState, date]:
    """What is recorded about a locked plan, its state, and the day in the mandate's zone."""
    today = now.astimezone(get_commitment(plan.commitment.key, as_of=now).zone).date()
    (standing,) = read_plans(CorrectiveActionPlan.objects.filter(pk=plan.pk))
    return standing, core.plan_state(standing, today=today), today
