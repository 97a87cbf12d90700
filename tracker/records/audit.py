"""Audit events, each linked to the one before it in its chain. A trigger numbers, dates, names and hashes them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import connection
from django.db.models import Model

from tracker.compliance.plain import plain_instant

from .canonical import canonical_json
from .models import AuditEvent

PROGRAMME_CHAIN = "programme"
FIRST_HASH = "0" * 64


def record_event(
    *, verb: str, subject: Model, party_id: UUID | None, facts: dict[str, Any] | None = None, also: Iterable[Model] = ()
) -> AuditEvent:
    """Call it inside an action, after its writes. Who acted stands in the transaction.

    The event holds a digest of `subject` as it is stored, and of the other rows written beside it, `also`.
    """
    if not connection.in_atomic_block:
        raise RuntimeError(f"{verb} was audited outside a transaction; an action is atomic.")
    return AuditEvent.objects.create(
        party_id=party_id,
        verb=verb,
        subject_type=subject._meta.label,
        subject_id=str(subject.pk),
        facts_text=canonical_json(facts or {}).decode(),
        digests="\n".join(line for row in (subject, *also) for line in _rows_to_digest(row)),
    )


def kept_models() -> list[type[Model]]:
    """Whose rows are never changed, or never removed: each row stands under an audit event."""
    kept = {"frozen_rows", "kept_rows"}
    return [model for model in apps.get_models() if kept & {trigger.name for trigger in getattr(model._meta, "triggers", ())}]


def history_of(model: type[Model]) -> type[Model] | None:
    """The frozen table into which a trigger writes each state of a row of `model`."""
    return next((each for each in apps.get_models() if vars(each).get("pgh_tracked_model") is model), None)


def _rows_to_digest(row: Model) -> Iterator[str]:
    """Table, the column that names a row, the column to find it by, and the value there."""
    model = type(row)
    if model not in kept_models():
        return
    key = model._meta.pk.column
    yield f"{model._meta.db_table} {key} {key} {row.pk}"
    if history := history_of(model):
        yield f"{history._meta.db_table} {history._meta.pk.column} pgh_obj_id {row.pk}"


def hash_of(event: AuditEvent) -> str:
    """As docs/reference/audit.md states it: SHA-256 over the parts in their order, each with its length in bytes."""
    parts = (
        chain_of(event), str(event.sequence), event.previous_hash, plain_instant(event.recorded_at), event.actor_kind,
        event.actor_id, event.actor_label, event.verb, event.subject_type, event.subject_id, event.facts_text, event.digests,
        event.request_id,
    )  # fmt: skip
    return hashlib.sha256(",".join(f"{len(part.encode())}:{part}" for part in parts).encode()).hexdigest()


def chain_of(event: AuditEvent) -> str:
    return str(event.party_id) if event.party_id else PROGRAMME_CHAIN
