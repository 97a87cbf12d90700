"""Why a year in between serves no reading: it is missing, cannot be compared, or waits to be restated."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.compliance.makers import accepted, assess, filed, history, pending, record
from tests.unit.compliance.test_comparison import INTENSITY, SHARE, made, shared
from tracker.compliance.assessments import ReasonCode, Status, YearRecord
from tracker.compliance.commitments import Reading
from tracker.compliance.plain import plain_assessment
from tracker.compliance.readings import NullReason
from tracker.presentation.explanations import tell_assessment
from tracker.presentation.words import NULL_REASONS

NEED_INTERIM = [Reading.MEAN_YEAR_ON_YEAR, Reading.EVERY_YEAR, Reading.CUMULATIVE]
ENDS = {2025: accepted(2025, 100), 2028: accepted(2028, 60)}
WAFERS = {2025: made(2025, 100, 10), 2028: made(2028, 60, 10)}
SHARES = {2025: shared(2025, 100, "0.3"), 2028: shared(2028, 60, "0.3")}
GOOD = accepted(2026, 95)
OTHER_SET = accepted(2027, 80, gwp_set="AR6")


@pytest.mark.parametrize("reading", NEED_INTERIM)
@pytest.mark.parametrize(
    ("records", "between", "terms", "code"),
    [
        (ENDS | {2026: GOOD}, OTHER_SET, {}, ReasonCode.GWP_SET_DIFFERS),
        (ENDS | {2026: GOOD}, pending(2027, 80, consolidation_approach="EQUITY_SHARE"), {}, ReasonCode.CONSOLIDATION_DIFFERS),
        (ENDS | {2026: GOOD}, accepted(2027, 80, scope_1=None), {}, ReasonCode.SCOPE_MISSING),
        (WAFERS | {2026: made(2026, 95, 10)}, made(2027, 80, 0), INTENSITY, ReasonCode.DENOMINATOR_ZERO),
        (
            SHARES | {2026: shared(2026, 95, "0.3")},
            shared(2027, 80, "0.3", "OTHER"),
            SHARE,
            ReasonCode.ALLOCATION_METHOD_DIFFERS,
        ),
    ],
)
def test_a_year_that_cannot_be_compared_is_told_by_its_own_reasons(
    reading: Reading, records: dict[int, YearRecord], between: YearRecord, terms: dict[str, Any], code: ReasonCode
) -> None:
    judged = assess(records | {2027: between}, 2028, **terms, reading=reading)
    assert judged.status is Status.NOT_ASSESSABLE
    assert [reason.code for reason in judged.reasons] == [ReasonCode.READING_IS_NULL, code]
    assert judged.reasons[0].sentence == (
        f"The reading {reading} says nothing, since a year in between cannot be compared with the base year."
    )
    assert judged.reasons[1].facts["year"] == 2027
    assert {judged.outcomes[each].null_reason for each in NEED_INTERIM} == {NullReason.YEAR_NOT_COMPARABLE}


def test_the_reader_is_told_why_in_both_languages() -> None:
    row = plain_assessment(assess(ENDS | {2026: GOOD, 2027: OTHER_SET}, 2028, reading="CUMULATIVE"))
    english, chinese = (tell_assessment(row, language)[0].sentences for language in ("en", "zh"))
    assert english[1:3] == (
        "The reading Cumulative says nothing: a year in between cannot be compared with the base year.",
        "2027 is stated under AR6, where 2025 has AR5.",
    )
    assert chinese[1:3] == (
        "解读“累计预算”无法得出结论：中间有年份无法与基准年比较。",
        "2027 年采用 AR6 的全球变暖潜势，2025 采用 AR5。",
    )
    assert set(NULL_REASONS) == {str(reason) for reason in NullReason}


def test_two_end_points_stand_and_give_no_reasons() -> None:
    judged = assess(ENDS | {2026: GOOD, 2027: OTHER_SET}, 2028)
    assert (judged.status, judged.reasons) == (Status.COMPLIANT, ())
    assert judged.outcomes[Reading.EVERY_YEAR].null_reason is NullReason.YEAR_NOT_COMPARABLE


def test_a_missing_year_comes_first_and_one_to_restate_last() -> None:
    base = record(*history("100", "120", reason="STRUCTURAL_CHANGE"))
    records = {2025: base, 2026: record(filed(2026, 1, "95", day=0)), 2028: record(filed(2028, 1, "80", day=9))}

    def cause(between: YearRecord) -> NullReason | None:
        return assess(records | {2027: between}, 2028).outcomes[Reading.CUMULATIVE].null_reason

    assert cause(YearRecord()) is NullReason.MISSING_YEAR
    assert cause(record(filed(2027, 1, "90", day=9, gwp_set="AR6"))) is NullReason.YEAR_NOT_COMPARABLE
    assert cause(record(filed(2027, 1, "90", day=9))) is NullReason.YEAR_TO_RESTATE


def test_a_year_in_another_form_is_to_be_restated_with_the_base_rather_than_refused() -> None:
    base = record(filed(2025, 1, "100"), filed(2025, 2, "101", "METHOD_CHANGE", gwp_set="AR6"))
    records = {2025: base, 2026: record(filed(2026, 1, "95", day=0)), 2027: record(filed(2027, 1, "80", day=9, gwp_set="AR6"))}
    judged = assess(records, 2027, reading="CUMULATIVE")
    assert [reason.facts.get("cause") for reason in judged.reasons] == [NullReason.YEAR_TO_RESTATE]
