"""A waiver and a corrective action plan of the replayed mandate, so that their pages are not empty. Labelled as examples."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from django.db import transaction

from suppliers.models import CorrectiveActionPlan, Waiver
from suppliers.plans.actions import file_plan, report_milestone
from suppliers.plans.content import MilestoneContent, PlanContent
from suppliers.plans.decisions import accept_milestone, accept_plan
from suppliers.waiver_actions import grant_waiver
from tracker.access.models import Party, User
from tracker.records.actors import Actor
from tracker.records.clock import database_now

WAIVED_YEAR, PLANNED_YEAR = 2021, 2023
EXAMPLE = "Example, for illustration: "
WAIVER_REASON = f"{EXAMPLE}the fab stood still for a third of the year after a flood; the company did not report one."
CAUSE = f"{EXAMPLE}two abatement units were out of order for five months, and output grew. The company did not say so."


@transaction.atomic
def waive_a_year(*, party: Party, commitment_key: str, analyst: User) -> None:
    """Once, however often the example is loaded."""
    if Waiver.objects.filter(party=party).exists():
        return
    now = database_now()
    grant_waiver(
        user=analyst,
        party_id=party.pk,
        commitment_key=commitment_key,
        reporting_year=WAIVED_YEAR,
        reason=WAIVER_REASON,
        expires_on=now.date() + timedelta(days=365),
        now=now,
    )


@transaction.atomic
def plan_a_year(*, actor: Actor, party: Party, commitment_key: str, analyst: User) -> None:
    """Filed, accepted, and with its first milestone done."""
    if CorrectiveActionPlan.objects.filter(party=party).exists():
        return
    now = database_now()
    version = file_plan(
        actor=actor,
        party_id=party.pk,
        commitment_key=commitment_key,
        reporting_year=PLANNED_YEAR,
        content=make_content(now.date()),
        now=now,
    )
    accept_plan(user=analyst, version_id=version.pk)
    report = report_milestone(
        actor=actor,
        party_id=party.pk,
        plan_id=version.plan_id,
        key="repair",
        done_on=now.date() - timedelta(days=1),
        note=f"{EXAMPLE}both units run again.",
        now=now,
    )
    accept_milestone(user=analyst, report_id=report.pk)


def make_content(today: date) -> PlanContent:
    steps = (
        ("repair", "Both abatement units run again", 30, "11000"),
        ("process-gases", "Half of the C2F6 is replaced", 180, "14500"),
        ("new-abatement", "A third abatement unit is in operation", 365, "9000"),
    )
    return PlanContent(
        cause=CAUSE,
        milestones=tuple(
            MilestoneContent(key=key, title=title, due_on=today + timedelta(days=days), expected_cut_tco2e=Decimal(tonnes))
            for key, title, days, tonnes in steps
        ),
    )
