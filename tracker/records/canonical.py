"""Canonical JSON (RFC 8785 for our values: text, integers, booleans, null; never a float) and its hash."""

from __future__ import annotations

import hashlib
import json
import re
from typing import Any

SHA256 = re.compile("[0-9a-f]{64}")


def canonical_json(plain: Any) -> bytes:
    """Raises TypeError for a float: its text differs between machines."""
    _refuse_floats(plain)
    # RFC 8785 sorts keys by UTF-16 code units; ours are ASCII, where the orders agree.
    return json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def sha256_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _refuse_floats(plain: Any) -> None:
    if isinstance(plain, float):
        raise TypeError(f"{plain!r} is a float; quantities are text.")
    if isinstance(plain, dict):
        for key, value in plain.items():
            if not str(key).isascii():
                raise TypeError(f"The key {key!r} is not ASCII.")
            _refuse_floats(value)
    elif isinstance(plain, list | tuple):
        for value in plain:
            _refuse_floats(value)
