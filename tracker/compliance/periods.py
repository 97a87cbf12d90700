"""Days and reporting years. Every period is held with both its days included, as reports state it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

WHOLE_WEEK_YEARS = (52 * 7, 53 * 7)


@dataclass(frozen=True, slots=True, order=True)
class Period:
    start: date
    end: date

    @property
    def days(self) -> int:
        return (self.end - self.start).days + 1

    def holds(self, day: date) -> bool:
        return self.start <= day <= self.end

    @property
    def is_full_year(self) -> bool:
        """Twelve months, or 52 or 53 whole weeks."""
        return self.days in WHOLE_WEEK_YEARS or self.end + timedelta(days=1) == _a_year_after(self.start)


def _a_year_after(day: date) -> date:
    try:
        return day.replace(year=day.year + 1)
    except ValueError:  # 29 February
        return date(day.year + 1, 3, 1)
