from __future__ import annotations

import json
import re
import stat
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client

from reports.actions import tick
from tests.snippets import read_snippets
from tests.world import ACTOR, submit, utc_now
from tracker.access.models import Party
from tracker.local import CHECKOUT
from tracker.records.acting import request_id
from tracker.records.audit import FIRST_HASH, chain_of, hash_of
from tracker.records.checkpoints import EVERY, record_checkpoint, record_checkpoint_if_due
from tracker.records.clock import database_now
from tracker.records.models import AuditChain, AuditCheckpoint, AuditEvent, Heartbeat, SigningKey
from tracker.records.refusals import Conflict
from tracker.records.signing import add_signing_key

LONE_SURROGATE = '{"statement": {"kind": "pledgekeeper audit checkpoint", "number": 1, "x": "\\ud800"}, "signature": ""}'
KEYS, NEWEST = "/.well-known/jwks.json", "/.well-known/pledgekeeper-checkpoint.json"


def test_events_of_a_party_follow_each_other(supplier: Party, stranger: Party) -> None:
    submit(supplier)
    submit(stranger)
    submit(supplier, 2024)
    for party in (supplier, stranger):
        events = list(AuditEvent.objects.filter(party=party).order_by("sequence"))
        assert [event.sequence for event in events] == list(range(1, len(events) + 1))
        assert [event.previous_hash for event in events] == [FIRST_HASH, *(event.hash for event in events[:-1])]
        assert [event.hash for event in events] == [hash_of(event) for event in events]
        head = AuditChain.objects.get(party=party)
        assert (head.sequence, head.hash) == (events[-1].sequence, events[-1].hash)
    assert {chain_of(event) for event in AuditEvent.objects.all()} == {str(supplier.pk), str(stranger.pk), "programme"}


def test_what_stands_in_an_event_is_not_for_its_writer_to_choose(supplier: Party) -> None:
    token = request_id.set("request-0001")
    try:
        submit(supplier)
    finally:
        request_id.reset(token)
    event = AuditEvent.objects.get(verb="suppliers.submit_revision")
    assert (event.actor_kind, event.actor_id, event.request_id) == ("SYSTEM", "test", "request-0001")
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO records_auditevent (recorded_at, actor_kind, actor_id, actor_label, verb, subject_type, subject_id,"
            " request_id, facts, digests, transaction_id, sequence, previous_hash, hash) VALUES ('2020-01-01', 'USER', '99',"
            " 'user 99', 'v', 't', 's', 'forged', '{}', '', 1, 77, 'x', 'y') RETURNING id"
        )
        forged = AuditEvent.objects.get(pk=cursor.fetchone()[0])
    assert (forged.actor_kind, forged.actor_id, forged.request_id) == ("SYSTEM", "test", "")
    assert forged.recorded_at > utc_now() - timedelta(minutes=1)
    assert forged.hash == hash_of(forged)


def test_a_digest_is_of_the_row_as_it_is_stored(supplier: Party) -> None:
    revision = submit(supplier)
    lines = AuditEvent.objects.get(verb="suppliers.submit_revision").digests.splitlines()
    assert [line.split(" ")[:3] for line in lines] == [
        ["suppliers_revision", "id", str(revision.pk)],
        ["suppliers_emissionsreport", "id", str(revision.report_id)],
    ]
    assert all(re.fullmatch(r"[0-9a-f]{64}", line.split(" ")[3]) for line in lines)


def test_the_tick_makes_one_an_hour_if_there_is_news(supplier: Party) -> None:
    add_signing_key(actor=ACTOR)
    tick(now=database_now())
    tick(now=database_now())
    assert AuditCheckpoint.objects.count() == 1
    later = database_now() + EVERY + timedelta(minutes=1)
    assert record_checkpoint_if_due(actor=ACTOR, now=later) is None, "nothing was recorded but the checkpoint itself"
    submit(supplier)
    second = record_checkpoint_if_due(actor=ACTOR, now=later)
    assert second is not None
    assert second.statement["number"] == 2
    assert second.statement["events"] == AuditEvent.objects.count() - 1


def test_without_a_key_work_goes_on(supplier: Party) -> None:
    tick(now=database_now())
    with pytest.raises(Conflict, match="signing_key --new"):
        record_checkpoint(actor=ACTOR, now=utc_now())
    with pytest.raises(CommandError, match="signing_key --new"):
        call_command("audit_checkpoint")


def test_a_key_is_kept_from_other_eyes_and_missed_by_name(supplier: Party, settings: Any) -> None:
    key = add_signing_key(actor=ACTOR)
    file = Path(settings.SIGNING_KEYS) / f"{key.pk}.pem"
    assert (stat.S_IMODE(file.stat().st_mode), stat.S_IMODE(file.parent.stat().st_mode)) == (0o600, 0o700)
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_jsonb(k)::text FROM records_signingkey AS k")
        assert file.read_text().splitlines()[1] not in cursor.fetchone()[0]
    file.unlink()
    with pytest.raises(Conflict, match=f"private half of the signing key {key.pk}"):
        record_checkpoint(actor=ACTOR, now=utc_now())


