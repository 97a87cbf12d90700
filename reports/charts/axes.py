"""A vertical scale with round steps. The steps are exact; only coordinates are floats."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from tracker.presentation.numbers import format_decimal

from .canvas import Canvas

_STEPS = tuple(Decimal(step) for step in ("1", "2", "2.5", "5", "10"))


def round_step(span: Decimal, parts: int) -> Decimal:
    """The smallest of 1, 2, 2.5, 5, 10 times a power of ten that covers `span` in `parts` steps."""
    if span <= 0:
        return Decimal(1)
    raw = span / parts
    power = Decimal(1).scaleb(raw.adjusted())
    return next(step * power for step in _STEPS if step * power >= raw)


@dataclass(frozen=True, slots=True)
class Scale:
    """From `low` at the pixel `bottom` up to `high` at the pixel `top`."""

    low: Decimal
    high: Decimal
    step: Decimal
    top: float
    bottom: float

    @classmethod
    def around(cls, values: list[Decimal], *, top: float, bottom: float, from_zero: bool = False, parts: int = 5) -> Scale:
        least = Decimal(0) if from_zero else min(values)
        step = round_step(max(values) - least, parts)
        # Not `//`, which cuts Decimals towards zero.
        low = (least / step).to_integral_value(rounding=ROUND_FLOOR) * step
        high = (max(values) / step).to_integral_value(rounding=ROUND_CEILING) * step
        return cls(low=low, high=max(high, low + step), step=step, top=top, bottom=bottom)

    def y(self, value: Decimal) -> float:
        return self.bottom - float((value - self.low) / (self.high - self.low)) * (self.bottom - self.top)

    def ticks(self) -> list[Decimal]:
        return [self.low + self.step * index for index in range(int((self.high - self.low) / self.step) + 1)]

    def draw(self, canvas: Canvas, left: float, right: float) -> None:
        exponent = self.step.normalize().as_tuple().exponent
        places = max(0, -exponent) if isinstance(exponent, int) else 0
        for tick in self.ticks():
            at = self.y(tick)
            canvas.line((left, at), (right, at), name="grid", opacity=0.45 if tick == self.low else 0.14)
            canvas.text((left - 8, at + 4), format_decimal(tick, places), name="tick", anchor="end", size=11, quiet=True)
