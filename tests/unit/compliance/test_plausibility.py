from __future__ import annotations

from string import Formatter
from typing import Any

import pytest

from tests.unit.compliance.makers import make_report, micro
from tracker.compliance.gases import Gas
from tracker.compliance.plausibility import (
    PlausibilityWarning,
    WarningCode,
    find_implausible,
    find_inconsistent,
    find_unequal_parts,
)
from tracker.compliance.plausibility_words import WARNINGS
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


@pytest.mark.parametrize(
    ("location", "market", "warned"),
    [((None, 15), (20, None), None), ((31, 30), (20, None), ("131", "130")), ((30, 30), (21, 20), ("121", "120"))],
)
def test_totals_by_two_methods_are_not_compared_beside_a_share(
    location: tuple[int | None, int | None], market: tuple[int | None, int | None], warned: tuple[str, str] | None
) -> None:
    filed, earlier = (
        make_report(
            year,
            "100",
            scope_2_location=None if by_location is None else micro(by_location),
            scope_2_market=None if by_market is None else micro(by_market),
            allocation_share=share,
        )
        for year, by_location, by_market, share in zip((2026, 2025), location, market, (2, 3), strict=True)
    )
    found = [warning for warning in find_implausible(filed, earlier) if warning.code is WarningCode.SHARE_FELL]
    named = [(warning.facts["total_tco2e"], warning.facts["earlier_total_tco2e"]) for warning in found]
    assert named == ([warned] if warned else [])


def test_a_switch_of_the_scope_2_method() -> None:
    market, location = make_report(2025, "100", scope_2_location=None), make_report(2026, "95", scope_2_market=None)
    (found,) = find_implausible(location, market)
    assert (found.code, found.pointer) == (WarningCode.SCOPE_2_METHOD_SWITCHED, "/scope_2_location_tco2e")
    assert list(find_implausible(make_report(2026, "95"), market)) == []


def test_check_68_a_real_total_that_leapt_where_no_part_can_be_compared() -> None:
    """UN SDG data: 5,337 t, 5,472 t, then 5,367,000 t of waste in one territory, a factor of 980.8."""
    earlier = make_report(2021, "0", scope_2_market=5472 * MICRO, scope_2_location=None)
    filed = make_report(2022, "5367000", scope_2_market=0, scope_2_location=None)
    (found,) = find_implausible(filed, earlier)
    assert (found.code, found.pointer) == (WarningCode.UNIT_SLIP, "")
    assert found.facts == {
        "figure": "total_market", "unit": "tco2e", "came": "5367000", "expected": "5472", "in_its_unit": "5367",
        "year": 2022, "earlier_year": 2021,
    }  # fmt: skip


def test_a_total_is_silent_where_a_part_speaks_and_where_the_methods_differ() -> None:
    earlier = make_report(2025, "100", scope_2_market=MICRO, scope_2_location=None)
    filed = make_report(2026, "100000", scope_2_market=MICRO, scope_2_location=None)
    assert [(found.code, found.pointer) for found in find_implausible(filed, earlier)] == [
        (WarningCode.UNIT_SLIP, "/scope_1_tco2e"),
        (WarningCode.REPEATED_FIGURES, "/scope_2_market_tco2e"),
    ]
    other = make_report(2026, "0", scope_2_market=None, scope_2_location=99000 * MICRO)
    assert [found.code for found in find_implausible(other, earlier)] == [WarningCode.SCOPE_2_METHOD_SWITCHED]


def test_kilowatt_hours_for_megawatt_hours() -> None:
    earlier = make_report(2025, "100", electricity=60 * MICRO)
    (found,) = find_implausible(make_report(2026, "95", electricity=61_000 * MICRO), earlier)
    assert (found.code, found.pointer, found.facts["in_its_unit"]) == (WarningCode.UNIT_SLIP, "/electricity_mwh", "61")
    assert found.sentence.endswith("check that both are MWh.")


def test_scope_3_is_compared_over_the_categories_of_both_years() -> None:
    earlier = make_report(2025, "100", scope_3={1: 5 * MICRO, 4: 900 * MICRO})
    (found,) = find_implausible(make_report(2026, "95", scope_3={1: 51 * MICRO, 6: MICRO}), earlier)
    assert (found.code, found.pointer, found.facts["came"]) == (WarningCode.JUMP, "/scope_3_tco2e", "51")


@pytest.mark.parametrize(
    ("sources", "warned"),
    [
        (None, False),
        ({}, False),
        ({"PROCESS": 60 * MICRO, "FUGITIVE": 40 * MICRO}, False),
        ({"PROCESS": 60 * MICRO, "FUGITIVE": 40 * MICRO - 1}, True),
        ({"PROCESS": 60 * MICRO, "FUGITIVE": 41 * MICRO}, True),
    ],
)
def test_check_67_sources_that_do_not_add_up(sources: dict[str, int] | None, warned: bool) -> None:
    found = list(find_unequal_parts(100 * MICRO, sources))
    assert [(each.code, each.pointer) for each in found] == (
        [(WarningCode.SOURCES_DO_NOT_ADD_UP, "/scope_1_by_source_tco2e")] if warned else []
    )
    assert list(find_unequal_parts(None, sources)) == []


def test_check_67_both_numbers_are_shown() -> None:
    (found,) = find_unequal_parts(100 * MICRO, {"PROCESS": 60 * MICRO, "MOBILE_COMBUSTION": MICRO // 2})
    assert "make 60.5 t CO2e; scope 1 is 100." in found.sentence
    assert (found.facts["came"], found.facts["expected"]) == ("100", "60.5")


def test_both_languages_have_the_same_gaps_and_say_the_same_figures() -> None:
    assert set(WARNINGS) == set(WarningCode)
    for words in WARNINGS.values():
        english, chinese = ({name for _, name, _, _ in Formatter().parse(text) if name} for text in words.sentence)
        assert english == chinese
    (slip,) = warn("51712800", "51712.8")
    assert slip.sentence_zh == (
        "2026 年范围一为 51712800 t CO2e；2025 年已接受的数值为 51712.8 t CO2e。两者相差约一千倍：请核对两年的单位是否均为吨。"
    )
    market, location = make_report(2025, "100", scope_2_location=None), make_report(2026, "95", scope_2_market=None)
    (switched,) = find_implausible(location, market)
    assert "2026 年范围二仅有基于位置的数值，而 2025 年仅有基于市场的数值" in switched.sentence_zh
    assert (switched.facts["came"], switched.facts["expected"]) == ("LOCATION_BASED", "MARKET_BASED")
