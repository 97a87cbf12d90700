from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from tests.unit.compliance import makers
from tests.unit.compliance.makers import accepted, known, make_mandate, make_obligation, micro, pending
from tracker.compliance.assessments import Assessment, Status, YearRecord, assess_obligation
from tracker.compliance.commitments import AllocationMethod, Mandate, Reading
from tracker.compliance.periods import Period
from tracker.compliance.robustness import Robustness
from tracker.compliance.summaries import (
    AcrossPartners,
    ReadingCount,
    YearSummary,
    sum_across_partners,
    summarize_year,
    year_in_focus,
)

MANDATE = make_mandate()
LATER = date(2040, 1, 1)
HALF_YEAR = Period(date(2027, 1, 1), date(2027, 6, 30))


def assess(
    records: Mapping[int, YearRecord], year: int = 2027, *, today: date = LATER, waived: bool = False, **enrolment: int
) -> Assessment:
    return assess_obligation(MANDATE, make_obligation(MANDATE, year, **enrolment), records, today=today, waived=waived)


def gapless(*tonnes: int) -> dict[int, YearRecord]:
    return {2025 + index: accepted(2025 + index, amount) for index, amount in enumerate(tonnes)}


def one_of_each() -> list[Assessment]:
    return [
        assess(gapless(100, 95, 90)),
        assess(gapless(100, 100, 100)),
        assess(gapless(100, 95) | {2027: pending(2027, 80)}),
        assess(gapless(100, 95)),
        assess(gapless(100, 95, 90), waived=True),
        assess(gapless(100, 95), today=date(2028, 1, 1)),
    ]


def test_coverage_counts_every_obligation_once() -> None:
    coverage = summarize_year(2027, one_of_each()).coverage
    assert (coverage.expected, coverage.accepted, coverage.pending, coverage.missing) == (6, 2, 1, 1)
    assert (coverage.waived, coverage.not_due, coverage.reported) == (1, 1, 3)


def test_a_report_that_waits_before_its_due_day_is_covered_as_pending() -> None:
    early = assess(gapless(100, 95) | {2027: pending(2027, 80)}, today=date(2028, 1, 1))
    coverage = summarize_year(2027, [early]).coverage
    assert early.status is Status.NOT_DUE
    assert (coverage.pending, coverage.not_due) == (1, 0)


def test_every_status_and_robustness_is_counted_even_at_zero() -> None:
    summary = summarize_year(2027, one_of_each())
    assert summary.statuses == {
        Status.WAIVED: 1,
        Status.NOT_DUE: 1,
        Status.AWAITING_REPORT: 0,
        Status.OVERDUE: 1,
        Status.PROVISIONAL: 1,
        Status.NOT_ASSESSABLE: 0,
        Status.COMPLIANT: 1,
        Status.NON_COMPLIANT: 1,
    }
    assert summary.robustness == {
        Robustness.ROBUST_PASS: 2,
        Robustness.DEPENDS_ON_READING: 0,
        Robustness.ROBUST_FAIL: 1,
        Robustness.UNDETERMINED: 0,
    }


def test_readings_count_no_verdict_on_who_is_waived_or_not_yet_due() -> None:
    assert summarize_year(2027, one_of_each()).readings[Reading.COMPOUND] == ReadingCount(passes=2, fails=1, says_nothing=3)
    half = {2027: accepted(2027, 40, period=HALF_YEAR)}
    running = assess(gapless(100, 95) | half, today=date(2027, 8, 1))
    summary = summarize_year(2027, [running, assess(gapless(100, 95) | {2027: pending(2027, 40)}, today=date(2028, 1, 1))])
    assert set(summary.readings.values()) == {ReadingCount(passes=0, fails=0, says_nothing=2)}
    assert set(summary.robustness.values()) == {0}


def test_a_gap_is_counted_where_the_reading_says_nothing() -> None:
    summary = summarize_year(2027, [assess({2025: accepted(2025), 2027: accepted(2027, 80)})])
    assert summary.readings[Reading.COMPOUND] == ReadingCount(passes=1, fails=0, says_nothing=0)
    assert summary.readings[Reading.CUMULATIVE] == ReadingCount(passes=0, fails=0, says_nothing=1)


@pytest.mark.parametrize("late_first", [True, False])
def test_a_year_is_assessed_when_it_is_anyones_assessed_year(late_first: bool) -> None:
    late = assess({2027: accepted(2027)}, base_year=2027, first_assessed_year=2028)
    assert late.obligation.is_base_year_report
    founding = assess(gapless(100, 95, 90))
    summary = summarize_year(2027, [late, founding] if late_first else [founding, late])
    assert not summary.is_base_year
    assert summarize_year(2027, [late]).is_base_year


def summaries(*years: int) -> list[YearSummary]:
    return [summarize_year(year, [assess({}, year)]) for year in years]


@pytest.mark.parametrize(
    ("today", "focus"),
    [
        (date(2025, 6, 1), 2026),
        (date(2026, 12, 31), 2026),
        (date(2027, 1, 1), 2026),
        (date(2027, 12, 31), 2026),
        (date(2028, 1, 1), 2027),
        (date(2040, 1, 1), 2028),
    ],
)
@pytest.mark.parametrize("order", [1, -1])
def test_the_latest_assessed_year_that_is_over_is_in_focus(today: date, focus: int, order: int) -> None:
    assert year_in_focus(MANDATE, summaries(2025, 2026, 2027, 2028)[::order], today=today).year == focus


