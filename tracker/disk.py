"""A disk that is full or closed shows itself in many ways; here it is one sentence. Standard library only."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

NEEDED_MB = 100
# PostgreSQL gives up, and gives back, a whole segment of its log (16 MB in older databases) when it cannot write one.
NEARLY_FULL_MB = 20
FULL = tuple(os.strerror(number) for number in (errno.ENOSPC, errno.EDQUOT))


def disk_trouble(error: BaseException, var: Path) -> str | None:
    """What the disk has to do with that failure, if the failure says so."""
    if any(word in str(link) for link in _chain(error) for word in FULL):
        return full_disk(var)
    if isinstance(error, OSError):
        return (
            f"{error.filename or var} cannot be used ({error.strerror or error}): let this user read and write it, "
            "or name another folder with PLEDGEKEEPER_VAR."
        )
    return None


def full_disk(var: Path) -> str:
    return (
        f"The disk of {var} has too little room ({free_mb(var)} MB free): make about {NEEDED_MB} MB free there, "
        "or name a folder on another disk with PLEDGEKEEPER_VAR, then start again."
    )


def is_nearly_full(var: Path) -> bool:
    return free_mb(var) < NEARLY_FULL_MB


def free_mb(folder: Path) -> int:
    there = next(place for place in (folder, *folder.parents) if place.exists())
    return shutil.disk_usage(there).free // 1_000_000


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
