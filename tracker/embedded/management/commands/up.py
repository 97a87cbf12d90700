from __future__ import annotations

import contextlib
import os
import signal
import socket
from argparse import ArgumentParser
from pathlib import Path
from types import FrameType
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connections

from tracker.embedded.household import Household
from tracker.embedded.lock import launcher_lock
from tracker.embedded.processes import LaunchError, end_marked
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
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, *, host: str, port: int, **options: Any) -> None:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._interrupt)
        try:
            with contextlib.suppress(KeyboardInterrupt), launcher_lock(var_folder()):
                ended = self._serve(var_folder(), host, port)
                if ended:
                    raise CommandError(_obituary(ended))
        except LaunchError as reason:
            raise CommandError(str(reason)) from reason

    def _interrupt(self, number: int, frame: FrameType | None) -> None:
        # Python drops an exception that is raised in a destructor or a callback; the mark stays.
        self._interrupted = True
        raise KeyboardInterrupt

    def _serve(self, var: Path, host: str, port: int) -> dict[str, int]:
        end_marked(var)
        _require_free(host, port)
        (var / "run").mkdir(exist_ok=True)
        servers = needed_servers(var)
        try:
            self._prepare(servers)
            if self._interrupted:
                raise KeyboardInterrupt
            household = Household(var, host, port, lambda: self._announce(household, host, port))
            household.run()
            return household.ended
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
        base = f"http://{_visible(host)}:{port}"
        if wait_for_web(base, seconds=120) and not household.ended:
            self._say(summary(base, household.var))

    def _say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()


def _require_free(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        socket.create_server((host, port), family=family).close()
    except OSError as error:
        raise LaunchError(
            f"Port {port} of {host} is not free ({os.strerror(error.errno or 0)}); choose another: make run PORT={port + 1}"
        ) from error


def _visible(host: str) -> str:
    if host in {"0.0.0.0", "::"}:  # noqa: S104 - compared, not bound
        return "127.0.0.1"
    return f"[{host}]" if ":" in host else host


def _obituary(ended: dict[str, int]) -> str:
    names = ", ".join(f"{name} (exit code {code})" for name, code in ended.items())
    return f"{names} ended, so everything was stopped; the lines above say why."
