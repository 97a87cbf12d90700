"""`collectstatic`, done again only when a file has changed: a start must not wait for it."""

from __future__ import annotations

import fcntl
import hashlib
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command

# Of the packages' files, what no page of ours shows: the second API browser, and the forms of the first.
UNUSED = ["redoc", "rest_framework"]


def collect_static_files() -> None:
    root = Path(settings.STATIC_ROOT).resolve()
    root.mkdir(parents=True, exist_ok=True)
    with root.with_name(f"{root.name}.collected").open("a+") as stamp:
        fcntl.flock(stamp, fcntl.LOCK_EX)
        stamp.seek(0)
        if stamp.read() == (current := _fingerprint()) and (root / "staticfiles.json").exists():
            return
        # Anew: what an interrupted copy left half-written would pass for the whole file.
        call_command("collectstatic", interactive=False, verbosity=0, clear=True, ignore_patterns=UNUSED)
        stamp.truncate(0)
        stamp.write(current)


def _fingerprint() -> str:
    found = hashlib.sha256()
    for finder in get_finders():
        for path, storage in finder.list(UNUSED):
            state = Path(storage.path(path)).stat()
            found.update(f"{path} {state.st_size} {state.st_mtime_ns}\n".encode())
    return found.hexdigest()
