"""The four programs of an installation, as command lines and with the environment in which they run on one machine."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from tracker.embedded.processes import MARK
from tracker.local import CHECKOUT

# As root in a container Celery warns at length about pickle, which we do not accept.
_QUIET = "ignore:You're running the worker with superuser privileges"
_CELERY = ["-W", _QUIET, "-m", "celery", "--quiet", "-A", "tracker.celery"]
# Each thread may hold a connection to PostgreSQL, which offers a hundred; above twice the cores and one, Granian warns.
_THREADS = str(min(8, 2 * (os.cpu_count() or 1) + 1))
_GRANIAN = ["-m", "granian", "--interface", "wsgi", "--workers", "2", "--blocking-threads", _THREADS, "--log-level", "warning"]
# Without it one worker that is killed takes all of the web down.
_RESPAWN = ["--respawn-failed-workers", "--respawn-interval", "1"]


def part_commands(host: str, port: int) -> dict[str, list[str]]:
    worker = ["worker", "-Q", "celery", "--concurrency", "2", "--without-mingle", "--without-gossip", "--without-heartbeat"]
    arguments = {
        "web": [*_GRANIAN, *_RESPAWN, "--host", host, "--port", str(port), "tracker.wsgi:application"],
        "relay": [str(CHECKOUT / "manage.py"), "relay"],
        "worker": [*_CELERY, *worker, "--loglevel", "WARNING"],
        "beat": [*_CELERY, "beat", "--loglevel", "WARNING"],
    }
    return {name: [sys.executable, *rest] for name, rest in arguments.items()}


def part_environment(var: Path, url: str) -> dict[str, str]:
    return {"PUBLIC_URL": url, **os.environ, "PLAIN_HTTP": "1", "PYTHONUNBUFFERED": "1", MARK: str(var)}


def address_of(host: str, port: int) -> str:
    """Where a browser on this machine finds it."""
    if host in {"0.0.0.0", "::"}:  # noqa: S104 - compared, not bound
        host = "127.0.0.1"
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
