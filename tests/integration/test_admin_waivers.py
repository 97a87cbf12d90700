"""The pages of waivers: granted on a form of one supplier, listed, shown, ended."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from suppliers.actions import add_supplier
from suppliers.models import Supplier, Waiver
from suppliers.waiver_actions import end_waiver, grant_waiver
from tests.evidence_samples import SAMPLES
from tests.world import ACTOR, FOUNDING_MANDATE, record_sample
from tracker.access.actions import add_client
from tracker.access.models import Party, User
from tracker.access.roles import Role
from tracker.records.clock import database_now

from .plans import ahead, today

UserMaker = Callable[..., User]
LIST = "/admin/suppliers/waiver/"
MARKUP = "<script>alert(1)</script>"


def grant_address(party: Party) -> str:
    return reverse("admin:suppliers_waiver_grant", args=[party.pk])


def page_of(waiver: Waiver) -> str:
    return reverse("admin:suppliers_waiver_change", args=[waiver.pk])


def end_address(waiver: Waiver) -> str:
    return reverse("admin:suppliers_waiver_end", args=[waiver.pk])


def text_of(response: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def form(**changes: Any) -> dict[str, Any]:
    asked = {"obligation": f"{FOUNDING_MANDATE}:2025", "expires_on": ahead(30).isoformat(), "reason": "A flood."}
    return asked | changes


def grant(user: User, party: Party, year: int = 2025, **changes: Any) -> Waiver:
    asked: dict[str, Any] = {"reason": "A flood.", "expires_on": ahead(30), "now": database_now()} | changes
    return grant_waiver(user=user, party_id=party.pk, commitment_key=FOUNDING_MANDATE, reporting_year=year, **asked)


@pytest.fixture
def desk(client: Client, analyst: User, supplier: Party) -> Client:
    add_supplier(actor=ACTOR, party=supplier, number="S-001")
    client.force_login(analyst)
    return client


def test_it_is_granted_on_the_suppliers_page(desk: Client, supplier: Party) -> None:
    supplier_page = reverse("admin:suppliers_supplier_change", args=[supplier.pk])
    assert grant_address(supplier) in desk.get(supplier_page).content.decode()
    shown = text_of(desk.get(grant_address(supplier)))
    assert "Supplier carbon mandate, 2025 (Overdue)" in shown
    evidence = record_sample(supplier, title="Letter of the fire brigade")
    assert "Letter of the fire brigade (a.pdf)" in text_of(desk.get(grant_address(supplier)))
    answer = desk.post(grant_address(supplier), form(evidence_id=str(evidence.pk), reason=MARKUP))
    waiver = Waiver.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, page_of(waiver))
    assert (waiver.evidence, waiver.reason, waiver.expires_on) == (evidence, MARKUP, ahead(30))
    page = desk.get(page_of(waiver))
    assert "Letter of the fire brigade" in text_of(page)
    assert "In force" in text_of(page)
    assert MARKUP not in page.content.decode()
    assert "{{" not in page.content.decode()
    assert desk.get(reverse("admin:suppliers_waiver_evidence", args=[waiver.pk])).content == SAMPLES["a.pdf"]
    assert "Waived" in text_of(desk.get(supplier_page))
    assert page_of(waiver) in desk.get(supplier_page).content.decode()
    assert ":2025" not in desk.get(grant_address(supplier)).content.decode(), "what is waived is no choice"


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"reason": " "}, "Say why the obligation is waived"),
        ({"obligation": f"{FOUNDING_MANDATE}:1999"}, "Select a valid choice"),
        ({"obligation": ""}, "Choose the obligation."),
        ({"expires_on": "2020-01-01"}, "2020-01-01 is past."),
        ({"expires_on": "soon"}, "Give a day such as 2027-06-30."),
        ({"evidence_id": str(uuid4())}, "Select a valid choice"),
    ],
)
def test_what_is_wrong_is_said_at_the_form(desk: Client, supplier: Party, changes: dict[str, Any], sentence: str) -> None:
    answer = desk.post(grant_address(supplier), form(**changes))
    assert answer.status_code == 400
    assert sentence in text_of(answer)
    assert not Waiver.objects.exists()


def test_who_acts_for_the_supplier_is_told_so_before_and_refused_after(
    client: Client, supplier: Party, make_user: UserMaker
) -> None:
    administrator = make_user(Role.ADMINISTRATOR)
    add_supplier(actor=ACTOR, party=supplier, number="S-001")
    add_client(actor=administrator.as_actor(), party=supplier, name="a program")
    client.force_login(administrator)
    assert "somebody else waives for it" in text_of(client.get(grant_address(supplier)))
    answer = client.post(grant_address(supplier), form())
    assert answer.status_code == 403
    assert "somebody else waives for it" in text_of(answer)
    assert grant_address(supplier) not in client.get(f"/admin/suppliers/supplier/{supplier.pk}/change/").content.decode()


def test_it_is_ended_with_a_reason_and_once(desk: Client, analyst: User, supplier: Party) -> None:
    waiver = grant(analyst, supplier)
    refused = desk.post(end_address(waiver), {"reason": " "})
    assert (refused.status_code, "Say why the waiver ends" in text_of(refused)) == (400, True)
    assert desk.post(end_address(waiver), {"reason": "The water is gone."}).status_code == 302
    page = text_of(desk.get(page_of(waiver)))
    assert "The water is gone." in page
    assert "Ended early" in page
    again = desk.post(end_address(waiver), {"reason": "Half a page <b>"})
    assert (again.status_code, "ended already" in text_of(again)) == (409, True)
    assert "You had written: Half a page &lt;b&gt;" in text_of(again)


def test_the_list_tells_the_states_apart(desk: Client, analyst: User, supplier: Party, stranger: Party) -> None:
    held = grant(analyst, supplier, expires_on=today())
    ended = grant(analyst, supplier, 2026)
    end_waiver(user=analyst, waiver_id=ended.pk, reason="Over.", now=database_now())
    expired = Waiver.objects.create(
        party=stranger, commitment=held.commitment, reporting_year=2025, reason="A flood.", granted_by=analyst,
        expires_on=today() - timedelta(days=1),
    )  # fmt: skip
    by_state = {"in_force": held, "ended": ended, "expired": expired}
    for state, waiver in by_state.items():
        shown = desk.get(LIST, {"state": state}).content.decode()
        assert [each for each in by_state.values() if page_of(each) in shown] == [waiver], state
    assert {"In force", "Ended", "Expired"} <= set(re.findall(r"In force|Ended|Expired", text_of(desk.get(LIST))))
    assert "Nothing to do" in text_of(desk.get(page_of(expired)))


def test_queries_of_the_list_do_not_grow(desk: Client, analyst: User, supplier: Party, stranger: Party) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as caught:
            desk.get(LIST)
        return len(caught)

    grant(analyst, supplier)
    few = count()
    for party in (supplier, stranger):
        for year in (2026, 2027, 2028):
            grant(analyst, party, year)
    assert count() == few


def test_what_does_not_exist(desk: Client) -> None:
    assert desk.get(reverse("admin:suppliers_waiver_grant", args=[uuid4()])).status_code == 404
    assert desk.post(reverse("admin:suppliers_waiver_end", args=[uuid4()])).status_code == 404
    assert desk.get(reverse("admin:suppliers_waiver_evidence", args=[uuid4()])).status_code == 404
    assert Supplier.objects.count() == 1
