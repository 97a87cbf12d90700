from __future__ import annotations

from datetime import date

import pytest

from tests.unit.compliance.makers import accepted, assess, known, make_mandate, make_obligation, make_report, micro, pending
from tracker.compliance.assessments import (
    ReasonCode,
    ReportedYear,
    Status,
    YearRecord,
    assess_obligation,
    compared_micro_tco2e,
    list_obligations,
)
from tracker.compliance.commitments import Reading
from tracker.compliance.periods import Period
from tracker.compliance.robustness import Robustness

# The report about 2026 is due on 30 June 2027; its grace ends on 14 July.
YEAR_END, DAY_AFTER = date(2026, 12, 31), date(2027, 1, 1)
DUE, DAY_LATE = date(2027, 6, 30), date(2027, 7, 1)
GRACE_END, TOO_LATE = date(2027, 7, 14), date(2027, 7, 15)

HALF_YEAR = {"period": Period(date(2026, 1, 1), date(2026, 6, 30))}
BASE = {2025: accepted(2025, 100)}

PASS, FAIL = accepted(2026, 95), accepted(2026, "95.000001")
WAITING, PARTIAL, NOTHING = pending(2026, 95), accepted(2026, 40, **HALF_YEAR), YearRecord()
OTHER_SET, OTHER_SET_WAITING = accepted(2026, 95, gwp_set="AR6"), pending(2026, 95, gwp_set="AR6")


@pytest.mark.parametrize(
    ("waived", "today", "record", "status"),
    [
        # Waived comes before everything.
        (True, YEAR_END, NOTHING, Status.WAIVED),
        (True, TOO_LATE, NOTHING, Status.WAIVED),
        (True, TOO_LATE, WAITING, Status.WAIVED),
        (True, TOO_LATE, FAIL, Status.WAIVED),
        (True, TOO_LATE, OTHER_SET, Status.WAIVED),
        # While the year runs, nothing is judged.
        (False, YEAR_END, NOTHING, Status.NOT_DUE),
        (False, YEAR_END, WAITING, Status.NOT_DUE),
        (False, YEAR_END, PASS, Status.NOT_DUE),
        (False, YEAR_END, PARTIAL, Status.NOT_DUE),
        (False, YEAR_END, OTHER_SET, Status.NOT_DUE),
        # Once it is over, an accepted report is judged before its due day; nothing else is.
        (False, DAY_AFTER, NOTHING, Status.NOT_DUE),
        (False, DAY_AFTER, WAITING, Status.NOT_DUE),
        (False, DAY_AFTER, PASS, Status.COMPLIANT),
        (False, DAY_AFTER, FAIL, Status.NON_COMPLIANT),
        (False, DAY_AFTER, PARTIAL, Status.PROVISIONAL),
        (False, DAY_AFTER, OTHER_SET, Status.NOT_ASSESSABLE),
        # The due day itself is in time.
        (False, DUE, NOTHING, Status.NOT_DUE),
        (False, DUE, WAITING, Status.NOT_DUE),
        (False, DAY_LATE, NOTHING, Status.AWAITING_REPORT),
        (False, DAY_LATE, WAITING, Status.PROVISIONAL),
        (False, DAY_LATE, OTHER_SET_WAITING, Status.PROVISIONAL),
        # So is the last day of grace.
        (False, GRACE_END, NOTHING, Status.AWAITING_REPORT),
        (False, TOO_LATE, NOTHING, Status.OVERDUE),
        (False, TOO_LATE, WAITING, Status.PROVISIONAL),
        (False, TOO_LATE, PASS, Status.COMPLIANT),
        (False, TOO_LATE, FAIL, Status.NON_COMPLIANT),
    ],
)
def test_the_first_status_that_fits(waived: bool, today: date, record: YearRecord, status: Status) -> None:
    assessment = assess(BASE | {2026: record}, 2026, today=today, waived=waived)
    assert assessment.status is status
    assert (assessment.would_be is not None) is (status is Status.PROVISIONAL)


