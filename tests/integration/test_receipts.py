"""A submission is answered with a signed receipt, which anybody can check who has the answer and the published key."""

from __future__ import annotations

import copy
import hashlib
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import ProgrammingError, connection, transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rest_framework.test import APIClient

from suppliers.actions import accept_revision
from suppliers.models import Revision
from tests.evidence_samples import SAMPLES
from tests.world import ACTOR, MINIMAL, utc_now
from tracker.access.models import Party, User
from tracker.api import health
from tracker.compliance.plain import plain_instant
from tracker.records.canonical import canonical_json, canonical_received, sha256_of
from tracker.records.checkpoints import record_checkpoint
from tracker.records.models import AuditEvent, KeptAnswer, Receipt, SigningKey
from tracker.records.signing import add_signing_key, is_signed, key_set
from tracker.records.verification import verify_record

URL = "/api/v1/emissions-reports/"
RECEIPTS = "/api/v1/receipts/"
Connect = Callable[[Party | None], APIClient]
Document = dict[str, Any]


def post(client: APIClient, body: Any = MINIMAL, url: str = URL, key: str = "a-key", **headers: Any) -> Any:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    return client.post(url, data=raw, content_type="application/json", HTTP_IDEMPOTENCY_KEY=key, **headers)


def holds(receipt: Document) -> bool:
    """With what is published alone."""
    keys = {key["kid"]: key["x"] for key in Client().get("/.well-known/jwks.json").json()["keys"]}
    statement = receipt["statement"]
    return is_signed(canonical_json(statement), receipt["signature"], keys.get(statement["key"], ""))


def test_a_report_is_answered_with_a_receipt_that_holds(connect: Connect, supplier: Party) -> None:
    raw = json.dumps(MINIMAL, indent=3).encode() + b"\n"
    answer = post(connect(supplier), raw)
    assert answer.status_code == 201
    receipt, report = answer.json()["receipt"], answer.json()
    statement, revision = receipt["statement"], report["revisions"][0]
    event = AuditEvent.objects.get(verb="suppliers.submit_revision")
    assert holds(receipt)
    assert statement == {
        "kind": "pledgekeeper receipt",
        "id": statement["id"],
        "party_id": str(supplier.pk),
        "recorded": [
            {
                "verb": "suppliers.submit_revision",
                "subject": {"type": "suppliers.Revision", "id": revision["id"]},
                "number": 1,
                "content_sha256": revision["content_sha256"],
                "event": {"sequence": event.sequence, "hash": event.hash},
            }
        ],
        "body_sha256": hashlib.sha256(raw).hexdigest(),
        "canonical_sha256": sha256_of(canonical_received(raw)),
        "instant": plain_instant(event.recorded_at),
        "checkpoint": None,
        "key": SigningKey.objects.get().pk,
    }


def test_the_etag_is_that_of_the_report_as_it_is_read(connect: Connect, supplier: Party) -> None:
    client = connect(supplier)
    answer = post(client)
    read = client.get(answer["Location"])
    assert (read["ETag"], "receipt" in read.json()) == (answer["ETag"], False)


def test_what_is_sent_again_gets_the_same_receipt(connect: Connect, supplier: Party) -> None:
    client = connect(supplier)
    first, again = post(client), post(client)
    assert (first.content, again["Idempotent-Replayed"]) == (again.content, "true")
    assert Receipt.objects.count() == 1


def test_it_names_the_checkpoint_that_was_the_newest(connect: Connect, supplier: Party, signing_key: SigningKey) -> None:
    checkpoint = [record_checkpoint(actor=ACTOR, now=utc_now()) for _ in range(2)][-1]
    statement = post(connect(supplier)).json()["receipt"]["statement"]
    assert statement["checkpoint"] == {"number": 2, "sha256": sha256_of(checkpoint.statement_text.encode())}


def test_numbers_count_as_they_were_written(connect: Connect, supplier: Party) -> None:
    raw = json.dumps(MINIMAL).replace('"51712.8"', "5.17128e4").encode()
    statement = post(connect(supplier), raw).json()["receipt"]["statement"]
    said = {**MINIMAL, "reporting_year": "2025", "scope_1_tco2e": "51712.8"}
    assert statement["canonical_sha256"] == sha256_of(canonical_json(said))


def test_evidence_and_an_amendment_get_theirs(connect: Connect, supplier: Party, analyst: User) -> None:
    client = connect(supplier)
    filed = post(client)
    revision = Revision.objects.get()
    content = SAMPLES["a.pdf"]
    form = {"title": "Statement", "effective_date": "2025-12-31", "file": SimpleUploadedFile("a.pdf", content)}
    answer = client.post("/api/v1/evidence/", {**form, "revision": str(revision.pk)}, HTTP_IDEMPOTENCY_KEY="a-file")
    statement = answer.json()["receipt"]["statement"]
    assert [each["verb"] for each in statement["recorded"]] == ["records.record_evidence", "suppliers.attach_evidence"]
    digest = hashlib.sha256(content).hexdigest()
    assert statement["recorded"][0]["sha256"] == digest == answer.json()["sha256"]
    said = {
        "title": "Statement", "effective_date": "2025-12-31", "revision": str(revision.pk),
        "file": {"file_name": "a.pdf", "sha256": digest},
    }  # fmt: skip
    assert statement["canonical_sha256"] == sha256_of(canonical_json(said))
    assert statement["body_sha256"] not in (digest, statement["canonical_sha256"])
    accept_revision(user=analyst, revision_id=revision.pk)
    amendment = {name: value for name, value in MINIMAL.items() if name != "reporting_year"}
    amendment |= {"reason_code": "ERROR", "reason_text": "A meter was read twice."}
    address = filed["Location"]
    amended = post(client, amendment, f"{address}revisions/", key="a-revision", HTTP_IF_MATCH=client.get(address)["ETag"])
    (recorded,) = amended.json()["receipt"]["statement"]["recorded"]
    assert (recorded["number"], recorded["subject"]["id"]) == (2, amended.json()["revisions"][1]["id"])
    assert all(holds(each.json()["receipt"]) for each in (filed, answer, amended))


