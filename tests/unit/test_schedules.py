from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.compliance.periods import Period
from tracker.compliance.schedules import Cadence, Schedule, label_period, list_due_periods, list_next_periods

ZONES = ("UTC", "Asia/Shanghai", "Europe/Berlin", "America/Sao_Paulo", "Australia/Lord_Howe", "Pacific/Apia", "Asia/Beirut")


def schedule(
    cadence: Cadence = Cadence.MONTHLY, first: date = date(2026, 9, 1), zone: str = "Asia/Shanghai", lag_days: int = 5
) -> Schedule:
    return Schedule(cadence=cadence, first_start=first, zone=ZoneInfo(zone), lag_days=lag_days)


def test_a_period_is_due_at_local_midnight_after_its_lag() -> None:
    september = Period(date(2026, 9, 1), date(2026, 9, 30))
    due = datetime(2026, 10, 5, 16, tzinfo=UTC)  # 6 October, 00:00 in Shanghai
    assert schedule().due_at(september) == due
    assert list_due_periods(schedule(), now=due - timedelta(seconds=1)) == []
    assert list_due_periods(schedule(), now=due) == [september]


def test_a_week_of_rest_loses_nothing() -> None:
    weekly_view = list_due_periods(schedule(), now=datetime(2027, 1, 20, tzinfo=UTC))
    assert [period.start.month for period in weekly_view] == [9, 10, 11, 12]


def test_midnight_in_a_gap_and_in_a_fold() -> None:
    # Beirut skips from 00:00 to 01:00 on 26 March 2023; the Azores repeat 00:00 to 01:00 on 25 October 2026.
    in_gap = schedule(zone="Asia/Beirut", first=date(2023, 2, 1), lag_days=25)
    assert in_gap.due_at(Period(date(2023, 2, 1), date(2023, 2, 28))) == datetime(2023, 3, 25, 22, tzinfo=UTC)
    in_fold = schedule(zone="Atlantic/Azores", first=date(2026, 9, 1), lag_days=24)
    assert in_fold.due_at(Period(date(2026, 9, 1), date(2026, 9, 30))) == datetime(2026, 10, 25, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("cadence", "start", "label"),
    [
        (Cadence.MONTHLY, date(2026, 10, 1), "2026-10"),
        (Cadence.QUARTERLY, date(2026, 10, 1), "2026-Q4"),
        (Cadence.QUARTERLY, date(2026, 2, 1), "2026-02"),
        (Cadence.HALF_YEARLY, date(2026, 7, 1), "2026-H2"),
        (Cadence.YEARLY, date(2026, 1, 1), "2026"),
        (Cadence.YEARLY, date(2026, 4, 1), "2026-04"),
    ],
)
def test_labels(cadence: Cadence, start: date, label: str) -> None:
    assert label_period(cadence, Period(start, start)) == label


def test_a_period_starts_on_a_first() -> None:
    with pytest.raises(ValueError, match="first of a month"):
        schedule(first=date(2026, 9, 2))


@given(
    cadence=st.sampled_from(Cadence),
    zone=st.sampled_from(ZONES),
    lag_days=st.integers(0, 90),
    first=st.dates(date(2000, 1, 1), date(2030, 1, 1)).map(lambda day: day.replace(day=1)),
    checks=st.lists(st.integers(0, 4000), min_size=1, max_size=12),
)
def test_whoever_looks_whenever_finds_each_period_once(
    cadence: Cadence, zone: str, lag_days: int, first: date, checks: list[int]
) -> None:
    plan = schedule(cadence, first, zone, lag_days)
    start = datetime(first.year, first.month, 1, tzinfo=UTC)
    found: list[Period] = []
    for hours in sorted(checks):
        found += [period for period in list_due_periods(plan, now=start + timedelta(hours=hours * 6)) if period not in found]
    assert found == list_due_periods(plan, now=start + timedelta(hours=max(checks) * 6))
    assert all(later.start == earlier.end + timedelta(days=1) for earlier, later in pairwise(found))
    labels = [label_period(cadence, period) for period in found]
    assert len(set(labels)) == len(labels)
    last = start + timedelta(hours=max(checks) * 6)
    coming = list_next_periods(plan, now=last, count=3)
    assert len(coming) == 3
    assert all(plan.due_at(period) > last for period in coming)