RSA = rsa.generate_private_key(public_exponent=65537, key_size=2048).private_bytes(
    Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
)


@pytest.mark.parametrize(
    ("content", "cause"),
    [
        (b"", "no private key of ours"),
        (b"\0\xff", "no private key of ours"),
        (RSA, "no private key of ours"),
        (None, "Is a directory"),
    ],
    ids=["empty", "damaged", "another kind", "a folder"],
)
def test_a_key_that_cannot_be_used_stops_no_tick(supplier: Party, settings: Any, content: bytes | None, cause: str) -> None:
    file = Path(settings.SIGNING_KEYS) / f"{add_signing_key(actor=ACTOR).pk}.pem"
    file.unlink()
    file.mkdir() if content is None else file.write_bytes(content)
    with pytest.raises(Conflict, match=f"{re.escape(str(file))}: .*{cause}"):
        record_checkpoint(actor=ACTOR, now=utc_now())
    tick(now=database_now())
    assert Heartbeat.objects.filter(name="tick").exists()
    assert not AuditCheckpoint.objects.exists()


def test_what_an_old_key_signed_is_checked_by_it(supplier: Party) -> None:
    call_command("signing_key", "--if-none", verbosity=0)
    call_command("signing_key", "--if-none", verbosity=0)
    assert SigningKey.objects.count() == 1
    record_checkpoint(actor=ACTOR, now=utc_now())
    said = StringIO()
    call_command("signing_key", "--new", stdout=said)
    assert len(said.getvalue().splitlines()) == 2
    assert record_checkpoint(actor=ACTOR, now=utc_now()).key_id == said.getvalue().split()[0]
    assert verified() == "No fault found in"


def verified(*arguments: str) -> str:
    said = StringIO()
    call_command("audit_verify", *arguments, stdout=said)
    return " ".join(said.getvalue().split()[:4])


def test_outsiders_find_keys_and_checkpoint(supplier: Party, client: Client) -> None:
    assert client.get(NEWEST).status_code == 404
    assert client.get(KEYS).json() == {"keys": []}
    key = add_signing_key(actor=ACTOR)
    record_checkpoint(actor=ACTOR, now=utc_now())
    (shown,) = client.get(KEYS).json()["keys"]
    assert (shown["kid"], shown["x"], shown["crv"]) == (key.pk, key.public_key, "Ed25519")
    assert client.get(NEWEST).json()["statement"]["number"] == 1
    assert client.post(KEYS).status_code == 405


def test_the_pages_snippet_checks_a_signature(supplier: Party, client: Client, tmp_path: Path, monkeypatch: Any) -> None:
    add_signing_key(actor=ACTOR)
    record_checkpoint(actor=ACTOR, now=utc_now())
    document = client.get(NEWEST).json()
    (tmp_path / "jwks.json").write_bytes(client.get(KEYS).content)
    (snippet,) = [each for each in read_snippets(CHECKOUT / "docs/reference/audit.md") if each.language == "python"]
    monkeypatch.chdir(tmp_path)
    (tmp_path / "checkpoint.json").write_text(json.dumps(document))
    exec(snippet.code, {})  # noqa: S102 - the page's own
    (tmp_path / "checkpoint.json").write_text(json.dumps(document).replace('"number": 1', '"number": 2'))
    with pytest.raises(InvalidSignature):
        exec(snippet.code, {})  # noqa: S102


def test_the_commands_check_against_what_was_kept(supplier: Party, client: Client, tmp_path: Path) -> None:
    add_signing_key(actor=ACTOR)
    said = StringIO()
    call_command("audit_checkpoint", stdout=said)
    (tmp_path / "kept.json").write_text(said.getvalue())
    (tmp_path / "jwks.json").write_bytes(client.get(KEYS).content)
    kept = ["--checkpoint", str(tmp_path / "kept.json"), "--keys", str(tmp_path / "jwks.json")]
    submit(supplier)
    assert verified(*kept) == "No fault found in"
    (tmp_path / "kept.json").write_text(said.getvalue().replace('"chains": ', '"chains": 1'))
    with pytest.raises(CommandError, match="1 faults found"):
        verified(*kept)


@pytest.mark.parametrize(
    "text",
    ["", "{}", "[]", '{"statement": {}, "signature": ""}', "\udcff", "[" * 100_000, LONE_SURROGATE, None],
    ids=lambda text: repr(text)[:20],
)
def test_what_is_no_checkpoint_is_refused_in_words(text: str | None, db: None, tmp_path: Path) -> None:
    path = tmp_path / "odd.json"
    if text is not None:
        path.write_bytes(text.encode("utf-8", "surrogateescape"))
    for option in ("--checkpoint", "--keys"):
        with pytest.raises(CommandError, match=r"odd\.json"):
            call_command("audit_verify", option, str(path))
