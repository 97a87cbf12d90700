"""The web application for tests of crashes: its process kills itself, once, where `CRASH_AT` says: `place:before` or `:after`.

The product has no such switch; a house is told to serve this application instead.
"""

from __future__ import annotations

import os
import signal
from functools import wraps
from pathlib import Path
from pkgutil import resolve_name
from typing import Any

from tracker.wsgi import application

__all__ = ["application"]

PLACES = {
    "count": ("tracker.access.limits", "count_request"),
    "key": ("tracker.api.submissions", "take_key"),
    "action": ("suppliers.api.reports", "submit_emissions_report"),
    "answer": ("tracker.api.submissions", "keep_answer"),
    "commit": ("django.db.backends.base.base:BaseDatabaseWrapper", "commit"),
}


def _die() -> None:
    """The first to get here dies; who is started in its place, and who gets here later, lives."""
    try:
        Path(os.environ["CRASHED"]).touch(exist_ok=False)
    except FileExistsError:
        return
    os.kill(os.getpid(), signal.SIGKILL)


def _arm(place: str, when: str) -> None:
    owner, name = resolve_name(PLACES[place][0]), PLACES[place][1]
    function = getattr(owner, name)

    @wraps(function)
    def armed(*args: Any, **named: Any) -> Any:
        if when == "before":
            _die()
        result = function(*args, **named)
        if when == "after":
            _die()
        return result

    setattr(owner, name, armed)


_arm(*os.environ["CRASH_AT"].split(":"))
