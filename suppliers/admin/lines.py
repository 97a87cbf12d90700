"""The lines of a table in which revisions stand beside each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from tracker.records.admin.cells import change, exact


@dataclass(frozen=True, slots=True)
class Cell:
    text: str
    change: str | None = None
    differs: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    label: str
    unit: str
    numeric: bool
    cells: tuple[Cell, ...]


def quantity(label: str, values: Sequence[Decimal | None], unit: str = "t CO₂e") -> Line:
    first, *others = values
    cells = [Cell(exact(first)), *(Cell(exact(other), change=change(other, first)) for other in others)]
    return Line(label, unit, True, tuple(cells))


def words(label: str, texts: Sequence[str], *, expected_to_differ: bool = False) -> Line:
    cells = (Cell(text, differs=text != texts[0] and not expected_to_differ) for text in texts)
    return Line(label, "", False, tuple(cells))
