"""Who passes, and how far: one dot a supplier (or a few, where they are many), by the yearly rate that it achieved."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal
from itertools import count
from typing import Any

from tracker.presentation.numbers import format_count, format_rate, format_stated_rate

from .canvas import BLUE, ORANGE, Canvas

WIDTH = 720.0
LEFT, RIGHT, TOP = 20.0, 700.0, 44.0
DOT = 11.0
MOST_DOTS = 14
BIN = Decimal("0.01")
# Farther out than this from the required rate, dots stand in the outermost column.
REACH = 16


@dataclass(frozen=True, slots=True)
class Cell:
    """A column of dots: whole bins left (below zero) or right of the required rate."""

    bin: int
    passes: bool


def draw_supplier_dots(assessments: Sequence[dict[str, Any]]) -> str:
    judged = [assessment for assessment in assessments if assessment["rate_achieved"] is not None]
    required = Decimal(assessments[0]["rate_required"]) if assessments else Decimal(0)
    cells = Counter(_cell(assessment, required) for assessment in judged)
    per_dot = _suppliers_per_dot(cells)
    bottom = (
        TOP
        + 16
        + DOT * max((_below(cells, cell, per_dot) + -(-amount // per_dot) for cell, amount in cells.items()), default=2)
    )
    canvas = Canvas("suppliers", WIDTH, bottom + 56)
    for cell, amount in sorted(cells.items(), key=lambda item: (item[0].bin, item[0].passes)):
        _draw_column(canvas, cell, -(-amount // per_dot), bottom - 8 - DOT * _below(cells, cell, per_dot))
    _draw_axis(canvas, required, bottom)
    _draw_key(canvas, per_dot, bottom + 46, silent=len(assessments) - len(judged))
    return canvas.render(title="Suppliers by achieved yearly rate", description=_describe(judged, len(assessments), required))


def _cell(assessment: dict[str, Any], required: Decimal) -> Cell:
    distance = (Decimal(assessment["rate_achieved"]) - required) / BIN
    whole = int(distance.to_integral_value(rounding=ROUND_FLOOR))
    return Cell(bin=min(max(whole, -REACH), REACH - 1), passes=_passes(assessment))


def _passes(assessment: dict[str, Any]) -> bool:
    declared = next(outcome for outcome in assessment["readings"] if outcome["reading"] == assessment["reading"])
    return bool(declared["passes"])


def _below(cells: Counter[Cell], cell: Cell, per_dot: int) -> int:
    """Dots of the other verdict that stand lower in the same column: a rate rounded down can share its bin."""
    return -(-cells[Cell(cell.bin, False)] // per_dot) if cell.passes else 0


def _suppliers_per_dot(cells: Counter[Cell]) -> int:
    """So few that the highest column still fits, in steps of 1, 2, 5, 10, ..."""
    most = max((cells[Cell(cell.bin, True)] + cells[Cell(cell.bin, False)] for cell in cells), default=0)
    # Both verdicts in one column round up apart, hence the dot that is kept free.
    sizes = (int(size * 10**power) for power in count() for size in (1, 2, 5))
    return next(size for size in sizes if -(-most // size) < MOST_DOTS)


def _x(bins: float) -> float:
    return LEFT + (RIGHT - LEFT) * (bins + REACH) / (2 * REACH)


def _draw_column(canvas: Canvas, cell: Cell, dots: int, lowest: float) -> None:
    for level in range(dots):
        center = (_x(cell.bin + 0.5), lowest - DOT * level)
        if cell.passes:
            canvas.circle(center, 4.2, name="passes", fill=BLUE)
        else:
            canvas.diamond(center, 4.8, name="fails", stroke=ORANGE)


def _draw_axis(canvas: Canvas, required: Decimal, bottom: float) -> None:
    canvas.line((LEFT, bottom), (RIGHT, bottom), name="axis", opacity=0.45)
    canvas.line((_x(0), TOP - 14), (_x(0), bottom + 6), name="required", width=1.4)
    canvas.text(
        (_x(0), TOP - 22), f"required: {format_stated_rate(str(required))} a year", name="required", anchor="middle", bold=True
    )
    for bins in range(-REACH, REACH + 1, 4):
        edge = {-REACH: "less", REACH: "more"}.get(bins) or format_rate(str(required + BIN * bins), 0)
        anchor = {-REACH: "start", REACH: "end"}.get(bins, "middle")
        canvas.text((_x(bins), bottom + 20), edge, name="tick", anchor=anchor, size=11, quiet=True)


def _draw_key(canvas: Canvas, per_dot: int, y: float, *, silent: int) -> None:
    canvas.diamond((LEFT + 5, y - 4), 4.8, name="fails", stroke=ORANGE)
    canvas.text((LEFT + 16, y), "fails", name="key", size=11)
    canvas.circle((LEFT + 69, y - 4), 4.2, name="passes", fill=BLUE)
    canvas.text((LEFT + 80, y), "passes", name="key", size=11)
    words = "one sign, one supplier" if per_dot == 1 else f"one sign, up to {per_dot:,} suppliers"
    silence = f"; {format_count(silent, 'supplier')} without a rate not shown" if silent else ""
    canvas.text((LEFT + 136, y), f"{words}; columns of 1 percentage point{silence}", name="key", size=11, quiet=True)


def _describe(judged: Sequence[dict[str, Any]], total: int, required: Decimal) -> str:
    if not judged:
        return f"None of {format_count(total, 'supplier')} has an achieved rate yet."
    passing = sum(map(_passes, judged))
    rates = sorted(Decimal(assessment["rate_achieved"]) for assessment in judged)
    return (
        f"{len(judged):,} of {format_count(total, 'supplier')} have a rate: {passing:,} pass and "
        f"{len(judged) - passing:,} fail against {format_stated_rate(str(required))} a year. "
        f"The rates run from {format_rate(str(rates[0]))} to {format_rate(str(rates[-1]))}."
    )
