from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from tracker.access.choosing import add_choices, choose_person
from tracker.access.personal import erase_contact, erase_person
from tracker.records.actors import system_actor
from tracker.records.refusals import Refusal


class Command(BaseCommand):
    help = "Erases the personal data of a user or contact, for good. Figures, decisions and the audit trail stay."

    def add_arguments(self, parser: CommandParser) -> None:
        add_choices(parser)
        parser.add_argument("--reason", required=True, help="for the audit trail, where it stays; without a name")

    def handle(self, *args: Any, **options: Any) -> None:
        erase = erase_person if options["user"] else erase_contact
        try:
            person = choose_person(user=options["user"], contact=options["contact"])
            erase(actor=system_actor("erase_person"), reason=options["reason"], **person)
        except Refusal as refusal:
            raise CommandError(refusal.sentence) from refusal
        self.stdout.write("erased")
