"""One launcher at a time in a `var/`."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tracker.embedded.processes import LaunchError, wait_until


@contextmanager
def launcher_lock(var: Path) -> Iterator[None]:
    var.mkdir(parents=True, exist_ok=True)
    with _path(var).open("a+") as file:
        if not _taken(file.fileno()):
            wait_until(lambda: _holder(var) is not None, 1)
            raise LaunchError(
                f"Pledgekeeper runs here already (process {_holder(var)}); end it there with Ctrl-C, or with: make stop"
            )
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield


def running_launcher(var: Path) -> int | None:
    """The process that holds the lock."""
    if not _path(var).exists():
        return None
    with _path(var).open("a+") as file:
        return None if _taken(file.fileno()) else _holder(var)


def _taken(descriptor: int) -> bool:
    # A lock of this kind (POSIX) stays behind in a fork, so the launcher's children cannot keep it after its death.
    try:
        fcntl.lockf(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _holder(var: Path) -> int | None:
    try:
        return int(_path(var).read_text())
    except ValueError:
        return None


def _path(var: Path) -> Path:
    return var / "launcher.lock"
