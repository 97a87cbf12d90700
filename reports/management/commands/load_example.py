from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from reports.example.loader import is_due, load_example
from tracker.records.clock import database_now


class Command(BaseCommand):
    help = "Loads the example programme into an empty database and writes its log-ins to var/example.json."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--if-empty", action="store_true", help="do nothing when there is data already")

    def handle(self, *args: Any, **options: Any) -> None:
        if is_due():
            load_example(now=database_now())
        elif not options["if_empty"]:
            raise CommandError("The database holds data already; the example programme loads into an empty one only.")
