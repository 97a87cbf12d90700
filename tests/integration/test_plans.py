"""Corrective action plans: owed by a verdict, filed, decided, worked off and closed; who may do what, and as of when."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, transaction

from suppliers.models import CorrectiveActionPlan, Milestone, PlanClosure, PlanDecision, PlanVersion
from suppliers.plans.actions import open_plan
from suppliers.plans.decisions import accept_milestone, accept_plan, cancel_plan, close_plan, return_milestone, return_plan
from suppliers.plans.queries import list_plans, owed_by
from suppliers.queries import get_assessment
from tests.world import add_mandate, record_sample, submit_accepted
from tracker.access.actions import add_client
from tracker.access.models import Party, User
from tracker.access.roles import Role
from tracker.commitments.models import Commitment
from tracker.compliance.plans import PlanState
from tracker.records.canonical import canonical_json
from tracker.records.clock import database_now
from tracker.records.models import AuditEvent
from tracker.records.refusals import Conflict, Forbidden, Missing, Refusal
from tracker.records.tenancy import seeing

from .plans import REPLAY, accepted_plan, add_missing_party, ahead, amend, file, make_content, report, stand, steps, today

UserMaker = Callable[..., User]


@pytest.fixture
def replay(db: None) -> Commitment:
    return add_mandate(REPLAY)


@pytest.fixture
def party(replay: Commitment, analyst: User) -> Party:
    return add_missing_party(replay, analyst)


def test_a_verdict_calls_for_a_plan_and_nothing_else_does(party: Party, supplier: Party) -> None:
    standing = stand(party)
    assert (standing.plan.plan_id, standing.plan.year, standing.state) == (None, 2019, PlanState.OWED)
    assert standing.plan.due_on == ahead(60), "sixty days after the decision on which the verdict rests"
    assert list_plans(as_of=database_now(), party_ids=[supplier.pk]) == []


def test_from_owed_to_closed(party: Party, analyst: User) -> None:
    states = [stand(party).state]
    version = file(party, make_content(milestones=steps("repair", "spare-parts", cut="10.5")))
    plan_id = version.plan_id
    states.append(stand(party).state)
    return_plan(user=analyst, version_id=version.pk, reason="By how much?")
    states.append(stand(party).state)
    second = amend(party, plan_id, make_content("Two units failed, 20 t.", steps("repair", "spare-parts", cut="10.5")))
    accept_plan(user=analyst, version_id=second.pk)
    states.append(stand(party).state)
    for key in ("repair", "spare-parts"):
        done = report(party, plan_id, key)
        with pytest.raises(Conflict, match="Not done and accepted yet"):
            close_plan(user=analyst, plan_id=plan_id, reason="Done.", now=database_now())
        accept_milestone(user=analyst, report_id=done.pk)
    close_plan(user=analyst, plan_id=plan_id, reason="All of it is done.", now=database_now())
    states.append(stand(party).state)
    assert states == ["OWED", "SUBMITTED", "RETURNED", "ON_TRACK", "CLOSED"]
    plan = stand(party).plan
    assert (plan.expected_cut, [each.number for each in plan.versions]) == (21_000_000, [1, 2])
    assert stand(party).assessment.status == "NON_COMPLIANT", "a plan mends the future, not the verdict"


def test_it_is_late_from_the_day_after_a_milestone(party: Party, analyst: User) -> None:
    accepted_plan(party, analyst)
    assert [stand(party, database_now() + timedelta(days=days)).state for days in (28, 40)] == ["ON_TRACK", "LATE"]
    assert stand(party, database_now() + timedelta(days=40)).is_behind


def test_an_answer_about_the_past_never_changes(party: Party, analyst: User) -> None:
    asked: list[tuple[datetime, bytes]] = []

    def answer(instant: datetime) -> bytes:
        return canonical_json([each.as_plain() for each in list_plans(as_of=instant, party_ids=[party.pk])])

    def remember() -> None:
        instant = database_now()
        asked.append((instant, answer(instant)))

    remember()
    version = file(party)
    remember()
    return_plan(user=analyst, version_id=version.pk, reason="By how much?")
    remember()
    second = amend(party, version.plan_id)
    remember()
    accept_plan(user=analyst, version_id=second.pk)
    remember()
    done = report(party, version.plan_id)
    remember()
    return_milestone(user=analyst, report_id=done.pk, reason="Show it.")
    remember()
    submit_accepted(party, analyst, 2020, "500")
    remember()
    cancel_plan(user=analyst, plan_id=version.plan_id, reason="Called off.", now=database_now())
    remember()
    assert len({content for _, content in asked}) == len(asked), "each event shows in the answer that follows it"
    assert [answer(instant) for instant, _ in asked] == [content for _, content in asked]


def test_the_programme_opens_a_plan_with_a_day_of_its_own(party: Party, analyst: User, make_user: UserMaker) -> None:
    def open_(user: User, **changes: Any) -> CorrectiveActionPlan:
        asked: dict[str, Any] = {"commitment_key": REPLAY, "reporting_year": 2019, "now": database_now(), "due_on": ahead(7)}
        return open_plan(user=user, party_id=party.pk, **(asked | changes))

    with pytest.raises(Forbidden, match="Only an analyst or an administrator opens"):
        open_(make_user(Role.AUDITOR))
    with pytest.raises(Refusal) as refused:
        open_(analyst, due_on=today() - timedelta(days=2))
    assert refused.value.faults[0].pointer == "/due_on"
    with pytest.raises(Conflict, match="about 2020 is OVERDUE"):
        open_(analyst, reporting_year=2020)
    with pytest.raises(Refusal) as refused:
        open_(analyst, reporting_year=2031)
    assert "for nothing about 2031" in refused.value.faults[0].detail
    opened = open_(analyst)
    assert (stand(party).state, stand(party).plan.due_on) == (PlanState.OWED, ahead(7))
    with pytest.raises(Conflict, match="There is a plan about 2019 already"):
        open_(analyst)
    assert file(party).plan == opened


def test_what_a_supplier_cannot_file(party: Party, analyst: User) -> None:
    with pytest.raises(Conflict, match="answers one that is NON_COMPLIANT"):
        file(party, year=2020)
    version = file(party)
    with pytest.raises(Conflict, match=f"POST a version to /api/v1/corrective-action-plans/{version.plan_id}/versions/"):
        file(party)
    with pytest.raises(Conflict, match="Version 1 still waits"):
        amend(party, version.plan_id)
    with pytest.raises(
        Conflict, match=r"waits for a decision, so report is not possible. Possible now: accept, return, cancel"
    ):
        report(party, version.plan_id)
    cancel_plan(user=analyst, plan_id=version.plan_id, reason="A mistake.", now=database_now())
    with pytest.raises(Conflict, match=r"is cancelled, so file is not possible. Possible now: nothing more"):
        amend(party, version.plan_id)
    with pytest.raises(Conflict, match="is cancelled"):
        accept_plan(user=analyst, version_id=version.pk)
    assert PlanVersion.objects.count() == 1


def test_all_faults_of_a_plan_are_named_at_once(party: Party) -> None:
    past, odd = steps("repair", due=-1)[0], steps("Not A Key")[0]
    with pytest.raises(Refusal) as refused:
        file(party, make_content(" ", (past, past, odd)))
    assert [fault.pointer for fault in refused.value.faults] == [
        "/cause", "/milestones/1/key", "/milestones/2/key", "/milestones/0/due_on", "/milestones/1/due_on",
    ]  # fmt: skip
    with pytest.raises(Refusal) as refused:
        file(party, make_content(milestones=steps(*(f"step-{number}" for number in range(51)))))
    assert "A plan has 1 to 50." in refused.value.faults[0].detail
    assert not CorrectiveActionPlan.objects.exists()


def test_what_is_reported_done_stays_in_the_plan_as_it_was(party: Party, analyst: User) -> None:
    version = accepted_plan(party, analyst, "repair", "spare-parts")
    accept_milestone(user=analyst, report_id=report(party, version.plan_id).pk)
    for changed in (steps("spare-parts"), steps("repair", "spare-parts", due=90)):
        with pytest.raises(Refusal) as refused:
            amend(party, version.plan_id, make_content(milestones=changed))
        assert [fault.code for fault in refused.value.faults] == ["settled"]
    kept = (*steps("repair"), *steps("spare-parts", due=90))
    second = amend(party, version.plan_id, make_content(milestones=kept))
    accept_plan(user=analyst, version_id=second.pk)
    shown = stand(party).as_plain()["versions"][-1]["milestones"]
    assert [(step["key"], step["state"]) for step in shown] == [("repair", "DONE"), ("spare-parts", "PLANNED")]


def test_a_milestone_is_reported_once_unless_it_goes_back(party: Party, analyst: User, stranger: Party) -> None:
    plan_id = accepted_plan(party, analyst).plan_id
    with pytest.raises(Refusal, match="Nothing was recorded"):
        report(party, plan_id, done_on=ahead(2))
    for foreign in (record_sample(stranger).pk, uuid4()):
        with pytest.raises(Refusal) as refused:
            report(party, plan_id, evidence_id=foreign)
        assert refused.value.faults[0].pointer == "/evidence_id"
    with pytest.raises(Missing):
        report(party, plan_id, "nothing")
    done = report(party, plan_id, evidence_id=record_sample(party).pk)
    with pytest.raises(Conflict, match="is reported done already"):
        report(party, plan_id)
    with pytest.raises(Refusal, match="Say why it goes back"):
        return_milestone(user=analyst, report_id=done.pk, reason="")
    return_milestone(user=analyst, report_id=done.pk, reason="Show it.")
    again = report(party, plan_id)
    accept_milestone(user=analyst, report_id=again.pk)
    with pytest.raises(Conflict, match="This is accepted already"):
        return_milestone(user=analyst, report_id=again.pk, reason="No.")


def test_nobody_decides_on_what_they_entered_or_for_whom_they_act(
    party: Party, analyst: User, make_user: UserMaker, replay: Commitment
) -> None:
    root, administrator = User.objects.create_superuser("root"), make_user(Role.ADMINISTRATOR)
    client = add_client(actor=administrator.as_actor(), party=party, name="a program")
    version = file(party, actor=client.as_actor())
    for user in (administrator,):
        with pytest.raises(Forbidden, match="You entered this, or set up the client"):
            accept_plan(user=user, version_id=version.pk)
    with pytest.raises(Forbidden, match="Only an analyst or an administrator decides"):
        accept_plan(user=make_user(Role.AUDITOR), version_id=version.pk)
    accept_plan(user=root, version_id=version.pk)
    own = report(party, version.plan_id, actor=root.as_actor())
    with pytest.raises(Forbidden, match="somebody else decides"):
        accept_milestone(user=root, report_id=own.pk)
    accept_milestone(user=analyst, report_id=own.pk)
    backed = record_sample(party, actor=root.as_actor())
    backing = report(party, version.plan_id, "spare-parts", evidence_id=backed.pk)
    with pytest.raises(Forbidden, match="somebody else decides"):
        accept_milestone(user=root, report_id=backing.pk)
    with pytest.raises(Forbidden, match="somebody else closes its plan"):
        cancel_plan(user=administrator, plan_id=version.plan_id, reason="No.", now=database_now())
    assert (PlanDecision.objects.count(), PlanClosure.objects.count()) == (1, 0)


def test_another_party_sees_and_touches_nothing(party: Party, analyst: User, stranger: Party) -> None:
    version = accepted_plan(party, analyst)
    report(party, version.plan_id)
    with seeing(stranger.pk):
        assert not any(model.objects.exists() for model in (CorrectiveActionPlan, PlanVersion, Milestone, PlanDecision))
    for write in (amend, report):
        with pytest.raises(Missing):
            write(stranger, version.plan_id)
    with seeing(party.pk):
        assert stand(party).state is PlanState.ON_TRACK


def test_everything_is_audited_and_nothing_changed(party: Party, analyst: User) -> None:
    version = accepted_plan(party, analyst, "repair")
    accept_milestone(user=analyst, report_id=report(party, version.plan_id, note="Ms. Wang saw it.").pk)
    close_plan(user=analyst, plan_id=version.plan_id, reason="Ms. Wang says so.", now=database_now())
    events = AuditEvent.objects.filter(party_id=party.pk, pk__gt=AuditEvent.objects.get(verb="suppliers.open_plan").pk - 1)
    assert [event.verb.removeprefix("suppliers.") for event in events.order_by("pk")] == [
        "open_plan", "file_plan", "decide_plan", "report_milestone", "decide_milestone", "close_plan",
    ]  # fmt: skip
    assert "Wang" not in "".join(event.facts_text for event in events)
    with pytest.raises(DatabaseError), transaction.atomic():
        Milestone.objects.update(due_on=ahead(900))


@pytest.mark.parametrize("size", [1, 6])
def test_queries_do_not_grow_with_the_plans(
    replay: Commitment, analyst: User, django_assert_num_queries: Any, size: int
) -> None:
    for number in range(size):
        accepted_plan(add_missing_party(replay, analyst, f"Supplier {number}"), analyst)
    instant = database_now()
    with django_assert_num_queries(12):
        assert len(list_plans(as_of=instant)) == size


def test_a_plans_day_goes_by_the_years_that_the_verdict_rests_on(replay: Commitment, analyst: User) -> None:
    """COMPOUND rests on two years: what is decided later about the one in between moves nothing."""
    party = add_missing_party(replay, analyst)
    submit_accepted(party, analyst, 2020, "100")
    assessment = get_assessment(REPLAY, party_id=party.pk, year=2020, as_of=database_now())
    assert [each.reported.year for each in assessment.series] == [2018, 2019, 2020]
    now = database_now()
    decided = {UUID(each.reported.decision_id or ""): now for each in assessment.series}
    before = owed_by(assessment, decided).due_on
    between = UUID(assessment.series[1].reported.decision_id or "")
    assert owed_by(assessment, decided | {between: now + timedelta(days=300)}).due_on == before
    first = UUID(assessment.series[0].reported.decision_id or "")
    assert owed_by(assessment, decided | {first: now + timedelta(days=300)}).due_on == before + timedelta(days=300)
