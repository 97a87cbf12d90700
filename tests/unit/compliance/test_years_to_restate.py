"""What a verdict makes of the adopted base, and of the years between until they are restated with it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from suppliers.models import ReasonCode as RevisionReason
from tests.unit.compliance.makers import accepted, assess, filed, history, known, record
from tests.unit.samples import plain
from tracker.compliance.assessments import Assessment, ReportedYear, Status, YearRecord
from tracker.compliance.commitments import Reading
from tracker.compliance.explanations import PathStop, explain_assessment
from tracker.compliance.plain import plain_assessment, plain_base
from tracker.compliance.readings import NullReason
from tracker.compliance.recalculation import RESTATING
from tracker.presentation.explanations import tell_assessment, tell_in_short


def judge(base: tuple[ReportedYear, ...], year: int = 2027, reading: str = "COMPOUND", **records: YearRecord) -> Assessment:
    years = {int(name.removeprefix("y")): held for name, held in records.items()}
    return assess({2025: record(*base)} | years, year, reading=reading)


def test_a_verdict_rests_on_the_adopted_base_and_lists_the_rest() -> None:
    judged = judge(history("100", "103"), 2026, y2026=accepted(2026, "96"))
    assert (judged.status, known(judged.outcome).allowed) == (Status.NON_COMPLIANT, 95_000_000)
    assert known(plain_base(judged)) == {
        "revision_id": "2025/1",
        "revision_number": 1,
        "adopted_at": "2026-03-02T01:00:00.000000Z",
        "adopted_because": "FIRST_ACCEPTED",
        "tco2e": "100",
        "net_change_tco2e": "3",
        "net_change_share": "0.03",
        "threshold": "0.05",
        "pending_changes": [
            {
                "revision_id": "2025/2",
                "revision_number": 2,
                "decision_id": "decision-2025/2",
                "accepted_at": "2026-03-03T01:00:00.000000Z",
                "reason_code": "ERROR",
                "tco2e": "103",
                "net_change_tco2e": "3",
            }
        ],
        "years_to_restate": [],
    }
    over = judge(history("100", "103", "106"), 2026, y2026=accepted(2026, "96"))
    assert (over.status, known(over.outcome).allowed) == (Status.COMPLIANT, 100_700_000)


def test_the_base_year_report_stands_at_its_adopted_revision() -> None:
    judged = judge(history("100", "103"), 2025)
    assert (judged.status, known(judged.current).revision_number) == (Status.COMPLIANT, 1)


NEED_INTERIM = {Reading.MEAN_YEAR_ON_YEAR, Reading.EVERY_YEAR, Reading.CUMULATIVE}
OLD = filed(2026, 1, "95", day=0)
FOOTING = "2026 is still stated in a form that the base year has left."


def nulls(judged: Assessment) -> dict[Reading, NullReason]:
    return {reading: out.null_reason for reading, out in judged.outcomes.items() if out.null_reason is not None}


@pytest.mark.parametrize("reason", sorted(RESTATING))
def test_years_between_wait_until_they_are_restated_too(reason: str) -> None:
    base = history("100", "120", reason=reason)
    current = record(filed(2027, 1, "90", day=9))
    judged = judge(base, y2026=record(OLD), y2027=current)
    assert nulls(judged) == dict.fromkeys(NEED_INTERIM, NullReason.YEAR_TO_RESTATE)
    assert (judged.status, judged.years_to_restate) == (Status.COMPLIANT, (2026,))
    assert known(judged.outcomes[Reading.COMPOUND]).allowed == 108_300_000
    # Restated as a whole year, for a reason of that kind.
    for code in sorted(RESTATING):
        restated = judge(base, y2026=record(OLD, filed(2026, 2, "114", code, day=5)), y2027=current)
        assert (nulls(restated), restated.years_to_restate) == ({}, ())


@pytest.mark.parametrize("reason", ["ERROR", "VERIFIED_FIGURES"])
def test_a_mistake_in_one_year_says_nothing_about_the_others(reason: str) -> None:
    judged = judge(history("100", "120", reason=reason), y2026=record(OLD), y2027=accepted(2027, "90"))
    assert (nulls(judged), judged.years_to_restate) == ({}, ())


@pytest.mark.parametrize(
    ("revisions", "waits"),
    [
        # Corrected, but for another reason.
        ([OLD, filed(2026, 2, "114", "ERROR", day=5)], True),
        # Restated before the base was.
        ([OLD, filed(2026, 2, "114", "STRUCTURAL_CHANGE", day=1)], True),
        # Filed for the first time after it, in the new form at once.
        ([filed(2026, 1, "114", day=5)], False),
        # Restated, and corrected since.
        ([OLD, filed(2026, 2, "114", "STRUCTURAL_CHANGE", day=5), filed(2026, 3, "113", "ERROR", day=6)], False),
    ],
)
def test_what_counts_as_restated(revisions: list[ReportedYear], waits: bool) -> None:
    base = history("100", "120", reason="STRUCTURAL_CHANGE")
    judged = judge(base, reading="MEAN_YEAR_ON_YEAR", y2026=record(*revisions), y2027=record(filed(2027, 1, "90", day=9)))
    assert (judged.years_to_restate == (2026,)) is waits
    assert (judged.status is Status.NOT_ASSESSABLE) is waits
    sentences = [reason.sentence for reason in judged.reasons]
    said = "The reading MEAN_YEAR_ON_YEAR says nothing, since a year in between was not restated with the base year."
    assert sentences == ([said] if waits else [])


def test_a_small_structural_change_waits_with_the_others_for_the_adoption() -> None:
    small = (filed(2025, 1, "100"), filed(2025, 2, "103", "STRUCTURAL_CHANGE"))
    assert judge(small, y2026=record(OLD), y2027=accepted(2027, "90")).years_to_restate == ()
    reached = (*small, filed(2025, 3, "106", "ERROR", day=7))
    assert judge(reached, y2026=record(OLD)).years_to_restate == (2026,)
    between = record(OLD, filed(2026, 2, "99", "STRUCTURAL_CHANGE", day=5))
    assert judge(reached, y2026=between).years_to_restate == ()


def test_the_first_report_restates_nothing_whatever_reason_it_bears() -> None:
    """Its number is above one where the one before it was returned."""
    assert judge((filed(2025, 2, "100", "STRUCTURAL_CHANGE"),), y2026=record(OLD)).years_to_restate == ()


def test_a_year_that_waited_for_the_base_in_the_new_form_is_not_restated_again() -> None:
    base = (filed(2025, 1, "100"), filed(2025, 2, "101", "METHOD_CHANGE", gwp_set="AR6"))
    judged = judge(base, y2026=record(filed(2026, 1, "95", day=0, gwp_set="AR6")))
    assert judged.years_to_restate == ()
    assert judge(base, y2026=record(OLD)).years_to_restate == (2026,)


def test_the_year_under_judgment_is_named_and_compared_as_it_was_filed() -> None:
    judged = judge(history("100", "120", reason="STRUCTURAL_CHANGE"), 2026, y2026=record(OLD))
    assert (judged.years_to_restate, judged.status, nulls(judged)) == ((2026,), Status.COMPLIANT, {})


@pytest.mark.parametrize(
    ("current", "status", "short"),
    [
        (record(OLD), Status.COMPLIANT, [FOOTING]),
        (record(filed(2026, 1, "115", day=0)), Status.NON_COMPLIANT, ["A further cut of 1 t", FOOTING]),
        (YearRecord(pending=replace(filed(2026, 1, "115", day=0), decision_id=None)), Status.PROVISIONAL, [FOOTING]),
        (record(OLD, filed(2026, 2, "115", "STRUCTURAL_CHANGE", day=5)), Status.NON_COMPLIANT, ["A further cut of 1 t"]),
        (record(filed(2026, 1, "115", day=5)), Status.NON_COMPLIANT, ["A further cut of 1 t"]),
        (record(filed(2026, 1, "95", day=0, scope_1=None)), Status.NOT_ASSESSABLE, []),
    ],
)
def test_a_verdict_on_the_old_form_is_told_as_one_that_may_change(
    current: YearRecord, status: Status, short: list[str]
) -> None:
    row = plain_assessment(judge(history("100", "120", reason="STRUCTURAL_CHANGE"), 2026, y2026=current))
    assert row["status"] == status
    told = [plain(sentence) for sentence in tell_in_short(row)]
    assert [sentence.startswith(start) for sentence, start in zip(told, short, strict=True)] == [True] * len(short)
    for language, start in (("en", FOOTING), ("zh", "2026 年仍按基准年已放弃的口径陈述。")):
        why = tell_assessment(row, language)[0].sentences
        assert any(sentence.startswith(start) for sentence in why) is (FOOTING in short)


@pytest.mark.parametrize("reading", [*sorted(NEED_INTERIM), Reading.COMPOUND])
def test_a_path_stops_at_a_year_between_that_waits(reading: Reading) -> None:
    """The year under judgment is one between to the next."""
    base = history("100", "120", reason="STRUCTURAL_CHANGE")
    for year, current in ((2026, record(OLD)), (2027, record(filed(2027, 1, "90", day=9)))):
        judged = judge(base, year, reading, **{"y2026": record(OLD), f"y{year}": current})
        path = known(explain_assessment(judged).path)
        waits = reading in NEED_INTERIM
        assert (path.stop, path.stops_in) == ((PathStop.YEAR_TO_RESTATE, year + 1) if waits else (None, None))
        assert bool(path.steps) is not waits
        told = tell_assessment(plain_assessment(judged))[-1]
        assert (told.code, "not restated with the base year" in told.sentences[0]) == ("PATH", waits)


def test_a_path_stops_at_a_year_that_cannot_be_compared_or_is_missing() -> None:
    for between, stop in (
        (accepted(2027, "90", gwp_set="AR6"), PathStop.YEAR_NOT_COMPARABLE),
        (YearRecord(), PathStop.MISSING_YEAR),
    ):
        held = {"y2026": accepted(2026, "95"), "y2027": between, "y2028": accepted(2028, "80")}
        path = known(explain_assessment(judge(history("100"), 2028, "CUMULATIVE", **held)).path)
        assert (path.stop, path.stops_in) == (stop, 2029)


def test_a_year_that_is_missing_is_still_called_missing() -> None:
    judged = judge(history("100", "120", reason="STRUCTURAL_CHANGE"), 2028, y2026=record(OLD), y2028=accepted(2028, "80"))
    assert set(nulls(judged).values()) == {NullReason.MISSING_YEAR}


def test_the_reasons_that_restate_are_reasons_of_a_revision() -> None:
    assert set(RevisionReason.values) >= RESTATING
