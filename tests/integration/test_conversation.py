"""Questions of a reviewer and answers of a supplier, about a revision that waits and beside what was filed."""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction

from suppliers.actions import accept_revision, amend_emissions_report, return_revision, submit_emissions_report
from suppliers.conversation.actions import answer_question, answer_warnings, ask_about_revision
from suppliers.conversation.checks import LONGEST_TEXT, MOST_POINTS, Reply, Said, can_ask
from suppliers.models import Question, QuestionAnswer, ReturnPoint, Revision, WarningAnswer
from tests.callers import Caller
from tests.integration.conversing import REPLY, URL, Connect, UserMaker, answer, ask, place, post, read
from tests.world import ACTOR, content, submit, utc_now
from tracker.access.actions import add_client, issue_token
from tracker.access.models import Party, User
from tracker.access.roles import Role
from tracker.records.models import AuditEvent
from tracker.records.refusals import Conflict, Forbidden, Missing, Refusal


def test_a_question_is_read_and_answered_and_the_turn_passes(connect: Connect, supplier: Party, analyst: User) -> None:
    client, revision = connect(supplier), submit(supplier)
    assert (read(client, revision)["waits_for"], read(client, revision)["open_questions"]) == ("REVIEW", [])
    question = ask(analyst, revision)
    shown = read(client, revision)
    assert (shown["state"], shown["waits_for"]) == ("SUBMITTED", "SUPPLIER")
    (asked,) = shown["open_questions"]
    assert asked == {
        "id": str(question.pk), "pointer": "/scope_1_tco2e", "text": "Why is it so low?", "asked_at": asked["asked_at"],
    }  # fmt: skip
    answered = answer(client, question, " Line 3 stood still. ")
    assert answered.status_code == 201, answered.content
    assert answered.json() == read(client, revision) | {"receipt": answered.json()["receipt"]}
    assert (answered.json()["waits_for"], answered.json()["open_questions"]) == ("REVIEW", [])
    (thread,) = answered.json()["revisions"][0]["questions"]
    assert (thread["id"], thread["answer"]["text"]) == (str(question.pk), "Line 3 stood still.")
    assert QuestionAnswer.objects.get().entered_by_client is not None


def test_the_supplier_learns_of_a_question_by_the_etag(connect: Connect, supplier: Party, analyst: User) -> None:
    client, revision = connect(supplier), submit(supplier)
    before = client.get(f"{URL}{revision.report_id}/")["ETag"]
    ask(analyst, revision)
    assert client.get(f"{URL}{revision.report_id}/", HTTP_IF_NONE_MATCH=before).status_code == 200


def test_an_answer_is_given_once(connect: Connect, supplier: Party, analyst: User) -> None:
    client, question = connect(supplier), ask(analyst, submit(supplier))
    key: dict[str, Any] = {"HTTP_IDEMPOTENCY_KEY": "the-same"}
    body, url = json.dumps({"question_id": str(question.pk), "text": "So."}), place(question.revision, "answers")
    first, again = (client.post(url, data=body, content_type="application/json", **key) for _ in range(2))
    assert (first.status_code, first.content) == (201, again.content)
    other = answer(client, question)
    assert (other.status_code, other.json()["type"]) == (409, "/api/problems/question-answered/")
    assert QuestionAnswer.objects.count() == 1


@pytest.mark.parametrize("outcome", ["accepted", "returned"])
def test_a_decision_closes_what_is_open(connect: Connect, supplier: Party, analyst: User, outcome: str) -> None:
    client, question = connect(supplier), ask(analyst, submit(supplier))
    if outcome == "accepted":
        accept_revision(user=analyst, revision_id=question.revision.pk)
    else:
        return_revision(user=analyst, revision_id=question.revision.pk, reason="It stays unclear.")
    shown = read(client, question.revision)
    assert (shown["open_questions"], shown["waits_for"]) == ([], None if outcome == "accepted" else "SUPPLIER")
    assert len(shown["revisions"][0]["questions"]) == 1, "what was asked stays to be read"
    late = answer(client, question)
    assert (late.status_code, late.json()["type"]) == (409, "/api/problems/question-closed/")
    assert f"Revision 1 is {outcome}" in late.json()["detail"]
    with pytest.raises(Conflict, match=f"This revision is {outcome} already"):
        ask(analyst, question.revision)


