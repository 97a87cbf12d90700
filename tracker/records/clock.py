"""The instants that the record counts in."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from django.db import connection

# A fact is committed within 30 s of the instant it bears (records.frozen), so one this far back can gain no more.
SETTLED_AFTER = timedelta(seconds=60)
_INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|[+-]\d{2}:\d{2})", re.ASCII)


def database_now() -> datetime:
    """The clock by which facts are recorded; the web server's own may differ."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement_timestamp()")
        now: datetime = cursor.fetchone()[0]
    return now


def parse_instant(text: str) -> datetime | None:
    """RFC 3339 with its zone, in UTC. In an address a plus sign arrives as a space."""
    text = text.replace(" ", "+")
    try:
        return datetime.fromisoformat(text).astimezone(UTC) if _INSTANT.fullmatch(text) else None
    except (ValueError, OverflowError):
        return None
