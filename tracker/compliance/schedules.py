"""Reporting periods of a schedule: calendar days, so that no clock change can add or drop one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from .periods import Period


class Cadence(StrEnum):
    MONTHLY = "MONTHLY"
    QUARTERLY = "QUARTERLY"
    HALF_YEARLY = "HALF_YEARLY"
    YEARLY = "YEARLY"

    @property
    def months(self) -> int:
        return {"MONTHLY": 1, "QUARTERLY": 3, "HALF_YEARLY": 6, "YEARLY": 12}[self]


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """`first_start` is the first day of a month; a report is due `lag_days` after its period's last day."""

    cadence: Cadence
    first_start: date
    zone: ZoneInfo
    lag_days: int

    def __post_init__(self) -> None:
        if self.first_start.day != 1:
            raise ValueError(f"A period starts on the first of a month, not on {self.first_start}.")

    def due_at(self, period: Period) -> datetime:
        """Local midnight, in UTC: in a fold the first one, in a gap the instant at which the clock has passed it."""
        midnight = datetime.combine(period.end + timedelta(days=1 + self.lag_days), time.min, tzinfo=self.zone)
        return midnight.astimezone(UTC)


def iterate_periods(schedule: Schedule) -> Iterator[Period]:
    start = schedule.first_start
    while True:
        following = _months_after(start, schedule.cadence.months)
        yield Period(start, following - timedelta(days=1))
        start = following


def list_due_periods(schedule: Schedule, *, now: datetime) -> list[Period]:
    """Every period whose report is due at `now`, the oldest first."""
    due: list[Period] = []
    for period in iterate_periods(schedule):
        if schedule.due_at(period) > now:
            return due
        due.append(period)
    return due


def list_next_periods(schedule: Schedule, *, now: datetime, count: int) -> list[Period]:
    coming = (period for period in iterate_periods(schedule) if schedule.due_at(period) > now)
    return [period for period, _ in zip(coming, range(count), strict=False)]


def label_period(cadence: Cadence, period: Period) -> str:
    """`2026-10`, `2026-Q4`, `2026-H2` or `2026`; a yearly period off the calendar year is named by its first month."""
    start = period.start
    position = (start.month - 1) // cadence.months
    aligned = (start.month - 1) % cadence.months == 0
    if cadence is Cadence.MONTHLY or not aligned:
        return f"{start:%Y-%m}"
    if cadence is Cadence.YEARLY:
        return f"{start.year}"
    return f"{start.year}-{'Q' if cadence is Cadence.QUARTERLY else 'H'}{position + 1}"


def _months_after(day: date, months: int) -> date:
    years, month = divmod(day.month - 1 + months, 12)
    return date(day.year + years, month + 1, 1)
