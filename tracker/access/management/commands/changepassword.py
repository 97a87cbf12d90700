from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from tracker.access.choosing import ask_password
from tracker.access.people import set_password
from tracker.records.actors import system_actor
from tracker.records.refusals import Refusal


class Command(BaseCommand):
    """In place of Django's own, which leaves no audit event."""

    help = "Sets somebody's password. Their sessions end."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            set_password(actor=system_actor("changepassword"), username=options["username"], password=ask_password())
        except Refusal as refusal:
            raise CommandError(refusal.sentence) from refusal
        self.stdout.write("changed")