def test_receipts_are_read_by_those_to_whom_they_were_given(connect: Connect, supplier: Party, stranger: Party) -> None:
    client, other = connect(supplier), connect(stranger)
    given_out = [post(each).json()["receipt"] for each in (client, other)]
    ids = [receipt["statement"]["id"] for receipt in given_out]
    assert client.get(RECEIPTS).json()["results"] == given_out[:1]
    assert connect(None).get(RECEIPTS).json()["count"] == 2
    assert client.get(f"{RECEIPTS}{ids[0]}/").json() == given_out[0]
    missing, foreign = (client.get(f"{RECEIPTS}{each}/") for each in ("0" * 8 + ids[0][8:], ids[1]))
    assert (missing.status_code, foreign.status_code) == (404, 404)
    assert missing.json() | {"request_id": ""} == foreign.json() | {"request_id": ""}


def test_a_refusal_gets_none(connect: Connect, supplier: Party) -> None:
    assert "receipt" not in post(connect(supplier), MINIMAL | {"scope_1_tco2e": "-1"}).json()
    assert not Receipt.objects.exists()


def test_older_receipts_hold_after_the_key_was_changed(connect: Connect, supplier: Party, stranger: Party) -> None:
    first = post(connect(supplier)).json()["receipt"]
    newer = add_signing_key(actor=ACTOR)
    second = post(connect(stranger)).json()["receipt"]
    assert (holds(first), holds(second)) == (True, True)
    assert {first["statement"]["key"], second["statement"]["key"]} == {key["kid"] for key in key_set()["keys"]}
    assert newer.pk in {first["statement"]["key"], second["statement"]["key"]}


@pytest.fixture
def ready() -> Iterator[Callable[[], tuple[int, Any]]]:
    def ask() -> tuple[int, Any]:
        answer = Client().get("/healthz/ready")
        return answer.status_code, answer.json()

    health._all_well.clear()
    yield ask
    health._all_well.clear()


def test_without_a_key_that_signs_nothing_is_recorded_and_the_watch_is_told(
    connect: Connect, supplier: Party, signing_key: SigningKey, store: Path, ready: Callable[[], tuple[int, Any]]
) -> None:
    client = connect(supplier)
    assert ready()[0] == 200
    file = store.parent / "keys" / f"{signing_key.pk}.pem"
    away = file.rename(file.with_suffix(".away"))
    answer = post(client)
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert answer.json()["type"] == "/api/problems/receipt-unsigned/"
    assert str(store.parent) not in answer.content.decode(), "where the key lies is nobody's business"
    assert [model.objects.count() for model in (Revision, Receipt, KeptAnswer)] == [0, 0, 0]
    status, said = ready()
    assert (status, said["receipts"][:15]) == (503, "The signing key")
    assert str(store.parent) not in said["receipts"]
    away.rename(file)
    assert ready()[0] == 200
    assert post(client).status_code == 201, "the same, under the same key"


def test_no_key_at_all_is_seen_before_anybody_files(db: None, ready: Callable[[], tuple[int, Any]]) -> None:
    status, said = ready()
    assert (status, "signing_key --new" in said["receipts"]) == (503, True)


def test_nobody_changes_or_forges_one(connect: Connect, supplier: Party, stranger: Party) -> None:
    post(connect(supplier))
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE records_receipt SET signature = ''")
    receipt = Receipt.objects.get()
    assert [fault.code for fault in verify_record()] == []
    receipt.pk, receipt.party_id = None, stranger.pk
    with transaction.atomic():
        receipt.save(force_insert=True)
        assert [fault.code for fault in verify_record()] == ["row-unknown"], "one that no action gave"
        transaction.set_rollback(True)


@pytest.fixture
def receipt(connect: Connect, supplier: Party, signing_key: SigningKey) -> Document:
    record_checkpoint(actor=ACTOR, now=utc_now())
    found: Document = post(connect(supplier)).json()["receipt"]
    return found


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Of every value in it that is not made of others."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, each in inner:
        yield from places(each, (*path, key))
    if not isinstance(value, dict | list):
        yield path


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(choice=st.data())
def test_a_changed_byte_anywhere_is_seen(receipt: Document, choice: st.DataObject) -> None:
    altered = copy.deepcopy(receipt)
    *path, last = choice.draw(st.sampled_from(sorted(places(receipt), key=str)))
    within: Any = altered
    for step in path:
        within = within[step]
    text = str(within[last])
    position = choice.draw(st.integers(0, len(text) - 1))
    character = choice.draw(st.sampled_from("0123456789abcdefXYZ-_ "))
    changed = text[:position] + character + text[position + 1 :]
    within[last] = int(changed) if isinstance(within[last], int) and changed.isdigit() else changed
    assert holds(altered) == (altered == receipt)


def test_what_is_left_out_or_added_is_seen(receipt: Document) -> None:
    assert holds(receipt)
    for name in receipt["statement"]:
        if name != "key":
            without = {key: value for key, value in receipt["statement"].items() if key != name}
            assert not holds({**receipt, "statement": without}), name
    assert not holds({**receipt, "statement": receipt["statement"] | {"more": None}})
