"""What a series of yearly figures comes to if it goes on as it went. A projection, never a fact, and never a verdict."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise

MOST_RATIOS = 3


class NoForecast(StrEnum):
    FEWER_THAN_TWO_YEARS = "FEWER_THAN_TWO_YEARS"
    LAST_YEAR_STANDS_ALONE = "LAST_YEAR_STANDS_ALONE"
    ZERO_YEAR = "ZERO_YEAR"
    NOTHING_AHEAD = "NOTHING_AHEAD"
    NO_FIGURES = "NO_FIGURES"
    GOAL_MET = "GOAL_MET"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectedYear:
    """Micro-tonnes. `least` and `greatest` are None where one yearly ratio is all there is: nothing says how far it varies."""

    year: int
    likely: int
    least: int | None
    greatest: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Projection:
    """`ratios` are those of the years that it rests on, each to the year before it."""

    rests_on_years: tuple[int, ...]
    ratios: tuple[Fraction, ...]
    years: tuple[ProjectedYear, ...]


def project(figures: Mapping[int, int], *, end_year: int) -> Projection | NoForecast:
    """Carries the mean of the last yearly ratios, at most MOST_RATIOS of them, forward to `end_year`."""
    if len(figures) < 2:
        return NoForecast.FEWER_THAN_TWO_YEARS
    run = _last_run(figures)
    if len(run) < 2:
        return NoForecast.LAST_YEAR_STANDS_ALONE
    if any(figures[year] == 0 for year in run[:-1]):
        return NoForecast.ZERO_YEAR
    if run[-1] >= end_year:
        return NoForecast.NOTHING_AHEAD
    ratios = tuple(Fraction(figures[after], figures[before]) for before, after in pairwise(run))
    return Projection(rests_on_years=run, ratios=ratios, years=_carry(run[-1], figures[run[-1]], ratios, end_year))


def _last_run(figures: Mapping[int, int]) -> tuple[int, ...]:
    """The last years without a gap between them: one more than there are ratios."""
    last = first = max(figures)
    while first - 1 in figures and last - first < MOST_RATIOS:
        first -= 1
    return tuple(range(first, last + 1))


def _carry(last: int, figure: int, ratios: tuple[Fraction, ...], end_year: int) -> tuple[ProjectedYear, ...]:
    mean = sum(ratios, Fraction(0)) * Fraction(1, len(ratios))
    least, greatest = (min(ratios), max(ratios)) if len(ratios) > 1 else (None, None)
    return tuple(
        ProjectedYear(
            year=last + ahead,
            likely=_grow(figure, mean, ahead),
            least=None if least is None else _grow(figure, least, ahead),
            greatest=None if greatest is None else _grow(figure, greatest, ahead),
        )
        for ahead in range(1, end_year - last + 1)
    )


def _grow(figure: int, ratio: Fraction, years: int) -> int:
    """From the last figure itself, so that roundings do not add up."""
    return round(figure * ratio**years)