def test_only_the_newest_revision_has_open_questions(connect: Connect, supplier: Party, analyst: User) -> None:
    first = submit(supplier)
    ask(analyst, first)
    return_revision(user=analyst, revision_id=first.pk, reason="It stays unclear.")
    changed = content(2025, "99", reason_code="ERROR", reason_text="A meter was read twice.")
    second = amend_emissions_report(
        actor=ACTOR, party_id=supplier.pk, report_id=first.report_id, content=changed, now=utc_now()
    )
    ask(analyst, second, "And now?", "")
    (asked,) = read(connect(supplier), second)["open_questions"]
    assert (asked["text"], asked["pointer"]) == ("And now?", "")


@pytest.mark.parametrize(
    ("body", "pointers"),
    [
        ({}, ["/question_id", "/text"]),
        ({"question_id": "x", "text": ""}, ["/question_id", "/text"]),
        ({"question_id": str(uuid4()), "text": "  "}, ["/question_id", "/text"]),
        ({"question_id": str(uuid4()), "text": "So."}, ["/question_id"]),
        ({"question_id": str(uuid4()), "text": "x" * (LONGEST_TEXT + 1)}, ["/text"]),
        ({"question_id": str(uuid4()), "text": "So.", "note": "internal"}, ["/note"]),
    ],
)
def test_a_faulty_answer_is_refused_by_name(connect: Connect, supplier: Party, body: Any, pointers: list[str]) -> None:
    refused = post(connect(supplier), place(submit(supplier), "answers"), body)
    assert (refused.status_code, refused.json()["type"]) == (400, "/api/problems/invalid-answer/")
    assert [fault["pointer"] for fault in refused.json()["errors"]] == pointers


def test_a_question_of_another_revision_is_not_found(connect: Connect, supplier: Party, stranger: Party, analyst: User) -> None:
    client, revision, foreign = connect(supplier), submit(supplier), ask(analyst, submit(stranger))
    body = {"question_id": str(foreign.pk), "text": "So."}
    theirs, nothing = (
        post(client, place(revision, "answers"), body | {"question_id": str(pk)}) for pk in (foreign.pk, uuid4())
    )
    assert (theirs.status_code, theirs.json()["errors"]) == (400, nothing.json()["errors"])
    assert post(client, place(foreign.revision, "answers"), body).status_code == 404
    assert not QuestionAnswer.objects.exists()


@pytest.mark.parametrize("pointer", ["", "/reporting_year", "/scope_3_tco2e/11", "/denominators/0/amount", "/explanation"])
def test_a_question_points_at_a_field_or_at_the_whole(supplier: Party, analyst: User, pointer: str) -> None:
    assert ask(analyst, submit(supplier), pointer=pointer).pointer == pointer


@pytest.mark.parametrize(
    "pointer", ["scope_1_tco2e", "/", "/scop_1", "/scope_1_tco2e/", "/party_id", "/explanation/" + "x" * 200]
)
def test_a_pointer_at_nothing_is_refused(supplier: Party, analyst: User, pointer: str) -> None:
    with pytest.raises(Refusal) as refused:
        ask(analyst, submit(supplier), " ", pointer)
    assert [fault.pointer for fault in refused.value.faults] == ["/pointer", "/text"]
    assert not Question.objects.exists()


def test_questions_are_bounded(supplier: Party, analyst: User) -> None:
    revision = submit(supplier)
    for number in range(MOST_POINTS):
        ask(analyst, revision, f"Question {number}")
    with pytest.raises(Conflict, match="50 questions were asked"):
        ask(analyst, revision)


