"""A supplier that missed the replayed mandate, and its plan, made through the actions that every door uses."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from suppliers.models import MilestoneReport, PlanVersion
from suppliers.plans.actions import amend_plan, file_plan, report_milestone
from suppliers.plans.content import MilestoneContent, PlanContent
from suppliers.plans.decisions import accept_plan
from suppliers.plans.queries import PlanStanding, list_plans
from tests.world import ACTOR, add_supplier_party, submit_accepted
from tracker.access.models import Party, User
from tracker.commitments.models import Commitment
from tracker.records.actors import Actor
from tracker.records.clock import database_now

REPLAY = "chip-fab-replay"


def today() -> date:
    return database_now().astimezone(ZoneInfo("Asia/Shanghai")).date()


def ahead(days: int) -> date:
    return today() + timedelta(days=days)


def add_missing_party(mandate: Commitment, analyst: User, name: str = "Missfelt Foundry") -> Party:
    """Its 2019 lies above what the mandate allows; there is nothing about the years after."""
    party = add_supplier_party(name, mandate, base_year=2018, end_year=2023)
    for year, tonnes in ((2018, "100"), (2019, "120")):
        submit_accepted(party, analyst, year, tonnes)
    return party


def steps(*keys: str, due: int = 30, cut: str | None = None) -> tuple[MilestoneContent, ...]:
    expected = None if cut is None else Decimal(cut)
    return tuple(
        MilestoneContent(key=key, title=f"{key} is done", due_on=ahead(due), expected_cut_tco2e=expected)
        for key in keys or ("repair", "spare-parts")
    )


def make_content(cause: str = "Two units failed.", milestones: Any = None) -> PlanContent:
    return PlanContent(cause=cause, milestones=milestones or steps())


def file(party: Party, content: PlanContent | None = None, *, actor: Actor = ACTOR, year: int = 2019) -> PlanVersion:
    return file_plan(
        actor=actor,
        party_id=party.pk,
        commitment_key=REPLAY,
        reporting_year=year,
        content=content or make_content(),
        now=database_now(),
    )


def accepted_plan(party: Party, analyst: User, *keys: str) -> PlanVersion:
    version = file(party, make_content(milestones=steps(*keys)))
    accept_plan(user=analyst, version_id=version.pk)
    return version


def amend(party: Party, plan_id: UUID, content: PlanContent | None = None) -> PlanVersion:
    return amend_plan(actor=ACTOR, party_id=party.pk, plan_id=plan_id, content=content or make_content(), now=database_now())


def report(party: Party, plan_id: UUID, key: str = "repair", **changes: Any) -> MilestoneReport:
    asked: dict[str, Any] = {"done_on": today() - timedelta(days=1), "note": "It runs.", "now": database_now(), "actor": ACTOR}
    return report_milestone(party_id=party.pk, plan_id=plan_id, key=key, **(asked | changes))


def stand(party: Party, as_of: Any = None) -> PlanStanding:
    (standing,) = list_plans(as_of=as_of or database_now(), party_ids=[party.pk])
    return standing
