"""Processes of this machine: which are ours, and how they end. Standard library only: the tests start servers before Django."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

# In the environment of web, relay, worker, beat and whatever they start, so that a later launcher finds them.
MARK = "PLEDGEKEEPER_LAUNCHED_IN"


class LaunchError(Exception):
    """One sentence for the person at the keyboard: what is wrong and what to do."""


class ServerError(LaunchError):
    """The same, of a server or its tools; the cause may lie deeper than what they say."""


def wait_until(condition: Callable[[], bool], seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


PROC = Path("/proc/self/stat").exists()


def program_of(pid: int) -> str:
    """The short name of a living program; empty for a dead one and for a zombie that nobody has reaped."""
    if not PROC:
        answer = subprocess.run(["ps", "-o", "comm=", "-p", str(pid)], capture_output=True, text=True, check=False)
        return Path(answer.stdout.strip()).name
    try:
        name, _, rest = Path(f"/proc/{pid}/stat").read_text(errors="replace").partition("(")[2].rpartition(")")
    except OSError:
        return ""
    return "" if rest.split()[0] in "ZX" else name


def runs_in(pid: int, program: str, folder: Path) -> bool:
    """Whether that process is the server of that folder, and not another program that got its number after a restart."""
    if program_of(pid) != program:
        return False
    try:
        return Path(f"/proc/{pid}/cwd").readlink() == folder
    except OSError:
        return not PROC


def send(pid: int, number: signal.Signals) -> None:
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return
    except PermissionError as error:
        raise LaunchError(f"Process {pid} belongs to another user; stop it as that user or as root.") from error


def marked(folder: Path) -> list[int]:
    """Every process that a launcher of this folder started, itself or through others."""
    mark = b"\0" + os.fsencode(f"{MARK}={folder}") + b"\0"
    return [pid for pid in all_pids() if pid != os.getpid() and mark in _environment(pid)]


def all_pids() -> list[int]:
    return [int(entry.name) for entry in Path("/proc").glob("[0-9]*")]


def _environment(pid: int) -> bytes:
    try:
        return b"\0" + Path(f"/proc/{pid}/environ").read_bytes()
    except OSError:
        return b""


def end_marked(folder: Path, patience: float = 6) -> None:
    for number in (signal.SIGTERM, signal.SIGKILL):
        for pid in marked(folder):
            send(pid, number)
        if wait_until(lambda: not marked(folder), patience):
            return
