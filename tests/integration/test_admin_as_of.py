"""The pages that answer what was known: asked about a past instant, they say what they said then."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from suppliers.actions import add_supplier
from tests.world import ACTOR, submit, submit_accepted
from tracker.access.models import Party, User
from tracker.records.clock import database_now


def text_of(response: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


@pytest.fixture
def desk(client: Client, analyst: User) -> Client:
    client.force_login(analyst)
    return client


@pytest.fixture
def page(supplier: Party) -> str:
    add_supplier(actor=ACTOR, party=supplier, number="S-1")
    return reverse("admin:suppliers_supplier_change", args=[supplier.pk])


def test_a_suppliers_page_of_the_past_knows_nothing_of_today(desk: Client, supplier: Party, page: str, analyst: User) -> None:
    before = database_now()
    then = text_of(desk.get(page, {"as_of": before.isoformat()}))
    submit_accepted(supplier, analyst, 2025, "51712.8")
    submit(supplier, 2024)
    assert "51,712.8" in text_of(desk.get(page))
    again = text_of(desk.get(page, {"as_of": before.isoformat()}))
    assert "51,712.8" not in again
    assert "Revision 1 about 2024" not in again
    assert "whatever came later" in again
    assert again.partition("Supplier S-1")[2] == then.partition("Supplier S-1")[2] != ""


def test_a_suppliers_page_of_the_past_bears_the_name_of_then(desk: Client, supplier: Party, page: str) -> None:
    before, was = database_now(), supplier.name
    Party.objects.filter(pk=supplier.pk).update(name="Renamed Wafers", name_local="", country="VN")
    now, then = text_of(desk.get(page)), text_of(desk.get(page, {"as_of": before.isoformat()}))
    assert "Supplier S-1, VN Renamed Wafers" in now
    assert f"Supplier S-1, {supplier.country} {was}" in then
    assert "Renamed" not in then


def test_the_home_of_the_past_shows_the_commitments_only(desk: Client, supplier: Party, analyst: User) -> None:
    submit(supplier, 2025)
    past = text_of(desk.get("/admin/", {"as_of": database_now().isoformat()}))
    assert "Where the commitments stand" in past
    assert "Waiting for review" not in past
    assert "1 revision" in text_of(desk.get("/admin/"))


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("yesterday", "“yesterday” is not an instant. Write one such as 2026-11-01T00:00:00Z."),
        ("2999-01-01T00:00", "2999-01-01T00:00 lies ahead."),
        ("<script>", "“&lt;script&gt;” is not an instant."),
    ],
)
def test_what_is_no_instant_is_said_and_now_is_shown(desk: Client, page: str, asked: str, told: str) -> None:
    for address in ("/admin/", page):
        shown = text_of(desk.get(address, {"as_of": asked}))
        assert told in shown
        assert "whatever came later" not in shown


def test_the_forms_own_field_is_in_utc(desk: Client, supplier: Party) -> None:
    shown = text_of(desk.get("/admin/", {"as_of": "2026-01-02T03:04:05"}))
    assert "2 January 2026, 03:04:05 UTC" in shown
