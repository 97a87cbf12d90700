from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tests.unit.compliance.makers import make_goal, make_line, micro, year_line
from tracker.compliance.goals import GoalProgress, GoalStatus, LedgerLine, Masses, MassState, measure_progress

# The goal: 1,000 kg from 2022 to the end of 2026.
DEADLINE, DAY_AFTER = date(2026, 12, 31), date(2027, 1, 1)
CLAIMED, VERIFIED, QUARANTINED = MassState


def measure(*lines: LedgerLine, today: date = DEADLINE, **terms: Any) -> GoalProgress:
    return measure_progress(make_goal(**terms), lines, today=today)


@pytest.mark.parametrize(
    ("kg", "today", "status"),
    [
        ("0.000001", date(2021, 12, 31), GoalStatus.NOT_STARTED),
        ("0.000001", date(2022, 1, 1), GoalStatus.IN_PROGRESS),
        ("999.999999", DEADLINE, GoalStatus.IN_PROGRESS),
        ("999.999999", DAY_AFTER, GoalStatus.MISSED),
        ("1000", DEADLINE, GoalStatus.MET),
        ("1000", DAY_AFTER, GoalStatus.MET),
        ("1000", date(2022, 1, 1), GoalStatus.MET),
        ("1500", DAY_AFTER, GoalStatus.MET),
    ],
)
def test_the_state_of_a_goal(kg: str, today: date, status: GoalStatus) -> None:
    line = make_line("a", "2022-01-01", "2022-01-01", kg)
    assert measure(line, today=today).status is status


@pytest.mark.parametrize(
    ("kg", "share", "remaining", "beyond"),
    [
        ("0", "0", "1000", "0"),
        ("959.4", "0.9594", "40.6", "0"),
        ("999.999999", "0.9999", "0.000001", "0"),
        ("1000", "1", "0", "0"),
        ("1234.56", "1.2345", "0", "234.56"),
    ],
)
def test_share_remaining_and_beyond(kg: str, share: str, remaining: str, beyond: str) -> None:
    progress = measure(year_line("a", 2022, kg))
    assert (progress.share, progress.remaining, progress.beyond) == (Decimal(share), micro(remaining), micro(beyond))


def test_the_headline_is_claimed_and_verified_and_shows_its_parts() -> None:
    progress = measure(
        year_line("a", 2022, 300),
        year_line("b", 2023, 200, VERIFIED, estimated=True),
        year_line("c", 2024, 400, QUARANTINED, estimated=True),
    )
    assert progress.total == Masses(claimed=micro(300), verified=micro(200), quarantined=micro(400), estimated=micro(200))
    assert progress.total.counted == micro(500)


def test_met_by_verified_alone() -> None:
    assert not measure(year_line("a", 2022, 1), year_line("b", 2022, "999.999999", VERIFIED)).met_by_verified_alone
    assert measure(year_line("b", 2022, 1000, VERIFIED)).met_by_verified_alone


@pytest.mark.parametrize(
    ("start", "end", "counts"),
    [
        ("2022-01-01", "2022-01-01", True),
        ("2026-12-31", "2026-12-31", True),
        ("2021-12-31", "2022-01-01", False),
        ("2021-12-31", "2021-12-31", False),
        ("2026-12-31", "2027-01-01", False),
        ("2027-01-05", "2027-01-05", False),  # received on 28 December, processed in January
    ],
)
def test_a_line_counts_when_its_whole_period_lies_inside_the_goals(start: str, end: str, counts: bool) -> None:
    progress = measure(make_line("a", start, end, 10), today=date(2027, 6, 1))
    assert progress.total.counted == (micro(10) if counts else 0)
    assert len(progress.lines) == counts


def test_what_lies_ahead_is_not_done_yet() -> None:
    line = make_line("a", "2025-03-01", "2025-03-02", 1000)
    early, on_the_day = (measure(line, today=date(2025, 3, day)) for day in (1, 2))
    assert (early.total.counted, early.status, early.met_on, early.lines) == (0, GoalStatus.IN_PROGRESS, None, ())
    assert (on_the_day.status, on_the_day.met_on) == (GoalStatus.MET, date(2025, 3, 2))


def late_certificate(*, today: date) -> GoalProgress:
    """A consignment of December 2026 whose certificate arrives in 2027: the claim is reversed, the verified mass entered."""
    return measure(
        year_line("a", 2022, 600),
        make_line("b", "2026-12-20", "2026-12-20", 400),
        make_line("c", "2026-12-20", "2026-12-20", -400, reverses="b"),
        make_line("d", "2026-12-20", "2026-12-20", 400, VERIFIED),
        today=today,
    )


def test_a_late_verification_moves_the_mass_and_counts_it_once() -> None:
    progress = late_certificate(today=date(2027, 3, 1))
    assert progress.total == Masses(claimed=micro(600), verified=micro(400))
    assert (progress.status, progress.met_on) == (GoalStatus.MET, date(2026, 12, 20))
    assert progress.figures_until == date(2026, 12, 20)


def test_a_release_from_quarantine_after_the_deadline_turns_missed_into_met() -> None:
    held = [year_line("a", 2022, 600), make_line("b", "2026-12-20", "2026-12-20", 400, QUARANTINED)]
    released = [
        make_line("c", "2026-12-20", "2026-12-20", -400, QUARANTINED, reverses="b"),
        make_line("d", "2026-12-20", "2026-12-20", 400, VERIFIED),
    ]
    before, after = (measure(*lines, today=date(2027, 3, 1)) for lines in (held, held + released))
    assert (before.status, before.met_on) == (GoalStatus.MISSED, None)
    assert (after.status, after.met_on, after.total.quarantined) == (GoalStatus.MET, date(2026, 12, 20), 0)


