"""Asking, returning point by point, and reading what the supplier said, on a revision's page."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from suppliers.actions import accept_revision
from suppliers.conversation.actions import answer_question, answer_warnings
from suppliers.conversation.checks import Reply
from suppliers.models import Decision, Question, ReturnPoint, Revision
from tests.world import ACTOR, submit
from tracker.access.models import Party, User
from tracker.access.roles import Role

MARKUP = "<script>alert(1)</script>"
QUEUE = "/admin/suppliers/revision/"


def text_of(response: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def page_of(revision: Revision) -> str:
    return reverse("admin:suppliers_revision_change", args=[revision.pk])


def send(client: Client, move: str, revision: Revision, **sent: Any) -> Any:
    return client.post(reverse(f"admin:suppliers_revision_{move}", args=[revision.pk]), sent)


@pytest.fixture
def desk(client: Client, analyst: User) -> Client:
    client.force_login(analyst)
    return client


def test_a_question_is_asked_and_stands_in_the_thread_with_its_answer(desk: Client, supplier: Party) -> None:
    revision = submit(supplier)
    asked = send(desk, "ask", revision, pointer="/scope_2_market_tco2e", text=f"Why zero? {MARKUP}")
    assert (asked.status_code, asked["Location"]) == (302, f"{page_of(revision)}#talk")
    shown = desk.get(page_of(revision))
    assert "1 question waits for the supplier." in text_of(shown)
    assert re.search(r"Question Scope 2, market-based Why zero\? &lt;script&gt;", text_of(shown))
    assert MARKUP not in shown.content.decode()
    question = Question.objects.get()
    answer_question(
        actor=ACTOR, party_id=supplier.pk, revision_id=revision.pk, question_id=question.pk, text="Certificates cover it."
    )
    after = text_of(desk.get(page_of(revision)))
    assert after.index("Why zero?") < after.index("Certificates cover it.")
    assert "waits for the supplier" not in after


def test_what_was_typed_stays_when_a_question_is_refused(desk: Client, supplier: Party) -> None:
    revision = submit(supplier)
    refused = send(desk, "ask", revision, pointer="/no_such_field", text="A careful question")
    assert refused.status_code == 400
    assert "“/no_such_field” points at no field of a report." in text_of(refused)
    assert ">A careful question</textarea>" in refused.content.decode()
    accept_revision(user=User.objects.get(username="analyst"), revision_id=revision.pk)
    late = send(desk, "ask", revision, pointer="", text="A careful question")
    assert late.status_code == 409
    assert "You had written: A careful question" in text_of(late)
    assert not Question.objects.exists()


def test_it_goes_back_with_points_and_shows_them(desk: Client, supplier: Party) -> None:
    revision = submit(supplier)
    sent = {"pointer": ["/scope_1_tco2e", "", "", ""], "point": ["In tonnes, please.", "Say who verified it.", "", " "]}
    assert send(desk, "return", revision, reason="Two things.", **sent).status_code == 302
    assert [(point.pointer, point.text) for point in ReturnPoint.objects.all()] == [
        ("/scope_1_tco2e", "In tonnes, please."),
        ("", "Say who verified it."),
    ]
    shown = text_of(desk.get(page_of(revision)))
    assert "Scope 1 In tonnes, please. The whole report Say who verified it." in shown


def test_a_field_without_a_text_is_refused_and_the_rows_stay(desk: Client, supplier: Party) -> None:
    sent = {"pointer": ["/scope_1_tco2e", "/gwp_set"], "point": ["In tonnes, please.", ""]}
    refused = send(desk, "return", submit(supplier), reason="Two things.", **sent)
    assert refused.status_code == 400
    assert "Nothing is said in it. Write at least one sentence." in text_of(refused)
    page = refused.content.decode()
    assert 'value="In tonnes, please."' in page
    assert re.search(r'value="/gwp_set" selected', page)
    assert ">Two things.</textarea>" in page
    assert not Decision.objects.exists()


def test_ready_reasons_are_offered(desk: Client, supplier: Party) -> None:
    page = desk.get(page_of(submit(supplier))).content.decode()
    assert page.count('<option value="Check the unit') == 1
    assert 'list="ready-reasons"' in page


def test_an_answer_stands_beside_its_warning(desk: Client, supplier: Party) -> None:
    revision = submit(supplier, electricity_mwh=Decimal(60))
    reply = Reply(pointer="/scope_2_market_tco2e", text=f"All covered. {MARKUP}", code="SCOPE_2_ZERO")
    answer_warnings(actor=ACTOR, party_id=supplier.pk, revision_id=revision.pk, replies=[reply])
    shown = text_of(desk.get(page_of(revision)))
    assert re.search(r"60 MWh of electricity. Check the figure. All covered. &lt;script&gt;.* Answered by the system on", shown)


def test_an_auditor_reads_the_thread_and_has_no_form(
    client: Client, desk: Client, supplier: Party, make_user: Callable[..., User]
) -> None:
    revision = submit(supplier)
    send(desk, "ask", revision, pointer="", text="Why zero?")
    client.force_login(make_user(Role.AUDITOR))
    page = client.get(page_of(revision))
    assert "Why zero?" in text_of(page)
    assert "/ask/" not in page.content.decode()
    refused = send(client, "ask", revision, pointer="", text="May I?")
    assert refused.status_code == 403
    assert "You had written: May I?" in text_of(refused)


def test_the_queue_says_which_wait_for_the_supplier(
    desk: Client, supplier: Party, stranger: Party, django_assert_max_num_queries: Any
) -> None:
    send(desk, "ask", submit(supplier), pointer="", text="Why zero?")
    for year in range(2015, 2025):
        send(desk, "ask", submit(stranger, year), pointer="", text="Why zero?")
    submit(stranger)
    with django_assert_max_num_queries(22):
        page = desk.get(QUEUE).content.decode()
    assert page.count(">Asked<") == 11
