from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser

from tracker.commitments.categories import record_category
from tracker.records.actors import system_actor
from tracker.records.refusals import Refusal


class Command(BaseCommand):
    help = "Records what an enrolled party supplies, by which the programme is cut."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("commitment", help="key of the mandate")
        parser.add_argument("party", help="id of the party")
        parser.add_argument("category", help="such as DISPLAY, BATTERY, ASSEMBLY or FOUNDRY")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            enrolment = record_category(
                actor=system_actor("record_category"),
                commitment_key=options["commitment"],
                party_id=UUID(options["party"]),
                category=options["category"],
            )
        except (Refusal, ValueError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"recorded for {enrolment}")
