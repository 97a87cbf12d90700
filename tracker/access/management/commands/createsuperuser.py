from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from tracker.access.choosing import ask_password
from tracker.access.people import add_superuser
from tracker.records.actors import system_actor
from tracker.records.refusals import Refusal


class Command(BaseCommand):
    """In place of Django's own, which leaves no audit event."""

    help = "Adds a person who may do everything: the first one of an installation."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--username", required=True)
        parser.add_argument("--email", default="")
        parser.add_argument("--no-input", "--noinput", action="store_true", help="takes DJANGO_SUPERUSER_PASSWORD anyway")

    def handle(self, *args: Any, **options: Any) -> None:
        named = {name: options[name] for name in ("username", "email")}
        try:
            user = add_superuser(actor=system_actor("createsuperuser"), password=ask_password(), **named)
        except Refusal as refusal:
            raise CommandError(refusal.sentence) from refusal
        self.stdout.write(f"added: user {user.pk}")
