"""The declared reading with the figures put in. Signs and numbers only, the same in every language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .numbers import ALL_PLACES, format_stated_rate, format_tonnes

Plain = dict[str, Any]
# With more terms than this, a sum shows its ends.
MOST_TERMS = 3
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def format_comparison(row: Plain, comparison: Plain) -> str:
    """`row` is an assessment: `40 ≤ 45 × (1 − 5 %)² = 40.6125`; without the left side while there is no figure to compare."""
    allowed = f"{_bound(row, comparison['year'])} = {format_amount(comparison['allowed_tco2e'])}"
    if comparison["holds"] is None:
        return allowed
    return f"{_actual(row, comparison)} {'≤' if comparison['holds'] else '>'} {allowed}"


def find_divided(row: Plain, year: int) -> Plain | None:
    """The step in which the tonnes of `year` were divided."""
    steps = (step for compared in row["series"] if compared["year"] == year for step in compared["steps"])
    return next((step for step in steps if step["code"] == "DIVIDED"), None)


def format_amount(text: str) -> str:
    return format_tonnes(text, ALL_PLACES)


def _figures(row: Plain) -> dict[int, str]:
    """By year, with the division where there is one: `100 ÷ 10`."""
    return {compared["year"]: _figure(row, compared) for compared in row["series"]}


def _figure(row: Plain, compared: Plain) -> str:
    divided, tonnes = find_divided(row, compared["year"]), format_amount(compared["tco2e"])
    return f"{tonnes} ÷ {format_amount(divided['amount'])}" if divided else tonnes


def _actual(row: Plain, comparison: Plain) -> str:
    year, figures = comparison["year"], _figures(row)
    actual = format_amount(comparison["actual_tco2e"])
    summed = row["reading"] == "CUMULATIVE" and year > row["base_year"] + 1
    terms = [figures[each] for each in (range(row["base_year"] + 1, year + 1) if summed else [year])]
    return f"{_sum(terms)} = {actual}" if summed or row["denominator"] else actual


def _bound(row: Plain, year: int) -> str:
    figures, base, years = _figures(row), row["base_year"], year - row["base_year"]
    rate = format_stated_rate(row["rate_required"])
    first, kept = figures[base], f"(1 − {rate})"
    if row["reading"] == "COMPOUND":
        return f"{first} × {kept}{_power(years)}"
    if row["reading"] == "LINEAR":
        return f"{first} × (1 − {years} × {rate})" if years > 1 else f"{first} × {kept}"
    if row["reading"] == "EVERY_YEAR":
        return f"{figures[year - 1]} × {kept}"
    if row["reading"] == "CUMULATIVE":
        path = _sum([f"{kept}{_power(power)}" for power in range(1, years + 1)])
        return f"{first} × ({path})" if years > 1 else f"{first} × {kept}"
    return _mean_bound(figures, base, year, kept)


def _mean_bound(figures: Mapping[int, str], base: int, year: int, kept: str) -> str:
    """What the ratios of the earlier years leave of the sum that the mean permits."""
    before = figures[year - 1]
    if year == base + 1:
        return f"{before} × {kept}"
    ratios = [f"{figures[each]} ÷ {_as_divisor(figures[each - 1])}" for each in range(base + 1, year)]
    return f"{before} × ({year - base} × {kept} − {' − '.join(ratios)})"


def _as_divisor(figure: str) -> str:
    return f"({figure})" if "÷" in figure else figure


def _power(number: int) -> str:
    return "" if number == 1 else str(number).translate(_RAISED)


def _sum(terms: list[str]) -> str:
    return " + ".join(terms if len(terms) <= MOST_TERMS else [terms[0], terms[1], "…", terms[-1]])