def test_who_may_ask_is_who_may_decide(supplier: Party, analyst: User, make_user: UserMaker) -> None:
    revision, auditor = submit(supplier), make_user(Role.AUDITOR)
    with pytest.raises(Forbidden, match="Only an analyst or an administrator"):
        ask(auditor, revision)
    own = submit_as(analyst, supplier)
    with pytest.raises(Forbidden, match="You entered this revision"):
        ask(analyst, own)
    assert (can_ask(analyst, revision), can_ask(auditor, revision), can_ask(analyst, own)) == (True, False, False)
    with pytest.raises(Missing):
        ask_about_revision(user=analyst, revision_id=uuid4(), text="Why?")


def submit_as(user: User, party: Party) -> Revision:
    return submit_emissions_report(
        actor=user.as_actor(), party_id=party.pk, reporting_year=2024, content=content(2024), now=utc_now()
    )


def test_asking_makes_nobody_an_enterer(supplier: Party, analyst: User) -> None:
    question = ask(analyst, submit(supplier))
    assert accept_revision(user=analyst, revision_id=question.revision.pk).decided_by == analyst


def test_nobody_of_the_staff_answers_for_the_supplier(
    supplier: Party, stranger: Party, analyst: User, doubted: Revision
) -> None:
    question = ask(analyst, doubted)
    own: dict[str, Any] = {"party_id": supplier.pk, "revision_id": doubted.pk}
    for actor in (analyst.as_actor(), add_client(actor=ACTOR, party=stranger, name="theirs").as_actor()):
        with pytest.raises(Forbidden, match="Only the supplier itself answers"):
            answer_question(actor=actor, question_id=question.pk, text="So.", **own)
        with pytest.raises(Forbidden, match="Only the supplier itself answers"):
            answer_warnings(actor=actor, replies=[Reply(**REPLY)], **own)
    assert not QuestionAnswer.objects.exists()
    assert not WarningAnswer.objects.exists()


@pytest.mark.usefixtures("signing_key")
def test_whoever_held_the_key_of_an_answer_does_not_decide(supplier: Party, analyst: User, doubted: Revision) -> None:
    """An analyst who answers with a token that they issued themselves has written the supplier's answer."""
    client = Caller()
    made = add_client(actor=analyst.as_actor(), party=supplier, name="theirs")
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {issue_token(actor=analyst.as_actor(), client=made, now=utc_now())}")
    assert post(client, place(doubted, "warning-answers"), REPLY).status_code == 201
    with pytest.raises(Forbidden, match="An answer of the supplier came by a client"):
        accept_revision(user=analyst, revision_id=doubted.pk)


def test_what_was_said_is_frozen_and_recorded(connect: Connect, supplier: Party, analyst: User, doubted: Revision) -> None:
    question, client = ask(analyst, doubted, "Why, Ms Lin?"), connect(supplier)
    assert answer(client, question).status_code == 201
    assert post(client, place(doubted, "warning-answers"), REPLY).status_code == 201
    return_revision(user=analyst, revision_id=doubted.pk, reason="So.", points=[Said("", "a")])
    for model in (Question, QuestionAnswer, WarningAnswer, ReturnPoint):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE {model._meta.db_table} SET text = 'other'")
    verbs = ["suppliers.ask_about_revision", "suppliers.answer_question", "suppliers.answer_warning"]
    events = AuditEvent.objects.filter(verb__in=verbs, party=supplier)
    assert sorted(event.verb for event in events) == sorted(verbs)
    assert not any("Lin" in json.dumps(event.facts) for event in events)


def test_a_list_of_reports_asks_no_more_with_more_questions(
    connect: Connect, supplier: Party, analyst: User, django_assert_max_num_queries: Any
) -> None:
    client = connect(supplier)
    for year in range(2016, 2026):
        ask(analyst, submit(supplier, year))
    with django_assert_max_num_queries(25):
        assert len(client.get(URL).json()["results"]) == 10
