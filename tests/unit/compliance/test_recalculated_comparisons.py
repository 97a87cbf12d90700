"""Which base counts where the mandate compares an intensity, the buyer's share, or figures restated from gas masses."""

from __future__ import annotations

from datetime import UTC, datetime
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.compliance.makers import assess, filed, known, make_mandate, make_obligation, micro, record
from tracker.compliance.assessments import Assessment, Obligation, ReportedYear, YearRecord, assess_obligation
from tracker.compliance.commitments import AllocationMethod, Denominator, Mandate, Reading
from tracker.compliance.gases import Gas
from tracker.compliance.plain import plain_base
from tracker.compliance.plain.restatements import plain_reconciliation
from tracker.compliance.readings import NullReason
from tracker.compliance.recalculation import AdoptedBase, AdoptionCause, adopt_base
from tracker.compliance.restatements import Decided, Judge, Records, reconcile_figures
from tracker.compliance.summaries import Partner

WAFERS = Denominator("WAFERS", "1000 wafers")
PER_WAFER: dict[str, Any] = {"measure": "INTENSITY", "denominator": {"name": "WAFERS", "unit": "1000 wafers"}}
SHARED: dict[str, Any] = {"allocation": "BUYER_SHARE"}


def made(number: int, tonnes: str, amount: str, year: int = 2025, **changes: Any) -> ReportedYear:
    return filed(year, number, tonnes, "ERROR" if number > 1 else "", denominators={WAFERS: micro(amount)}, **changes)


def shared(number: int, share: int, method: AllocationMethod = AllocationMethod.MASS) -> ReportedYear:
    return filed(2025, number, "100", "ERROR", allocation_share=share, allocation_method=method)


def by_mass(number: int, gwp_set: str, tonnes: str, sf6: str, reason: str = "ERROR", **changes: Any) -> ReportedYear:
    return filed(2025, number, tonnes, reason, gwp_set=gwp_set, gas_masses={Gas.SF6: micro(sf6)}, **changes)


def adopt(*revisions: ReportedYear, **terms: Any) -> AdoptedBase:
    return known(adopt_base(make_mandate(**terms), revisions))


def said(base: AdoptedBase) -> tuple[int, str, list[Fraction | None]]:
    return base.reported.revision_number, base.cause, [change.net for change in base.pending_changes]


@pytest.mark.parametrize(
    ("tonnes", "amount", "adopted"),
    [
        # Tonnes and wafers grow alike: nothing changed of what is compared.
        ("200", "6", 1),
        # 100 / 3 × 1.05 × 3.000001 is 105.000035.
        ("105.000034", "3.000001", 1),
        ("105.000035", "3.000001", 2),
        # The denominator alone: 3 / 1.05 is 2.857142857...
        ("100", "2.857143", 1),
        ("100", "2.857142", 2),
    ],
)
def test_intensities_are_measured_exactly(tonnes: str, amount: str, adopted: int) -> None:
    revisions = made(1, "100", "3"), made(2, tonnes, amount)
    assert adopt(*revisions, **PER_WAFER).reported.revision_number == adopted


def test_the_change_of_an_intensity_is_stated_at_the_adopted_denominator() -> None:
    base = adopt(made(1, "100", "10"), made(2, "100", "9.6"), **PER_WAFER)
    assert said(base) == (1, AdoptionCause.FIRST_ACCEPTED, [Fraction(micro(25), 6)])
    plain = known(plain_base(assess({2025: record(made(1, "100", "10"), made(2, "100", "9.6"))}, 2026, **PER_WAFER)))
    assert (plain["tco2e"], plain["net_change_tco2e"], plain["net_change_share"]) == ("100", "4.166666", "0.0416")
    assert [(change["tco2e"], change["net_change_tco2e"]) for change in plain["pending_changes"]] == [("100", "4.166666")]


def test_a_fall_is_rounded_towards_zero_too() -> None:
    plain = known(plain_base(assess({2025: record(made(1, "100", "10"), made(2, "100", "10.3"))}, 2026, **PER_WAFER)))
    assert (plain["net_change_tco2e"], plain["net_change_share"]) == ("-2.912621", "-0.0291")


def test_a_base_without_its_denominator_is_displaced_by_the_first_that_has_it() -> None:
    bare = filed(2025, 1, "100")
    assert said(adopt(bare, made(2, "100", "10"), **PER_WAFER)) == (2, AdoptionCause.BECAME_USABLE, [])
    assert said(adopt(made(1, "100", "10"), filed(2025, 2, "300"), **PER_WAFER)) == (1, AdoptionCause.FIRST_ACCEPTED, [None])


def test_the_share_of_the_buyer_is_measured() -> None:
    assert said(adopt(shared(1, 100_000), shared(2, 104_999), **SHARED)) == (
        1,
        AdoptionCause.FIRST_ACCEPTED,
        [Fraction(499_900)],
    )
    assert said(adopt(shared(1, 100_000), shared(2, 105_000), **SHARED)) == (2, AdoptionCause.THRESHOLD_REACHED, [])
    assert said(adopt(shared(1, 100_000), shared(2, 105_000))) == (1, AdoptionCause.FIRST_ACCEPTED, [Fraction(0)])
    other = shared(2, 100_000, AllocationMethod.MARKET_VALUE)
    assert said(adopt(shared(1, 100_000), other, **SHARED)) == (2, AdoptionCause.BASIS_CHANGED, [])


