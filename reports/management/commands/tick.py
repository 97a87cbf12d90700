from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from reports.actions import tick
from tracker.records.clock import database_now
from tracker.records.heartbeats import beat
from tracker.records.inprocess import carry_out_next
from tracker.records.loops import HEARTBEAT_SECONDS, Loop, every

TICK_SECONDS = 60.0


class Command(BaseCommand):
    help = "Finds the periods whose report is due and opens a run for each, as the scheduler does once a minute."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--loop",
            action="store_true",
            help="go on until told to end, and carry out promised effects here: in place of relay, worker, beat and broker",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["loop"]:
            # The relay's heartbeat too: whoever moves the outbox shows that it is moved.
            Loop("tick").run(
                every(TICK_SECONDS, lambda: tick(now=database_now())),
                every(HEARTBEAT_SECONDS, lambda: beat("relay")),
                carry_out_next,
            )
            return
        opened = tick(now=database_now())
        if options["verbosity"]:
            self.stdout.write("\n".join([*(f"opened {run.number}" for run in opened), f"{len(opened)} runs opened"]))
