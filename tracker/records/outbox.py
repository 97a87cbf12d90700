"""The outbox: effects promised in a transaction, published by the relay, kept by a Celery task exactly once.

Celery and its broker may lose or double a message; the row decides. Publishing and claiming move `not_before` ahead, so
a lost message is published again and a doubled one finds nothing to claim.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import structlog
from django.db import connection, transaction
from django.db.models import F, Q

from .acting import action
from .actors import Actor
from .audit import record_event
from .clock import database_now
from .models import OutboxEntry, OutboxState
from .refusals import Refusal

# Longer than Celery's hard time limit of 300 s, so that a lease outlives the work it covers.
LEASE = timedelta(seconds=330)
FIRST_REPUBLICATION = timedelta(seconds=120)
FIRST_RETRY = timedelta(seconds=5)
LONGEST_WAIT = timedelta(hours=1)
MOST_ATTEMPTS = 5
CHANNEL = "outbox"

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Claim:
    entry_id: UUID
    token: UUID
    args: dict[str, Any]
    attempt: int


class LeaseLost(Exception):
    """Another worker has taken the entry over; this one's result is dropped."""


def enqueue(*, kind: str, key: str, args: dict[str, Any], not_before: datetime) -> OutboxEntry:
    """Promises one effect inside the caller's transaction; `key` makes the promise unique for ever."""
    if not connection.in_atomic_block:
        raise RuntimeError(f"{kind} was enqueued outside a transaction; the change and its effect stand or fall together.")
    entry = OutboxEntry.objects.create(kind=kind, key=key, args=args, not_before=not_before, due_at=not_before)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, '')", [CHANNEL])
    return entry


def publish_due(*, publish: Callable[[str, UUID], None], limit: int = 100) -> int:
    """Hands the ids of due entries to `publish(kind, entry_id)`; when that fails, nothing is marked and all are due still."""
    with transaction.atomic():
        due = OutboxEntry.objects.select_for_update(skip_locked=True).filter(
            state=OutboxState.PENDING, not_before__lte=database_now()
        )
        entries = list(due.order_by("not_before")[:limit])
        for entry in entries:
            if entry.attempts >= MOST_ATTEMPTS:
                _bury(entry)
                continue
            publish(entry.kind, entry.pk)
            entry.publications += 1
            entry.not_before = database_now() + _back_off(FIRST_REPUBLICATION, entry.publications)
            entry.save(update_fields=["publications", "not_before"])
    return len(entries)


def _bury(entry: OutboxEntry) -> None:
    """For work that takes its worker down each time and so never comes to record a failure."""
    entry.state, entry.lease_token, entry.lease_until = OutboxState.DEAD, None, None
    entry.last_error = entry.last_error or f"The worker ended {entry.attempts} times before it was done."
    entry.save(update_fields=["state", "lease_token", "lease_until", "last_error"])


def work_entry(entry_id: UUID, work: Callable[[dict[str, Any]], Callable[[], object]]) -> bool:
    """Claims the entry, runs `work(args)` outside any transaction, then its returned writer and the done-mark in one.

    Returns whether this call kept the promise. A failure is recorded and retried by the relay, five times at the most.
    """
    claim = _claim(entry_id)
    if claim is None:
        return False
    try:
        write = work(claim.args)
        with transaction.atomic():
            _check_lease(claim)
            write()
            OutboxEntry.objects.filter(pk=entry_id).update(
                state=OutboxState.DONE, done_at=database_now(), lease_token=None, lease_until=None, last_error=""
            )
    except LeaseLost:
        log.warning("outbox.lease_lost", entry_id=str(entry_id))
        return False
    except Exception as error:
        log.exception("outbox.attempt_failed", entry_id=str(entry_id), attempt=claim.attempt)
        _record_failure(claim, error)
        return False
    return True


@action
def retry_dead(*, actor: Actor, entry_id: UUID, reason: str) -> bool:
    """Gives a dead entry five more attempts; one in another state is left alone."""
    check_reason(reason)
    entry = OutboxEntry.objects.select_for_update().filter(pk=entry_id, state=OutboxState.DEAD).first()
    if entry is None:
        return False
    entry.state, entry.attempts, entry.publications = OutboxState.PENDING, 0, 0
    entry.not_before = entry.due_at = database_now()
    entry.save(update_fields=["state", "attempts", "publications", "not_before", "due_at"])
    facts = {"key": entry.key, "reason": reason.strip()}
    record_event(verb="records.retry_outbox_entry", subject=entry, party_id=None, facts=facts)
    return True


def check_reason(reason: str) -> None:
    if not reason.strip():
        raise Refusal("reason-required", "Say why the dead entries are to be tried again: the audit trail keeps the reason.")


def _claim(entry_id: UUID) -> Claim | None:
    now, token = database_now(), uuid4()
    free = Q(lease_until__isnull=True) | Q(lease_until__lte=now)
    claimed = OutboxEntry.objects.filter(free, pk=entry_id, state=OutboxState.PENDING).update(
        lease_token=token, lease_until=now + LEASE, not_before=now + LEASE, attempts=F("attempts") + 1
    )
    if not claimed:
        return None
    entry = OutboxEntry.objects.get(pk=entry_id)
    return Claim(entry_id=entry_id, token=token, args=entry.args, attempt=entry.attempts)


def _check_lease(claim: Claim) -> None:
    held = OutboxEntry.objects.select_for_update().filter(pk=claim.entry_id, lease_token=claim.token, state=OutboxState.PENDING)
    if not held.exists():
        raise LeaseLost


def _record_failure(claim: Claim, error: Exception) -> None:
    dead = claim.attempt >= MOST_ATTEMPTS
    OutboxEntry.objects.filter(pk=claim.entry_id, lease_token=claim.token).update(
        state=OutboxState.DEAD if dead else OutboxState.PENDING,
        lease_token=None,
        lease_until=None,
        not_before=database_now() + _back_off(FIRST_RETRY, claim.attempt),
        last_error=f"{type(error).__name__}: {error}"[:2000],
    )


def _back_off(first: timedelta, nth: int) -> timedelta:
    return min(first * (1 << min(nth - 1, 16)), LONGEST_WAIT)
