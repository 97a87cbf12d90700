"""Canonical JSON (RFC 8785, for text, whole numbers, booleans and null; never a float) and its hash."""

from __future__ import annotations

import hashlib
import json
import re
from decimal import Decimal
from typing import Any

SHA256 = re.compile("[0-9a-f]{64}")
# What every reader of JSON holds exactly, one whose numbers are doubles too.
LARGEST_NUMBER = 2**53 - 1


def canonical_json(plain: Any) -> bytes:
    """Raises TypeError for a float, whose text differs between machines, and for a number that a double cannot hold."""
    return json.dumps(_in_order(plain), ensure_ascii=False, separators=(",", ":")).encode()


def canonical_received(raw: bytes) -> bytes:
    """Of JSON as it was received: each number becomes text, its plain decimal form, since RFC 8785 would round it."""
    return canonical_json(json.loads(raw, parse_int=plain_number, parse_float=plain_number))


def plain_number(text: str) -> str:
    """Digit for digit, with the exponent written out: 5e-05 is 0.00005, and 1.50 stays 1.50."""
    return f"{Decimal(text):f}"


def sha256_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _in_order(plain: Any) -> Any:
    if isinstance(plain, dict):
        return {key: _in_order(plain[key]) for key in sorted(plain, key=_utf_16)}
    if isinstance(plain, list | tuple):
        return [_in_order(value) for value in plain]
    if isinstance(plain, float):
        raise TypeError(f"{plain!r} is a float; quantities are text.")
    if isinstance(plain, int) and abs(plain) > LARGEST_NUMBER:
        raise TypeError(f"{plain} is beyond what a double holds; send it as text.")
    return plain


def _utf_16(key: Any) -> bytes:
    """RFC 8785 sorts keys by UTF-16 code units: 😀 stands before ﬁ, though its code point is the greater."""
    if not isinstance(key, str):
        raise TypeError(f"The key {key!r} is not text.")
    return key.encode("utf-16-be")
