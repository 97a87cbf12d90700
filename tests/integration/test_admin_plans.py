"""The pages of corrective action plans: what is owed, what waits, how one stands, and what is decided on it."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from suppliers.models import CorrectiveActionPlan, MilestoneDecision, Outcome, PlanClosure, PlanDecision, PlanVersion
from suppliers.plans.decisions import accept_milestone, accept_plan, return_plan
from tests.evidence_samples import SAMPLES
from tests.world import add_mandate, record_sample
from tracker.access.models import Party, User
from tracker.access.roles import Role
from tracker.commitments.models import Commitment
from tracker.compliance.plans import PlanState

from .plans import REPLAY, add_missing_party, ahead, amend, file, make_content, report, stand, steps

UserMaker = Callable[..., User]
NAME = "admin:suppliers_correctiveactionplan"
LIST = "/admin/suppliers/correctiveactionplan/"
MARKUP = "<script>alert(1)</script>"


def page_of(plan_id: UUID) -> str:
    return reverse(f"{NAME}_change", args=[plan_id])


def act(client: Client, name: str, *args: Any, **sent: str) -> Any:
    return client.post(reverse(f"{NAME}_{name}", args=args), sent)


def text_of(response: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


@pytest.fixture
def replay(db: None) -> Commitment:
    return add_mandate(REPLAY)


@pytest.fixture
def party(replay: Commitment, analyst: User) -> Party:
    return add_missing_party(replay, analyst)


@pytest.fixture
def desk(client: Client, analyst: User) -> Client:
    client.force_login(analyst)
    return client


def test_what_is_owed_is_listed_and_opened_with_a_day(desk: Client, party: Party) -> None:
    open_address = reverse(f"{NAME}_open", args=[party.pk, REPLAY, 2019])
    listed = desk.get(LIST)
    assert open_address in listed.content.decode()
    assert "Missfelt Foundry Replay: 5 % a year on 42 chip fabs 2019 Owed" in text_of(listed)
    assert "+25.0" in text_of(desk.get(open_address))
    for day, sentence in (("2020-01-01", "2020-01-01 is past."), ("", "Give the day, such as 2027-08-31.")):
        refused = desk.post(open_address, {"due_on": day})
        assert (refused.status_code, sentence in text_of(refused)) == (400, True)
    answer = desk.post(open_address, {"due_on": ahead(9).isoformat()})
    plan = CorrectiveActionPlan.objects.get()
    assert (answer.status_code, answer["Location"], plan.due_on) == (302, page_of(plan.pk), ahead(9))
    assert "Nothing is filed yet" in text_of(desk.get(page_of(plan.pk)))
    again = desk.post(open_address, {"due_on": ahead(9).isoformat()})
    assert (again.status_code, "There is a plan about 2019 already" in text_of(again)) == (409, True)
    assert desk.get(reverse(f"{NAME}_open", args=[party.pk, REPLAY, 1999])).status_code == 404


def test_the_page_says_what_was_filed_and_takes_the_decision(desk: Client, party: Party) -> None:
    version = file(party, make_content(MARKUP, steps("repair", cut="10.5")))
    page = desk.get(page_of(version.plan_id))
    shown = text_of(page)
    assert MARKUP not in page.content.decode()
    assert "{{" not in page.content.decode()
    for words in ("Version 1, waiting", "repair is done", "Planned", "state a cut of 10.5 tCO₂e", "Is this plan good enough?"):
        assert words in shown, words
    refused = act(desk, "version_return", version.plan_id, version.pk, reason=" ")
    assert (refused.status_code, "Say why it goes back" in text_of(refused)) == (400, True)
    assert act(desk, "version_return", version.plan_id, version.pk, reason="By how much?").status_code == 302
    assert PlanDecision.objects.get().reason == "By how much?"
    shown = text_of(desk.get(page_of(version.plan_id)))
    assert "Version 1, returned" in shown
    assert "By how much?" in shown
    again = act(desk, "version_accept", version.plan_id, version.pk)
    assert (again.status_code, "This is returned already" in text_of(again)) == (409, True)


def test_a_plan_is_worked_off_and_closed(desk: Client, party: Party, analyst: User) -> None:
    version = file(party, make_content(milestones=steps("repair")))
    plan_id = version.plan_id
    assert act(desk, "version_accept", plan_id, version.pk).status_code == 302
    early = act(desk, "close", plan_id, reason="Done.")
    assert (early.status_code, "Not done and accepted yet: repair." in text_of(early)) == (409, True)
    assert "You had written: Done." in text_of(early)
    evidence = record_sample(party, title="Photo of the unit")
    done = report(party, plan_id, evidence_id=evidence.pk)
    shown = text_of(desk.get(page_of(plan_id)))
    for words in ("Is this milestone done?", "Photo of the unit", "It runs.", "Reported done"):
        assert words in shown, words
    assert desk.get(reverse(f"{NAME}_report_evidence", args=[plan_id, done.pk])).content == SAMPLES["a.pdf"]
    assert act(desk, "report_return", plan_id, done.pk, reason="Show the other one.").status_code == 302
    again = report(party, plan_id)
    assert act(desk, "report_accept", plan_id, again.pk).status_code == 302
    assert [each.outcome for each in MilestoneDecision.objects.order_by("recorded_at")] == [Outcome.RETURNED, Outcome.ACCEPTED]
    assert "Everything is done" in text_of(desk.get(page_of(plan_id)))
    assert act(desk, "close", plan_id, reason="The unit runs.").status_code == 302
    page = text_of(desk.get(page_of(plan_id)))
    assert "It is over" in page
    assert stand(party).state is PlanState.CLOSED
    moments = ["The plan Closed by", "“repair is done” Accepted", "reported done on", "Version 1 Accepted", "Version 1 filed"]
    places = [page.index(moment) for moment in [*moments, "Opened, the plan being due on"]]
    assert places == sorted(places), "the newest comes first"


def test_it_is_called_off_with_a_reason(desk: Client, party: Party) -> None:
    plan_id = file(party).plan_id
    refused = act(desk, "cancel", plan_id, reason="")
    assert (refused.status_code, "Say why the plan is over" in text_of(refused)) == (400, True)
    assert act(desk, "cancel", plan_id, reason="The fab is sold.").status_code == 302
    assert "The fab is sold." in text_of(desk.get(page_of(plan_id)))
    assert PlanClosure.objects.get().closing == "CANCELLED"


def test_a_version_that_waits_stands_beside_the_one_in_force(desk: Client, party: Party, analyst: User) -> None:
    first = file(party, make_content("The first cause."))
    accept_plan(user=analyst, version_id=first.pk)
    amend(party, first.plan_id, make_content("The second cause."))
    shown = text_of(desk.get(page_of(first.plan_id)))
    assert shown.index("Version 1, in force") < shown.index("The first cause.") < shown.index("Version 2, waiting")
    assert "On track 1 to decide" in text_of(desk.get(LIST))


def test_an_auditor_reads_and_decides_nothing(client: Client, party: Party, make_user: UserMaker) -> None:
    version = file(party)
    client.force_login(make_user(Role.AUDITOR))
    page = client.get(page_of(version.plan_id))
    assert "Somebody else decides" in text_of(page)
    assert reverse(f"{NAME}_version_accept", args=[version.plan_id, version.pk]) not in page.content.decode()
    for name, args in (("version_accept", (version.plan_id, version.pk)), ("cancel", (version.plan_id,))):
        assert act(client, name, *args, reason="No.").status_code == 403
    assert not PlanDecision.objects.exists()


def test_the_list_is_ordered_filtered_and_searched(desk: Client, replay: Commitment, analyst: User) -> None:
    parties = [add_missing_party(replay, analyst, name) for name in ("Alder Fab", "Birch Fab", "Cedar Fab", "Dogwood Fab")]
    accept_plan(user=analyst, version_id=file(parties[0]).pk)
    return_plan(user=analyst, version_id=file(parties[1]).pk, reason="How?")
    file(parties[3])

    def names(**asked: str) -> list[str]:
        return re.findall(r"(\w+) Fab", text_of(desk.get(LIST, asked)))

    assert names() == ["Dogwood", "Cedar", "Birch", "Alder"]
    assert names(state="RETURNED") == ["Birch"]
    assert names(q="ced") == ["Cedar"]
    assert names(state="CLOSED") == []
    assert "All 4 Waiting 1 Owed 1 Returned 1 On track 1" in text_of(desk.get(LIST))


def test_queries_do_not_grow(desk: Client, replay: Commitment, analyst: User) -> None:
    def count(address: str) -> int:
        with CaptureQueriesContext(connection) as caught:
            assert desk.get(address).status_code == 200
        return len(caught)

    def add(name: str, *keys: str) -> PlanVersion:
        party = add_missing_party(replay, analyst, name)
        version = file(party, make_content(milestones=steps(*keys)))
        accept_plan(user=analyst, version_id=version.pk)
        for key in keys:
            accept_milestone(user=analyst, report_id=report(party, version.plan_id, key).pk)
        return version

    first = add("Alder Fab", "a")
    listed, shown = count(LIST), count(page_of(first.plan_id))
    assert listed < 30
    for name in ("Birch Fab", "Cedar Fab"):
        last = add(name, "a", "b", "c", "d")
    assert (count(LIST), count(page_of(last.plan_id))) == (listed, shown)


def test_what_does_not_exist(desk: Client, party: Party) -> None:
    plan_id = file(party).plan_id
    assert act(desk, "version_accept", plan_id, uuid4()).status_code == 404
    assert act(desk, "report_accept", plan_id, uuid4()).status_code == 404
    assert act(desk, "cancel", uuid4(), reason="No.").status_code == 404
    assert desk.get(reverse(f"{NAME}_report_evidence", args=[plan_id, uuid4()])).status_code == 404
