"""Burn-up of a cumulative goal: what is counted at the end of each year, verified below claimed, under the target line."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from tracker.presentation.numbers import format_day, format_decimal, format_mass, format_rate

from .axes import Scale
from .canvas import BLUE, GRAY, ORANGE, Canvas

WIDTH, HEIGHT = 720.0, 320.0
LEFT, RIGHT, TOP, BOTTOM = 64.0, 560.0, 40.0, 270.0


@dataclass(frozen=True, slots=True)
class Column:
    """Kilograms up to the end of `year`. Without a figure for the year, what the years before had; unknown lies above it."""

    year: int
    known: bool
    begun: bool
    claimed: Decimal
    verified: Decimal

    @property
    def counted(self) -> Decimal:
        return self.claimed + self.verified


def draw_goal(progress: dict[str, Any]) -> str:
    columns = _accumulate(progress)
    target = Decimal(progress["target_kg"])
    canvas = Canvas("goal", WIDTH, HEIGHT)
    highest = max([target, *(column.counted for column in columns)])
    scale = Scale.around([highest.scaleb(-3)], top=TOP, bottom=BOTTOM, from_zero=True, parts=4)
    scale.draw(canvas, LEFT, RIGHT)
    canvas.text((LEFT - 40, 16), "Tonnes, cumulative at the end of each year", name="caption", size=11, quiet=True)
    slot = (RIGHT - LEFT) / len(columns)
    for index, column in enumerate(columns):
        _draw_column(canvas, scale, column, LEFT + slot * index, slot)
        _draw_total(canvas, scale, column, LEFT + slot * (index + 0.5), scale.y(target.scaleb(-3)))
    _draw_target(canvas, scale, progress)
    _draw_key(canvas, columns)
    return canvas.render(title="Counted mass beside the target", description=_describe(columns, progress))


def _accumulate(progress: dict[str, Any]) -> list[Column]:
    commitment, by_year = progress["commitment"], {row["year"]: row for row in progress["by_year"]}
    first, last = (date.fromisoformat(commitment[name]).year for name in ("start", "end"))
    columns, claimed, verified = [], Decimal(0), Decimal(0)
    for year in range(first, last + 1):
        row = by_year.get(year, {})
        known = row.get("counted_kg") is not None
        claimed += Decimal(row["claimed_kg"]) if known else 0
        verified += Decimal(row["verified_kg"]) if known else 0
        columns.append(Column(year, known, year in by_year, claimed, verified))
    return columns


def _draw_column(canvas: Canvas, scale: Scale, column: Column, left: float, slot: float) -> None:
    width = min(slot * 0.62, 84)
    x, middle = left + (slot - width) / 2, left + slot / 2
    top, between, floor = (scale.y(max(mass, Decimal(0)).scaleb(-3)) for mass in (column.counted, column.verified, Decimal(0)))
    canvas.text((middle, BOTTOM + 20), str(column.year), name="tick", anchor="middle", size=11, quiet=True)
    if not column.known:
        words = "no figures" if column.begun else "not begun"
        if column.begun and column.counted > 0:
            canvas.rect(x, top, width, floor - top, name="unknown", stroke=GRAY, dash="3 4")
        canvas.text((middle, floor - 10), words, name="unknown", anchor="middle", size=11, quiet=True)
        return
    if column.verified > 0:
        canvas.rect(x, between, width, floor - between, name="verified", fill=BLUE)
    if between - top > 0:
        canvas.hatch(x, top, width, between - top, name="claimed", color=BLUE)


def _draw_total(canvas: Canvas, scale: Scale, column: Column, middle: float, target: float) -> None:
    if not column.known:
        return
    baseline = scale.y(max(column.counted, Decimal(0)).scaleb(-3)) - 8
    # Just below the target the line would strike the label through, so it goes above the line.
    struck = baseline - 12 < target < baseline + 8
    canvas.text(
        (middle, target - 7 if struck else baseline), format_decimal(column.counted.scaleb(-3), 0), anchor="middle", bold=True
    )


def _draw_target(canvas: Canvas, scale: Scale, progress: dict[str, Any]) -> None:
    at = scale.y(Decimal(progress["target_kg"]).scaleb(-3))
    canvas.line((LEFT, at), (RIGHT + 6, at), name="target", color=ORANGE, width=2, dash="7 5")
    canvas.text((RIGHT + 12, at - 4), "Target", size=11, quiet=True)
    canvas.text((RIGHT + 12, at + 12), f"{format_mass(progress['target_kg'], 0)} t", name="target", bold=True)
    canvas.text((RIGHT + 12, at + 27), f"by {format_day(progress['commitment']['end'])}", size=11, quiet=True)


def _draw_key(canvas: Canvas, columns: list[Column]) -> None:
    y = BOTTOM + 36
    entries = [("claimed", "claimed"), ("verified", "verified")]
    if any(column.begun and not column.known for column in columns):
        entries.append(("unknown", "no figures; what earlier years had"))
    x = LEFT + 4
    for name, words in entries:
        _draw_swatch(canvas, name, x, y)
        canvas.text((x + 22, y + 10), words, name="key", size=11, quiet=True)
        x += 40 + 6.4 * len(words)


def _draw_swatch(canvas: Canvas, name: str, x: float, y: float) -> None:
    if name == "verified":
        canvas.rect(x, y, 16, 11, name=name, fill=BLUE)
    elif name == "claimed":
        canvas.hatch(x, y, 16, 11, name=name, color=BLUE, step=5)
    else:
        canvas.rect(x, y, 16, 11, name=name, stroke=GRAY, dash="3 3")


def _describe(columns: list[Column], progress: dict[str, Any]) -> str:
    years = "; ".join(
        f"{column.year}: {format_decimal(column.counted.scaleb(-3), 1)} t" if column.known else f"{column.year}: no figures"
        for column in columns
    )
    claimed, verified = format_mass(progress["claimed_kg"]), format_mass(progress["verified_kg"])
    claimed, verified = format_mass(progress["claimed_kg"]), format_mass(progress["verified_kg"])
    return (
        f"At the end of {years}. Claimed {claimed} t, verified {verified} t, together {format_rate(progress['share'])} "
        f"of the target of {format_mass(progress['target_kg'], 0)} t by {format_day(progress['commitment']['end'])}."
    )
