"""Answers to submissions, kept so that whoever sends one again gets the same bytes and changes nothing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from .models import KeptAnswer
from .refusals import Busy
from .turns import take_turn

KEPT_FOR = timedelta(days=7)
# Long enough for many who send the same at once to end with one answer; short enough for each to get one.
PATIENCE = "3s"


def take_key(*, party_id: UUID, key: str) -> KeptAnswer | None:
    """Holds the key to the end of the transaction, and returns what was answered to it before. Raises Busy."""
    if not take_turn(f"{party_id} {key}", patience=PATIENCE):
        raise Busy("key-in-flight", "A request with this Idempotency-Key is still at work. Send it again after Retry-After.")
    return KeptAnswer.objects.filter(party_id=party_id, key=key).first()


def keep_answer(
    *, party_id: UUID, key: str, address: str, body_sha256: str, status: int, headers: Mapping[str, str], body: str
) -> None:
    """In the transaction of the change that it answers for."""
    KeptAnswer.objects.create(
        party_id=party_id, key=key, address=address, body_sha256=body_sha256, status=status, headers=dict(headers), body=body
    )


def sweep_answers(*, now: datetime) -> int:
    """How many were old enough to go."""
    return KeptAnswer.objects.filter(recorded_at__lt=now - KEPT_FOR).delete()[0]
