"""What an older installation has recorded is linked without the names that it holds."""

from __future__ import annotations

from importlib import import_module

from django.db import connection

from tests.integration.audit.test_tampering import without_triggers
from tests.world import as_owner
from tracker.records.audit import FIRST_HASH, hash_of
from tracker.records.models import AuditEvent

OLD = """
    INSERT INTO records_auditevent (recorded_at, actor_kind, actor_id, actor_label, verb, subject_type, subject_id, request_id,
        facts, digests, transaction_id, sequence, previous_hash, hash)
    VALUES (now(), 'USER', '7', 'wilma', 'access.change_user', %s, '8', '', %s, '', 0, %s, '', '')
"""


def test_events_of_people_keep_their_numbers_alone(db: None) -> None:
    known = '{"username": "fred", "email": "f@example.org", "first_name": "Fred", "last_name": "Flint", "is_active": true}'
    with without_triggers() as cursor:
        cursor.execute("DELETE FROM records_auditevent")
        cursor.execute("DELETE FROM records_auditchain")
        cursor.execute(OLD, ["access.User", known, -2])
        cursor.execute(OLD, ["access.Party", '{"email": "a field of another kind"}', -1])
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(import_module("tracker.records.migrations.0002_laws").LINK_WHAT_IS_THERE)
    person, party = AuditEvent.objects.order_by("sequence")
    assert (person.facts, person.actor_label) == ({"is_active": True}, "user 7")
    assert party.facts == {"email": "a field of another kind"}
    assert (person.previous_hash, party.previous_hash) == (FIRST_HASH, person.hash)
    assert [person.hash, party.hash] == [hash_of(person), hash_of(party)]
