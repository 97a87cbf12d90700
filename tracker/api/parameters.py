"""Query parameters, read strictly: one that cannot be read is refused by name, and so is one that nobody knows."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils.dateparse import parse_datetime
from rest_framework.request import Request

from tracker.records.clock import database_now

from .problems import InvalidParameter

COMMON = frozenset({"page", "page_size", "format"})


def refuse_unknown(request: Request, known: frozenset[str]) -> None:
    for name in request.query_params:
        if name not in known | COMMON:
            raise InvalidParameter(name, f"There is no parameter of this name here. Known: {', '.join(sorted(known))}.")


def read_as_of(request: Request) -> datetime:
    """The instant asked about, or the database's now."""
    now, text = database_now(), request.query_params.get("as_of")
    if text is None:
        return now
    try:
        instant = parse_datetime(text.replace(" ", "+"))
    except ValueError:
        instant = None
    if instant is None or instant.tzinfo is None:
        raise InvalidParameter(
            "as_of", f"“{text[:40]}” is not an instant with its zone. Send one such as 2026-11-01T00:00:00Z."
        )
    if instant > now:
        raise InvalidParameter("as_of", f"{text[:40]} lies ahead. What will be known then is not known now.")
    return instant


def read_year(request: Request, name: str = "reporting_year") -> int | None:
    text = request.query_params.get(name)
    if text is None:
        return None
    if not (text.isascii() and text.isdigit() and len(text) == 4):
        raise InvalidParameter(name, f"“{text[:40]}” is not a year. Send one such as 2025.")
    return int(text)


def read_uuid(request: Request, name: str) -> UUID | None:
    text = request.query_params.get(name)
    if text is None:
        return None
    try:
        return UUID(text)
    except ValueError as error:
        raise InvalidParameter(name, f"“{text[:40]}” is not an id.") from error
