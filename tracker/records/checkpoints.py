"""Signed statements of where the chains of audit events ended."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

import structlog
from django.db import connection

from tracker.compliance.plain import plain_instant

from .acting import action
from .actors import Actor
from .audit import record_event
from .canonical import canonical_json, sha256_of
from .files import store_file
from .models import AuditChain, AuditCheckpoint
from .refusals import Conflict
from .signing import newest_key, sign

KIND = "pledgekeeper audit checkpoint"
FIRST_PREVIOUS = "0" * 64
EVERY = timedelta(hours=1)

log = structlog.get_logger()


@action
def record_checkpoint(*, actor: Actor, now: datetime) -> AuditCheckpoint:
    """Raises Conflict where there is no key to sign with, or none that can be used."""
    key = newest_key()
    if key is None:
        raise Conflict("no-signing-key", "There is no signing key yet. Make one: manage.py signing_key --new")
    last = _lock_last()
    number = last.number + 1 if last else 1
    heads = {name: (sequence, link) for name, sequence, link in AuditChain.objects.values_list("name", "sequence", "hash")}
    statement: dict[str, Any] = {
        "kind": KIND,
        "number": number,
        "instant": plain_instant(now),
        "chains": len(heads),
        "events": sum(sequence for sequence, _ in heads.values()),
        "heads_sha256": store_file(canonical_json(heads)),
        "previous_sha256": sha256_of(last.statement_text.encode()) if last else FIRST_PREVIOUS,
        "key": key.pk,
    }
    text = canonical_json(statement).decode()
    checkpoint = AuditCheckpoint.objects.create(number=number, statement_text=text, signature=sign(text.encode(), key), key=key)
    facts = {"number": number, "heads_sha256": statement["heads_sha256"]}
    record_event(verb="records.record_checkpoint", subject=checkpoint, party_id=None, facts=facts)
    return checkpoint


def record_checkpoint_if_due(*, actor: Actor, now: datetime) -> AuditCheckpoint | None:
    """Once an hour, if anything but the last checkpoint was recorded since. A key that cannot sign holds up nobody's work."""
    last = AuditCheckpoint.objects.first()
    if last and (now - last.recorded_at < EVERY or _count_events() <= last.statement["events"] + 1):
        return None
    try:
        return record_checkpoint(actor=actor, now=now)
    except Conflict as refusal:
        log.warning("audit.no_checkpoint", reason=refusal.sentence)
        return None


def as_document(checkpoint: AuditCheckpoint) -> dict[str, Any]:
    """What leaves the house: it can be kept anywhere and checked by anybody with the public key."""
    return {"statement": checkpoint.statement, "signature": checkpoint.signature}


def read_document(text: str) -> tuple[dict[str, Any], str]:
    """Statement and signature. Raises ValueError in words."""
    try:
        document = json.loads(text)
        statement, signature = document["statement"], document["signature"]
        canonical_json(statement)
        if statement["kind"] != KIND or not isinstance(statement["number"], int) or not isinstance(signature, str):
            raise ValueError
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise ValueError("This is no audit checkpoint; one is what `manage.py audit_checkpoint` prints.") from error
    return statement, signature


def _lock_last() -> AuditCheckpoint | None:
    """So that of two that are made at once one follows the other."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [KIND])
    return AuditCheckpoint.objects.first()


def _count_events() -> int:
    return sum(AuditChain.objects.values_list("sequence", flat=True))
