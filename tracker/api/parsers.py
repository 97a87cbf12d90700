"""JSON read strictly: decimals exactly as they were written, each key once, bounded depth, no text that cannot be stored."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import IO, Any

from rest_framework.exceptions import APIException, ParseError
from rest_framework.parsers import BaseParser

from tracker.records.text import find_unstorable, without_unstorable

LARGEST_BODY = 1024 * 1024
DEEPEST = 20
LONGEST_NUMBER = 40

# Possessive, and matching to the end when no quote closes the text: no body makes it look at a byte twice.
_STRING = re.compile(rb'"(?:[^"\\]|\\.)*+(?:"|\\?\Z)', re.DOTALL)
_BRACKET = re.compile(rb"[\[\]{}]")


class BodyTooLarge(APIException):
    status_code = 413
    default_detail = "The body is larger than 1 MiB."


class StrictJSONParser(BaseParser):
    media_type = "application/json"

    def parse(self, stream: IO[bytes], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None) -> Any:
        raw = stream.read(LARGEST_BODY + 1)
        if len(raw) > LARGEST_BODY:
            raise BodyTooLarge
        return read_json(raw)


def read_json(raw: bytes) -> dict[str, Any]:
    """The one object in `raw`. Raises ParseError with a sentence that says what is wrong and where."""
    if (depth := _depth(raw)) > DEEPEST:
        raise ParseError(f"The body is nested {depth} levels deep. Send at most {DEEPEST}.")
    try:
        text = raw.decode("utf-8")
        value = json.loads(
            text,
            parse_float=_read_number,
            parse_int=_read_number,
            parse_constant=_refuse_constant,
            object_pairs_hook=_read_object,
        )
    except UnicodeDecodeError as error:
        raise ParseError(f"The body is not UTF-8: byte {error.start} cannot be read. Send one JSON object in UTF-8.") from error
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise ParseError(f"The body is not JSON: {error.msg}, {place}. Send one JSON object in UTF-8.") from error
    if not isinstance(value, dict):
        raise ParseError(f"The body is {_kind(value)}; send one object in braces.")
    _refuse_unstorable(value)
    return value


def _depth(raw: bytes) -> int:
    """Counted before parsing, since the parser itself recurses."""
    deepest = depth = 0
    for bracket in _BRACKET.findall(_STRING.sub(b"", raw)):
        depth += 1 if bracket in b"[{" else -1
        deepest = max(deepest, depth)
    return deepest


def _read_number(text: str) -> int | Decimal:
    if len(text) > LONGEST_NUMBER:
        raise ParseError(f"The number {text[:20]}… has {len(text)} characters; at most {LONGEST_NUMBER} are read.")
    if not any(mark in text for mark in ".eE"):
        return int(text)
    try:
        number = Decimal(text)
    except InvalidOperation as error:
        raise ParseError(f"The number {text} is beyond what can be read. Send at most 14 digits before the point.") from error
    # Any other is refused by the field that it came for; zero would pass, and whoever writes its exponent out, as the hash
    # of a body does, writes that many zeros.
    if not number and abs(int(number.as_tuple().exponent)) > LONGEST_NUMBER:
        raise ParseError(f"The number {text} has an exponent beyond {LONGEST_NUMBER}. Write it out, such as 51712.8.")
    return number


def _refuse_constant(name: str) -> None:
    raise ParseError(f"{name} is not a JSON number. Send a decimal such as 51712.8, or leave the field out.")


def _read_object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)
    if len(result) != len(pairs):
        seen: set[str] = set()
        twice = next(name for name, _ in pairs if name in seen or seen.add(name))  # type: ignore[func-returns-value]
        raise ParseError(f"The key “{_shown(twice)}” stands twice in one object; each may stand once.")
    return result


def _refuse_unstorable(value: Any, place: str = "") -> None:
    if isinstance(value, dict):
        for key, inner in value.items():
            _refuse_unstorable(key, place or "A key")
            _refuse_unstorable(inner, f"{place}/{_shown(key)}")
    elif isinstance(value, list):
        for position, inner in enumerate(value):
            _refuse_unstorable(inner, f"{place}/{position}")
    elif isinstance(value, str) and (found := find_unstorable(value)):
        raise ParseError(f"{place} holds the character {found}, which is not accepted in text. Send it without.")


def _shown(text: str) -> str:
    return without_unstorable(text[:60])


def _kind(value: Any) -> str:
    if value is None or isinstance(value, bool):
        return json.dumps(value)
    return "an array" if isinstance(value, list) else "text" if isinstance(value, str) else "a number"
