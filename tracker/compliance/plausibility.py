"""What a filed year should be looked at twice for, beside the last accepted earlier year. It warns; it refuses nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from math import floor

from .gases import add_up, co2e_of
from .plain import plain_quantity
from .quantities import is_unit_slip
from .reported import ReportedYear

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
    SCOPE_2_METHOD_SWITCHED = "SCOPE_2_METHOD_SWITCHED"
    SHARE_FELL = "SHARE_FELL"
    GASES_DO_NOT_ADD_UP = "GASES_DO_NOT_ADD_UP"
    SCOPE_2_ZERO = "SCOPE_2_ZERO"


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
    yield from _compare_methods(filed, earlier)
    yield from _compare_shares(filed, earlier)


def _compare_methods(filed: ReportedYear, earlier: ReportedYear) -> Iterator[PlausibilityWarning]:
    for now, before in (("market", "location"), ("location", "market")):
        if _states_only(filed, now) and _states_only(earlier, before):
            sentence = (
                f"Scope 2 is {now}-based alone for {filed.year}, and was {before}-based alone for {earlier.year}. "
                "State both, so that the years can be compared."
            )
            yield PlausibilityWarning(WarningCode.SCOPE_2_METHOD_SWITCHED, f"/scope_2_{now}_tco2e", sentence)


def _states_only(reported: ReportedYear, method: str) -> bool:
    figures = {"market": reported.scope_2_market, "location": reported.scope_2_location}
    return [name for name, figure in figures.items() if figure is not None] == [method]


def _compare_shares(filed: ReportedYear, earlier: ReportedYear) -> Iterator[PlausibilityWarning]:
    now, before = filed.allocation_share, earlier.allocation_share
    if now is not None and before is not None and now < before and _total(filed) > _total(earlier):
        sentence = (
            f"The buyer's share fell from {plain_quantity(before)} for {earlier.year} to {plain_quantity(now)} for "
            f"{filed.year}, while the company's total rose. Check how it was allocated, or explain it."
        )
        yield PlausibilityWarning(WarningCode.SHARE_FELL, "/allocation_share", sentence)


def _total(reported: ReportedYear) -> int:
    scope_2 = reported.scope_2_location if reported.scope_2_market is None else reported.scope_2_market
    return (reported.scope_1 or 0) + (scope_2 or 0)


def find_inconsistent(filed: ReportedYear) -> Iterator[PlausibilityWarning]:
    """Figures of one report that do not fit each other."""
    if filed.gas_masses and filed.scope_1 is not None and not add_up(filed.gas_masses, filed.gwp_set, filed.scope_1):
        weighed = plain_quantity(floor(co2e_of(filed.gas_masses, filed.gwp_set)))
        sentence = (
            f"The masses by gas make {weighed} t CO2e under {filed.gwp_set}; scope 1 is {plain_quantity(filed.scope_1)}. "
            "Check that every gas is there, in tonnes of gas."
        )
        yield PlausibilityWarning(WarningCode.GASES_DO_NOT_ADD_UP, "/gas_masses_t", sentence)
    bought = filed.electricity or 0
    # Renewable electricity weighs nothing by the market, and its grid does.
    for method, figure, emitting in (
        ("location", filed.scope_2_location, bought),
        ("market", filed.scope_2_market, bought - (filed.renewable_energy or 0)),
    ):
        if figure == 0 and emitting > 0:
            sentence = f"Scope 2, {method}-based, is zero with {plain_quantity(bought)} MWh of electricity. Check the figure."
            yield PlausibilityWarning(WarningCode.SCOPE_2_ZERO, f"/scope_2_{method}_tco2e", sentence)


def _compare(now: int, before: int) -> WarningCode | None:
    smaller, larger = sorted((now, before))
    if smaller == larger:
        return WarningCode.REPEATED_FIGURES
    if is_unit_slip(now, before):
        return WarningCode.UNIT_SLIP
    return WarningCode.JUMP if larger > LARGEST_STEP * smaller else None


_SENTENCES = {
    WarningCode.UNIT_SLIP: "{stated}; {known}. That is near a factor of 1,000: check that both are tonnes.",
    WarningCode.JUMP: "{stated}; {known}. That is more than tenfold: check the figure, or explain it.",
    WarningCode.REPEATED_FIGURES: "{stated}; {known}, the same to the digit. Check that it is this year's own figure.",
}
