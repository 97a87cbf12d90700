"""Who moved the total: one bar a supplier, to the left for a fall and to the right for a rise; the rest in one bar."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from tracker.presentation.numbers import format_count, format_tonnes

from .canvas import BLUE, GRAY, ORANGE, Canvas, measure

WIDTH = 720.0
LEFT, RIGHT, TOP = 216.0, 640.0, 34.0
ROW, BAR = 22.0, 13.0
MOST_BARS = 20
LONGEST_NAME = 32


class Bar(NamedTuple):
    label: str
    tonnes: Decimal
    rest: bool = False


def list_bars(contributions: Sequence[dict[str, Any]]) -> list[Bar]:
    """Of those with both figures, who come largest first; beyond MOST_BARS they are summed."""
    moved = [Bar(each["name"], Decimal(each["change_tco2e"])) for each in contributions if each["part"] == "MOVED"]
    shown, rest = moved[:MOST_BARS], moved[MOST_BARS:]
    words = f"the other {format_count(len(rest), 'supplier')}"
    return [*shown, *([Bar(words, sum((bar.tonnes for bar in rest), Decimal(0)), rest=True)] if rest else [])]


def draw_contributions(change: dict[str, Any]) -> str:
    bars = list_bars(change["contributions"])
    canvas = Canvas("contributions", WIDTH, TOP + ROW * len(bars) + 14)
    farthest = max((abs(bar.tonnes) for bar in bars), default=Decimal(0)) or Decimal(1)
    zero, reach = (LEFT + RIGHT) / 2, (RIGHT - LEFT) / 2 - measure("−1,000,000.0")
    canvas.text((zero - 8, 16), "fell", name="caption", anchor="end", size=11, quiet=True)
    canvas.text((zero + 8, 16), "rose", name="caption", size=11, quiet=True)
    for index, bar in enumerate(bars):
        _draw_bar(canvas, bar, zero, reach * float(bar.tonnes / farthest), TOP + ROW * index)
    canvas.line((zero, TOP - 8), (zero, TOP + ROW * len(bars)), name="zero", opacity=0.45)
    return canvas.render(title="Who moved the total", description=_describe(bars, change))


def _draw_bar(canvas: Canvas, bar: Bar, zero: float, length: float, y: float) -> None:
    name, middle = _name(bar), y + BAR / 2 + 4
    canvas.text((LEFT - 8, middle), _short(bar.label), name="supplier", anchor="end", size=11, quiet=bar.rest)
    left, width = min(zero, zero + length), max(abs(length), 0.5)
    if bar.rest:
        canvas.rect(left, y, width, BAR, name=name, stroke=GRAY, dash="3 3")
    elif length < 0:
        canvas.rect(left, y, width, BAR, name=name, fill=BLUE)
    else:
        canvas.hatch(left, y, width, BAR, name=name, color=ORANGE, step=5)
    end, anchor = (zero + length - 6, "end") if length < 0 else (zero + length + 6, None)
    canvas.text((end, middle), _signed(bar.tonnes), name=name, anchor=anchor, size=11)


def _name(bar: Bar) -> str:
    return "rest" if bar.rest else "fell" if bar.tonnes < 0 else "rose"


def _short(label: str) -> str:
    return label if len(label) <= LONGEST_NAME else f"{label[: LONGEST_NAME - 1]}…"


def _signed(tonnes: Decimal) -> str:
    return f"{'+' if tonnes > 0 else ''}{format_tonnes(str(tonnes))}"


def _describe(bars: Sequence[Bar], change: dict[str, Any]) -> str:
    words = "; ".join(f"{bar.label}: {_signed(bar.tonnes)} t" for bar in bars)
    return f"Change of each supplier from {change['before_year']} to {change['year']}. {words or 'Nobody has both figures'}."
