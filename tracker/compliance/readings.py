"""The five readings of "an average annual reduction".

Each reading answers one question in integers: how many micro-tonnes may the year under judgment have at the most? The
verdict is then one comparison, `actual <= allowed`. Rounding the bound down is exact, since an integer is at or below a
number if and only if it is at or below that number's floor.

`series` holds the years from the base year on, without a gap where the reading needs interim years; n = len(series) - 1.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise
from math import prod

from .commitments import Reading
from .quantities import Rate

AVERAGES = (Reading.COMPOUND, Reading.LINEAR, Reading.MEAN_YEAR_ON_YEAR)
END_POINT_READINGS = frozenset({Reading.COMPOUND, Reading.LINEAR})
YEAR_ON_YEAR_READINGS = frozenset({Reading.MEAN_YEAR_ON_YEAR, Reading.EVERY_YEAR})

# Rates are shown in hundredths of a percent.
RATE_PLACES = 4


class NullReason(StrEnum):
    MISSING_YEAR = "MISSING_YEAR"
    ZERO_YEAR = "ZERO_YEAR"
    YEAR_NOT_COMPARABLE = "YEAR_NOT_COMPARABLE"
    YEAR_TO_RESTATE = "YEAR_TO_RESTATE"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingOutcome:
    """What one reading says of one year. Quantities in micro-tonnes CO2e; None where the reading says nothing.

    `allowed` below zero means that not even zero emissions would comply (UNREACHABLE).
    `next_year_allowed` takes this year's figure as it is. No path to the end year that passes there ends above
    `end_year_allowed`; for CUMULATIVE it is the remaining budget spread evenly.
    """

    reading: Reading
    rests_on_years: tuple[int, ...]
    passes: bool | None = None
    rate: Decimal | None = None
    actual: int | None = None
    allowed: int | None = None
    next_year_allowed: int | None = None
    end_year_allowed: int | None = None
    null_reason: NullReason | None = None

    @property
    def reachable(self) -> bool | None:
        return None if self.allowed is None else self.allowed >= 0

    @property
    def room(self) -> int | None:
        """How far the year lies below the bound, or, as a negative number, above it; None where no cut would comply."""
        return (
            self.allowed - self.actual if self.actual is not None and self.allowed is not None and self.allowed >= 0 else None
        )

    @property
    def excess(self) -> int | None:
        """Above the bound, and so the least further cut that would comply."""
        return None if self.room is None else max(0, -self.room)

    @property
    def surplus(self) -> int | None:
        return None if self.room is None else max(0, self.room)


def allowed_compound(series: Sequence[int], rate: Rate, years: int) -> int:
    allowed: int = series[0] * rate.kept**years // rate.denominator**years
    return allowed


def allowed_linear(series: Sequence[int], rate: Rate, years: int) -> int:
    return series[0] * (rate.denominator - rate.numerator * years) // rate.denominator


def allowed_mean_year_on_year(series: Sequence[int], rate: Rate, years: int) -> int:
    """`series[years - 1]` times what the ratios of the earlier years leave of the sum that the mean permits."""
    befores = series[: years - 1]
    common = prod(befores)
    used = sum(after * (common // before) for before, after in zip(befores, series[1:years], strict=True))
    left = years * rate.kept * common - used * rate.denominator
    return series[years - 1] * left // (rate.denominator * common)


def allowed_every_year(series: Sequence[int], rate: Rate, years: int) -> int:
    if any(after * rate.denominator > before * rate.kept for before, after in pairwise(series[:years])):
        return -1
    return series[years - 1] * rate.kept // rate.denominator


def allowed_cumulative(series: Sequence[int], rate: Rate, years: int) -> int:
    return _compound_budget(series[0], rate, years) - sum(series[1:years])


def _compound_budget(base: int, rate: Rate, years: int) -> int:
    path = sum(rate.kept**k * rate.denominator ** (years - k) for k in range(1, years + 1))
    budget: int = base * path // rate.denominator**years
    return budget


ALLOWED: Mapping[Reading, Callable[[Sequence[int], Rate, int], int]] = {
    Reading.COMPOUND: allowed_compound,
    Reading.LINEAR: allowed_linear,
    Reading.MEAN_YEAR_ON_YEAR: allowed_mean_year_on_year,
    Reading.EVERY_YEAR: allowed_every_year,
    Reading.CUMULATIVE: allowed_cumulative,
}


def read_series(
    figures: Mapping[int, int], rate: Rate, *, base_year: int, year: int, end_year: int
) -> dict[Reading, ReadingOutcome]:
    """Every reading's outcome for `year`, by years to micro-tonnes; the base year's figure must be above zero.

    Without a figure for `year` itself the outcomes still say what is allowed, and no verdict.
    """
    return {
        reading: _read_one(reading, figures, rate, base_year=base_year, year=year, end_year=end_year) for reading in Reading
    }


def _read_one(
    reading: Reading, figures: Mapping[int, int], rate: Rate, *, base_year: int, year: int, end_year: int
) -> ReadingOutcome:
    span = range(base_year, year + 1)
    needed = (base_year, year) if reading in END_POINT_READINGS else tuple(span)
    present = tuple(y for y in needed if y in figures)
    if null_reason := _why_null(reading, figures, needed[:-1]):
        return ReadingOutcome(reading=reading, rests_on_years=present, null_reason=null_reason)
    series, years = [figures.get(y, 0) for y in span], year - base_year
    allowed = ALLOWED[reading](series, rate, years)
    if year not in figures:
        return ReadingOutcome(reading=reading, rests_on_years=present, allowed=allowed, null_reason=NullReason.MISSING_YEAR)
    return ReadingOutcome(
        reading=reading,
        rests_on_years=present,
        passes=series[-1] <= allowed,
        rate=shown_rate(reading, series),
        actual=series[-1],
        allowed=allowed,
        next_year_allowed=_next_year_allowed(reading, series, rate) if year < end_year else None,
        end_year_allowed=_end_year_allowed(reading, series, rate, end_year - year) if year < end_year else None,
    )


def find_allowed(reading: Reading, figures: Mapping[int, int], rate: Rate, *, base_year: int, year: int) -> int | NullReason:
    """The bound of `year` from the years before it, or why the reading says nothing of it."""
    needed = (base_year,) if reading in END_POINT_READINGS else range(base_year, year)
    if null_reason := _why_null(reading, figures, needed):
        return null_reason
    return ALLOWED[reading]([figures.get(y, 0) for y in range(base_year, year)], rate, year - base_year)


def _why_null(reading: Reading, figures: Mapping[int, int], earlier: Sequence[int]) -> NullReason | None:
    if any(y not in figures for y in earlier):
        return NullReason.MISSING_YEAR
    if reading in YEAR_ON_YEAR_READINGS and any(figures[y] == 0 for y in earlier):
        return NullReason.ZERO_YEAR
    return None


def _next_year_allowed(reading: Reading, series: Sequence[int], rate: Rate) -> int | None:
    if reading in YEAR_ON_YEAR_READINGS and series[-1] == 0:
        return None
    return ALLOWED[reading](series, rate, len(series))


def _end_year_allowed(reading: Reading, series: Sequence[int], rate: Rate, remaining: int) -> int | None:
    """The greatest figure on which any path from here may end, `remaining` years ahead."""
    years = len(series) - 1 + remaining
    if reading in END_POINT_READINGS:
        return ALLOWED[reading](series, rate, years)
    if reading is Reading.CUMULATIVE:
        return (_compound_budget(series[0], rate, years) - sum(series[1:])) // remaining
    if series[-1] == 0:
        return None
    if reading is Reading.EVERY_YEAR:
        return _fall_every_year(series[-1], rate, remaining) if allowed_every_year(series, rate, len(series)) >= 0 else -1
    # Of all ratios with one sum, equal ones have the greatest product, so the best path to the end falls evenly.
    ratios = sum(Fraction(after, before) for before, after in pairwise(series))
    even = Fraction(years * Fraction(rate.kept, rate.denominator) - ratios, remaining)
    return -1 if even < 0 else int(series[-1] * even**remaining)


def _fall_every_year(figure: int, rate: Rate, years: int) -> int:
    """Floored each year: the years between are whole micro-tonnes too, and each must hold."""
    for _ in range(years):
        figure = figure * rate.kept // rate.denominator
    return figure


def shown_rate(reading: Reading, series: Sequence[int]) -> Decimal | None:
    """The achieved annual rate, rounded down, so that a rate below the mandate never prints as the mandate's."""
    scale, years = 10**RATE_PLACES, len(series) - 1
    if reading is Reading.CUMULATIVE:
        return None
    if reading is Reading.COMPOUND:
        return _as_rate(scale - ceil_root(series[-1] * scale**years, series[0], years))
    if reading is Reading.LINEAR:
        return _as_rate(scale * (series[0] - series[-1]) // (years * series[0]))
    falls = [1 - Fraction(after, before) for before, after in pairwise(series)]
    fall = min(falls) if reading is Reading.EVERY_YEAR else sum(falls, Fraction(0)) / years
    return _as_rate(fall.numerator * scale // fall.denominator)


def _as_rate(scaled: int) -> Decimal:
    return Decimal(scaled).scaleb(-RATE_PLACES)


def ceil_root(numerator: int, denominator: int, degree: int) -> int:
    """The least integer x with x**degree >= numerator / denominator."""
    low, high = -1, 1
    while denominator * high**degree < numerator:
        high *= 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if denominator * middle**degree >= numerator else (middle, high)
    return high