def test_met_on_is_the_day_that_lifts_the_total_to_the_target_for_good() -> None:
    lines = [year_line("a", 2022, 900), make_line("b", "2024-05-01", "2024-05-03", 100), year_line("c", 2025, 50)]
    assert measure(*lines).met_on == date(2024, 5, 3)
    undone = make_line("d", "2025-06-01", "2025-06-01", -100)
    assert measure(*lines, undone).met_on is None
    assert measure(*lines, undone, year_line("e", 2026, 50)).met_on == date(2026, 12, 31)


def test_quarantined_mass_meets_nothing() -> None:
    progress = measure(year_line("a", 2022, 999), year_line("b", 2023, 500, QUARANTINED))
    assert (progress.status, progress.met_on) == (GoalStatus.IN_PROGRESS, None)


@pytest.mark.parametrize(("reversal", "replacement"), [("1", "2"), ("2", "1")])
def test_a_correction_inside_one_day_does_not_postpone_the_day(reversal: str, replacement: str) -> None:
    progress = measure(
        make_line("x", "2024-05-01", "2024-05-01", 900),
        make_line("y", "2024-06-01", "2024-06-01", 100),
        make_line("0", "2024-07-01", "2024-07-01", 50),
        make_line(reversal, "2024-07-01", "2024-07-01", -50, reverses="0"),
        make_line(replacement, "2024-07-01", "2024-07-01", 50, VERIFIED),
        make_line("before", "2024-07-02", "2024-07-02", -30),
        make_line("after", "2024-07-02", "2024-07-02", 30),
    )
    assert progress.met_on == date(2024, 6, 1)


def test_a_consignment_draws_down_the_opening_balance_of_its_year() -> None:
    progress = measure(
        year_line("opening", 2025, 500),
        make_line("drawn", "2025-03-05", "2025-03-05", -20, reverses="opening"),
        make_line("consignment", "2025-03-05", "2025-03-05", 20, VERIFIED),
    )
    assert progress.total == Masses(claimed=micro(480), verified=micro(20))
    assert progress.figures_until == date(2025, 12, 31)


def test_a_year_without_figures_is_not_zero() -> None:
    progress = measure(year_line("a", 2022, 10), year_line("b", 2024, 0), today=date(2025, 5, 1))
    by_year = dict(progress.by_year)
    assert list(by_year) == [2022, 2023, 2024, 2025]
    assert (by_year[2022], by_year[2023], by_year[2024], by_year[2025]) == (Masses(claimed=micro(10)), None, Masses(), None)
    assert progress.figures_until == date(2024, 12, 31)


def test_a_year_whose_only_figure_was_reversed_has_none() -> None:
    progress = measure(year_line("a", 2022, 10), year_line("b", 2023, 7), year_line("c", 2023, -7, reverses="b"))
    assert dict(progress.by_year)[2023] is None
    assert (progress.total.counted, progress.figures_until) == (micro(10), date(2022, 12, 31))
    assert len(progress.lines) == 3


def test_without_any_entry() -> None:
    progress = measure(today=date(2022, 1, 1))
    assert (progress.total, progress.figures_until, progress.met_on) == (Masses(), None, None)
    assert progress.by_year == ((2022, None),)


@pytest.mark.parametrize(("today", "years"), [(date(2021, 5, 1), [2022]), (date(2030, 5, 1), [2022, 2023, 2024, 2025, 2026])])
def test_the_years_shown_are_the_goals(today: date, years: list[int]) -> None:
    assert [year for year, _ in measure(today=today).by_year] == years


def test_the_years_add_up_to_the_total() -> None:
    progress = measure(*(year_line(str(year), year, year - 2000, estimated=year == 2024) for year in range(2022, 2027)))
    assert sum(masses.counted for _, masses in progress.by_year if masses) == progress.total.counted
    assert progress.total.estimated == micro(24)


@pytest.mark.parametrize(
    ("today", "days_left", "needed"),
    [
        (date(2021, 12, 31), 1826, "0.547646"),  # 1,000 / 1,826 is 0.5476451..., rounded up
        (date(2021, 1, 1), 1826, "0.547646"),
        (date(2022, 1, 1), 1825, "0.547946"),
        (date(2026, 12, 30), 1, "1000"),
        (DEADLINE, 0, None),
        (DAY_AFTER, 0, None),
    ],
)
def test_what_each_day_left_must_bring(today: date, days_left: int, needed: str | None) -> None:
    progress = measure(today=today)
    assert (progress.days_left, progress.needed_per_day) == (days_left, needed and micro(needed))


def test_nothing_more_is_needed_once_the_goal_is_met() -> None:
    assert measure(year_line("a", 2022, 1000), today=date(2023, 1, 1)).needed_per_day is None


def test_the_entries_come_in_the_order_of_their_days_whatever_order_they_arrive_in() -> None:
    lines = [
        year_line("b", 2023, 1),
        year_line("a", 2023, 1),
        make_line("c", "2023-12-01", "2023-12-31", 1),
        year_line("d", 2022, 1),
    ]
    for order in (lines, lines[::-1]):
        assert [line.entry_id for line in measure(*order).lines] == ["d", "a", "b", "c"]
