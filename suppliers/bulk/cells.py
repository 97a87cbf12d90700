"""Cells as text, and back. No value is altered: what cannot be read exactly is refused."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

# Excel itself keeps no more; what has more was not typed as a decimal.
MOST_DIGITS = 15
# What a spreadsheet program takes for the beginning of a formula, the wide forms of it too.
_RISKY = "=+\\-@\t\r\n\uff1d\uff0b\uff0d\uff20"
_FORMULA = re.compile(rf"\A'*\s*[{_RISKY}]")
_QUOTED = re.compile(rf"\A'+\s*[{_RISKY}]")
_NUMBER = re.compile(r"[+-]?\d{1,20}(\.\d{1,20})?", re.ASCII)


class UnreadableCell(ValueError):
    """Its text says what came and what was expected."""


def read_cell(cell: Any) -> str:
    """A day as ISO writes it, a number as its shortest decimal. Raises UnreadableCell."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return str(cell).lower()
    if isinstance(cell, int):
        return str(cell)
    if isinstance(cell, float):
        return _read_float(cell)
    if isinstance(cell, datetime):
        if cell.time() != time():
            raise UnreadableCell(f"{cell.isoformat()} has a time of day. Send the day alone.")
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, time | timedelta):
        raise UnreadableCell(f"{cell} is a time of day. Format the cell as text and type the value.")
    return "" if cell is None else str(cell)


def _read_float(cell: float) -> str:
    """Workbooks hold numbers as doubles: what fifteen digits do not tell exactly may be another number than was meant."""
    exact = Decimal(repr(cell))
    if not exact.is_finite() or len(exact.normalize().as_tuple().digits) > MOST_DIGITS:
        raise UnreadableCell(
            f"{cell!r} has more than {MOST_DIGITS} digits, which a workbook keeps as a near value only. "
            "Format the cell as text and type the number."
        )
    text = f"{exact:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def make_inert(text: str) -> str:
    """What a spreadsheet program would run is shown as text; a number stays one. `undo_inert` is its exact reverse."""
    return f"'{text}" if _FORMULA.match(text) and not _NUMBER.fullmatch(text) else text


def undo_inert(text: str) -> str:
    return text[1:] if _QUOTED.match(text) else text
