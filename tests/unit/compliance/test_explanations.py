"""Which rule gave a status, and the declared reading as comparisons of figures."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.compliance.makers import accepted, assess, make_report, micro, pending
from tests.unit.compliance.test_comparison import INTENSITY, SHARE, WAFERS, made, shared
from tracker.compliance.assessments import Assessment, Status, YearRecord
from tracker.compliance.commitments import Reading
from tracker.compliance.explanations import Explanation, PathStop, Rule, explain_assessment
from tracker.compliance.gases import Gas
from tracker.compliance.periods import Period
from tracker.compliance.plain import plain_assessment

BASE = {2025: accepted(2025, "45")}
SLIP = {2020: accepted(2020, 5337), 2021: accepted(2021, 5472), 2022: accepted(2022, 5_367_000)}
SLIP_TERMS: dict[str, Any] = {"base_year": 2020, "first_assessed_year": 2021, "end_year": 2025}


def known(explanation: Explanation) -> list[tuple[int, int | None, int, bool | None]]:
    return [(each.year, each.actual, each.allowed, each.holds) for each in explanation.comparisons]


def steps(explanation: Explanation) -> list[tuple[int, int]]:
    return list(explanation.path.steps) if explanation.path else []


@pytest.mark.parametrize(
    ("records", "today", "rule", "number"),
    [
        (BASE, date(2026, 12, 31), Rule.NOT_DUE, 2),
        (BASE, date(2027, 7, 1), Rule.GRACE_RUNS, 4),
        (BASE, date(2027, 7, 15), Rule.GRACE_IS_OVER, 5),
        (BASE | {2026: pending(2026, 40)}, date(2027, 7, 15), Rule.REPORT_WAITS, 3),
        ({2026: accepted(2026, 40)}, date(2027, 7, 15), Rule.NOT_COMPARABLE, 6),
        (BASE | {2026: accepted(2026, 40, period=Period(date(2026, 1, 1), date(2026, 6, 30)))}, None, Rule.INPUT_IN_DOUBT, 7),
        ({2025: pending(2025, 45), 2026: accepted(2026, 40)}, None, Rule.INPUT_IN_DOUBT, 7),
        (BASE | {2026: accepted(2026, "42.75")}, None, Rule.READING_PASSES, 8),
        (BASE | {2026: accepted(2026, "42.750001")}, None, Rule.READING_FAILS, 8),
    ],
)
def test_the_rule_is_the_line_that_fitted_first(
    records: dict[int, YearRecord], today: date | None, rule: Rule, number: int
) -> None:
    explanation = explain_assessment(assess(records, 2026, today=today))
    assert (explanation.rule, explanation.rule.number) == (rule, number)
    assert explanation.year_ends_on == date(2026, 12, 31)


def test_a_waiver_comes_first_and_a_base_year_has_no_reading() -> None:
    waived = explain_assessment(assess(BASE | {2026: accepted(2026, 40)}, 2026, waived=True))
    assert (waived.rule, waived.rule.number) == (Rule.WAIVED, 1)
    assert known(waived) == [(2026, None, micro("42.75"), None)], "an excused year gets no verdict"
    base = explain_assessment(assess(BASE, 2025))
    assert (base.rule, base.rule.number, base.comparisons, base.path) == (Rule.BASE_YEAR_IS_IN, 8, (), None)


RISE_AND_FALL = {2025: accepted(2025, 45), 2026: accepted(2026, 48), 2027: accepted(2027, 40)}


@pytest.mark.parametrize(
    ("reading", "status", "compared", "path"),
    [
        (Reading.COMPOUND, Status.COMPLIANT, [(2027, "40", "40.6125")], ["38.581875", "36.652781", "34.820142"]),
        (Reading.LINEAR, Status.COMPLIANT, [(2027, "40", "40.5")], ["38.25", "36", "33.75"]),
        (Reading.MEAN_YEAR_ON_YEAR, Status.COMPLIANT, [(2027, "40", "40")], ["38", "36.1", "34.295"]),
        (Reading.EVERY_YEAR, Status.NON_COMPLIANT, [(2026, "48", "42.75"), (2027, "40", "45.6")], []),
        (
            Reading.CUMULATIVE,
            Status.NON_COMPLIANT,
            [(2027, "88", "83.3625")],
            ["33.944375", "36.652781", "34.820142"],
        ),
    ],
)
def test_45_then_48_then_40(reading: Reading, status: Status, compared: list[tuple[int, str, str]], path: list[str]) -> None:
    assessment = assess(RISE_AND_FALL, 2027, reading=reading)
    explanation = explain_assessment(assessment)
    expected = [(year, micro(actual), micro(allowed), micro(actual) <= micro(allowed)) for year, actual, allowed in compared]
    assert (assessment.status, known(explanation)) == (status, expected)
    assert steps(explanation) == list(zip((2028, 2029, 2030), map(micro, path), strict=False))
    stopped = explanation.path and explanation.path.stop
    assert stopped is (PathStop.UNREACHABLE if reading is Reading.EVERY_YEAR else None)


def test_a_slip_of_the_unit_asks_for_a_cut_of_a_thousandth_too_much() -> None:
    """The published series that was reported in tonnes, tonnes and kilograms."""
    assessment = assess(SLIP, 2022, **SLIP_TERMS)
    allowed = 5337 * micro(361) // 400
    assert known(explain_assessment(assessment)) == [(2022, micro(5_367_000), allowed, False)]
    assert assessment.outcome is not None
    assert assessment.outcome.excess == micro(5_367_000) - allowed
    spent = explain_assessment(assess(SLIP, 2022, **SLIP_TERMS, reading="CUMULATIVE"))
    assert spent.path is not None
    assert (spent.path.steps, spent.path.stops_in, spent.path.stop) == ((), 2023, PathStop.UNREACHABLE)


def test_where_not_even_zero_complies_the_bound_is_below_zero() -> None:
    records = {2025: accepted(2025, 100), 2026: accepted(2026, 300), 2027: accepted(2027, 0)}
    (compared,) = explain_assessment(assess(records, 2027, reading="MEAN_YEAR_ON_YEAR")).comparisons
    # 300 × (2 × 0.95 − 300 ÷ 100)
    assert (compared.allowed, compared.holds) == (-330_000_000, False)


def test_before_the_figure_is_there_the_path_starts_with_the_year_itself() -> None:
    explanation = explain_assessment(assess(BASE, 2029, today=date(2026, 12, 1)))
    assert known(explanation) == [(2029, None, micro("36.652781"), None)]
    assert [year for year, _ in steps(explanation)] == [2029, 2030]
    needs_more = explain_assessment(assess(BASE, 2029, today=date(2026, 12, 1), reading="EVERY_YEAR"))
    assert needs_more.comparisons == ()
    assert needs_more.path is not None
    assert (needs_more.path.stop, needs_more.path.stops_in) == (PathStop.MISSING_YEAR, 2029)


def test_the_end_year_has_no_path_ahead() -> None:
    explanation = explain_assessment(assess(BASE | {2030: accepted(2030, 30)}, 2030))
    assert explanation.path is not None
    assert (explanation.path.steps, explanation.path.stop) == ((), None)


def backed_by(assessment: Assessment) -> list[list[str]]:
    return [compared["evidence_sha256"] for compared in plain_assessment(assessment)["series"]]


def test_an_input_names_its_evidence() -> None:
    base = YearRecord(accepted=make_report(2025, 45, evidence_sha256=("a" * 64, "b" * 64)))
    assert backed_by(assess({2025: base, 2026: accepted(2026, 40)}, 2026)) == [["a" * 64, "b" * 64], []]


def test_a_reason_carries_what_its_sentence_names() -> None:
    (reason,) = plain_assessment(assess(BASE | {2026: accepted(2026, 40, scope_1=None)}, 2026))["reasons"]
    assert reason["facts"] == {"year": 2026, "scopes": ["scope 1"]}
    reported = make_report(2026, 40, gwp_set="AR6")
    (reason,) = plain_assessment(assess(BASE | {2026: YearRecord(accepted=reported)}, 2026))["reasons"]
    differs = {"year": 2026, "found": "AR6", "against": 2025, "expected": "AR5"}
    assert reason["facts"] == differs
    reported = make_report(2026, 40, gwp_set="AR6", gas_masses={Gas.CO2: micro(1)})
    (reason,) = plain_assessment(assess(BASE | {2026: YearRecord(accepted=reported)}, 2026))["reasons"]
    assert reason["facts"] == differs | {"masses_that_do_not_add_up": ["2026"]}


def test_an_intensity_is_compared_for_each_unit_and_shown_to_a_millionth() -> None:
    records = {2025: made(2025, 100, 10), 2026: made(2026, 110, 12), 2027: made(2027, 99, 11)}
    explanation = explain_assessment(assess(records, 2026, **INTENSITY))
    # 110 / 12 = 9.1666666...
    assert known(explanation) == [(2026, micro("9.166666"), micro("9.5"), True)]
    assert steps(explanation)[:2] == [(2027, micro("9.025")), (2028, micro("8.57375"))]
    ahead = explain_assessment(assess(records, 2028, today=date(2028, 5, 5), **INTENSITY))
    assert known(ahead) == [(2028, None, micro("8.57375"), None)], "it needs no denominator of the year"
    assert steps(ahead)[0] == (2028, micro("8.57375"))


def test_a_miss_by_less_than_a_millionth_shows_as_a_miss() -> None:
    records = {2025: shared(2025, "0.000002", "0.5"), 2026: shared(2026, "0.000001", "0.950001")}
    assert known(explain_assessment(assess(records, 2026, **SHARE))) == [(2026, 1, 0, False)]


@given(
    years=st.lists(st.tuples(st.integers(1, 10**9), st.integers(1, 10**9)), min_size=2, max_size=4),
    reading=st.sampled_from(Reading),
)
def test_the_comparisons_of_fractions_say_what_the_verdict_says(years: list[tuple[int, int]], reading: Reading) -> None:
    records = {
        2025 + n: accepted(2025 + n, 0, scope_1=tonnes, denominators={WAFERS: wafers})
        for n, (tonnes, wafers) in enumerate(years)
    }
    assessment = assess(records, 2024 + len(years), reading=reading, **INTENSITY)
    explanation = explain_assessment(assessment)
    assert assessment.outcome is not None
    assert all(each.holds for each in explanation.comparisons) is assessment.outcome.passes
    for year, amount in steps(explanation)[:1]:
        # At one unit the tonnes are those for each unit.
        for more, status in ((0, Status.COMPLIANT), (1, Status.NON_COMPLIANT)):
            current = accepted(year, 0, scope_1=amount + more, denominators={WAFERS: micro(1)})
            assert assess(records | {year: current}, year, reading=reading, **INTENSITY).status is status
