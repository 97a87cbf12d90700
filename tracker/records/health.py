"""Whether the work that nobody waits for gets done: one rule for `/healthz/jobs` and for the admin's home."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

import structlog
from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.utils.module_loading import import_string

from .models import Heartbeat, OutboxEntry, OutboxState

# Each comes once a minute or more often.
HEARTBEAT_LIMIT = timedelta(minutes=3)
OUTBOX_LIMIT = timedelta(minutes=10)

log = structlog.get_logger()


class CheckState(StrEnum):
    GOOD = "good"
    LATE = "late"
    NEVER = "never"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """`since` is the instant that the age is counted from; None where nothing waits or nothing was ever seen."""

    name: str
    state: CheckState
    since: datetime | None = None
    limit: timedelta | None = None

    @property
    def good(self) -> bool:
        return self.state is CheckState.GOOD


def judge_age(name: str, since: datetime, *, now: datetime, limit: timedelta) -> Check:
    return Check(name=name, state=CheckState.LATE if now - since > limit else CheckState.GOOD, since=since, limit=limit)


def check_heartbeat(name: str, *, now: datetime) -> Check:
    heartbeat = Heartbeat.objects.filter(name=name).first()
    if heartbeat is None:
        return Check(name=name, state=CheckState.NEVER, limit=HEARTBEAT_LIMIT)
    return judge_age(name, heartbeat.beat_at, now=now, limit=HEARTBEAT_LIMIT)


def check_outbox(name: str, *, now: datetime) -> Check:
    """By the entry that has been owed longest, published or not: a worker that is away is late as a relay is."""
    oldest = OutboxEntry.objects.filter(state=OutboxState.PENDING, due_at__lte=now).order_by("due_at").first()
    if oldest is None:
        return Check(name=name, state=CheckState.GOOD, limit=OUTBOX_LIMIT)
    return judge_age(name, oldest.due_at, now=now, limit=OUTBOX_LIMIT)


def list_overdue(*, now: datetime) -> list[OutboxEntry]:
    """What is dead, and what has been owed for too long."""
    late = OutboxEntry.objects.filter(state=OutboxState.PENDING, due_at__lt=now - OUTBOX_LIMIT)
    return list((late | OutboxEntry.objects.filter(state=OutboxState.DEAD)).order_by("due_at"))


def run_checks(*, now: datetime) -> list[Check]:
    """Those of `JOB_CHECKS`, which names them by string: a room above has checks of its own."""
    return [_run(name, import_string(path), now) for name, path in settings.JOB_CHECKS.items()]


def _run(name: str, check: Callable[..., Check], now: datetime) -> Check:
    try:
        return check(name, now=now)
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        log.exception("health.check_failed", check=name)
        return Check(name=name, state=CheckState.FAILED)
