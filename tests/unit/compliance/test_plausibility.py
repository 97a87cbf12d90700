from __future__ import annotations

from typing import Any

import pytest

from tests.unit.compliance.makers import make_report
from tracker.compliance.gases import Gas
from tracker.compliance.plausibility import PlausibilityWarning, WarningCode, find_implausible, find_inconsistent
from tracker.compliance.quantities import MICRO


def warn(now: str, before: str, **changes: Any) -> list[PlausibilityWarning]:
    return list(find_implausible(make_report(2026, now, **changes), make_report(2025, before)))


@pytest.mark.parametrize(
    ("now", "before", "code"),
    [
        ("51712800", "51712.8", WarningCode.UNIT_SLIP),
        ("51.7128", "51712.8", WarningCode.UNIT_SLIP),
        ("500", "1", WarningCode.UNIT_SLIP),
        ("499.999999", "1", WarningCode.JUMP),
        ("2000", "1", WarningCode.UNIT_SLIP),
        ("2000.000001", "1", WarningCode.JUMP),
        ("1", "2000.000001", WarningCode.JUMP),
        ("10.000001", "1", WarningCode.JUMP),
        ("1", "10.000001", WarningCode.JUMP),
        ("10", "1", None),
        ("1", "10", None),
        ("100", "100", WarningCode.REPEATED_FIGURES),
        ("100.000001", "100", None),
        ("95", "100", None),
        ("0", "100", None),
        ("100", "0", None),
        ("0", "0", None),
    ],
)
def test_check_68_one_figure_beside_the_other(now: str, before: str, code: WarningCode | None) -> None:
    assert [(found.code, found.pointer) for found in warn(now, before)] == ([(code, "/scope_1_tco2e")] if code else [])


def test_check_68_the_sentence_names_both_figures_and_both_years() -> None:
    (found,) = warn("51712800", "51712.8")
    assert found.sentence == (
        "Scope 1 is 51712800 t CO2e for 2026; 51712.8 t CO2e was accepted for 2025. "
        "That is near a factor of 1,000: check that both are tonnes."
    )


def test_check_68_each_scope_is_compared_with_itself() -> None:
    earlier = make_report(2025, "100", scope_2_location=7 * MICRO, scope_2_market=3 * MICRO)
    filed = make_report(2026, "95", scope_2_location=7 * MICRO, scope_2_market=3000 * MICRO)
    assert [(found.code, found.pointer) for found in find_implausible(filed, earlier)] == [
        (WarningCode.REPEATED_FIGURES, "/scope_2_location_tco2e"),
        (WarningCode.UNIT_SLIP, "/scope_2_market_tco2e"),
    ]


def test_check_68_what_was_not_reported_is_not_compared() -> None:
    assert warn("95", "100", scope_2_market=None, scope_2_location=None) == []


@pytest.mark.parametrize(
    ("stated", "warned"),
    [("23500", False), ("23735", False), ("23737.373737", False), ("23738", True), ("23200", True), ("0", True)],
)
def test_masses_that_do_not_add_up_to_scope_1(stated: str, warned: bool) -> None:
    found = list(find_inconsistent(make_report(2026, stated, gas_masses={Gas.SF6: MICRO})))
    assert [warning.code for warning in found] == ([WarningCode.GASES_DO_NOT_ADD_UP] if warned else [])
    for warning in found:
        assert warning.sentence.startswith(f"The masses by gas make 23500 t CO2e under AR5; scope 1 is {stated}.")


@pytest.mark.parametrize(
    ("changes", "pointers"),
    [
        ({}, []),
        ({"electricity": 0}, []),
        ({"electricity": 5 * MICRO}, ["/scope_2_location_tco2e", "/scope_2_market_tco2e"]),
        ({"electricity": 5 * MICRO, "renewable_energy": 5 * MICRO}, ["/scope_2_location_tco2e"]),
        ({"electricity": 5 * MICRO, "renewable_energy": 4 * MICRO, "scope_2_location": 1}, ["/scope_2_market_tco2e"]),
        ({"electricity": 5 * MICRO, "scope_2_location": None, "scope_2_market": 1}, []),
    ],
)
def test_scope_2_of_zero_with_electricity(changes: dict[str, Any], pointers: list[str]) -> None:
    found = list(find_inconsistent(make_report(2026, "95", **changes)))
    assert [warning.pointer for warning in found] == pointers
    assert all(warning.code is WarningCode.SCOPE_2_ZERO for warning in found)
    assert all("is zero with 5 MWh of electricity" in warning.sentence for warning in found)


@pytest.mark.parametrize(
    ("now", "shares", "warned"),
    [("101", (3, 2), True), ("100.5", (3, 3), False), ("99", (3, 2), False), ("101", (None, 2), False), ("101", (2, 3), False)],
)
def test_a_share_that_fell_while_the_total_rose(now: str, shares: tuple[int | None, int], warned: bool) -> None:
    earlier = make_report(2025, "100", allocation_share=shares[0])
    found = list(find_implausible(make_report(2026, now, allocation_share=shares[1]), earlier))
    assert [(warning.code, warning.pointer) for warning in found] == (
        [(WarningCode.SHARE_FELL, "/allocation_share")] if warned else []
    )


def test_a_switch_of_the_scope_2_method() -> None:
    market, location = make_report(2025, "100", scope_2_location=None), make_report(2026, "95", scope_2_market=None)
    (found,) = find_implausible(location, market)
    assert (found.code, found.pointer) == (WarningCode.SCOPE_2_METHOD_SWITCHED, "/scope_2_location_tco2e")
    assert list(find_implausible(make_report(2026, "95"), market)) == []
