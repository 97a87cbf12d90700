from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandParser
from kombu.exceptions import OperationalError as BrokerError

from tracker.celery import app
from tracker.records.heartbeats import beat
from tracker.records.loops import HEARTBEAT_SECONDS, Loop, every
from tracker.records.outbox import publish_due


class Command(BaseCommand):
    help = "Moves promised effects from the outbox to the task queue: at once when notified, every two seconds otherwise."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="publish what is due and end")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["once"]:
            self.stdout.write(f"{publish_due(publish=publish)} published")
            return
        Loop("relay", waits_for=(BrokerError,)).run(
            every(HEARTBEAT_SECONDS, lambda: beat("relay")),
            lambda: publish_due(publish=publish) > 0,
        )


def publish(kind: str, entry_id: UUID) -> None:
    app.send_task(kind, args=[str(entry_id)])
