"""What a filed year should be looked at twice for, beside the last accepted earlier year. It warns; it refuses nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from math import floor
from typing import NamedTuple

from .gases import add_up, co2e_of
from .plain import plain_quantity
from .plausibility_words import Facts, WarningCode, say_warning
from .quantities import is_unit_slip
from .reported import ReportedYear

__all__ = ["PlausibilityWarning", "WarningCode", "find_implausible", "find_inconsistent", "find_unequal_parts"]

LARGEST_STEP = 10
SLIP = 1000
LEAPS = (WarningCode.UNIT_SLIP, WarningCode.JUMP)


@dataclass(frozen=True, slots=True)
class PlausibilityWarning:
    """`facts` are what the sentence names: what `came`, what was `expected`. The pointer of a whole report is empty."""

    code: WarningCode
    pointer: str
    sentence: str
    sentence_zh: str
    facts: Facts = field(default_factory=dict)


class _Pair(NamedTuple):
    """One figure of both years, in millionths of its unit."""

    figure: str
    pointer: str
    unit: str
    came: int
    known: int


def find_implausible(filed: ReportedYear, earlier: ReportedYear) -> Iterator[PlausibilityWarning]:
    """For each figure that both years state. A year of zero is no measure of another."""
    found = [(pair, code) for pair in _list_pairs(filed, earlier) if (code := _compare(pair))]
    if not any(code in LEAPS for _, code in found):
        # The sum can leap where no part does, such as from a part that was zero.
        totals = [(pair, code) for pair in _list_totals(filed, earlier) if (code := _compare(pair)) in LEAPS]
        found += totals[:1]
    years: Facts = {"year": filed.year, "earlier_year": earlier.year}
    for pair, code in found:
        yield _warn(code, pair.pointer, **_facts_of(pair, code), **years)
    yield from _compare_methods(filed, earlier, years)
    yield from _compare_shares(filed, earlier, years)


def _list_pairs(filed: ReportedYear, earlier: ReportedYear) -> Iterator[_Pair]:
    for scope in ("scope_1", "scope_2_location", "scope_2_market"):
        yield _Pair(scope, f"/{scope}_tco2e", "tco2e", getattr(filed, scope) or 0, getattr(earlier, scope) or 0)
    both = filed.scope_3.keys() & earlier.scope_3.keys()
    now, before = (sum(reported.scope_3[category] for category in both) for reported in (filed, earlier))
    yield _Pair("scope_3", "/scope_3_tco2e", "tco2e", now, before)
    yield _Pair("electricity", "/electricity_mwh", "mwh", filed.electricity or 0, earlier.electricity or 0)


def _list_totals(filed: ReportedYear, earlier: ReportedYear) -> Iterator[_Pair]:
    """By a method that both years state: sums by two methods are not to be compared."""
    for method in ("market", "location"):
        parts = [(reported.scope_1, getattr(reported, f"scope_2_{method}")) for reported in (filed, earlier)]
        if all(part is not None for year in parts for part in year):
            yield _Pair(f"total_{method}", "", "tco2e", *(sum(year) for year in parts))


def _compare(pair: _Pair) -> WarningCode | None:
    smaller, larger = sorted((pair.came, pair.known))
    if not smaller:
        return None
    if smaller == larger:
        return WarningCode.REPEATED_FIGURES
    if is_unit_slip(smaller, larger):
        return WarningCode.UNIT_SLIP
    return WarningCode.JUMP if larger > LARGEST_STEP * smaller else None


def _facts_of(pair: _Pair, code: WarningCode) -> dict[str, str]:
    facts = {"came": _plain(pair.came), "expected": _plain(pair.known)}
    if code is WarningCode.UNIT_SLIP:
        facts["in_its_unit"] = _plain(pair.came // SLIP if pair.came > pair.known else pair.came * SLIP)
    return {"figure": pair.figure, "unit": pair.unit, **facts}


def _compare_methods(filed: ReportedYear, earlier: ReportedYear, years: Facts) -> Iterator[PlausibilityWarning]:
    for now, before in (("market", "location"), ("location", "market")):
        if _states_only(filed, now) and _states_only(earlier, before):
            came, expected = (f"{method.upper()}_BASED" for method in (now, before))
            code = WarningCode.SCOPE_2_METHOD_SWITCHED
            yield _warn(code, f"/scope_2_{now}_tco2e", came=came, expected=expected, **years)


def _states_only(reported: ReportedYear, method: str) -> bool:
    figures = {"market": reported.scope_2_market, "location": reported.scope_2_location}
    return [name for name, figure in figures.items() if figure is not None] == [method]


def _compare_shares(filed: ReportedYear, earlier: ReportedYear, years: Facts) -> Iterator[PlausibilityWarning]:
    now, before = filed.allocation_share, earlier.allocation_share
    risen = next((pair for pair in _list_totals(filed, earlier) if pair.came > pair.known), None)
    if now is not None and before is not None and now < before and risen is not None:
        shares = {"came": _plain(now), "expected": _plain(before)}
        named = {"total_tco2e": _plain(risen.came), "earlier_total_tco2e": _plain(risen.known)}
        yield _warn(WarningCode.SHARE_FELL, "/allocation_share", **shares, **named, **years)


def find_inconsistent(filed: ReportedYear) -> Iterator[PlausibilityWarning]:
    """Figures of one report that do not fit each other."""
    if filed.gas_masses and filed.scope_1 is not None and not add_up(filed.gas_masses, filed.gwp_set, filed.scope_1):
        weighed = _plain(floor(co2e_of(filed.gas_masses, filed.gwp_set)))
        facts = {"came": _plain(filed.scope_1), "expected": weighed, "gwp_set": str(filed.gwp_set)}
        yield _warn(WarningCode.GASES_DO_NOT_ADD_UP, "/gas_masses_t", **facts)
    bought = filed.electricity or 0
    # Renewable electricity weighs nothing by the market, and its grid does.
    for method, figure, emitting in (
        ("location", filed.scope_2_location, bought),
        ("market", filed.scope_2_market, bought - (filed.renewable_energy or 0)),
    ):
        if figure == 0 and emitting > 0:
            facts = {"figure": f"scope_2_{method}", "came": "0", "electricity_mwh": _plain(bought)}
            yield _warn(WarningCode.SCOPE_2_ZERO, f"/scope_2_{method}_tco2e", **facts)


def find_unequal_parts(scope_1: int | None, by_source: Mapping[str, int] | None) -> Iterator[PlausibilityWarning]:
    """Scope 1 beside the sum of its sources, where both are stated: parts in one unit make the whole exactly."""
    if scope_1 is not None and by_source and sum(by_source.values()) != scope_1:
        facts = {"came": _plain(scope_1), "expected": _plain(sum(by_source.values()))}
        yield _warn(WarningCode.SOURCES_DO_NOT_ADD_UP, "/scope_1_by_source_tco2e", **facts)


def _warn(code: WarningCode, pointer: str, **facts: str | int) -> PlausibilityWarning:
    said = say_warning(code, facts)
    return PlausibilityWarning(code, pointer, said.en, said.zh, facts)


def _plain(micro: int) -> str:
    return plain_quantity(micro) or "0"
