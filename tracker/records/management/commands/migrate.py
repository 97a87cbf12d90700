from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, CommandParser
from django.core.management.commands import migrate

from tracker.records.grants import OWNER


class Command(migrate.Command):
    """Django's own, as the owner of the tables."""

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.set_defaults(database=OWNER)

    def handle(self, *args: Any, **options: Any) -> Any:
        if OWNER not in settings.DATABASES:
            raise CommandError(
                "DATABASE_OWNER_URL is not set. Migrations run as the owner of the tables, whom the application's role is not: "
                "name it as postgresql://owner:password@host/name."
            )
        return super().handle(*args, **options)
