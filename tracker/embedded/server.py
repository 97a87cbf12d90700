"""What PostgreSQL and Valkey have in common: a socket to ask, a file with a process number, a log, SIGINT to end them."""

from __future__ import annotations

import enum
import os
import signal
import subprocess
from abc import ABC, abstractmethod
from pathlib import Path

from tracker.embedded.processes import PROC, LaunchError, ServerError, runs_in, send, wait_until
from tracker.local import socket_folder

# Crash recovery and a large append-only file take their time; a server that is merely slow must not be given up.
PATIENCE = 60


class Answer(enum.Enum):
    READY = enum.auto()
    BUSY = enum.auto()
    NONE = enum.auto()


class Server(ABC):
    title: str
    program: str

    def __init__(self, var: Path, *, durable: bool = True) -> None:
        self.folder = var / self.title.lower()
        self.log = var / "log" / f"{self.title.lower()}.log"
        self.sockets = socket_folder(var)
        self.durable = durable
        self._process: subprocess.Popen[bytes] | None = None

    @property
    @abstractmethod
    def pid_file(self) -> Path: ...

    @abstractmethod
    def prepare(self) -> None: ...

    @abstractmethod
    def command(self) -> list[str]: ...

    @abstractmethod
    def ask(self) -> Answer: ...

    def start(self) -> None:
        """Starts the server, or takes over the one that a killed launcher left running."""
        private_folder(self.sockets)
        self.log.parent.mkdir(parents=True, exist_ok=True)
        if self._settled() is Answer.READY:
            return
        # One that lives without its socket would write to the same files.
        self.stop()
        self.prepare()
        written = self.log.stat().st_size if self.log.exists() else 0
        self._process = self._launch()
        if not wait_until(lambda: self._dead() or self.ask() is Answer.READY, PATIENCE) or self._dead():
            self.stop()
            raise ServerError(f"{self.title} did not start: {self._reason(written)} The whole log: {self.log}")

    def stop(self) -> None:
        pid = self._own_pid() or self._left_pid()
        if pid is None:
            return
        for number, patience in ((signal.SIGINT, PATIENCE), (signal.SIGQUIT, 5), (signal.SIGKILL, 5)):
            send(pid, number)
            if wait_until(lambda: self._gone(pid), patience):
                return

    def lives(self) -> bool:
        return (self._own_pid() or self._left_pid()) is not None

    def run_to_end(self, command: list[str], text: str = "") -> None:
        """A tool of the server's, such as its initialization; its complaint becomes our sentence."""
        done = subprocess.run(
            command, input=text, capture_output=True, text=True, errors="replace", check=False, cwd="/", env=plain_environment()
        )
        if done.returncode:
            raise ServerError(f"{self.title} could not be prepared: {' '.join(done.stderr.split())}")

    def _launch(self) -> subprocess.Popen[bytes]:
        # A session of its own: the terminal's Ctrl-C must reach the launcher only, which stops the servers last.
        with self.log.open("ab") as log:
            return subprocess.Popen(
                self.command(),
                cwd=self.folder,
                env=plain_environment(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def _settled(self) -> Answer:
        wait_until(lambda: self.ask() is not Answer.BUSY, PATIENCE)
        answer = self.ask()
        if answer is Answer.BUSY:
            raise LaunchError(f"{self.title} runs already but does not answer; stop it with: make stop")
        return answer

    def _dead(self) -> bool:
        return self._process is not None and self._process.poll() is not None

    def _own_pid(self) -> int | None:
        return self._process.pid if self._process and self._process.poll() is None else None

    def _left_pid(self) -> int | None:
        pid = self.written_pid()
        if pid is None or (not PROC and self.ask() is Answer.NONE):
            return None
        return pid if runs_in(pid, self.program, self.folder) else None

    def written_pid(self) -> int | None:
        try:
            return int(self.pid_file.read_bytes().split()[0])
        except (OSError, ValueError, IndexError):
            return None

    def _gone(self, pid: int) -> bool:
        if self._process is not None and self._process.pid == pid:
            return self._process.poll() is not None
        return not runs_in(pid, self.program, self.folder)

    def _reason(self, written: int) -> str:
        with self.log.open("rb") as log:
            log.seek(written)
            lines = log.read().decode(errors="replace").strip().splitlines()
        fatal = [line for line in lines if "FATAL" in line or "PANIC" in line]
        return (fatal or lines or ["it wrote no reason."])[-1]


def plain_environment() -> dict[str, str]:
    """Nothing of the person's own: PGDATA, PGHOST, a foreign locale or time zone must not reach our servers."""
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC", "HOME": "/"}


def private_folder(folder: Path) -> None:
    """Makes a folder that only its owner enters: whoever reaches the sockets in it is let in without a password."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if folder.is_symlink() or (os.geteuid() and folder.stat().st_uid != os.geteuid()):
        raise LaunchError(f"{folder} was made by another user; remove it as that user or as root.")
    folder.chmod(0o700)
