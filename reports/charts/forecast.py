"""The partners' sum as it was, a solid line, and as it is projected, a dashed one with its range: never to be mixed up."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from tracker.presentation.numbers import format_decimal

from .axes import Scale
from .canvas import BLUE, GRAY, ORANGE, Canvas, Point

WIDTH, HEIGHT = 720.0, 300.0
LEFT, RIGHT, TOP, BOTTOM = 64.0, 560.0, 56.0, 262.0

Series = dict[int, Decimal]


def draw_forecast(totals: list[dict[str, Any]], forecast: dict[str, Any]) -> str:
    """`forecast` is one with a projection; `totals` are the years that it goes on from."""
    known = {row["year"]: _kilotonnes(row["tco2e"]) for row in totals}
    last = max(known)
    years = forecast["projection"]["years"]
    lines = {name: _line(years, name, last, known[last]) for name in ("projected_tco2e", "least_tco2e", "greatest_tco2e")}
    bound = _bound(forecast)
    canvas = Canvas("forecast", WIDTH, HEIGHT)
    values = [*known.values(), *(value for line in lines.values() for value in line.values()), *bound.values()]
    scale = Scale.around(values, top=TOP, bottom=BOTTOM)
    scale.draw(canvas, LEFT, RIGHT)
    span = (min(known), years[-1]["year"])
    _draw_frame(canvas, scale, span, last)
    _draw_lines(canvas, scale, span, known, lines)
    _draw_labels(canvas, scale, lines["projected_tco2e"], bound)
    return canvas.render(title="Projection of the partners' sum", description=_describe(totals, forecast))


def _kilotonnes(text: str) -> Decimal:
    return Decimal(text).scaleb(-3)


def _line(years: list[dict[str, Any]], name: str, last: int, figure: Decimal) -> Series:
    """From the last known figure on; nothing where there is no range."""
    return {last: figure} | {row["year"]: _kilotonnes(row[name]) for row in years} if years[0][name] is not None else {}


def _bound(forecast: dict[str, Any]) -> Series:
    needed = forecast["needed"]
    if needed is None or needed["end_year_allowed_tco2e"] == "UNREACHABLE":
        return {}
    return {needed["end_year"]: _kilotonnes(needed["end_year_allowed_tco2e"])}


def _x(year: int, span: tuple[int, int]) -> float:
    first, last = span
    return LEFT + 18 + (RIGHT - LEFT - 18) * (year - first) / (last - first)


def _points(scale: Scale, series: Series, span: tuple[int, int]) -> list[Point]:
    return [(_x(year, span), scale.y(value)) for year, value in series.items()]


def _draw_frame(canvas: Canvas, scale: Scale, span: tuple[int, int], last: int) -> None:
    start = f"; the axis starts at {_amount(scale.low)}" if scale.low else ""
    canvas.text((LEFT - 40, 16), f"kt CO₂e{start}", name="caption", size=11, quiet=True)
    at = _x(last, span)
    canvas.line((at, TOP - 16), (at, BOTTOM), name="today", color=GRAY, dash="2 3")
    canvas.text((at - 6, TOP - 8), "reported", name="caption", anchor="end", size=11, quiet=True)
    canvas.text((at + 6, TOP - 8), "projected", name="caption", size=11, bold=True)
    for year in range(span[0], span[1] + 1, 1 + (span[1] - span[0]) // 12):
        canvas.text((_x(year, span), BOTTOM + 20), str(year), name="tick", anchor="middle", size=11, quiet=True)


def _draw_lines(canvas: Canvas, scale: Scale, span: tuple[int, int], known: Series, lines: dict[str, Series]) -> None:
    canvas.polyline(_points(scale, known, span), name="actual", color=BLUE, width=2.6)
    for point in _points(scale, known, span):
        canvas.circle(point, 3.6, name="actual", fill=BLUE)
    for name in ("least_tco2e", "greatest_tco2e"):
        canvas.polyline(_points(scale, lines[name], span), name="range", color=GRAY, width=1.2, dash="1.5 4")
    canvas.polyline(_points(scale, lines["projected_tco2e"], span), name="projected", color=BLUE, width=2, dash="7 5")


def _draw_labels(canvas: Canvas, scale: Scale, projected: Series, bound: Series) -> None:
    last = max(projected)
    ends = [("projected", f"Projected, {last}", projected[last], BLUE)]
    ends += [("allowed", f"Allowed, {year}", value, ORANGE) for year, value in bound.items()]
    heights = [scale.y(value) for _, _, value, _ in ends]
    if len(heights) > 1 and abs(heights[0] - heights[1]) < 34:
        low, high = (0, 1) if heights[0] > heights[1] else (1, 0)
        heights[high] = min(heights[high], BOTTOM - 46)
        heights[low] = heights[high] + 34
    for (name, words, value, color), height in zip(ends, heights, strict=True):
        if name == "allowed":
            canvas.diamond((RIGHT, scale.y(value)), 5, name=name, stroke=color)
        canvas.text((RIGHT + 20, height), words, size=11, quiet=True)
        canvas.text((RIGHT + 20, height + 15), f"{_amount(value)} kt", name=name, bold=True)


def _amount(kilotonnes: Decimal) -> str:
    return format_decimal(kilotonnes, 1 if kilotonnes >= 10 else 3)


def _describe(totals: list[dict[str, Any]], forecast: dict[str, Any]) -> str:
    known = "; ".join(f"{row['year']}: {_amount(_kilotonnes(row['tco2e']))} kt" for row in totals)
    return f"Reported: {known}. Projected, not reported: {'; '.join(map(_say, forecast['projection']['years']))}."


def _say(row: dict[str, Any]) -> str:
    likely, *ends = (
        _amount(_kilotonnes(row[name])) for name in ("projected_tco2e", "least_tco2e", "greatest_tco2e") if row[name]
    )
    return f"{row['year']}: {likely} kt" + (f" ({' to '.join(ends)})" if ends else "")
