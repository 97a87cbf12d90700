"""Whoever owns the database can rewrite it. Each of these attacks is found by somebody who kept a checkpoint."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from tests.world import ACTOR, as_owner
from tracker.records.audit import chain_of, hash_of
from tracker.records.canonical import canonical_json
from tracker.records.files import store_file
from tracker.records.models import AuditCheckpoint, AuditEvent
from tracker.records.signing import add_signing_key, sign
from tracker.records.verification import OutsideCheckpoint, verify_record

SEED = 2026

Attack = Callable[[random.Random], int]


@contextmanager
def without_triggers() -> Iterator[Any]:
    """What a superuser can do."""
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET LOCAL session_replication_role = replica")
        try:
            yield cursor
        finally:
            cursor.execute("SET LOCAL session_replication_role = origin")


def run(statement: str, *values: object) -> int:
    with without_triggers() as cursor:
        cursor.execute(statement, values)
        return int(cursor.rowcount)


def pick(seed: random.Random, query: str) -> Any:
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(query)
        return seed.choice(cursor.fetchall())[0]


def change(table: str, assignment: str, key: str = "id") -> Attack:
    def attack(seed: random.Random) -> int:
        return run(f'UPDATE {table} SET {assignment} WHERE "{key}" = %s', pick(seed, f'SELECT "{key}" FROM {table}'))

    return attack


def remove(table: str, key: str = "id") -> Attack:
    def attack(seed: random.Random) -> int:
        return run(f'DELETE FROM {table} WHERE "{key}" = %s', pick(seed, f'SELECT "{key}" FROM {table}'))

    return attack


def insert_copy(table: str, **changes: str) -> Attack:
    """A row that no action wrote."""

    def attack(seed: random.Random) -> int:
        victim = pick(seed, f"SELECT id FROM {table}")
        changed = "jsonb_build_object(" + ", ".join(f"'{name}', {value}" for name, value in changes.items()) + ")"
        copied = f"jsonb_populate_record(NULL::{table}, to_jsonb(t) || {changed})"
        return run(f"INSERT INTO {table} SELECT ({copied}).* FROM {table} AS t WHERE id = %s", victim)

    return attack


def forget_event(seed: random.Random) -> int:
    return run("DELETE FROM records_auditevent WHERE party_id IS NULL AND sequence = %s", seed.randint(1, 4))


def cut_tail(seed: random.Random) -> int:
    """The head is set back too, so that the chain looks whole."""
    party = pick(seed, "SELECT party_id FROM records_auditevent WHERE party_id IS NOT NULL")
    events = list(AuditEvent.objects.filter(party_id=party).order_by("sequence"))
    keep = events[-seed.randint(2, 3)]
    run("UPDATE records_auditchain SET sequence = %s, hash = %s WHERE party_id = %s", keep.sequence, keep.hash, party)
    return run("DELETE FROM records_auditevent WHERE party_id = %s AND sequence > %s", party, keep.sequence)


def rewrite_chain(seed: random.Random) -> int:
    """All hashes anew after a change in the middle, head included: the chain itself is without a fault."""
    events = list(AuditEvent.objects.filter(party=None).order_by("sequence"))
    events[seed.randrange(len(events) - 4)].facts_text = '{"rate":"0.01"}'
    previous = "0" * 64
    for event in events:
        event.previous_hash = previous
        previous = event.hash = hash_of(event)
        run(
            "UPDATE records_auditevent SET previous_hash = %s, hash = %s, facts = %s WHERE id = %s",
            event.previous_hash, event.hash, event.facts_text, event.pk,
        )  # fmt: skip
    return run("UPDATE records_auditchain SET hash = %s WHERE name = %s", previous, chain_of(events[0]))


def drop_chain(seed: random.Random) -> int:
    party = pick(seed, "SELECT party_id FROM records_auditchain WHERE party_id IS NOT NULL")
    run("DELETE FROM records_auditchain WHERE party_id = %s", party)
    return run("DELETE FROM records_auditevent WHERE party_id = %s", party)


def swap_events(seed: random.Random) -> int:
    number = seed.randint(1, 3)
    run("UPDATE records_auditevent SET sequence = -1 WHERE party_id IS NULL AND sequence = %s", number)
    run("UPDATE records_auditevent SET sequence = %s WHERE party_id IS NULL AND sequence = %s", number, number + 1)
    return run("UPDATE records_auditevent SET sequence = %s WHERE party_id IS NULL AND sequence = -1", number + 1)


def sign_with_a_new_key(seed: random.Random) -> int:
    """Another statement in the place of the last, signed by a key of the attacker's own."""
    key = add_signing_key(actor=ACTOR)
    last = AuditCheckpoint.objects.all()[0]
    text = last.statement_text.replace('"events":', '"events":1').replace(last.key_id, key.pk)
    return run(
        "UPDATE records_auditcheckpoint SET statement_text = %s, signature = %s, key_id = %s WHERE number = %s",
        text, sign(text.encode(), key), key.pk, last.number,
    )  # fmt: skip


SLIPPED_IN = {"id": "gen_random_uuid()", "number": "9", "reason_code": "'ERROR'", "reason_text": "'A slip.'"}

