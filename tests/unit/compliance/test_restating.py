"""Gases by mass: what they weigh in CO2e, and how a figure under one set of potentials is restated under another."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.compliance.makers import Amount, accepted, assess, known, make_report, micro
from tracker.compliance.assessments import ReasonCode, Status, YearRecord
from tracker.compliance.gases import POTENTIALS, Gas, add_up, co2e_of
from tracker.compliance.plain import plain_assessment
from tracker.compliance.robustness import Robustness


def by_gas(year: int, gwp_set: str, stated: Amount, **tonnes: Amount) -> YearRecord:
    return accepted(year, stated, gwp_set=gwp_set, gas_masses={Gas(gas): micro(mass) for gas, mass in tonnes.items()})


def test_a_year_under_another_set_is_restated_from_its_masses() -> None:
    base = by_gas(2025, "AR5", 23_600, SF6="1", CO2="100")
    current = by_gas(2026, "AR6", "24019.9", SF6="0.95", CO2="79.9")
    assessment = assess({2025: base, 2026: current}, 2026)
    # Under AR5: 0.95 × 23500 + 79.9 = 22404.9; allowed are 22420.
    assert (assessment.status, known(assessment.outcome).actual) == (Status.COMPLIANT, micro("22404.9"))
    assert known(assessment.outcome).allowed == micro(22_420)
    (_, restated) = plain_assessment(assessment)["series"]
    assert restated["steps"] == [{"code": "RESTATED_FROM_MASSES", "gwp_set": "AR5", "stated_gwp_set": "AR6"}]
    assert (restated["tco2e"], restated["scope_1_tco2e"]) == ("22404.9", "24019.9")


def test_both_years_are_restated_under_the_set_that_the_mandate_names() -> None:
    records = {2025: by_gas(2025, "AR4", 25, CH4="1"), 2026: by_gas(2026, "AR5", 28, CH4="1")}
    outcome = known(assess(records, 2026, gwp_set="AR6").outcome)
    assert (outcome.passes, str(outcome.rate), outcome.actual) == (False, "0.0000", micro("27.9"))
    assert outcome.allowed == micro("26.505")


def test_decimals_of_a_potential_do_not_cost_exactness() -> None:
    # 27.9 × 0.000001 is no whole number of millionths: 19/20 of it is the bound, and nothing lies between.
    records = {2025: by_gas(2025, "AR5", "0.00056", CH4="0.00002"), 2026: by_gas(2026, "AR5", "0.000532", CH4="0.000019")}
    outcome = known(assess(records, 2026, gwp_set="AR6").outcome)
    assert (outcome.passes, outcome.allowed, outcome.actual, str(outcome.rate)) == (True, 530, 530, "0.0500")


@pytest.mark.parametrize(
    ("current", "scopes", "note"),
    [
        (accepted(2026, 28, gwp_set="AR6"), [1, 2], ""),
        (
            by_gas(2026, "AR6", "28.3", CH4="1"),
            [1, 2],
            " The masses of 2026 do not add up to its scope 1, so it cannot be restated from them.",
        ),
    ],
)
def test_where_masses_are_missing_or_do_not_add_up_it_is_refused(current: YearRecord, scopes: list[int], note: str) -> None:
    (reason,) = assess({2025: by_gas(2025, "AR5", 28, CH4="1"), 2026: current}, 2026, scopes=scopes).reasons
    assert reason.code is ReasonCode.GWP_SET_DIFFERS
    assert reason.sentence == f"2025 is stated under AR5, 2026 under AR6; restate one of them.{note}"


def test_masses_of_scope_1_restate_no_scope_3() -> None:
    records = {
        2025: accepted(2025, 28, scope_3={1: 5}),
        2026: accepted(2026, "27.9", gwp_set="AR6", gas_masses={Gas.CH4: micro(1)}, scope_3={1: 5}),
    }
    assert assess(records, 2026, scopes=[1, 2]).reasons == ()
    assert [reason.code for reason in assess(records, 2026, scopes=[1, 2, 3]).reasons] == [ReasonCode.GWP_SET_DIFFERS]


def test_an_interim_year_that_cannot_be_restated_counts_as_missing() -> None:
    ends = {2025: by_gas(2025, "AR5", 28, CH4="1"), 2027: by_gas(2027, "AR5", 14, CH4="0.5")}
    bare, weighed = accepted(2026, 20, gwp_set="AR6"), by_gas(2026, "AR6", "22.32", CH4="0.8")
    assert assess(ends | {2026: bare}, 2027).robustness is Robustness.UNDETERMINED
    assessment = assess(ends | {2026: weighed}, 2027)
    assert (assessment.robustness, assessment.series[1].micro_tco2e) == (Robustness.ROBUST_PASS, micro("22.4"))
    assert assess(ends | {2026: bare}, 2027, gwp_set="AR5").series[1].reported.year == 2027


def bought(year: int, gwp_set: str, *, scope_1: Amount, scope_2: Amount, **changes: Any) -> YearRecord:
    return accepted(year, scope_1, gwp_set=gwp_set, scope_2_market=micro(scope_2), **changes)


@pytest.mark.parametrize(("base_set", "set_asked_for"), [("AR5", None), ("AR5", "AR5"), ("AR6", "AR4")])
def test_zero_is_zero_under_every_set(base_set: str, set_asked_for: str | None) -> None:
    base = bought(2025, base_set, scope_1=0, scope_2=100)
    for tonnes, status in (("95", Status.COMPLIANT), ("95.000001", Status.NON_COMPLIANT)):
        judged = assess({2025: base, 2026: bought(2026, "AR6", scope_1=0, scope_2=tonnes)}, 2026, gwp_set=set_asked_for)
        assert (judged.status, judged.reasons, [compared.steps for compared in judged.series]) == (status, (), [(), ()])
    a_trace = bought(2026, "AR6" if base_set == "AR5" else "AR5", scope_1="0.000001", scope_2=90)
    assert assess({2025: base, 2026: a_trace}, 2026, gwp_set=set_asked_for).status is Status.NOT_ASSESSABLE


def test_a_mandate_on_scope_2_alone_asks_for_no_set() -> None:
    records = {
        2025: bought(2025, "AR4", scope_1=7, scope_2=100),
        2026: bought(2026, "AR5", scope_1=500, scope_2=95),
        2027: bought(2027, "AR6", scope_1=9, scope_2=90),
    }
    judged = assess(records, 2027, scopes=[2])
    assert (judged.status, judged.robustness, len(judged.series)) == (Status.COMPLIANT, Robustness.ROBUST_PASS, 3)
    assert assess(records, 2027, scopes=[2], gwp_set="AR6").status is Status.COMPLIANT
    assert assess(records, 2027, scopes=[1, 2]).status is Status.NOT_ASSESSABLE


def test_zero_scope_1_beside_a_scope_3_that_holds_gases_is_not_alike_under_all() -> None:
    base = bought(2025, "AR5", scope_1=0, scope_2=100, scope_3={1: micro(5)})
    for category, status in ((micro(5), Status.NOT_ASSESSABLE), (0, Status.COMPLIANT)):
        current = bought(2026, "AR6", scope_1=0, scope_2=90, scope_3={1: category})
        assert assess({2025: base, 2026: current}, 2026, scopes=[1, 2, 3]).status is status


def test_a_scope_1_that_is_missing_is_not_zero() -> None:
    current = replace(make_report(2026, gwp_set="AR6"), scope_1=None)
    judged = assess({2025: bought(2025, "AR5", scope_1=0, scope_2=100), 2026: YearRecord(accepted=current)}, 2026)
    assert [reason.code for reason in judged.reasons] == [ReasonCode.SCOPE_MISSING, ReasonCode.GWP_SET_DIFFERS]


@given(masses=st.dictionaries(st.sampled_from(Gas), st.integers(0, 10**12)), factor=st.integers(1, 1000))
def test_masses_convert_linearly(masses: dict[Gas, int], factor: int) -> None:
    for gwp_set in ("AR4", "AR5", "AR6"):
        whole = co2e_of({gas: mass * factor for gas, mass in masses.items()}, gwp_set)
        assert (
            whole == factor * co2e_of(masses, gwp_set) == factor * sum(co2e_of({gas: masses[gas]}, gwp_set) for gas in masses)
        )


@pytest.mark.parametrize(("gwp_set", "tonnes"), [("AR4", 22_800), ("AR5", 23_500), ("AR6", 25_200)])
def test_a_tonne_of_sf6(gwp_set: str, tonnes: int) -> None:
    assert co2e_of({Gas.SF6: micro(1)}, gwp_set) == micro(tonnes)


def test_every_gas_has_a_potential_in_every_set() -> None:
    assert set(POTENTIALS) == set(Gas)
    assert all(co2e_of({gas: 1}, gwp_set) >= 1 for gas in Gas for gwp_set in ("AR4", "AR5", "AR6"))


def test_masses_add_up_to_one_part_in_a_hundred_and_no_further() -> None:
    masses = {Gas.CO2: 99}
    assert [add_up(masses, "AR5", stated) for stated in (97, 98, 99, 100, 101)] == [False, False, True, True, False]


def test_what_the_masses_leave_unexplained_stays_as_it_was_stated() -> None:
    """The potential of CO₂ is one in every set: a figure of CO₂ under another name of the set is the same figure."""
    records = {2025: accepted(2025, 100), 2026: by_gas(2026, "AR4", "95.4", CO2="94.5")}
    assessment = assess(records, 2026)
    assert (assessment.status, known(assessment.outcome).actual) == (Status.NON_COMPLIANT, micro("95.4"))
