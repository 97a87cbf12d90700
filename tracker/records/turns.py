"""Work of which there is one at a time, whichever process it is done in."""

from __future__ import annotations

from django.db import OperationalError, connection, transaction
from psycopg.errors import LockNotAvailable


def take_turn(name: str, *, patience: str) -> bool:
    """Whether the turn came in time; it is held to the end of the transaction. Whoever waits longest is next."""
    try:
        _lock(name, patience)
    except OperationalError as error:
        if not isinstance(error.__cause__, LockNotAvailable):
            raise
        return False
    return True


def _lock(name: str, patience: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('lock_timeout'), set_config('lock_timeout', %s, true)", [patience])
        (before, _) = cursor.fetchone()
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])
        cursor.execute("SELECT set_config('lock_timeout', %s, true)", [before])
