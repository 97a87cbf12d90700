from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from reports.actions import tick
from tracker.records.clock import database_now


class Command(BaseCommand):
    help = "Finds the periods whose report is due and opens a run for each, as the scheduler does once a minute."

    def handle(self, *args: Any, **options: Any) -> None:
        opened = tick(now=database_now())
        if options["verbosity"]:
            self.stdout.write("\n".join([*(f"opened {run.number}" for run in opened), f"{len(opened)} runs opened"]))