def test_not_assessable_comes_before_provisional() -> None:
    assessment = assess(BASE | {2026: accepted(2026, 40, gwp_set="AR6", **HALF_YEAR)}, 2026)
    assert assessment.status is Status.NOT_ASSESSABLE
    assert [reason.code for reason in assessment.reasons] == [ReasonCode.GWP_SET_DIFFERS]


@pytest.mark.parametrize("status_day", [YEAR_END, DUE])
def test_what_is_held_before_it_is_due_gives_no_verdict(status_day: date) -> None:
    assessment = assess(BASE | {2026: WAITING}, 2026, today=status_day)
    assert (assessment.would_be, assessment.robustness, assessment.reasons) == (None, None, ())
    assert assessment.current == WAITING.pending
    assert known(assessment.outcome).allowed == micro(95)


@pytest.mark.parametrize(("tonnes", "would_be"), [("95", Status.COMPLIANT), ("95.000001", Status.NON_COMPLIANT)])
def test_a_pending_report_says_what_it_would_be(tonnes: str, would_be: Status) -> None:
    assessment = assess(BASE | {2026: pending(2026, tonnes)}, 2026)
    assert (assessment.status, assessment.would_be) == (Status.PROVISIONAL, would_be)
    assert [reason.code for reason in assessment.reasons] == [ReasonCode.UNACCEPTED_INPUT]
    assert assessment.reasons[0].sentence == "The report about 2026 is not accepted yet."


def test_a_pending_report_that_cannot_be_judged_says_so() -> None:
    assessment = assess(BASE | {2026: OTHER_SET_WAITING}, 2026)
    assert (assessment.status, assessment.would_be) == (Status.PROVISIONAL, Status.NOT_ASSESSABLE)
    assert [reason.code for reason in assessment.reasons] == [ReasonCode.GWP_SET_DIFFERS]


def test_a_pending_amendment_never_displaces_an_accepted_revision() -> None:
    amended = YearRecord(accepted=make_report(2026, 95), pending=make_report(2026, 200, accepted=False, revision_number=2))
    assessment = assess(BASE | {2026: amended}, 2026)
    assert (assessment.status, assessment.would_be) == (Status.COMPLIANT, None)
    assert known(assessment.current).revision_number == 1
    assert known(assessment.outcome).actual == micro(95)


def test_nor_does_it_in_the_base_year_or_in_between() -> None:
    def amended(year: int, tonnes: int) -> YearRecord:
        return YearRecord(accepted=make_report(year, tonnes), pending=make_report(year, 1, accepted=False))

    records = {2025: amended(2025, 100), 2026: amended(2026, 95), 2027: accepted(2027, 90)}
    assessment = assess(records, 2027, reading="MEAN_YEAR_ON_YEAR")
    assert assessment.status is Status.COMPLIANT
    assert [compared.micro_tco2e for compared in assessment.series] == [micro(100), micro(95), micro(90)]


def test_an_unaccepted_base_year_makes_the_verdict_provisional() -> None:
    assessment = assess({2025: pending(2025, 100), 2026: PASS}, 2026)
    assert (assessment.status, assessment.would_be) == (Status.PROVISIONAL, Status.COMPLIANT)
    assert assessment.reasons[0].sentence == "The report about 2025 is not accepted yet."


def test_the_verdict_rests_on_the_declared_reading() -> None:
    records = {
        year: accepted(year, tonnes) for year, tonnes in zip(range(2025, 2031), (100, 100, 100, 100, 100, 77), strict=True)
    }
    by_reading = {reading: assess(records, 2030, reading=reading) for reading in Reading}
    assert {reading: a.status is Status.COMPLIANT for reading, a in by_reading.items()} == {
        Reading.COMPOUND: True,
        Reading.LINEAR: False,
        Reading.MEAN_YEAR_ON_YEAR: False,
        Reading.EVERY_YEAR: False,
        Reading.CUMULATIVE: False,
    }
    assert {a.robustness for a in by_reading.values()} == {Robustness.DEPENDS_ON_READING}
    assert known(by_reading[Reading.COMPOUND].outcome).rests_on_years == (2025, 2030)


