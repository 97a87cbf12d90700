"""Canonical JSON (RFC 8785), for text, whole numbers, booleans and null: the receipts hold no others."""

from __future__ import annotations

import json
from typing import Any

# What every reader of JSON holds exactly, one whose numbers are doubles too.
LARGEST_NUMBER = 2**53 - 1


def canonical_json(plain: Any) -> bytes:
    """Raises ValueError for a number that not every reader holds exactly."""
    return json.dumps(_in_order(plain), ensure_ascii=False, separators=(",", ":")).encode()


def _in_order(plain: Any) -> Any:
    if isinstance(plain, dict):
        # By UTF-16 code units, as RFC 8785 has it.
        return {key: _in_order(plain[key]) for key in sorted(plain, key=lambda key: key.encode("utf-16-be"))}
    if isinstance(plain, list):
        return [_in_order(each) for each in plain]
    if isinstance(plain, float) or (isinstance(plain, int) and abs(plain) > LARGEST_NUMBER):
        raise ValueError(f"{plain!r} is a number that not every reader holds exactly; a receipt has it as text.")
    return plain
