"""The partners' summed emissions beside the path that the mandate allows."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise
from typing import Any

from tracker.compliance.quantities import Rate, from_micro, to_micro
from tracker.compliance.readings import allowed_compound
from tracker.presentation.numbers import format_decimal, format_stated_rate

from .axes import Scale
from .canvas import BLUE, ORANGE, Canvas, Point

WIDTH, HEIGHT = 720.0, 290.0
LEFT, RIGHT, TOP, BOTTOM = 64.0, 560.0, 46.0, 262.0
LABEL_GAP = 34.0

Series = dict[int, Decimal]


def draw_trajectory(across_partners: dict[str, Any] | None, commitment: dict[str, Any]) -> str:
    """Without partners' figures, the path alone in percent of the base year. Figures later than the mandate lengthen it."""
    actual = _kilotonnes(across_partners)
    first, last = commitment["base_year"], max([commitment["end_year"], *actual])
    base = actual[first] if actual else Decimal(100)
    allowed = _allowed_path(base, commitment["rate"], first, last)
    unit = "kt CO₂e" if actual else "%"
    canvas = Canvas("trajectory", WIDTH, HEIGHT)
    scale = Scale.around([*actual.values(), *allowed.values()], top=TOP, bottom=BOTTOM)
    scale.draw(canvas, LEFT, RIGHT)
    _draw_captions(canvas, scale, unit, first, last)
    _draw_allowed(canvas, _points(scale, allowed, first, last))
    if actual:
        _draw_actual(canvas, _points(scale, actual, first, last))
    _draw_labels(canvas, scale, actual, allowed, unit, (first, last))
    title = "Sum of partners beside the allowed path" if actual else "Allowed path, in percent of the base year"
    return canvas.render(title=title, description=_describe(actual, allowed, unit, commitment))


def _kilotonnes(across: dict[str, Any] | None) -> Series:
    return {total["year"]: Decimal(total["tco2e"]).scaleb(-3) for total in across["totals"]} if across else {}


def _allowed_path(base: Decimal, rate: str, first: int, last: int) -> Series:
    """By the one rule that judges, in its own integers."""
    # The rule floors micro-tonnes; kilotonnes pass as such, so that a label shows the bound of the verdict.
    micro = to_micro(base.scaleb(3))
    bound = Rate.from_decimal(Decimal(rate))
    return {year: from_micro(allowed_compound([micro], bound, year - first)).scaleb(-3) for year in range(first, last + 1)}


def _x(year: int, first: int, last: int) -> float:
    return LEFT + 18 + (RIGHT - LEFT - 18) * (year - first) / (last - first)


def _points(scale: Scale, series: Series, first: int, last: int) -> list[Point]:
    return [(_x(year, first, last), scale.y(value)) for year, value in series.items()]


def _draw_captions(canvas: Canvas, scale: Scale, unit: str, first: int, last: int) -> None:
    start = f"; the axis starts at {format_decimal(scale.low, 0)}" if scale.low else ""
    caption = f"{unit if unit != '%' else 'Percent of the base year'}{start}"
    canvas.text((LEFT - 40, 16), caption, name="caption", size=11, quiet=True)
    stride = 1 + (last - first) // 12
    for year in range(first, last + 1, stride):
        canvas.text((_x(year, first, last), BOTTOM + 20), str(year), name="tick", anchor="middle", size=11, quiet=True)


def _draw_allowed(canvas: Canvas, points: list[Point]) -> None:
    canvas.polyline(points, name="allowed", color=ORANGE, width=2, dash="7 5")


def _draw_actual(canvas: Canvas, points: list[Point]) -> None:
    canvas.polyline(points, name="actual", color=BLUE, width=2.6)
    for point in points:
        canvas.circle(point, 3.6, name="actual", fill=BLUE)


def _draw_labels(canvas: Canvas, scale: Scale, actual: Series, allowed: Series, unit: str, span: tuple[int, int]) -> None:
    last = span[1]
    ends = [("allowed", last, allowed[last], ORANGE)]
    if actual:
        year = max(actual)
        ends.append(("actual", year, actual[year], BLUE))
        if year < last:
            ends.append(("allowed", year, allowed[year], ORANGE))
    heights = _spread([scale.y(value) for _, _, value, _ in ends])
    for (name, year, value, color), height in zip(ends, heights, strict=True):
        start = (_x(year, *span) + 6, scale.y(value))
        canvas.line(start, (RIGHT + 14, height), name=name, color=color, width=0.8, dash="1.5 3")
        canvas.text(
            (RIGHT + 20, height), f"{'Sum of partners' if name == 'actual' else 'Allowed'}, {year}", size=11, quiet=True
        )
        canvas.text((RIGHT + 20, height + 15), _amount(value, unit), name=name, bold=True)
    if actual:
        first = span[0]
        canvas.text((_x(first, *span) + 8, scale.y(actual[first]) - 8), _amount(actual[first], unit), name="actual", bold=True)


def _spread(heights: list[float]) -> list[float]:
    """Pushes labels apart, from the top down, then back up from the lower edge."""
    order = sorted(range(len(heights)), key=lambda index: heights[index])
    placed = list(heights)
    for above, below in pairwise(order):
        placed[below] = max(placed[below], placed[above] + LABEL_GAP)
    overflow = max(0.0, placed[order[-1]] - (BOTTOM - 12))
    return [height - overflow for height in placed]


def _amount(value: Decimal, unit: str) -> str:
    places = 1 if unit == "%" or value >= 10 else 3
    return f"{format_decimal(value, places)} {unit}"


def _describe(actual: Series, allowed: Series, unit: str, commitment: dict[str, Any]) -> str:
    path = (
        f"The path falls by {format_stated_rate(commitment['rate'])} a year from {_amount(allowed[min(allowed)], unit)} "
        f"in {min(allowed)} to {_amount(allowed[max(allowed)], unit)} in {max(allowed)}."
    )
    if not actual:
        return f"{path} No partner's figures are complete yet."
    years = "; ".join(f"{year}: {_amount(value, unit)}" for year, value in actual.items())
    focus = max(actual)
    return f"Sum of partners: {years}. {path} It allows {_amount(allowed[focus], unit)} in {focus}."
