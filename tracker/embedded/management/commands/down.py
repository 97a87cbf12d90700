from __future__ import annotations

import signal
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from tracker.disk import disk_trouble
from tracker.embedded.lock import running_launcher
from tracker.embedded.postgres import Postgres
from tracker.embedded.processes import LaunchError, end_marked, send, wait_until
from tracker.embedded.servers import stop_servers
from tracker.embedded.valkey import Valkey
from tracker.local import var_folder


class Command(BaseCommand):
    help = "Stops what `up` started here, also what a killed `up` left running. The data stays."
    requires_system_checks = []

    def handle(self, **options: Any) -> None:
        var = var_folder()
        try:
            for number, patience in ((signal.SIGTERM, 90), (signal.SIGKILL, 5)):
                if launcher := running_launcher(var):
                    send(launcher, number)
                    wait_until(lambda: running_launcher(var) is None, patience)
            end_marked(var)
            stop_servers([Postgres(var), Valkey(var)])
        except (LaunchError, OSError) as reason:
            raise CommandError(disk_trouble(reason, var) or str(reason)) from reason