def test_a_revision_under_other_potentials_is_measured_once_restated() -> None:
    first = by_mass(1, "AR5", "23500", "1")
    # 1.04 t of SF6 are 4 % more under either set; as they were stated, the figures differ by 11.5 %.
    assert said(adopt(first, by_mass(2, "AR6", "26208", "1.04"))) == (1, AdoptionCause.FIRST_ACCEPTED, [Fraction(micro(940))])
    assert said(adopt(first, by_mass(2, "AR6", "26460", "1.05"))) == (2, AdoptionCause.THRESHOLD_REACHED, [])
    bare = filed(2025, 2, "26208", "ERROR", gwp_set="AR6")
    assert said(adopt(first, bare)) == (2, AdoptionCause.BASIS_CHANGED, [])


def test_what_cannot_be_brought_under_the_mandates_potentials_is_listed_without_a_change() -> None:
    revisions = by_mass(1, "AR6", "25200", "1"), filed(2025, 2, "25300", "ERROR", gwp_set="AR6")
    base = adopt(*revisions, gwp_set="AR5")
    assert said(base) == (1, AdoptionCause.FIRST_ACCEPTED, [None])
    assert known(base.figure).micro_tco2e == micro(23_500)


def test_masses_make_no_one_form_of_two() -> None:
    """A year that was stated in the new form before the base was is not asked for again; one in the old form is."""
    base = record(by_mass(1, "AR5", "23500", "1"), by_mass(2, "AR6", "27720", "1.1", "METHOD_CHANGE"))
    new, old = (
        filed(2026, 1, *stated, day=0, gwp_set=gwp_set, gas_masses={Gas.SF6: micro(1)})
        for gwp_set, stated in (("AR6", ("25200",)), ("AR5", ("23500",)))
    )
    assert assess({2025: base, 2026: record(new)}, 2027).years_to_restate == ()
    assert assess({2025: base, 2026: record(old)}, 2027).years_to_restate == (2026,)


def test_only_readings_that_use_the_years_between_wait_for_them() -> None:
    """Without this year's denominator no bound can be said in tonnes, whatever the reading."""
    base = record(made(1, "100", "10"), filed(2025, 2, "120", "STRUCTURAL_CHANGE", denominators={WAFERS: micro(10)}))
    outcomes = assess({2025: base, 2026: record(made(1, "95", "10", 2026, day=0))}, 2027, **PER_WAFER).outcomes
    waits = {reading for reading, outcome in outcomes.items() if outcome.null_reason is NullReason.YEAR_TO_RESTATE}
    assert waits == {Reading.MEAN_YEAR_ON_YEAR, Reading.EVERY_YEAR, Reading.CUMULATIVE}


amounts = st.lists(st.tuples(st.integers(0, 10**9), st.integers(1, 10**6)), min_size=1, max_size=5)


@given(amounts, st.integers(1, 1000))
def test_tonnes_and_denominators_that_grow_alike_change_nothing(figures: list[tuple[int, int]], factor: int) -> None:
    def adopted(scale: int) -> tuple[int, str]:
        revisions = [
            filed(2025, number, 0, "ERROR", scope_1=tonnes * scale, denominators={WAFERS: amount * scale})
            for number, (tonnes, amount) in enumerate(figures, start=1)
        ]
        return said(adopt(*revisions, **PER_WAFER))[:2]

    assert adopted(factor) == adopted(1)


def reconciled(mandate: Mandate, *revisions: ReportedYear) -> dict[str, Any]:
    obligations = [make_obligation(mandate, year) for year in (2025, 2026)]
    known_then: list[dict[int, YearRecord]] = [{}]
    for revision in revisions:
        held = known_then[-1].get(revision.year, YearRecord())
        known_then.append(known_then[-1] | {revision.year: record(*held.history, revision)})
    decided = [
        Decided(reported=revision, before=before, after=after)
        for revision, before, after in zip(revisions, known_then[:-1], known_then[1:], strict=True)
    ]
    found = reconcile_figures(mandate, obligations, decided, judge_of(mandate), opening={}, closing=known_then[-1], since=None)
    partner = Partner(party_id="party", name="Amberlin", name_local="", country="TW", tier=1)
    return plain_reconciliation(found, partner)


def judge_of(mandate: Mandate) -> Judge:
    def judge(obligation: Obligation, records: Records) -> Assessment:
        return assess_obligation(mandate, obligation, records, today=datetime(2040, 1, 1, tzinfo=UTC).date())

    return judge


def test_a_denominator_is_told_beside_the_tonnes_of_a_decision() -> None:
    told = reconciled(make_mandate(**PER_WAFER), made(1, "100", "10"), made(2, "100", "9.6"), made(3, "100", "8"))
    assert [(each["counts"], each["after_tco2e"], each["steps"][0]["amount"]) for each in told["decisions"]] == [
        (True, "100", "10"),
        (False, "100", "9.6"),
        (True, "100", "8"),
    ]
    assert [each["steps"][0]["amount"] for each in told["closing"]] == ["8"]


def test_all_figures_are_told_under_the_potentials_of_the_last_base() -> None:
    current = filed(2026, 1, "23500", gwp_set="AR5", gas_masses={Gas.SF6: micro(1)})
    told = reconciled(make_mandate(), by_mass(1, "AR5", "23500", "1"), current, by_mass(2, "AR6", "26460", "1.05"))
    moved = [(each["reporting_year"], each["before_tco2e"], each["after_tco2e"]) for each in told["decisions"]]
    assert moved == [(2025, None, "25200"), (2026, None, "25200"), (2025, "25200", "26460")]
    assert {each["reporting_year"]: each["tco2e"] for each in told["closing"]} == {2025: "26460", 2026: "25200"}
