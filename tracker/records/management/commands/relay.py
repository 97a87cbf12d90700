from __future__ import annotations

import signal
import time
from collections.abc import Callable
from types import FrameType
from typing import Any
from uuid import UUID

import structlog
from django.core.management.base import BaseCommand, CommandParser
from django.db import InterfaceError, OperationalError, connection
from kombu.exceptions import OperationalError as BrokerError

from tracker.celery import app
from tracker.records.heartbeats import beat
from tracker.records.outbox import CHANNEL, publish_due

POLL_SECONDS = 2.0
HEARTBEAT_SECONDS = 20.0

log = structlog.get_logger()


class Command(BaseCommand):
    help = "Moves promised effects from the outbox to the task queue: at once when notified, every two seconds otherwise."

    stopping = False

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="publish what is due and end")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["once"]:
            self.stdout.write(f"{publish_due(publish=publish)} published")
            return
        signal.signal(signal.SIGTERM, self.stop)
        signal.signal(signal.SIGINT, self.stop)
        last_beat = float("-inf")
        while not self.stopping:
            if time.monotonic() - last_beat > HEARTBEAT_SECONDS:
                last_beat = time.monotonic() if attempt(lambda: beat("relay")) else last_beat
            if not (attempt(publish_everything_due) and attempt(wait_for_notice)):
                time.sleep(POLL_SECONDS)

    def stop(self, signum: int, frame: FrameType | None) -> None:
        self.stopping = True


def publish(kind: str, entry_id: UUID) -> None:
    app.send_task(kind, args=[str(entry_id)])


def publish_everything_due() -> None:
    while publish_due(publish=publish):
        continue


def wait_for_notice() -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"LISTEN {CHANNEL}")
    with connection.wrap_database_errors:
        for _ in connection.connection.notifies(timeout=POLL_SECONDS, stop_after=1):
            return


def attempt(step: Callable[[], object]) -> bool:
    """A database or broker that is away is waited for; the entries stand where they stood."""
    try:
        step()
    except (OperationalError, InterfaceError, BrokerError, OSError) as error:
        log.warning("relay.waiting", error=f"{type(error).__name__}: {error}")
        connection.close()
        return False
    return True