def across(*records: Mapping[int, YearRecord], year: int = 2027, **options: Any) -> AcrossPartners | None:
    return sum_across_partners(MANDATE, summarize_year(year, [assess(record, year, **options) for record in records]))


def test_the_sentence_across_partners_is_read_over_their_sum() -> None:
    one_passes_one_fails = known(across(gapless(1000, 900, 800), gapless(100, 100, 100)))
    assert one_passes_one_fails.parties == 2
    assert one_passes_one_fails.totals == ((2025, micro(1100)), (2026, micro(1000)), (2027, micro(900)))
    assert all(outcome.passes for outcome in one_passes_one_fails.outcomes.values())


def test_only_partners_with_a_verdict_and_no_gap_are_summed() -> None:
    left_out = [
        gapless(50, 50),
        {2025: accepted(2025, 50), 2027: accepted(2027, 10)},
        gapless(50, 50) | {2027: accepted(2027, 10, period=HALF_YEAR)},
        gapless(50, 50) | {2027: pending(2027, 10)},
        gapless(0, 50, 10),
    ]
    summed = known(across(gapless(100, 95, 90), *left_out))
    assert (summed.parties, summed.totals[-1]) == (1, (2027, micro(90)))
    assert across(*left_out) is None


def on_calendar(
    records: Mapping[int, YearRecord], *, base_year: int, year: int, end_year: int, mandate: Mandate = MANDATE
) -> YearSummary:
    """One partner that is enrolled on years of its own."""
    enrolment = {"base_year": base_year, "first_assessed_year": base_year + 1, "end_year": end_year}
    obligation = make_obligation(mandate, year, **enrolment)
    return summarize_year(year, [assess_obligation(mandate, obligation, records, today=LATER)])


@pytest.mark.parametrize(("base_year", "year", "end_year"), [(2024, 2025, 2030), (2020, 2024, 2024), (2020, 2021, 2030)])
def test_a_partner_on_an_older_calendar_says_nothing_about_the_mandates_own_years(
    base_year: int, year: int, end_year: int
) -> None:
    records = {each: accepted(each, 100 - each + base_year) for each in range(base_year, year + 1)}
    focus = on_calendar(records, base_year=base_year, year=year, end_year=end_year)
    assert year_in_focus(MANDATE, [focus], today=LATER) is focus
    assert sum_across_partners(MANDATE, focus) is None


def test_a_partner_on_an_older_calendar_is_summed_from_the_mandates_base_year_on() -> None:
    records = {2024: accepted(2024, 200)} | gapless(100, 95)
    summed = known(sum_across_partners(MANDATE, on_calendar(records, base_year=2024, year=2026, end_year=2030)))
    assert summed.totals == ((2025, micro(100)), (2026, micro(95)))


def test_a_partner_whose_years_outlast_the_mandate_is_summed_to_its_own_year() -> None:
    short = make_mandate(end_year=2026)
    focus = on_calendar(gapless(100, 95, 90), base_year=2025, year=2027, end_year=2027, mandate=short)
    summed = known(sum_across_partners(short, focus))
    assert [year for year, _ in summed.totals] == [2025, 2026, 2027]
    assert {(o.passes, o.next_year_allowed, o.end_year_allowed) for o in summed.outcomes.values()} == {(True, None, None)}


def test_without_anybody_there_is_no_year_to_summarize() -> None:
    with pytest.raises(ValueError, match="Nobody owes a report about 2027"):
        summarize_year(2027, [])


def test_before_anybody_is_assessed_the_base_year_is_in_focus() -> None:
    (base,) = summaries(2025)
    assert year_in_focus(MANDATE, [base], today=LATER) is base
    assert sum_across_partners(MANDATE, base) is None


def test_nobody_who_is_waived_or_not_due_is_summed() -> None:
    assert across(gapless(100, 95, 90), waived=True) is None
    assert across(gapless(100, 95) | {2027: pending(2027, 90)}, today=date(2028, 1, 1)) is None


def test_nothing_is_said_across_nobody() -> None:
    assert across(*[{2027: YearRecord()}] * 2) is None


def test_a_sum_is_of_exact_figures_not_of_rounded_ones() -> None:
    half: dict[str, Any] = {"allocation_share": micro("0.5"), "allocation_method": AllocationMethod.MASS}

    def partner(after: str) -> Assessment:
        records = {2025: accepted(2025, "0.000041", **half), 2026: accepted(2026, after, **half)}
        return makers.assess(records, 2026, allocation="BUYER_SHARE")

    partners = [partner("0.000038")] * 19 + [partner("0.00004")]
    across = sum_across_partners(partners[0].mandate, summarize_year(2026, partners))
    # 20 × 20.5 are 410; rounded down first they were 400, of which 381 is more than 95 %.
    assert known(across).totals == ((2025, 410), (2026, 381))
    assert known(across).outcomes[Reading.COMPOUND].passes is True
