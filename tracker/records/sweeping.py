"""Whether the store of files and the rows that name them agree: what no row names goes, what a row names has to be there."""

from __future__ import annotations

from collections.abc import Iterator, Set
from datetime import datetime, timedelta
from pathlib import Path

import structlog
from django.conf import settings

from .files import FileDamaged, path_of, read_file
from .heartbeats import beat
from .models import AuditCheckpoint, Evidence, Heartbeat

EVERY = timedelta(days=1)
# By far longer than any transaction lasts: a file is stored before its row is.
KEPT_FOR = timedelta(days=1)
NAME = "files"

log = structlog.get_logger()


def list_recorded_files() -> set[str]:
    """What the rows of this room name. Seen by whoever sees all parties, such as a command or a worker."""
    heads = {str(checkpoint.statement["heads_sha256"]) for checkpoint in AuditCheckpoint.objects.iterator()}
    return heads | set(Evidence.objects.values_list("sha256", flat=True))


def is_sweep_due(*, now: datetime) -> bool:
    return not Heartbeat.objects.filter(name=NAME, beat_at__gt=now - EVERY).exists()


def sweep_files(named: Set[str], *, now: datetime) -> int:
    """How many went. Each that a row names and that is missing is a line in the log; to read them all would take too long."""
    beat(NAME)
    for digest in sorted(named):
        if not path_of(digest).is_file():
            log.error("files.missing", sha256=digest)
    old = [path for path in _list_unnamed(named) if now.timestamp() - path.stat().st_mtime > KEPT_FOR.total_seconds()]
    for path in old:
        path.unlink(missing_ok=True)
    if old:
        log.info("files.swept", count=len(old))
    return len(old)


def find_file_faults(named: Set[str]) -> Iterator[str]:
    """Reads every one of them."""
    for digest in sorted(named):
        try:
            read_file(digest)
        except (FileDamaged, OSError) as fault:
            yield str(fault)


def _list_unnamed(named: Set[str]) -> list[Path]:
    """Those that a write left behind when it was cut short, too."""
    return [path for path in Path(settings.FILES_ROOT).glob("??/*") if path.is_file() and path.name not in named]
