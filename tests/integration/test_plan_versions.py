"""What outlasts a version of a plan, and what a waiver makes of an open plan."""

from __future__ import annotations

from datetime import timedelta

import pytest

from suppliers.plans.decisions import accept_milestone, accept_plan, cancel_plan, return_milestone, return_plan
from suppliers.plans.queries import list_plans
from suppliers.waiver_actions import grant_waiver
from tests.world import add_mandate
from tracker.access.models import Party, User
from tracker.commitments.models import Commitment
from tracker.compliance.plans import PlanState
from tracker.records.clock import database_now
from tracker.records.refusals import Conflict

from .plans import REPLAY, accepted_plan, add_missing_party, ahead, amend, make_content, report, stand, steps


@pytest.fixture
def replay(db: None) -> Commitment:
    return add_mandate(REPLAY)


@pytest.fixture
def party(replay: Commitment, analyst: User) -> Party:
    return add_missing_party(replay, analyst)


@pytest.mark.parametrize("accepts", [False, True])
def test_no_version_displaces_a_milestone_that_was_reported_while_it_waited(accepts: bool, party: Party, analyst: User) -> None:
    plan_id = accepted_plan(party, analyst, "repair", "spare-parts").plan_id
    second = amend(party, plan_id, make_content(milestones=steps("spare-parts", due=90)))
    done = report(party, plan_id, "repair")
    if accepts:
        accept_milestone(user=analyst, report_id=done.pk)
    with pytest.raises(Conflict, match=r"not kept in it as they were: repair\. Return the version"):
        accept_plan(user=analyst, version_id=second.pk)
    assert stand(party).as_plain()["version_in_force"] == 1
    return_plan(user=analyst, version_id=second.pk, reason="The repair is done: keep it.")
    third = amend(party, plan_id, make_content(milestones=(*steps("repair"), *steps("spare-parts", due=90))))
    accept_plan(user=analyst, version_id=third.pk)
    assert stand(party).as_plain()["version_in_force"] == 3


def test_a_report_that_went_back_holds_no_version_up(party: Party, analyst: User) -> None:
    plan_id = accepted_plan(party, analyst, "repair", "spare-parts").plan_id
    second = amend(party, plan_id, make_content(milestones=steps("spare-parts")))
    return_milestone(user=analyst, report_id=report(party, plan_id).pk, reason="It does not run.")
    accept_plan(user=analyst, version_id=second.pk)
    assert stand(party).as_plain()["version_in_force"] == 2


def test_a_waiver_lifts_the_plan_that_nobody_has_opened(party: Party, analyst: User) -> None:
    grant_waiver(
        user=analyst, party_id=party.pk, commitment_key=REPLAY, reporting_year=2019, reason="A flood.", expires_on=ahead(30),
        now=database_now(),
    )  # fmt: skip
    assert list_plans(as_of=database_now(), party_ids=[party.pk]) == []
    assert stand(party, database_now() + timedelta(days=40)).state is PlanState.OWED


def test_a_waiver_lifts_an_open_plan_until_it_is_over(party: Party, analyst: User) -> None:
    version = accepted_plan(party, analyst)
    grant_waiver(
        user=analyst, party_id=party.pk, commitment_key=REPLAY, reporting_year=2019, reason="A flood.", expires_on=ahead(40),
        now=database_now(),
    )  # fmt: skip
    late = stand(party, database_now() + timedelta(days=35))
    assert (late.state, late.is_behind, late.as_plain()["state"]) == (PlanState.LIFTED, False, "LIFTED")
    after = stand(party, database_now() + timedelta(days=45))
    assert (after.state, after.is_behind) == (PlanState.LATE, True)
    accept_milestone(user=analyst, report_id=report(party, version.plan_id).pk)
    cancel_plan(user=analyst, plan_id=version.plan_id, reason="Waived.", now=database_now())
    assert stand(party).state is PlanState.CANCELLED
