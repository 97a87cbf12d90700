"""Lists: filtered, polled, cut to the fields asked for, and read page by page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import pytest
from rest_framework.test import APIClient

from suppliers.actions import return_revision
from suppliers.listing import EVENTS
from suppliers.withdrawals import withdraw_revision
from tests.world import ACTOR, record_sample, submit, submit_accepted
from tracker.access.models import Party, User
from tracker.records.clock import database_now

URL = "/api/v1/emissions-reports/"
Connect = Callable[[Party | None], APIClient]


def years(client: APIClient, **asked: str) -> list[int]:
    answer = client.get(URL, asked)
    assert answer.status_code == 200, answer.content
    return [row["reporting_year"] for row in answer.json()["results"]]


def walk(client: APIClient, address: str) -> list[list[dict[str, Any]]]:
    pages, following = [], address
    while following:
        answer = client.get(following).json()
        pages.append(answer["results"])
        following = answer["next"]
    return pages


def test_by_state_of_the_newest_revision(connect: Connect, supplier: Party, analyst: User) -> None:
    submit_accepted(supplier, analyst, 2021)
    return_revision(user=analyst, revision_id=submit(supplier, 2022).pk, reason="Scope 2 is missing.")
    submit(supplier, 2023)
    withdrawn = submit(supplier, 2024)
    withdraw_revision(actor=ACTOR, party_id=supplier.pk, report_id=withdrawn.report_id, number=1, reason="A slip.")
    client = connect(supplier)
    for state, year in (("ACCEPTED", 2021), ("RETURNED", 2022), ("SUBMITTED", 2023), ("WITHDRAWN", 2024)):
        assert years(client, state=state) == [year]
        assert years(client, state=state, reporting_year="2020") == []
    assert client.get(URL, {"state": "LOST"}).json()["errors"][0]["pointer"] == "?state"


def test_a_poller_hears_of_each_kind_of_event(connect: Connect, supplier: Party, analyst: User) -> None:
    client, decided = connect(supplier), submit(supplier, 2022)
    backed, taken_back = submit(supplier, 2023), submit(supplier, 2024)
    since = database_now()
    assert years(client, updated_since=since.isoformat()) == []
    return_revision(user=analyst, revision_id=decided.pk, reason="Scope 2 is missing.")
    assert years(client, updated_since=since.isoformat()) == [2022]
    record_sample(supplier, revision_id=backed.pk)
    assert years(client, updated_since=since.isoformat()) == [2023, 2022]
    withdraw_revision(actor=ACTOR, party_id=supplier.pk, report_id=taken_back.report_id, number=1, reason="A slip.")
    submit(supplier, 2025)
    found = client.get(URL, {"updated_since": since.isoformat()}).json()["results"]
    assert [row["reporting_year"] for row in found] == [2025, 2024, 2023, 2022]
    # At or after it: who asks again with the newest instant that he saw misses nothing.
    newest = max(row["updated_at"] for row in found)
    assert years(client, updated_since=newest) == [2025]
    assert all(row["updated_at"] >= since.isoformat().replace("+00:00", "Z")[:19] for row in found)


@pytest.mark.parametrize("odd", ["yesterday", "2026-01-01T00:00:00", "2999-01-01T00:00:00Z", ""])
def test_an_instant_is_read_strictly(connect: Connect, supplier: Party, odd: str) -> None:
    answer = connect(supplier).get(URL, {"updated_since": odd})
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (400, "?updated_since")


def test_each_kind_of_event_has_its_index_of_instants() -> None:
    for model in EVENTS:
        assert ["party", "recorded_at"] in [index.fields for index in model._meta.indexes], model


def test_only_the_fields_that_were_asked_for(connect: Connect, supplier: Party) -> None:
    submit(supplier)
    client = connect(supplier)
    (row,) = client.get(URL, {"fields": "id,state"}).json()["results"]
    assert list(row) == ["id", "state"]
    for odd in ("id,secret", "", "id,", "revisions.content"):
        answer = client.get(URL, {"fields": odd})
        assert answer.status_code == 400
        assert "accepted_revision" in answer.json()["errors"][0]["detail"]


def test_pages_hold_each_row_once_though_rows_come_meanwhile(connect: Connect, supplier: Party) -> None:
    for year in range(2014, 2021):
        submit(supplier, year)
    client = connect(supplier)
    first = client.get(URL, {"page_size": "3", "fields": "reporting_year"}).json()
    assert [row["reporting_year"] for row in first["results"]] == [2020, 2019, 2018]
    submit(supplier, 2021)
    rest = walk(client, first["next"])
    assert [row["reporting_year"] for page in rest for row in page] == [2017, 2016, 2015, 2014]
    assert [list(row) for row in rest[0]] == [["reporting_year"]] * 3


def test_a_place_holds_for_its_own_question(connect: Connect, supplier: Party, stranger: Party) -> None:
    for year in (2019, 2020, 2021):
        submit(supplier, year)
        submit(stranger, year)
    client = connect(supplier)
    following = client.get(URL, {"page_size": "1"}).json()["next"]
    query = urlsplit(following).query
    for answer in (
        connect(stranger).get(following),
        connect(None).get(following),
        client.get(f"{following}&state=SUBMITTED"),
        client.get(f"/api/v1/evidence/?{query}"),
        client.get(following.replace("cursor=", "cursor=W")),
    ):
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (400, "?cursor")
    assert client.get(following.replace("page_size=1", "page_size=2")).status_code == 200


@pytest.mark.parametrize("name", ["assessments", "obligations", "audit-events", "tokens", "evidence", "commitments"])
def test_every_list_is_walked_to_its_end(connect: Connect, supplier: Party, name: str) -> None:
    for _ in range(3):
        record_sample(supplier)
        client = connect(supplier)
    address = f"/api/v1/{name}/"
    whole = client.get(address, {"page_size": "200"}).json()
    pages = walk(client, f"{address}?page_size=2")
    assert all(len(page) <= 2 for page in pages)
    assert [str(row.get("id", row)) for page in pages for row in page][: whole["count"]] == [
        str(row.get("id", row)) for row in whole["results"]
    ]
    assert len(client.get(address, {"page_size": "9" * 30}).json()["results"]) == whole["count"] <= 200
