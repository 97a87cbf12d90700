"""A submission that is sent again changes nothing, and gets the very answer that it got before."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from unittest.mock import Mock

import pytest
from django.db import DatabaseError, connection, transaction
from drf_spectacular.generators import SchemaGenerator
from rest_framework.test import APIClient

from reports.actions import tick
from suppliers.actions import return_revision
from suppliers.models import EmissionsReport, Revision
from tests.callers import Caller
from tests.world import MINIMAL, submit
from tracker.access.models import Party, User
from tracker.api.submissions import digest_of
from tracker.records.clock import database_now
from tracker.records.models import AuditEvent, KeptAnswer
from tracker.records.tenancy import seeing

URL = "/api/v1/emissions-reports/"
KEY = "0e7c1f6e-5a3f-4d2e-8a53-2f9f6d0c2b11"
AMENDMENT = {name: value for name, value in MINIMAL.items() if name != "reporting_year"}
AMENDMENT |= {"reason_code": "ERROR", "reason_text": "A meter was read twice."}
Connect = Callable[[Party | None], APIClient]


def post(client: APIClient, body: Any = MINIMAL, url: str = URL, key: str | None = KEY, **headers: Any) -> Any:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    return client.post(url, data=raw, content_type="application/json", HTTP_IDEMPOTENCY_KEY=key, **headers)


def test_the_same_again_gets_the_same_bytes(connect: Connect, supplier: Party, analyst: User) -> None:
    client = connect(supplier)
    first = post(client)
    return_revision(user=analyst, revision_id=Revision.objects.get().pk, reason="Scope 2 looks low.")
    again = post(client)
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.content == again.content, "as it was answered, though the report has moved on"
    assert {name: again[name] for name in ("Location", "ETag", "Content-Type")} == {
        name: first[name] for name in ("Location", "ETag", "Content-Type")
    }
    assert ("Idempotent-Replayed" in first, again["Idempotent-Replayed"]) == (False, "true")
    assert (Revision.objects.count(), KeptAnswer.objects.count()) == (1, 1)
    assert AuditEvent.objects.filter(verb="suppliers.submit_revision").count() == 1


@pytest.mark.parametrize(
    "key",
    [None, "", " ", "a" * 256, "with space", "tab\there", "schlüssel", "钥匙", "\x7f", "a\x00b"],
    ids=repr,
)
def test_a_submission_has_a_key_that_can_be_kept(connect: Connect, supplier: Party, key: str | None) -> None:
    response = post(connect(supplier), key=key)
    assert (response.status_code, response["Content-Type"]) == (400, "application/problem+json")
    assert response.json()["type"] == "/api/problems/invalid-idempotency-key/"
    assert "Send" in response.json()["detail"]
    assert not Revision.objects.exists()


@pytest.mark.parametrize("key", ["a", "a" * 255, '"quoted"', "!~"])
def test_any_printable_key_of_255_characters_will_do(connect: Connect, supplier: Party, key: str) -> None:
    assert [post(connect(supplier), key=key).status_code for _ in range(2)] == [201, 201]
    assert KeptAnswer.objects.get().key == key


def test_a_key_is_not_used_for_something_else(connect: Connect, supplier: Party) -> None:
    client = connect(supplier)
    first = post(client)
    for body in (MINIMAL | {"scope_1_tco2e": "1"}, json.dumps(MINIMAL, indent=1).encode(), b"{}", b""):
        other = post(client, body)
        assert (other.status_code, other.json()["type"]) == (422, "/api/problems/key-reused/"), body
    elsewhere = post(client, url=f"{first['Location']}revisions/", HTTP_IF_MATCH=first["ETag"])
    assert elsewhere.status_code == 422
    assert post(client).content == first.content
    assert Revision.objects.count() == 1


def test_a_refusal_leaves_the_key_free(connect: Connect, supplier: Party) -> None:
    client = connect(supplier)
    assert post(client, MINIMAL | {"scope_1_tco2e": "-1"}).status_code == 400
    assert post(client, b"{").status_code == 400
    assert post(client).status_code == 201
    assert post(client, key="another").status_code == 409
    assert not KeptAnswer.objects.filter(key="another").exists()


def test_a_key_belongs_to_its_party(connect: Connect, supplier: Party, stranger: Party) -> None:
    own, foreign = post(connect(supplier)), post(connect(stranger))
    assert (own.status_code, foreign.status_code) == (201, 201)
    assert (own.json()["supplier"], foreign.json()["supplier"]) == (supplier.name, stranger.name)
    assert "Idempotent-Replayed" not in foreign
    assert EmissionsReport.objects.count() == 2
    with seeing(stranger.pk):
        assert {kept.party_id for kept in KeptAnswer.objects.all()} == {stranger.pk}


def test_two_clients_of_one_party_share_its_keys(connect: Connect, supplier: Party) -> None:
    assert post(connect(supplier)).content == post(connect(supplier)).content
    assert Revision.objects.count() == 1


def test_an_amendment_is_kept_too(connect: Connect, supplier: Party, analyst: User) -> None:
    client, revision = connect(supplier), submit(supplier)
    return_revision(user=analyst, revision_id=revision.pk, reason="Scope 2 is missing.")
    address = f"{URL}{revision.report_id}/"
    seen = client.get(address)["ETag"]
    first, again = (post(client, AMENDMENT, f"{address}revisions/", HTTP_IF_MATCH=seen) for _ in range(2))
    assert (first.status_code, first.content) == (201, again.content)
    assert Revision.objects.count() == 2


def test_a_reader_is_refused_before_its_key_is_looked_at(connect: Connect, supplier: Party) -> None:
    assert {post(connect(None), key=key).status_code for key in (KEY, None)} == {403}
    assert {post(Caller(), key=key).status_code for key in (KEY, None)} == {401}


# A door whose answer must not be kept names itself here, with the reason.
# What a token's door answers holds a secret, which is never kept.
# A simulation records nothing.
WITHOUT_KEY = {
    "/api/v1/clients/",
    "/api/v1/clients/{client_id}/revoke/",
    "/api/v1/invitations/accept/",
    "/api/v1/simulations/",
    "/api/v1/tokens/",
    "/api/v1/tokens/{token_id}/revoke/",
    "/api/v1/tokens/{token_id}/rotate/",
}


def test_every_submission_asks_for_a_key() -> None:
    """One line on the view, `@once`; whoever adds a door for submissions finds it missing here."""
    paths = SchemaGenerator().get_schema(request=None, public=True)["paths"]  # type: ignore[no-untyped-call]
    posts = {address: operations["post"].get("parameters", []) for address, operations in paths.items() if "post" in operations}
    asking = {
        address
        for address, asked in posts.items()
        if "Idempotency-Key" in {each["name"] for each in asked if each.get("required")}
    }
    assert {URL, f"{URL}{{report_id}}/revisions/"} <= asking == set(posts) - WITHOUT_KEY


def test_a_week_later_the_answer_is_gone(connect: Connect, supplier: Party) -> None:
    client, now = connect(supplier), database_now()
    post(client)
    tick(now=now + timedelta(days=7) - timedelta(minutes=1))
    assert post(client)["Idempotent-Replayed"] == "true"
    tick(now=now + timedelta(days=7, minutes=1))
    assert not KeptAnswer.objects.exists()
    assert post(client).status_code == 409, "the key is free, and the year has its report"


def test_a_key_answers_once_in_the_database_too(connect: Connect, supplier: Party) -> None:
    post(connect(supplier))
    kept = KeptAnswer.objects.get()
    kept.pk = None
    with pytest.raises(DatabaseError, match="one_answer_per_party_and_key"), transaction.atomic():
        kept.save(force_insert=True)


def test_waiting_for_a_key_leaves_the_other_limits_as_they_were(connect: Connect, supplier: Party) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SHOW lock_timeout")
        before = cursor.fetchone()
        post(connect(supplier))
        cursor.execute("SHOW lock_timeout")
        assert cursor.fetchone() == before


@dataclass
class SentFile:
    name: str
    content: bytes


def test_a_form_is_the_same_whatever_its_boundary() -> None:
    def digest(boundary: str, **fields: Any) -> str:
        return digest_of(Mock(content_type=f"multipart/form-data; boundary={boundary}", data=fields))

    first = digest("a", title="A statement", file=SentFile("a.pdf", b"%PDF \xff"))
    assert first == digest("b", file=SentFile("a.pdf", b"%PDF \xff"), title="A statement")
    assert first != digest("a", title="A statement", file=SentFile("a.pdf", b"%PDF \xfe"))
    assert first != digest("a", title="A statement", file=SentFile("b.pdf", b"%PDF \xff"))
