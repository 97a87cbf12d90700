"""Which notice falls on which day, and what stops it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.compliance.assessments import Assessment, YearRecord
from tracker.compliance.chasing import (
    STEPS,
    NoticeKind,
    day_of_work,
    falls_due_soon,
    is_overtaken,
    is_owed,
    overdue_since,
    plan_notices,
    week_of_work,
)

from .makers import accepted, assess, pending

# The report about 2025 is due on 2026-06-30, its grace ends on 2026-07-14.
SHANGHAI = ZoneInfo("Asia/Shanghai")


def owed(today: date, record: YearRecord | None = None, **terms: Any) -> Assessment:
    return assess({2025: record} if record else {}, 2025, today=today, **terms)


def planned(today: date, record: YearRecord | None = None, *, sent: tuple[str, ...] = (), **terms: Any) -> list[str]:
    return [str(step.kind) for step in plan_notices(owed(today, record, **terms), today=today, sent=sent)]


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        ("2026-05-30", []),
        ("2026-05-31", ["REMINDER_30_DAYS"]),
        ("2026-06-22", ["REMINDER_30_DAYS"]),
        ("2026-06-23", ["REMINDER_7_DAYS"]),
        ("2026-06-30", ["REMINDER_7_DAYS"]),
        ("2026-07-01", ["DUE_DATE_PASSED"]),
        ("2026-07-14", ["DUE_DATE_PASSED"]),
        ("2026-07-15", ["OVERDUE"]),
        ("2026-07-28", ["OVERDUE"]),
        ("2026-07-29", ["OVERDUE", "ESCALATED_TO_SECOND_CONTACT"]),
        ("2026-08-11", ["OVERDUE", "ESCALATED_TO_SECOND_CONTACT"]),
        ("2026-08-12", ["OVERDUE", "ESCALATED_TO_SECOND_CONTACT", "ESCALATED_TO_ANALYSTS"]),
    ],
)
def test_each_step_has_its_day_and_overtakes_the_one_before(today: str, expected: list[str]) -> None:
    assert planned(date.fromisoformat(today)) == expected


@pytest.mark.parametrize(
    ("kind", "today", "expected"),
    [
        ("REMINDER_7_DAYS", date(2026, 6, 30), False),
        ("REMINDER_7_DAYS", date(2026, 7, 1), True),
        ("OVERDUE", date(2026, 9, 1), False),
        ("ESCALATED_TO_SECOND_CONTACT", date(2026, 7, 20), False),
    ],
)
def test_a_step_is_overtaken_by_a_later_one_to_the_same_recipient(kind: str, today: date, expected: bool) -> None:
    assert is_overtaken(kind, owed(today), today=today) is expected
    assert not is_overtaken(kind, owed(today, accepted(2025)), today=today), "nothing is owed, so nothing has come"


def test_overdue_begins_after_the_last_day_of_grace() -> None:
    day = date(2026, 7, 20)
    assert overdue_since(owed(day)) == date(2026, 7, 15)


def test_what_was_sent_is_not_sent_again() -> None:
    day = date(2026, 8, 12)
    assert planned(day, sent=("OVERDUE",)) == ["ESCALATED_TO_SECOND_CONTACT", "ESCALATED_TO_ANALYSTS"]
    assert planned(day, sent=tuple(NoticeKind)) == []


@pytest.mark.parametrize("today", [date(2026, 6, 25), date(2026, 7, 3), date(2026, 9, 1)])
def test_a_report_that_waits_or_is_accepted_or_a_waiver_stops_everything(today: date) -> None:
    assert planned(today, pending(2025)) == []
    assert planned(today, accepted(2025)) == []
    assert planned(today, waived=True) == []
    assert planned(today) != []


def test_without_days_of_grace_the_later_step_holds() -> None:
    assert planned(date(2026, 7, 1), grace_days=0) == ["OVERDUE"]


@given(st.lists(st.integers(-60, 200), min_size=1, max_size=40))
def test_whenever_somebody_looks_each_kind_comes_once_and_in_its_order(offsets: list[int]) -> None:
    sent: list[str] = []
    for offset in sorted(offsets):
        sent += planned(date(2026, 6, 30) + timedelta(days=offset), sent=tuple(sent))
    assert len(sent) == len(set(sent))
    first = [kind for kind in sent if not kind.startswith("ESCALATED")]
    assert first == [step.kind for step in STEPS if step.kind in first]


def test_what_falls_due_soon_is_owed_and_within_thirty_days() -> None:
    days = {day: falls_due_soon(owed(day), today=day) for day in map(date.fromisoformat, ("2026-05-30", "2026-05-31"))}
    assert list(days.values()) == [False, True]
    assert falls_due_soon(owed(date(2026, 6, 30)), today=date(2026, 6, 30))
    assert not falls_due_soon(owed(date(2026, 7, 1)), today=date(2026, 7, 1))
    assert not falls_due_soon(owed(date(2026, 6, 1), pending(2025)), today=date(2026, 6, 1))
    assert is_owed(owed(date(2026, 7, 1)))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI).astimezone(UTC)


def test_a_day_begins_at_eight_in_the_mandates_zone_and_a_week_on_monday() -> None:
    assert day_of_work(at("2026-10-05 07:59:59"), SHANGHAI) == date(2026, 10, 4)
    assert day_of_work(at("2026-10-05 08:00:00"), SHANGHAI) == date(2026, 10, 5)
    assert week_of_work(at("2026-10-05 07:59:59"), SHANGHAI) == "2026-W40"
    assert week_of_work(at("2026-10-05 08:00:00"), SHANGHAI) == "2026-W41"
    assert week_of_work(at("2027-01-01 12:00:00"), SHANGHAI) == "2026-W53"
