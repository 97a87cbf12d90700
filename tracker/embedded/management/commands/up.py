from __future__ import annotations

import contextlib
import io
import signal
import sys
from argparse import ArgumentParser
from pathlib import Path
from types import FrameType
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, connections

from tracker.disk import disk_trouble, full_disk, is_nearly_full
from tracker.embedded.household import Household
from tracker.embedded.lock import launcher_lock
from tracker.embedded.parts import address_of
from tracker.embedded.ports import read_port, require_free
from tracker.embedded.processes import LaunchError, ServerError, end_marked
from tracker.embedded.servers import needed_servers, stop_servers
from tracker.embedded.static_files import collect_static_files
from tracker.embedded.summary import summary, wait_for_web
from tracker.local import var_folder


class Command(BaseCommand):
    help = (
        "Runs all of Pledgekeeper on this machine, with a database and a broker of its own unless the environment names others."
    )
    # The checks would ask a database that does not run yet.
    requires_system_checks = []
    _interrupted = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        # As text: what is no port is refused in our own sentence.
        parser.add_argument("--port", default="8000")

    def handle(self, *, host: str, port: str, **options: Any) -> None:
        if isinstance(sys.stdout, io.TextIOWrapper):
            # The parts' lines may hold letters that this terminal's encoding lacks.
            sys.stdout.reconfigure(errors="backslashreplace")
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._interrupt)
        var = var_folder()
        try:
            with contextlib.suppress(KeyboardInterrupt), launcher_lock(var):
                self._serve(var, host, read_port(port))
        except (LaunchError, OSError, OperationalError) as reason:
            raise CommandError(_sentence(reason, var)) from reason

    def _interrupt(self, number: int, frame: FrameType | None) -> None:
        # Python drops an exception that is raised in a destructor or a callback; the mark stays.
        self._interrupted = True
        raise KeyboardInterrupt

    def _serve(self, var: Path, host: str, port: int) -> None:
        end_marked(var)
        require_free(host, port)
        (var / "run").mkdir(exist_ok=True)
        servers = needed_servers(var)
        try:
            self._prepare(servers)
            if self._interrupted:
                raise KeyboardInterrupt
            household = Household(var, host, port, servers, lambda: self._announce(household, host, port))
            household.run()
            if household.lost or household.ended:
                raise LaunchError(_obituary(household))
        finally:
            for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
                signal.signal(number, signal.SIG_IGN)
            stop_servers(servers)

    def _prepare(self, servers: list[Any]) -> None:
        if servers:
            self._say(f"Starting {' and '.join(server.title for server in servers)} ...")
        for server in servers:
            server.start()
        self._say("Preparing the database ...")
        call_command("migrate", interactive=False, verbosity=0)
        call_command("signing_key", if_none=True, verbosity=0)
        collect_static_files()
        call_command("load_example", if_empty=True)
        # What fell due while nothing ran need not wait for the first beat.
        call_command("tick", verbosity=0)
        # The parts are forked off from here; none may share our connection.
        connections.close_all()
        self._say("Starting web, relay, worker and beat ...")

    def _announce(self, household: Household, host: str, port: int) -> None:
        base = address_of(host, port)
        if wait_for_web(base, seconds=120) and not household.ended:
            self._say(summary(base, household.var))

    def _say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()


def _sentence(reason: Exception, var: Path) -> str:
    foreign = isinstance(reason, OperationalError) and settings.OWN_DATABASE
    if trouble := None if foreign else disk_trouble(reason, var):
        return trouble
    if isinstance(reason, ServerError | OperationalError) and not foreign and is_nearly_full(var):
        return full_disk(var)
    if isinstance(reason, OperationalError):
        where = "the server that DATABASE_URL names" if foreign else var / "log" / "postgresql.log"
        return f"The database does not go on ({' '.join(str(reason).split())}); look at {where}, then start again."
    return str(reason)


def _obituary(household: Household) -> str:
    if household.lost and is_nearly_full(household.var):
        return full_disk(household.var)
    if household.lost:
        return f"{' and '.join(household.lost)} ended, so everything was stopped; the logs in {household.var / 'log'} say why."
    names = ", ".join(f"{name} (exit code {code})" for name, code in household.ended.items())
    return f"{names} ended, so everything was stopped; the lines above say why."
