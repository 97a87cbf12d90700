"""How a corrective action plan stands: by its events, and by the calendar."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.compliance.assessments import Status
from tracker.compliance.plain import plain_plan
from tracker.compliance.plans import MOVES, Plan, PlanMove, PlanState, PlanVersion, is_behind, is_done, plan_due_on, plan_state
from tracker.compliance.summaries import Partner

from .makers import accepted, assess
from .plan_makers import at, day, decided, done, milestone, over, plan, state, version

YES, NO = decided(True), decided(False)
AMBERLIN = Partner(party_id="party", name="Amberlin", name_local="琥琳", country="CN", tier=1)
TWO = (milestone("repair", 30), milestone("spare-parts", 90))


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        (plan(), "OWED"),
        (plan(version()), "SUBMITTED"),
        (plan(version(decision=NO)), "RETURNED"),
        (plan(version(decision=NO), version(number=2)), "SUBMITTED"),
        (plan(version(decision=YES)), "ON_TRACK"),
        (plan(version(decision=YES), version(number=2)), "ON_TRACK"),
        (plan(version(decision=YES), version(number=2, decision=NO)), "ON_TRACK"),
        (plan(version(decision=YES), closure=over()), "CLOSED"),
        (plan(version(decision=YES), closure=over(cancelled=True)), "CANCELLED"),
        (plan(closure=over(cancelled=True)), "CANCELLED"),
        (plan(version(), closure=over(cancelled=True)), "CANCELLED"),
    ],
)
def test_the_state_follows_from_the_events(made: Plan, expected: str) -> None:
    assert state(made, 3) == expected


def test_a_milestone_is_missed_on_the_day_after_its_last() -> None:
    made = plan(version(*TWO, decision=YES))
    assert [state(made, number) for number in (30, 31)] == ["ON_TRACK", "LATE"]
    assert [state(plan(version(*TWO, decision=YES), closure=over()), number) for number in (31, 400)] == ["CLOSED", "CLOSED"]


def test_what_is_reported_is_not_missed_while_it_waits_and_is_again_once_it_goes_back() -> None:
    def stands(*reports: object) -> list[str]:
        made = plan(version(milestone("repair", 30, *reports), decision=YES))  # type: ignore[arg-type]
        return [state(made, 31), made.versions[0].milestones[0].state_on(day(31)).value]

    assert stands() == ["LATE", "MISSED"]
    assert stands(done()) == ["ON_TRACK", "REPORTED"]
    assert stands(done(NO)) == ["LATE", "MISSED"]
    assert stands(done(NO), done(number=31)) == ["ON_TRACK", "REPORTED"]
    assert stands(done(NO), done(YES, number=31)) == ["ON_TRACK", "DONE"]


def test_a_version_that_waits_displaces_none_and_an_accepted_one_does() -> None:
    first, later = version(milestone("repair", 30), decision=YES), version(milestone("repair", 200), number=2)
    waits = plan(first, later)
    assert (state(waits, 31), waits.in_force, waits.waiting) == ("LATE", first, later)
    agreed = plan(first, version(milestone("repair", 200), number=2, decision=YES))
    assert (state(agreed, 31), agreed.waiting) == ("ON_TRACK", None)


def test_it_is_behind_when_what_is_owed_next_is_past_its_day() -> None:
    def behind(made: Plan, number: int) -> bool:
        return is_behind(made, today=day(number))

    assert [behind(plan(), number) for number in (60, 61)] == [False, True]
    assert [behind(plan(version(decision=NO)), number) for number in (60, 61)] == [False, True]
    assert [behind(plan(version()), 61), behind(plan(version(decision=YES)), 31)] == [False, True]
    assert behind(plan(closure=over(cancelled=True)), 400) is False


def test_under_a_waiver_an_open_plan_is_lifted_and_never_behind() -> None:
    late, ended = plan(version(milestone("repair", 30), decision=YES)), plan(closure=over(cancelled=True))
    for made in (plan(), plan(version()), plan(version(decision=NO)), late):
        assert plan_state(made, today=day(400), waived=True) is PlanState.LIFTED
        assert not is_behind(made, today=day(400), waived=True)
    assert (state(late, 400), is_behind(late, today=day(400))) == ("LATE", True), "once the waiver is over"
    assert plan_state(ended, today=day(400), waived=True) is PlanState.CANCELLED
    shown = plain_plan(late, AMBERLIN, status=Status.WAIVED, today=day(400))
    assert (shown["state"], shown["is_behind"]) == ("LIFTED", False)


def test_done_is_every_milestone_accepted_in_the_version_in_force() -> None:
    whole = plan(version(milestone("a", 30, done(YES)), milestone("b", 30, done(YES)), decision=YES))
    assert is_done(whole, today=day(400))
    for made in (plan(), plan(version(milestone("a", 30, done(YES)))), plan(version(milestone("a", 30, done()), decision=YES))):
        assert not is_done(made, today=day(3))


def test_the_expected_cut_is_that_of_the_version_in_force() -> None:
    small, large = milestone(cut=1_500_000), milestone(cut=9_000_000)
    assert plan(version()).expected_cut is None
    assert plan(version(small, milestone("b", cut=None), decision=YES), version(large, number=2)).expected_cut == 1_500_000
    assert plan(version(small)).expected_cut == 1_500_000


def test_reports_that_wait_are_listed_until_the_plan_is_over() -> None:
    waiting = version(milestone("a", 30, done()), milestone("b", 30, done(YES)), milestone("c", 30, done(NO)), decision=YES)
    assert [step.key for step, _ in plan(waiting).reports_waiting()] == ["a"]
    assert list(plan(waiting, closure=over()).reports_waiting()) == []


def test_nothing_leads_out_of_the_end_and_late_moves_as_on_track() -> None:
    ends = {PlanState.CLOSED, PlanState.CANCELLED}
    assert not [state for state, _ in MOVES if state in ends]
    assert {to for _, to in MOVES.items()} >= ends
    moves = {state: {move for known, move in MOVES if known is state} for state in PlanState}
    assert moves[PlanState.LATE] == moves[PlanState.ON_TRACK] == set(PlanMove)
    assert moves[PlanState.OWED] == {PlanMove.FILE, PlanMove.CANCEL}


@given(st.lists(st.sampled_from(PlanMove), max_size=12))
def test_whatever_the_table_allows_can_be_derived_again(moves: list[PlanMove]) -> None:
    """A history that the table allows, as rows: the state worked out from them is the state that the moves led to."""
    here, closure = PlanState.OWED, None
    versions: list[PlanVersion] = []
    for move in moves:
        waits = bool(versions) and versions[-1].decision is None
        about_a_version = move in (PlanMove.FILE, PlanMove.ACCEPT, PlanMove.RETURN)
        if (here, move) not in MOVES or (about_a_version and waits is (move is PlanMove.FILE)):
            continue
        here = MOVES[here, move]
        if move is PlanMove.FILE:
            versions.append(version(number=len(versions) + 1))
        elif move in (PlanMove.ACCEPT, PlanMove.RETURN):
            versions[-1] = version(number=len(versions), decision=YES if move is PlanMove.ACCEPT else NO)
        elif move in (PlanMove.CLOSE, PlanMove.CANCEL):
            closure = over(cancelled=move is PlanMove.CANCEL)
    assert state(plan(*versions, closure=closure), 3) == here


def test_the_plan_is_due_some_days_after_the_verdict_could_be_known() -> None:
    missed = assess({2025: accepted(2025, 100), 2026: accepted(2026, 120)}, 2026, valid_from="2025-01-01")
    due = missed.obligation.due_on
    assert plan_due_on(missed, decided_on=[]) == due + timedelta(days=60)
    assert plan_due_on(missed, decided_on=[date(2026, 5, 1)]) == due + timedelta(days=60)
    assert plan_due_on(missed, decided_on=[due, date(2028, 2, 1)]) == date(2028, 4, 1)
    later = assess({2025: accepted(2025, 100), 2026: accepted(2026, 120)}, 2026, valid_from="2029-01-01", plan_days=10)
    assert plan_due_on(later, decided_on=[date(2028, 2, 1)]) == date(2029, 1, 11)


def test_its_plain_form() -> None:
    made = plan(version(milestone("repair", 30, done(NO), cut=4_200_500_000), decision=YES), closure=over())
    shown = plain_plan(made, AMBERLIN, status=None, today=day(31))
    step = shown["versions"][0]["milestones"][0]
    assert (shown["state"], shown["closure"]["state"], shown["expected_cut_tco2e"]) == ("CLOSED", "CLOSED", "4200.5")
    assert (shown["name"], shown["version_in_force"], shown["due_on"], shown["is_behind"]) == (
        "Amberlin",
        1,
        "2027-03-02",
        False,
    )
    assert (step["state"], step["due_on"], step["reports"][0]["decision"]["outcome"]) == ("MISSED", "2027-01-31", "RETURNED")
    assert shown["versions"][0]["recorded_at"] == f"{at(1):%Y-%m-%dT%H:%M:%S}.000000Z"
    assert plain_plan(plan(), AMBERLIN, status=None, today=day(0))["id"] is None
