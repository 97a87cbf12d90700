"""Progress towards a share by a date, step by step. A share is measured over full years, and the year at the day decides."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from .commitments import ShareGoal, Step
from .measurements import Measured, by_end


class StepStatus(StrEnum):
    ON_THE_WAY = "ON_THE_WAY"
    MET = "MET"
    MISSED = "MISSED"
    AWAITING_FIGURES = "AWAITING_FIGURES"


@dataclass(frozen=True, slots=True, kw_only=True)
class StepProgress:
    """`rests_on` is the figure that the verdict rests on; `reached_by` the first one that reached the share at all."""

    step: Step
    status: StepStatus
    rests_on: Measured | None
    reached_by: Measured | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareProgress:
    goal: ShareGoal
    steps: tuple[StepProgress, ...]
    in_focus: StepProgress
    latest: Measured | None
    figures: tuple[Measured, ...]

    @property
    def status(self) -> StepStatus:
        return self.in_focus.status


def measure_share(goal: ShareGoal, figures: Iterable[Measured], *, today: date) -> ShareProgress:
    """What is known by `today`, the day in the goal's time zone. In focus is the step that lies ahead, or else the last."""
    known = tuple(sorted((figure for figure in figures if figure.period.end <= today), key=by_end))
    steps = tuple(_measure_step(step, known, today) for step in goal.steps)
    ahead = [step for step in steps if step.step.by >= today]
    return ShareProgress(
        goal=goal, steps=steps, in_focus=ahead[0] if ahead else steps[-1], latest=known[-1] if known else None, figures=known
    )


def _measure_step(step: Step, figures: Sequence[Measured], today: date) -> StepProgress:
    rests_on = _deciding(step, figures) if today >= step.by else None
    return StepProgress(
        step=step,
        status=_status(step, rests_on, today),
        rests_on=rests_on,
        reached_by=next((figure for figure in figures if figure.reaches(step.share)), None),
    )


def _status(step: Step, rests_on: Measured | None, today: date) -> StepStatus:
    if rests_on is None:
        return StepStatus.ON_THE_WAY if today <= step.by else StepStatus.AWAITING_FIGURES
    return StepStatus.MET if rests_on.reaches(step.share) else StepStatus.MISSED


def _deciding(step: Step, figures: Sequence[Measured]) -> Measured | None:
    """The last year that ends in the twelve months up to the day: an older one says nothing about the day."""
    year_before = (step.by.year - 1, step.by.month, step.by.day)
    within = [figure for figure in figures if _parts(figure.period.end) > year_before and figure.period.end <= step.by]
    return within[-1] if within else None


def _parts(day: date) -> tuple[int, int, int]:
    return day.year, day.month, day.day
