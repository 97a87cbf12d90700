"""How often a caller has asked, counted by one statement of PostgreSQL: of many at once, none is missed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection

from .models import RequestCount

WINDOW_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Standing:
    """The window of a caller begins with its first request, and another once it is over."""

    requests: int
    seconds_left: int


def count_request(*, token_digest: str, address: str) -> Standing:
    """By the client whose token it is, if one in force, and by the address otherwise: new tokens and guesses gain none."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM api_count_request(%s, %s, %s)", [token_digest, address, WINDOW_SECONDS])
        return Standing(*cursor.fetchone())


def sweep_counts(*, now: datetime) -> int:
    return RequestCount.objects.filter(began_at__lt=now - 2 * timedelta(seconds=WINDOW_SECONDS)).delete()[0]
