"""Progress towards a count in a period."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from .commitments import CountGoal
from .measurements import SHARE_PLACES, Measured, by_end


class CountStatus(StrEnum):
    NOT_STARTED = "NOT_STARTED"
    IN_PROGRESS = "IN_PROGRESS"
    MET = "MET"
    MISSED = "MISSED"
    AWAITING_FIGURES = "AWAITING_FIGURES"


@dataclass(frozen=True, slots=True, kw_only=True)
class CountProgress:
    """Numbers in millionths of the goal's unit."""

    goal: CountGoal
    status: CountStatus
    counted: int
    days_measured: int
    days_left: int
    met_on: date | None
    figures: tuple[Measured, ...]

    @property
    def remaining(self) -> int:
        return max(0, self.goal.target_micro - self.counted)

    @property
    def beyond(self) -> int:
        return max(0, self.counted - self.goal.target_micro)

    @property
    def share(self) -> Decimal:
        """Rounded down, so that a target just missed never prints as 100 %."""
        return Decimal(self.counted * 10**SHARE_PLACES // self.goal.target_micro).scaleb(-SHARE_PLACES)

    @property
    def reached_per_day(self) -> int | None:
        """Over the days that are measured, rounded down."""
        return self.counted // self.days_measured if self.days_measured else None

    @property
    def needed_per_day(self) -> int | None:
        """From here to the last day, rounded up; None from the last day on or when nothing is missing."""
        return -(-self.remaining // self.days_left) if self.days_left and self.remaining else None


def measure_count(goal: CountGoal, figures: Iterable[Measured], *, today: date) -> CountProgress:
    """What is counted by `today`, the day in the goal's time zone: figures of periods inside the goal's that are over."""
    known = tuple(
        sorted(
            (f for f in figures if goal.start <= f.period.start and f.period.end <= min(goal.end, today)),
            key=by_end,
        )
    )
    counted, days = sum(figure.micro for figure in known), sum(figure.period.days for figure in known)
    return CountProgress(
        goal=goal,
        status=_status(goal, counted, days, today),
        counted=counted,
        days_measured=days,
        days_left=max(0, (goal.end - max(today, goal.start - timedelta(days=1))).days),
        met_on=_met_on(goal, known),
        figures=known,
    )


def _status(goal: CountGoal, counted: int, days: int, today: date) -> CountStatus:
    """No goal is missed before every day of its period is measured."""
    if counted >= goal.target_micro:
        return CountStatus.MET
    if today > goal.end:
        whole = (goal.end - goal.start).days + 1
        return CountStatus.MISSED if days >= whole else CountStatus.AWAITING_FIGURES
    return CountStatus.IN_PROGRESS if today >= goal.start else CountStatus.NOT_STARTED


def _met_on(goal: CountGoal, figures: Sequence[Measured]) -> date | None:
    """The last day of the period whose figure lifts the sum to the target."""
    total = 0
    for figure in figures:
        total += figure.micro
        if total >= goal.target_micro:
            return figure.period.end
    return None