ATTACKS: dict[str, tuple[Attack, str]] = {
    "a figure is made smaller": (change("suppliers_revision", "scope_1_tco2e = scope_1_tco2e - 1"), "row-changed"),
    "a revision vanishes": (remove("suppliers_revision"), "row-gone"),
    "a revision is slipped in": (insert_copy("suppliers_revision", **SLIPPED_IN), "row-unknown"),
    "a revision passes to another year": (change("suppliers_emissionsreport", "reporting_year = 1999"), "row-changed"),
    "a revision is backdated": (change("suppliers_revision", "recorded_at = recorded_at - interval '1 year'"), "row-changed"),
    "an acceptance becomes a return": (change("suppliers_decision", "outcome = 'RETURNED', reason = 'No.'"), "row-changed"),
    "a decision gets another author": (change("suppliers_decision", "decided_by_id = NULL"), "row-changed"),
    "a decision vanishes": (remove("suppliers_decision"), "row-gone"),
    "a mass grows": (change("recycling_ledgerentry", "mass_kg = mass_kg * 10"), "row-changed"),
    "a reversal vanishes": (remove("recycling_ledgerentry"), "row-gone"),
    "a mass is slipped in": (insert_copy("recycling_ledgerentry", id="gen_random_uuid()", reverses_id="NULL"), "row-unknown"),
    "a rate is lowered": (change("commitments_commitmentversion", "terms = terms || '{\"rate\": \"0.01\"}'"), "row-changed"),
    "an enrolment starts later": (change("commitments_enrolment", "first_assessed_year = 2029"), "row-changed"),
    "a name was always another": (change("access_partyevent", "name = 'Nobody Ltd'", "pgh_id"), "row-changed"),
    "a name is another now": (change("access_party", "name = name || ' Ltd'"), "row-changed"),
    "a run shows another instant": (change("reports_reportrun", "as_of = as_of - interval '1 day'"), "row-changed"),
    "an event tells another story": (change("records_auditevent", "facts = '{}'", "id"), "hash"),
    "an event names another actor": (change("records_auditevent", "actor_id = '99', actor_label = 'user 99'"), "hash"),
    "an event is forgotten": (forget_event, "sequence"),
    "two events change places": (swap_events, "hash"),
    "the last events are cut off": (cut_tail, "rewritten"),
    "a chain is written anew": (rewrite_chain, "rewritten"),
    "a chain is dropped": (drop_chain, "rewritten"),
    "a checkpoint vanishes": (remove("records_auditcheckpoint", "number"), "row-gone"),
    "a checkpoint is made unreadable": (change("records_auditcheckpoint", "statement_text = 'none'", "number"), "signature"),
    "a checkpoint is signed by a stranger": (sign_with_a_new_key, "checkpoint"),
}  # fmt: skip


def test_a_record_that_nobody_touched_is_without_fault(outside: OutsideCheckpoint, keys: dict[str, str]) -> None:
    assert verify_record(outside=[outside], keys=keys) == []


def test_a_large_record_is_verified_however_long_it_takes(outside: OutsideCheckpoint) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = '20s'")
        verify_record()
        cursor.execute("SHOW statement_timeout")
        assert cursor.fetchone() == ("0",)


@pytest.mark.parametrize("attack", ATTACKS)
def test_it_is_found(attack: str, outside: OutsideCheckpoint, keys: dict[str, str]) -> None:
    strike, code = ATTACKS[attack]
    assert strike(random.Random(SEED)) >= 1, "the attack changes something"
    faults = verify_record(outside=[outside], keys=keys)
    assert code in {fault.code for fault in faults}, faults


def test_only_a_checkpoint_from_outside_shows_a_chain_that_was_written_anew(outside: OutsideCheckpoint) -> None:
    """With the checkpoints inside, the attacker takes the rows and all that tells of them out of the record."""
    rewrite_chain(random.Random(SEED))
    run("DELETE FROM records_auditcheckpoint")
    run("UPDATE records_auditevent SET digests = '' WHERE digests LIKE 'records_auditcheckpoint%%'")
    codes = {fault.code for fault in verify_record(outside=[outside])}
    assert {"rewritten", "checkpoint"} <= codes


STATEMENTS = {
    "a list": "[]", "a number": "5", "nothing but brackets": "[" * 100_000, "a folder": '{"heads_sha256":"/"}',
    "NUL": '{"heads_sha256":"a\\u0000b"}', "half a character": '{"heads_sha256":"\\ud800"}', "no text": '{"heads_sha256":[1]}',
}  # fmt: skip


@pytest.mark.parametrize("statement", STATEMENTS)
def test_an_odd_checkpoint_hides_nothing_else(statement: str, outside: OutsideCheckpoint) -> None:
    run("UPDATE records_auditcheckpoint SET statement_text = %s WHERE number = 2", STATEMENTS[statement])
    run("UPDATE suppliers_revision SET scope_1_tco2e = 1")
    said = StringIO()
    with pytest.raises(CommandError, match="faults found"):
        call_command("audit_verify", stdout=said)
    said.getvalue().encode()
    assert {"signature", "checkpoint", "heads", "row-changed"} == {line.split()[0] for line in said.getvalue().splitlines()}


HEADS = [
    b"[]", b"5", b"%PDF-1.7", b"\xff", b"[" * 100_000, b'{"programme": 5}', b'{"programme": ["1", "x"]}',
    b'{"programme": [1, "\\u0000"]}', b'{"\\ud800": [1, "' + b"0" * 64 + b'"]}',
]  # fmt: skip


@pytest.mark.parametrize("content", HEADS, ids=lambda content: repr(content)[:20])
def test_a_checkpoint_that_names_another_file_is_found(content: bytes, outside: OutsideCheckpoint) -> None:
    statement = canonical_json({"heads_sha256": store_file(content)}).decode()
    run("UPDATE records_auditcheckpoint SET statement_text = %s WHERE number = 2", statement)
    sentences = [fault.sentence for fault in verify_record() if fault.code == "heads"]
    assert len(sentences) == 1
    assert "does not say where chains ended" in sentences[0]
