from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser

from tracker.records.actors import system_actor
from tracker.records.clock import database_now
from tracker.records.health import list_overdue
from tracker.records.outbox import retry_dead
from tracker.records.refusals import Refusal


class Command(BaseCommand):
    help = "Lists promised effects that were given up or have been owed for over ten minutes, and has one tried again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--retry", type=UUID, metavar="ID", help="give this dead entry five more attempts")
        parser.add_argument("--reason", default="", help="why, for the audit trail")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["retry"]:
            self._retry(options["retry"], options["reason"])
            return
        entries = list_overdue(now=database_now())
        lines = (
            f"{e.pk} {e.state} {e.kind} {e.key} due {e.due_at:%Y-%m-%dT%H:%M:%SZ} {e.last_error}".rstrip() for e in entries
        )
        self.stdout.write("\n".join([*lines, f"{len(entries)} dead or overdue"]))

    def _retry(self, entry_id: UUID, reason: str) -> None:
        try:
            retried = retry_dead(actor=system_actor("outbox command"), entry_id=entry_id, reason=reason)
        except Refusal as refusal:
            raise CommandError(refusal.sentence) from refusal
        if not retried:
            raise CommandError(f"{entry_id} is not a dead entry, so nothing was changed. Run this command alone to list them.")
        self.stdout.write("It will be tried again.")
