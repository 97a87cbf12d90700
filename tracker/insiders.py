"""Processes that serve no stranger, such as a command or a worker, see the rows of all parties. The web process never does."""

from __future__ import annotations

from typing import Any, Final

from django.db.backends.signals import connection_created

PROGRAMME: Final = "programme"


def see_everything() -> None:
    """For each connection that this process will open."""
    connection_created.connect(_open_to_all, dispatch_uid="insiders.see_everything")


def _open_to_all(*, connection: Any, **kwargs: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('pledgekeeper.tenant', %s, false)", [PROGRAMME])
