"""The instants that the record counts in."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import connection

# A fact is committed within 30 s of the instant it bears (records.frozen), so one this far back can gain no more.
SETTLED_AFTER = timedelta(seconds=60)


def database_now() -> datetime:
    """The clock by which facts are recorded; the web server's own may differ."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement_timestamp()")
        now: datetime = cursor.fetchone()[0]
    return now
