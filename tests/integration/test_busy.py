"""A record that somebody else holds: whoever waits in vain is told that it is busy, not that the database is away."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from rest_framework.test import APIClient

from tests.house import connect_as_owner
from tests.integration.test_rest_evidence import errors_of, send
from tests.world import record_sample
from tracker.access.models import Party, User
from tracker.records.models import Evidence

Connect = Callable[[Party | None], APIClient]


@pytest.fixture
def held(supplier: Party) -> Iterator[None]:
    """Every report is held by another session until the test ends, and nobody waits for it long."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = '200ms'")
    with connect_as_owner(str(connection.settings_dict["NAME"])) as other, other.transaction():
        other.execute("LOCK TABLE suppliers_emissionsreport IN EXCLUSIVE MODE")
        yield


def test_the_api_says_so_and_when_to_come_back(connect: Connect, supplier: Party, held: None) -> None:
    answer = send(connect(supplier), revision=str(uuid4()))
    assert errors_of(answer, 503) == {}
    assert (answer.json()["type"], answer["Retry-After"]) == ("/api/problems/record-busy/", "5")
    assert "Somebody else is at work on the same record" in answer.json()["detail"]
    assert not Evidence.objects.exists()


def test_a_page_says_so_too(client: Client, analyst: User, supplier: Party, held: None) -> None:
    client.force_login(analyst)
    answer = client.post(reverse("admin:suppliers_revision_accept", args=[uuid4()]))
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert "Somebody else is at work on the same record" in answer.content.decode()
    assert "away" not in answer.content.decode()


def test_a_file_is_looked_at_before_anything_is_locked(connect: Connect, supplier: Party, held: None) -> None:
    assert set(errors_of(send(connect(supplier), b"MZ", revision=str(uuid4())))) == {"/file"}


def test_what_is_not_held_goes_on(supplier: Party, held: None) -> None:
    fields: dict[str, Any] = {"title": "Of no revision"}
    assert record_sample(supplier, **fields).title == "Of no revision"
