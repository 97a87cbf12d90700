from __future__ import annotations

from contextvars import ContextVar
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Model

from .actors import Actor
from .models import AuditEvent

request_id: ContextVar[str] = ContextVar("request_id", default="")


def record_event(
    *, actor: Actor, verb: str, subject: Model, party_id: UUID | None, facts: dict[str, Any] | None = None
) -> AuditEvent:
    """Call it inside the transaction of the change: the event and the change stand or fall together."""
    if not connection.in_atomic_block:
        raise RuntimeError(f"{verb} was audited outside a transaction; an action is atomic.")
    return AuditEvent.objects.create(
        actor_kind=actor.kind,
        actor_id=actor.identifier,
        actor_label=actor.label,
        party_id=party_id,
        verb=verb,
        subject_type=subject._meta.label,
        subject_id=str(subject.pk),
        facts=facts or {},
        request_id=request_id.get(),
    )
