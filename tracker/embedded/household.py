"""Web, relay, worker and beat side by side, under honcho: if one ends, or a server of ours under them, all end."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import shlex
import signal
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from honcho.compat import ProcessManager
from honcho.manager import Manager
from honcho.printer import Message, Printer
from honcho.process import Process

from tracker.embedded.parts import address_of, part_commands, part_environment
from tracker.embedded.processes import end_marked
from tracker.embedded.server import Server
from tracker.local import CHECKOUT


class _Lines(Printer):  # type: ignore[misc]
    """The parts' own lines; what honcho says of itself would only repeat them."""

    def write(self, message: Message) -> None:
        if message.name != "system":
            super().write(message)


class _Part(Process):  # type: ignore[misc]
    """honcho keeps one process between the launcher and each part. Here it also ends the part when the launcher is gone."""

    def run(self, *arguments: Any) -> None:
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
        threading.Thread(target=self._outlive, args=(os.getppid(),), daemon=True).start()
        super().run(*arguments)

    def _outlive(self, launcher: int) -> None:
        while os.getppid() == launcher:
            time.sleep(0.3)
        for number in (signal.SIGTERM, signal.SIGKILL):
            if self._child is not None:
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(self._child.pid, number)
                time.sleep(5)
        os._exit(1)


class _Leaders(ProcessManager):  # type: ignore[misc]
    """Asks a part to end and leaves its own processes to it: a worker whose processes are ended for it loses their tasks."""

    def terminate(self, pid: int) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGTERM)


class Household(Manager):  # type: ignore[misc]
    def __init__(self, var: Path, host: str, port: int, servers: list[Server], when_started: Callable[[], None]) -> None:
        super().__init__(_Lines(sys.stdout))
        self._process_ctor, self._procmgr = _Part, _Leaders()
        self.var = var
        self._servers = servers
        self._when_started = when_started
        self.ended: dict[str, int] = {}
        self.lost: list[str] = []
        environment = part_environment(var, address_of(host, port))
        for name, command in part_commands(host, port).items():
            self.add_process(name, "exec " + shlex.join(command), env=environment, cwd=str(CHECKOUT))

    def run(self) -> None:
        """Returns when every part has ended; `ended` and `lost` name the parts and servers that ended on their own."""
        try:
            self.loop()
        finally:
            for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
                signal.signal(number, signal.SIG_IGN)
            self._clear()

    def terminate(self) -> None:
        if not self._terminating:
            if not self._all_started():
                raise KeyboardInterrupt
            self.ended = {name: part["returncode"] for name, part in self._processes.items() if "returncode" in part}
        super().terminate()

    def _start(self) -> None:
        super()._start()
        # Only now: a process that forks must not have threads.
        threading.Thread(target=self._when_started, daemon=True).start()
        threading.Thread(target=self._watch_servers, daemon=True).start()

    def _watch_servers(self) -> None:
        while not self._terminating:
            time.sleep(1)
            gone = [server.title for server in self._servers if not server.lives()]
            if gone and self._all_started() and not self._terminating:
                self.lost = gone
                os.kill(os.getpid(), signal.SIGTERM)
                return

    def _clear(self) -> None:
        deadline = time.monotonic() + 10
        end_marked(self.var)
        while between := multiprocessing.active_children():
            end_marked(self.var)
            for process in between if time.monotonic() > deadline else []:
                process.kill()
            time.sleep(0.05)
