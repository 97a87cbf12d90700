"""What is compared when it is not the company's own tonnes, and what is refused by name."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.compliance import oracle
from tests.unit.compliance.makers import Amount, accepted, assess, known, make_mandate, micro
from tracker.compliance.assessments import ReasonCode, Status, YearRecord
from tracker.compliance.commitments import AllocationMethod, CommitmentError, Denominator, Reading
from tracker.compliance.plain import plain_assessment
from tracker.compliance.quantities import Rate
from tracker.compliance.readings import YEAR_ON_YEAR_READINGS
from tracker.compliance.summaries import sum_across_partners, summarize_year

WAFERS = Denominator("WAFERS", "1000 wafers")
INTENSITY: dict[str, Any] = {"measure": "INTENSITY", "denominator": {"name": "WAFERS", "unit": "1000 wafers"}}
SHARE: dict[str, Any] = {"allocation": "BUYER_SHARE"}


def made(year: int, tonnes: Amount, wafers: Amount, **changes: Any) -> YearRecord:
    return accepted(year, tonnes, denominators={WAFERS: micro(wafers)}, **changes)


def shared(year: int, tonnes: Amount, share: Amount, method: str = "MASS", **changes: Any) -> YearRecord:
    allocated = {"allocation_share": micro(share), "allocation_method": AllocationMethod(method)}
    return accepted(year, tonnes, **(allocated | changes))


def codes(records: dict[int, YearRecord], **terms: Any) -> list[ReasonCode]:
    assessment = assess(records, 2026, **terms)
    assert assessment.reasons == () or assessment.status is Status.NOT_ASSESSABLE
    return [reason.code for reason in assessment.reasons]


def test_a_company_that_grows_may_still_fall_for_each_wafer() -> None:
    records = {2025: made(2025, 100, 10), 2026: made(2026, 110, 12)}
    assert assess(records, 2026).status is Status.NON_COMPLIANT
    assessment = assess(records, 2026, **INTENSITY)
    outcome = known(assessment.outcome)
    # 100 / 10 may fall to 9.5; at 12 thousand wafers that is 114 tonnes.
    assert (assessment.status, outcome.actual, outcome.allowed, outcome.surplus) == (
        Status.COMPLIANT, micro(110), micro(114), micro(4),
    )  # fmt: skip
    assert str(outcome.rate) == "0.0833"


def test_the_bound_is_met_to_the_last_millionth() -> None:
    base = {2025: made(2025, 100, 3)}
    # (100 / 3) × 0.95 × 7 = 221.666666...
    for tonnes, status in (("221.666666", Status.COMPLIANT), ("221.666667", Status.NON_COMPLIANT)):
        assessment = assess(base | {2026: made(2026, tonnes, 7)}, 2026, **INTENSITY)
        assert (assessment.status, known(assessment.outcome).allowed) == (status, micro("221.666666"))
        assert known(known(assessment.outcome).excess) == (0 if status is Status.COMPLIANT else 1)


@given(
    years=st.lists(st.tuples(st.integers(1, 10**9), st.integers(1, 10**9)), min_size=2, max_size=5),
    rate=oracle.rates,
)
def test_an_intensity_is_judged_as_fractions_judge_it(years: list[tuple[int, int]], rate: Rate) -> None:
    records = {
        2025 + n: accepted(2025 + n, 0, scope_1=tonnes, denominators={WAFERS: wafers})
        for n, (tonnes, wafers) in enumerate(years)
    }
    share = oracle.as_fraction(rate)
    values = [Fraction(tonnes, wafers) for tonnes, wafers in years]
    year = 2025 + len(years) - 1
    stated = f"{rate.as_decimal():f}"
    assessment = assess(records, year, rate=stated, end_year=2030, **INTENSITY)
    last = years[-1][1]
    for reading, outcome in assessment.outcomes.items():
        passes = _passes(reading, values, share)
        assert outcome.passes is passes
        assert (known(outcome.actual) <= known(outcome.allowed)) is passes
        assert outcome.actual == years[-1][0]
    compound = known(assessment.outcomes[Reading.COMPOUND].allowed)
    bound = values[0] * (1 - share) ** (len(values) - 1) * last
    assert compound == bound.numerator // bound.denominator


def _passes(reading: Reading, values: list[Fraction], rate: Fraction) -> bool:
    n = len(values) - 1
    falls = [1 - after / before for before, after in pairwise(values)]
    path = [values[0] * (1 - rate) ** year for year in range(1, n + 1)]
    return {
        Reading.COMPOUND: values[-1] <= path[-1],
        Reading.LINEAR: (values[0] - values[-1]) / (n * values[0]) >= rate,
        Reading.MEAN_YEAR_ON_YEAR: sum(falls) >= n * rate,
        Reading.EVERY_YEAR: min(falls) >= rate,
        Reading.CUMULATIVE: sum(values[1:]) <= sum(path),
    }[reading]


@given(
    figures=st.lists(st.integers(1, 10**9), min_size=2, max_size=4),
    wafers=st.integers(1, 10**9),
)
def test_one_denominator_in_all_years_changes_no_verdict_and_no_bound_but_the_far_ones(figures: list[int], wafers: int) -> None:
    year = 2025 + len(figures) - 1
    plain = {2025 + n: accepted(2025 + n, 0, scope_1=figure) for n, figure in enumerate(figures)}
    divided = {
        2025 + n: accepted(2025 + n, 0, scope_1=figure, denominators={WAFERS: wafers}) for n, figure in enumerate(figures)
    }
    absolute, intensity = assess(plain, year), assess(divided, year, **INTENSITY)
    assert absolute.robustness is intensity.robustness
    for reading in Reading:
        one, other = absolute.outcomes[reading], intensity.outcomes[reading]
        assert (one.passes, one.rate, one.allowed, one.actual) == (other.passes, other.rate, other.allowed, other.actual)


def test_without_this_years_denominator_no_bound_can_be_stated_in_tonnes() -> None:
    outcome = known(assess({2025: made(2025, 100, 10)}, 2026, **INTENSITY).outcome)
    assert (outcome.allowed, outcome.passes) == (None, None)
    outcome = known(assess({2025: made(2025, 100, 1)}, 2026).outcome)
    assert outcome.allowed == micro(95)


def test_an_unreachable_bound_stays_unreachable() -> None:
    records = {2025: made(2025, 100, 10), 2026: made(2026, 300, 10), 2027: made(2027, 1, 10)}
    assert assess(records, 2027, **INTENSITY).outcomes[Reading.CUMULATIVE].reachable is False


@pytest.mark.parametrize(
    ("denominators", "code", "sentence"),
    [
        ({}, "DENOMINATOR_MISSING", "2026 states no denominator; mandate v1 divides by WAFERS in 1000 wafers."),
        ({WAFERS: 0}, "DENOMINATOR_ZERO", "WAFERS of 2026 is zero; nothing can be divided by it."),
        (
            {Denominator("WAFERS", "wafers"): 5},
            "DENOMINATOR_DIFFERS",
            "2026 states WAFERS in wafers; mandate v1 divides by WAFERS in 1000 wafers.",
        ),
        (
            {Denominator("REVENUE", "million CNY"): 5, Denominator("DIES", "dies"): 6},
            "DENOMINATOR_DIFFERS",
            "2026 states REVENUE in million CNY and DIES in dies; mandate v1 divides by WAFERS in 1000 wafers.",
        ),
    ],
)
def test_denominators_that_do_not_fit_are_refused_by_name(
    denominators: dict[Denominator, int], code: str, sentence: str
) -> None:
    records = {2025: made(2025, 100, 10), 2026: accepted(2026, 90, denominators=denominators)}
    (reason,) = assess(records, 2026, **INTENSITY).reasons
    assert (reason.code, reason.sentence) == (code, sentence)
    assert assess(records, 2026).status is Status.COMPLIANT


def test_the_share_of_the_buyer_is_compared_exactly() -> None:
    base = {2025: shared(2025, 100, "0.333333")}
    # 100 × 0.333333 × 0.95 = 31.666635; 95 × 0.333333 is the same, and a millionth more of the share is too much.
    for share, status in (("0.333333", Status.COMPLIANT), ("0.333334", Status.NON_COMPLIANT)):
        assessment = assess(base | {2026: shared(2026, 95, share)}, 2026, **SHARE)
        outcome = known(assessment.outcome)
        assert (assessment.status, outcome.allowed) == (status, micro("31.666635"))
        assert known(outcome.excess) == (0 if status is Status.COMPLIANT else 95)


def test_a_miss_by_less_than_a_millionth_of_a_tonne_is_a_miss() -> None:
    records = {2025: shared(2025, "0.000002", "0.5"), 2026: shared(2026, "0.000001", "0.950001")}
    assessment = assess(records, 2026, **SHARE)
    outcome = known(assessment.outcome)
    assert (assessment.status, outcome.allowed, outcome.actual, outcome.excess) == (Status.NON_COMPLIANT, 0, 1, 1)


def test_shares_by_different_methods_and_missing_shares_are_refused_by_name() -> None:
    base = {2025: shared(2025, 100, "0.5")}
    assert codes(base | {2026: accepted(2026, 90)}, **SHARE)[0] == "ALLOCATION_MISSING"
    assert codes(base | {2026: shared(2026, 90, "0.5", "MARKET_VALUE")}, **SHARE) == ["ALLOCATION_METHOD_DIFFERS"]
    assert codes(base | {2026: shared(2026, 90, "0.5", "MARKET_VALUE")}) == []
    assert codes({2025: shared(2025, 100, 0), 2026: shared(2026, 90, "0.5")}, **SHARE) == ["BASE_YEAR_ZERO"]


def test_scope_3_is_added_where_the_mandate_compares_it() -> None:
    base = {2025: accepted(2025, 100, scope_3={1: micro(50), 4: micro(50)})}
    grown = accepted(2026, 90, scope_3={1: micro(60), 4: micro(41)})
    assert assess(base | {2026: grown}, 2026, scopes=[1, 2]).status is Status.COMPLIANT
    assessment = assess(base | {2026: grown}, 2026, scopes=[1, 2, 3])
    assert (assessment.status, known(assessment.outcome).actual) == (Status.NON_COMPLIANT, micro(191))
    assert codes(base | {2026: accepted(2026, 90)}, scopes=[1, 2, 3]) == ["SCOPE_MISSING"]
    (reason,) = assess(base | {2026: accepted(2026, 9, scope_3={1: 5})}, 2026, scopes=[1, 2, 3]).reasons
    assert reason.code is ReasonCode.SCOPE_3_CATEGORIES_DIFFER
    assert reason.sentence == "Scope 3 of 2025 has the categories 1, 4, that of 2026 1; restate one of them."


def test_scope_2_by_the_other_method_is_refused_by_name() -> None:
    records = {2025: accepted(2025, 100, scope_2_location=None), 2026: accepted(2026, 90, scope_2_market=None)}
    (reason,) = assess(records, 2026).reasons
    assert reason.code is ReasonCode.SCOPE_2_METHOD_DIFFERS
    assert reason.sentence == "2026 states scope 2 location-based only; mandate v1 compares scope 2 market-based."


def test_share_and_denominator_are_steps_beside_the_figure() -> None:
    record = shared(2025, 100, "0.25", denominators={WAFERS: micro("12.5")})
    (base,) = plain_assessment(assess({2025: record}, 2025, **INTENSITY, **SHARE))["series"]
    assert base["tco2e"] == "25"
    assert base["steps"] == [
        {"code": "ALLOCATED", "share": "0.25", "method": "MASS"},
        {"code": "DIVIDED", "name": "WAFERS", "unit": "1000 wafers", "amount": "12.5"},
    ]


def test_intensities_are_not_added_across_partners() -> None:
    mandate = make_mandate(**INTENSITY)
    year = summarize_year(2026, [assess({2025: made(2025, 100, 10), 2026: made(2026, 90, 10)}, 2026, **INTENSITY)])
    assert sum_across_partners(make_mandate(), year) is not None
    assert sum_across_partners(mandate, year) is None


def test_terms_without_a_scope_of_comparison_read_as_before() -> None:
    mandate = make_mandate()
    assert (mandate.measure, mandate.denominator, mandate.allocation) == ("ABSOLUTE", None, "NONE")
    assert make_mandate(**INTENSITY).denominator == WAFERS


@pytest.mark.parametrize(
    "denominator",
    [{}, {"name": "WAFERS"}, {"name": "wafers", "unit": "a"}, {"name": "WAFERS", "unit": " a"}, {"name": "W", "unit": ""},
     {"name": "W", "unit": "a", "per": 1}, {"name": "W", "unit": "a\u202e"}, {"name": 5, "unit": "a"}],
)  # fmt: skip
def test_denominators_that_are_none_are_refused_in_terms(denominator: dict[str, Any]) -> None:
    with pytest.raises(CommitmentError, match="denominator must name what emissions are divided by"):
        make_mandate(measure="INTENSITY", denominator=denominator)


def test_year_on_year_readings_take_no_ratio_to_zero() -> None:
    records = {2025: made(2025, 100, 10), 2026: made(2026, 0, 10), 2027: made(2027, 5, 10)}
    outcomes = assess(records, 2027, **INTENSITY).outcomes
    assert {reading for reading, outcome in outcomes.items() if outcome.passes is None} == YEAR_ON_YEAR_READINGS
