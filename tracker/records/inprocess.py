"""Promised effects carried out in this process, for an installation that runs neither Celery nor a broker."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from uuid import UUID

import structlog
from celery.exceptions import NotRegistered, SoftTimeLimitExceeded
from django.conf import settings

from tracker.celery import app

from .outbox import publish_due

log = structlog.get_logger()


def carry_out_next() -> bool:
    """Works on the entry that has been due longest, as a worker would. Whether there was one.

    It is published to ourselves, so that a relay or another loop that looks at the same time leaves it alone.
    """
    taken: list[tuple[str, UUID]] = []
    found = publish_due(publish=lambda kind, entry_id: taken.append((kind, entry_id)), limit=1)
    for kind, entry_id in taken:
        _carry_out(kind, entry_id)
    return found > 0


def _carry_out(kind: str, entry_id: UUID) -> None:
    app.loader.import_default_modules()
    try:
        task = app.tasks[kind]
    except NotRegistered:
        log.error("outbox.unknown_task", kind=kind, entry_id=str(entry_id))
        return
    with _time_limit(settings.CELERY_TASK_SOFT_TIME_LIMIT):
        task.run(str(entry_id))


@contextmanager
def _time_limit(seconds: int) -> Iterator[None]:
    """What hangs is one failed attempt, as in a worker, and not the end of all work."""

    def give_up(signum: int, frame: FrameType | None) -> None:
        raise SoftTimeLimitExceeded(seconds)

    before = signal.signal(signal.SIGALRM, give_up)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)
