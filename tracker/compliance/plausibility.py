"""What a filed year should be looked at twice for, beside the last accepted earlier year. It warns; it refuses nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from .plain import plain_quantity
from .reported import ReportedYear

# Kilograms taken for tonnes, with a year's honest change on top.
LEAST_SLIP, LARGEST_SLIP = 500, 2000
LARGEST_STEP = 10
SCOPES = {
    "scope_1": "Scope 1",
    "scope_2_location": "Scope 2, location-based,",
    "scope_2_market": "Scope 2, market-based,",
}


class WarningCode(StrEnum):
    UNIT_SLIP = "UNIT_SLIP"
    JUMP = "JUMP"
    REPEATED_FIGURES = "REPEATED_FIGURES"


@dataclass(frozen=True, slots=True)
class PlausibilityWarning:
    code: WarningCode
    pointer: str
    sentence: str


def find_implausible(filed: ReportedYear, earlier: ReportedYear) -> Iterator[PlausibilityWarning]:
    """For each scope that both years state. A year of zero is no measure of another."""
    for scope, words in SCOPES.items():
        now, before = getattr(filed, scope), getattr(earlier, scope)
        code = _compare(now, before) if now and before else None
        if code:
            stated = f"{words} is {plain_quantity(now)} t CO2e for {filed.year}"
            known = f"{plain_quantity(before)} t CO2e was accepted for {earlier.year}"
            yield PlausibilityWarning(code, f"/{scope}_tco2e", _SENTENCES[code].format(stated=stated, known=known))


def _compare(now: int, before: int) -> WarningCode | None:
    smaller, larger = sorted((now, before))
    if smaller == larger:
        return WarningCode.REPEATED_FIGURES
    if LEAST_SLIP * smaller <= larger <= LARGEST_SLIP * smaller:
        return WarningCode.UNIT_SLIP
    return WarningCode.JUMP if larger > LARGEST_STEP * smaller else None


_SENTENCES = {
    WarningCode.UNIT_SLIP: "{stated}; {known}. That is near a factor of 1,000: check that both are tonnes.",
    WarningCode.JUMP: "{stated}; {known}. That is more than tenfold: check the figure, or explain it.",
    WarningCode.REPEATED_FIGURES: "{stated}; {known}, the same to the digit. Check that it is this year's own figure.",
}
