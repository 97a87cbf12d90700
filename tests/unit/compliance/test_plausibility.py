from __future__ import annotations

from typing import Any

import pytest

from tests.unit.compliance.makers import make_report
from tracker.compliance.plausibility import PlausibilityWarning, WarningCode, find_implausible
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
