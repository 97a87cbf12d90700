from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from tracker.access.choosing import add_choices, choose_person
from tracker.access.personal import export_person
from tracker.records.refusals import Refusal


class Command(BaseCommand):
    help = "Writes everything that is held about a person, as JSON."

    def add_arguments(self, parser: CommandParser) -> None:
        add_choices(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            document = export_person(**choose_person(user=options["user"], contact=options["contact"]))
        except Refusal as refusal:
            raise CommandError(refusal.sentence) from refusal
        self.stdout.write(json.dumps(document, ensure_ascii=False, indent=2))
