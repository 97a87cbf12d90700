from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from tracker.records.actors import system_actor
from tracker.records.checkpoints import as_document, record_checkpoint
from tracker.records.clock import database_now
from tracker.records.refusals import Refusal


class Command(BaseCommand):
    help = "Signs where every chain of audit events ends now, and prints the statement: keep it somewhere else."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--quiet", action="store_true", help="record it without printing it")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            checkpoint = record_checkpoint(actor=system_actor("audit_checkpoint"), now=database_now())
        except Refusal as refusal:
            raise CommandError(refusal.sentence) from refusal
        if not options["quiet"]:
            self.stdout.write(json.dumps(as_document(checkpoint), indent=1))
