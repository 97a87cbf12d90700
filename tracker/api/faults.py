"""A fault of a field as every door shows it: where, which, what came, what was expected, and what to do."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from tracker.records.refusals import FieldFault

from .fault_catalogue import FAULTS
from .forms import SentFile

LONGEST_QUOTE = 60
# Nobody reads a secret here again, whatever field or parameter it came in.
_SECRET = re.compile(r"pledge_|token|secret|passw|authorization|cookie|api.?key|credential", re.IGNORECASE)
# As the fields of a serializer say it: `_expecting` and `CodeField` in fields.py.
_EXPECTED = re.compile(r"Send (?:it|the field) as (?P<form>.+)\.$|is not one of the codes: (?P<codes>.+)\.$", re.DOTALL)


def fault_items(
    faults: Iterable[FieldFault], sent: Any = None, query: Mapping[str, str] | None = None
) -> list[dict[str, str | None]]:
    """`sent` is what the pointers point into; `query` has the parameters, to which `?name` points."""
    return [_as_item(fault, sent, query or {}) for fault in faults]


def shown(value: Any) -> str:
    """As JSON text, shortened; of a file, neither its name nor its bytes."""
    if isinstance(value, SentFile):
        return "A file"
    return shorten(str(value) if isinstance(value, Decimal) else json.dumps(value, ensure_ascii=False, default=str))


def shorten(text: str) -> str:
    return text if len(text) <= LONGEST_QUOTE else text[:LONGEST_QUOTE] + "…"


def _as_item(fault: FieldFault, sent: Any, query: Mapping[str, str]) -> dict[str, str | None]:
    known = FAULTS.get(fault.code)
    return {
        # A name that nobody knows may be as long as the body.
        "pointer": "/".join(map(shorten, fault.pointer.split("/"))),
        "code": fault.code,
        "detail": fault.detail,
        "came": _what_came(fault, sent, query),
        "expected": fault.expected or _expected_in(fault.detail) or (known.expected if known else ""),
        "hint": fault.hint or (known.hint if known else ""),
    }


def _what_came(fault: FieldFault, sent: Any, query: Mapping[str, str]) -> str | None:
    """None where nothing came, where it may be a secret, and of what is not found: another's reads as what is missing."""
    if _SECRET.search(fault.pointer) or fault.code == "not-found":
        return None
    came = fault.came
    if came is None:
        here, value = _look_up(sent, query, fault.pointer)
        came = shown(f"a file of {len(value.content)} bytes" if isinstance(value, SentFile) else value) if here else None
    return None if came is None or _SECRET.search(came) else came


def _look_up(sent: Any, query: Mapping[str, str], pointer: str) -> tuple[bool, Any]:
    if pointer.startswith("?"):
        return pointer[1:] in query, query.get(pointer[1:])
    if not pointer:
        return False, None
    for step in pointer[1:].split("/"):
        name = step.replace("~1", "/").replace("~0", "~")
        if isinstance(sent, Mapping) and name in sent:
            sent = sent[name]
        elif isinstance(sent, Sequence) and not isinstance(sent, str) and name.isdecimal() and int(name) < len(sent):
            sent = sent[int(name)]
        else:
            return False, None
    return True, sent


def _expected_in(detail: str) -> str:
    found = _EXPECTED.search(detail)
    return "" if found is None else found["form"] or f"one of {found['codes']}"
