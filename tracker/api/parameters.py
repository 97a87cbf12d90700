"""Query parameters, read strictly: all that cannot be read, or that nobody knows, is refused at once, each by its name."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from rest_framework.request import Request

from tracker.records.clock import parse_instant

from .problems import InvalidParameters

_YEAR = re.compile(r"[12]\d{3}", re.ASCII)
_WHOLE_NUMBER = re.compile(r"0*[1-9]\d*", re.ASCII)

Reader = Callable[[str], Any]
LONGEST_PARAMETER = 1_000


class Unreadable(ValueError):
    """Its text says what was expected."""


def read_parameters(request: Request, **readers: Reader) -> dict[str, Any]:
    """What was asked, by name. Refuses one that came twice, too: one of the two would be dropped in silence."""
    asked, faults = {}, {}
    known = readers | _COMMON
    for name, values in request.query_params.lists():
        try:
            asked[name] = _read(name, values, known)
        except Unreadable as unreadable:
            faults[name] = str(unreadable)
    if faults:
        raise InvalidParameters(faults)
    return asked


def _read(name: str, values: list[str], known: Mapping[str, Reader]) -> Any:
    if name not in known:
        raise Unreadable(f"There is no parameter of this name here. Known: {', '.join(sorted(known))}.")
    if len(values) > 1:
        raise Unreadable(f"It came {len(values)} times. Send it once.")
    if len(values[0]) > LONGEST_PARAMETER:
        raise Unreadable(f"{len(values[0])} characters came; at most {LONGEST_PARAMETER} are read. Send what was meant.")
    return known[name](values[0])


def until(now: datetime) -> Reader:
    """An instant with its zone, not after `now`; read in UTC."""

    def read(text: str) -> datetime:
        instant = parse_instant(text)
        if instant is None:
            raise Unreadable(f"“{text[:40]}” is not an instant with its zone. Send one such as 2026-11-01T00:00:00Z.")
        if instant > now:
            raise Unreadable(f"{text[:40]} lies ahead. What will be known then is not known now.")
        return instant

    return read


def year(text: str) -> int:
    if not _YEAR.fullmatch(text):
        raise Unreadable(f"“{text[:40]}” is not a year. Send one such as 2025.")
    return int(text)


def one_of(codes: Iterable[str]) -> Reader:
    known = list(codes)

    def read(text: str) -> str:
        if text not in known:
            raise Unreadable(f"“{text[:40]}” is none of the codes: {', '.join(known)}.")
        return text

    return read


def yes_or_no(text: str) -> bool:
    if text not in ("true", "false"):
        raise Unreadable(f"“{text[:40]}” is neither true nor false. Send one of them.")
    return text == "true"


def _whole_number(expected: str) -> Reader:
    def read(text: str) -> str:
        if not _WHOLE_NUMBER.fullmatch(text):
            raise Unreadable(f"“{text[:40]}” is not {expected}.")
        return text

    return read


def names_of(known: Iterable[str]) -> Reader:
    """Some of the names, with commas between them."""
    names = list(known)

    def read(text: str) -> list[str]:
        asked = text.split(",")
        strange = [name for name in asked if name not in names]
        if strange:
            raise Unreadable(f"“{strange[0][:40]}” is none of the names: {', '.join(names)}. Put commas between them.")
        return asked

    return read


def _cursor(text: str) -> str:
    if not text:
        raise Unreadable("It came empty. Send one as it stands in `next`, or leave it out.")
    return text


def _format(text: str) -> str:
    if not text:
        raise Unreadable("It came empty. Send one such as json, or leave it out.")
    return text


# What the pages and the renderers read by themselves.
_COMMON: dict[str, Reader] = {
    "cursor": _cursor,
    "page_size": _whole_number("a page size. Send a whole number from 1 to 200"),
    "format": _format,
}