def test_the_base_year_report_is_an_obligation_of_its_own() -> None:
    mandate = make_mandate()
    obligation = make_obligation(mandate, 2025)
    assert (obligation.is_base_year_report, obligation.due_on) == (True, date(2026, 6, 30))

    def status_on(today: date, record: YearRecord) -> Status:
        return assess_obligation(mandate, obligation, {2025: record}, today=today).status

    assert status_on(date(2026, 6, 30), YearRecord()) is Status.NOT_DUE
    assert status_on(date(2026, 11, 1), YearRecord()) is Status.OVERDUE
    assert status_on(date(2026, 11, 1), pending(2025)) is Status.PROVISIONAL
    assert status_on(date(2026, 11, 1), accepted(2025)) is Status.COMPLIANT
    assert status_on(date(2026, 11, 1), accepted(2025, 0)) is Status.NOT_ASSESSABLE
    assert assess({2025: accepted(2025)}, 2025).outcomes == {}


def test_in_november_2026_nobody_is_judged_on_2026() -> None:
    assert assess(BASE, 2026, today=date(2026, 11, 15)).status is Status.NOT_DUE


def test_before_a_report_comes_its_bound_is_known() -> None:
    assessment = assess(BASE, 2026, today=TOO_LATE)
    assert (assessment.status, assessment.current) == (Status.OVERDUE, None)
    assert (known(assessment.outcome).allowed, known(assessment.outcome).passes) == (micro(95), None)


def test_a_party_that_joins_later_has_its_own_years() -> None:
    listed = list_obligations(make_mandate(), party_id="late", base_year=2027, first_assessed_year=2028, end_year=2029)
    assert [(obligation.year, obligation.is_base_year_report) for obligation in listed] == [
        (2027, True),
        (2028, False),
        (2029, False),
    ]
    assert {obligation.party_id for obligation in listed} == {"late"}


def test_obligations_leave_out_the_years_between_base_and_first_assessed() -> None:
    listed = list_obligations(make_mandate(), party_id="p", base_year=2024, first_assessed_year=2026, end_year=2027)
    assert [obligation.year for obligation in listed] == [2024, 2026, 2027]


@pytest.mark.parametrize(
    ("scopes", "method", "expected"),
    [
        ([1], "MARKET_BASED", 1),
        ([2], "MARKET_BASED", 4),
        ([2], "LOCATION_BASED", 2),
        ([1, 2], "MARKET_BASED", 5),
        ([1, 2], "LOCATION_BASED", 3),
    ],
)
def test_the_mandate_says_which_scopes_are_compared(scopes: list[int], method: str, expected: int) -> None:
    reported: ReportedYear = make_report(2026, scope_1=1, scope_2_location=2, scope_2_market=4)
    assert compared_micro_tco2e(reported, make_mandate(scopes=scopes, scope_2_method=method)) == expected


def test_a_scope_that_is_not_compared_may_be_missing_and_a_zero_is_no_gap() -> None:
    assert compared_micro_tco2e(make_report(2026, scope_1=7, scope_2_market=None), make_mandate(scopes=[1])) == 7
    assert compared_micro_tco2e(make_report(2026, scope_1=0, scope_2_market=0), make_mandate()) == 0
    assert compared_micro_tco2e(make_report(2026, scope_1=7, scope_2_market=None), make_mandate()) is None


def test_the_series_names_the_revision_behind_each_figure() -> None:
    assessment = assess(BASE | {2026: PASS}, 2026)
    assert [(c.reported.revision_id, c.micro_tco2e) for c in assessment.series] == [
        ("revision-2025", micro(100)),
        ("revision-2026", micro(95)),
    ]
