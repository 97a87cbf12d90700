"""Query parameters, read strictly: one that cannot be read is refused by name, and so is one that nobody knows."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime

from rest_framework.request import Request

from tracker.records.clock import database_now

from .problems import InvalidParameter

_INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|[+-]\d{2}:\d{2})", re.ASCII)
_YEAR = re.compile(r"[12]\d{3}", re.ASCII)

COMMON = frozenset({"page", "page_size", "format"})


def refuse_unknown(request: Request, known: frozenset[str] = frozenset()) -> None:
    """Also refuses a parameter that came twice: one of the two would be dropped in silence."""
    allowed = known | COMMON
    for name, values in request.query_params.lists():
        if name not in allowed:
            raise InvalidParameter(name, f"There is no parameter of this name here. Known: {', '.join(sorted(allowed))}.")
        if len(values) > 1:
            raise InvalidParameter(name, f"It came {len(values)} times. Send it once.")
        if name == "format" and not values[0]:
            raise InvalidParameter(name, "It came empty. Send one such as json, or leave it out.")


def read_as_of(request: Request) -> datetime:
    """The instant asked about, in UTC, or the database's now."""
    now, text = database_now(), request.query_params.get("as_of")
    if text is None:
        return now
    instant = parse_instant(text)
    if instant is None:
        raise InvalidParameter(
            "as_of", f"“{text[:40]}” is not an instant with its zone. Send one such as 2026-11-01T00:00:00Z."
        )
    if instant > now:
        raise InvalidParameter("as_of", f"{text[:40]} lies ahead. What will be known then is not known now.")
    return instant


def parse_instant(text: str) -> datetime | None:
    """RFC 3339 with its zone, in UTC. In an address a plus sign arrives as a space."""
    text = text.replace(" ", "+")
    try:
        return datetime.fromisoformat(text).astimezone(UTC) if _INSTANT.fullmatch(text) else None
    except (ValueError, OverflowError):
        return None


def read_year(request: Request, name: str = "reporting_year") -> int | None:
    text = request.query_params.get(name)
    if text is None:
        return None
    if not _YEAR.fullmatch(text):
        raise InvalidParameter(name, f"“{text[:40]}” is not a year. Send one such as 2025.")
    return int(text)


def read_code(request: Request, name: str, codes: Iterable[str]) -> str | None:
    text, known = request.query_params.get(name), list(codes)
    if text is not None and text not in known:
        raise InvalidParameter(name, f"“{text[:40]}” is none of the codes: {', '.join(known)}.")
    return text
