"""Test vectors: worked figures that a commitment publishes, with what its own rule must make of them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from ..quantities import QuantityError, parse_quantity, to_micro
from .promises import Vector
from .terms import Terms

STATUS = "status"
FIRST_YEAR, LAST_YEAR = 1000, 9000
_NAMES = {"figures", "on", "expect", "why", "source"}


def read_vectors(reader: Terms, names: Collection[str]) -> tuple[Vector, ...]:
    """Each expects something of `names`. Raises CommitmentError, by way of `reader`."""
    given = reader.take("vectors", list, optional=True) or []
    return tuple(_read_vector(reader, number, stated, names) for number, stated in enumerate(given, start=1))


def _read_vector(reader: Terms, number: int, stated: Any, names: Collection[str]) -> Vector:
    if not isinstance(stated, Mapping) or not {"figures", "expect", "why"} <= set(stated) <= _NAMES:
        raise reader.error(f"vector {number} must be a table of figures, expect and why, and perhaps on and source")
    inner = reader.inside(f"vector {number}", stated)
    return Vector(
        figures=tuple(sorted(_read_figure(inner, year, text) for year, text in _filled(inner, "figures").items())),
        expect=tuple(_read_expected(inner, name, code, names) for name, code in _filled(inner, "expect").items()),
        why=inner.take("why", str),
        source=inner.take("source", str, optional=True),
        on=inner.day("on") if "on" in stated else None,
    )


def _filled(reader: Terms, name: str) -> Mapping[str, Any]:
    table: Mapping[str, Any] = reader.take(name, dict)
    if not table:
        raise reader.error(f"{name} must not be empty")
    return table


def _read_figure(reader: Terms, year: str, text: Any) -> tuple[int, int]:
    if not (isinstance(year, str) and year.isascii() and year.isdigit() and FIRST_YEAR <= int(year) <= LAST_YEAR):
        raise reader.error(f"figures must be named by years such as 2026, not {year!r}")
    try:
        return int(year), to_micro(parse_quantity(text if isinstance(text, str) else repr(text)))
    except QuantityError as error:
        raise reader.error(f"the figure of {year} must be a plain decimal in quotes. {error}") from error


def _read_expected(reader: Terms, name: str, code: Any, names: Collection[str]) -> tuple[str, str]:
    if name not in names or not isinstance(code, str):
        raise reader.error(f"expect must say a code of {', '.join(names)}, not {name} = {code!r}")
    return name, code
