"""Signed receipts: whoever files something can prove later what came, what was recorded of it, where and when."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import structlog
from django.db.models import Model, QuerySet, Subquery
from django.db.models.expressions import RawSQL

from tracker.compliance.plain import plain_instant

from .acting import action, request_id
from .actors import Actor
from .audit import record_event
from .canonical import canonical_json, sha256_of
from .models import AuditCheckpoint, AuditEvent, Receipt, SigningKey
from .refusals import Conflict, Unavailable
from .signing import newest_key, sign

KIND = "pledgekeeper receipt"
# What of an event's facts names what was recorded.
NAMING = ("number", "content_sha256", "sha256")

log = structlog.get_logger()


@action
def give_receipt(*, actor: Actor, party_id: UUID, body_sha256: str, canonical_sha256: str) -> Receipt | None:
    """About all that this request has recorded of the party; None where that is nothing. Raises Unavailable.

    It stands in the transaction of the submission: without a receipt nothing is recorded, and the sender tries again.
    """
    events = _list_events(party_id)
    if not events:
        return None
    receipt_id, last = uuid4(), events[-1]
    statement = {
        "kind": KIND,
        "id": str(receipt_id),
        "party_id": str(party_id),
        "recorded": [_as_recorded(event) for event in events],
        "body_sha256": body_sha256,
        "canonical_sha256": canonical_sha256,
        "instant": plain_instant(last.recorded_at),
        "checkpoint": _as_checkpoint(last),
        "key": last.key_id,  # type: ignore[attr-defined] # annotated
    }
    text = canonical_json(statement).decode()
    receipt = Receipt.objects.create(
        id=receipt_id, party_id=party_id, statement_text=text, signature=_sign(text, statement["key"]), key_id=statement["key"]
    )
    record_event(verb="records.give_receipt", subject=receipt, party_id=party_id)
    return receipt


def list_receipts(*, party_id: UUID | None) -> QuerySet[Receipt]:
    """The newest first; of all parties for the programme."""
    return Receipt.objects.all() if party_id is None else Receipt.objects.filter(party_id=party_id)


def find_receipt_id(subject: Model, *, party_id: UUID) -> str:
    """Of the receipt that was given for it, in the transaction that recorded it; empty where there was none."""
    recorded = AuditEvent.objects.filter(party_id=party_id, subject_type=subject._meta.label, subject_id=str(subject.pk))
    given = AuditEvent.objects.filter(
        party_id=party_id,
        verb="records.give_receipt",
        transaction_id__in=recorded.order_by("sequence").values("transaction_id")[:1],
        request_id__in=recorded.order_by("sequence").values("request_id")[:1],
    )
    return given.values_list("subject_id", flat=True).first() or ""


def as_document(receipt: Receipt) -> dict[str, Any]:
    """What leaves the house: anybody with the public key can check it."""
    return {"statement": receipt.statement, "signature": receipt.signature}


def find_unsignable() -> str | None:
    """One sentence where no receipt could be signed now. Where the key lies is for the log alone."""
    key = newest_key()
    if key is None:
        return "There is no signing key yet. Make one: manage.py signing_key --new"
    try:
        sign(b"", key)
    except Conflict:
        return (
            f"The signing key {key.pk} cannot be used here. Put its file back, or begin a new key: manage.py signing_key --new"
        )
    return None


def _list_events(party_id: UUID) -> list[AuditEvent]:
    """With what the receipt says besides, in one query."""
    checkpoint = AuditCheckpoint.objects.order_by("-number")[:1]
    return list(
        AuditEvent.objects.filter(
            party_id=party_id,
            transaction_id=RawSQL("SELECT pg_current_xact_id()::text::bigint", ()),
            # A test's transaction holds several requests.
            request_id=request_id.get(),
        )
        .annotate(
            key_id=Subquery(SigningKey.objects.order_by("-recorded_at").values("pk")[:1]),
            checkpoint_number=Subquery(checkpoint.values("number")),
            checkpoint_text=Subquery(checkpoint.values("statement_text")),
        )
        .order_by("sequence")
    )


def _as_recorded(event: AuditEvent) -> dict[str, Any]:
    return {
        "verb": event.verb,
        "subject": {"type": event.subject_type, "id": event.subject_id},
        **{name: value for name, value in event.facts.items() if name in NAMING},
        "event": {"sequence": event.sequence, "hash": event.hash},
    }


def _as_checkpoint(event: Any) -> dict[str, Any] | None:
    if event.checkpoint_number is None:
        return None
    return {"number": event.checkpoint_number, "sha256": sha256_of(event.checkpoint_text.encode())}


def _sign(text: str, key_id: str | None) -> str:
    try:
        if key_id is None:
            raise Conflict("no-signing-key", "There is no signing key.")
        return sign(text.encode(), SigningKey(pk=key_id))
    except Conflict as refusal:
        # Where the key lies is for the log alone.
        log.exception("receipts.unsigned", reason=refusal.sentence)
        raise Unavailable(
            "receipt-unsigned",
            "No receipt can be signed at the moment, so nothing was recorded. Send the same again under the same "
            "Idempotency-Key after Retry-After; whoever runs this installation is told.",
        ) from refusal
