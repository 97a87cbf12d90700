"""Corrective action plans: what a non-compliant party owes, and how it stands, derived from what was recorded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from .assessments import Assessment


class PlanState(StrEnum):
    OWED = "OWED"
    SUBMITTED = "SUBMITTED"
    RETURNED = "RETURNED"
    ON_TRACK = "ON_TRACK"
    LATE = "LATE"
    LIFTED = "LIFTED"
    CLOSED = "CLOSED"
    CANCELLED = "CANCELLED"


class PlanMove(StrEnum):
    FILE = "file"
    ACCEPT = "accept"
    RETURN = "return"
    REPORT = "report"
    CLOSE = "close"
    CANCEL = "cancel"


# In force: accepted once. A later version that waits, or goes back, does not displace the one in force.
_IN_FORCE = {
    PlanMove.FILE: PlanState.ON_TRACK,
    PlanMove.ACCEPT: PlanState.ON_TRACK,
    PlanMove.RETURN: PlanState.ON_TRACK,
    PlanMove.REPORT: PlanState.ON_TRACK,
    PlanMove.CLOSE: PlanState.CLOSED,
    PlanMove.CANCEL: PlanState.CANCELLED,
}
MOVES: Mapping[tuple[PlanState, PlanMove], PlanState] = {
    (PlanState.OWED, PlanMove.FILE): PlanState.SUBMITTED,
    (PlanState.OWED, PlanMove.CANCEL): PlanState.CANCELLED,
    (PlanState.SUBMITTED, PlanMove.ACCEPT): PlanState.ON_TRACK,
    (PlanState.SUBMITTED, PlanMove.RETURN): PlanState.RETURNED,
    (PlanState.SUBMITTED, PlanMove.CANCEL): PlanState.CANCELLED,
    (PlanState.RETURNED, PlanMove.FILE): PlanState.SUBMITTED,
    (PlanState.RETURNED, PlanMove.CANCEL): PlanState.CANCELLED,
    **{(state, move): to for state in (PlanState.ON_TRACK, PlanState.LATE) for move, to in _IN_FORCE.items()},
}
"""Late is what the calendar makes of a plan on track, so the same moves lead out of both. Lifted is how an open plan shows
while a waiver lifts its obligation: what may be done with it goes by the state beneath."""


class MilestoneState(StrEnum):
    PLANNED = "PLANNED"
    REPORTED = "REPORTED"
    DONE = "DONE"
    MISSED = "MISSED"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanDecided:
    """What an analyst decided on a version or on a milestone's report."""

    decision_id: str
    accepted: bool
    reason: str
    author_id: str
    decided_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class DoneReport:
    """The supplier says that a milestone is done."""

    report_id: str
    done_on: date
    note: str
    evidence_id: str | None
    recorded_at: datetime
    decision: PlanDecided | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Milestone:
    """`reports` are those of its key, in whichever version they were reported, the last one last."""

    key: str
    title: str
    due_on: date
    expected_cut: int | None
    reports: tuple[DoneReport, ...] = ()

    @property
    def is_settled(self) -> bool:
        """Reported done, and the report has not gone back."""
        last = self.reports[-1] if self.reports else None
        return last is not None and (last.decision is None or last.decision.accepted)

    def state_on(self, today: date) -> MilestoneState:
        if self.is_settled:
            return MilestoneState.REPORTED if self.reports[-1].decision is None else MilestoneState.DONE
        return MilestoneState.MISSED if today > self.due_on else MilestoneState.PLANNED


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanVersion:
    version_id: str
    number: int
    recorded_at: datetime
    content_sha256: str
    cause: str
    milestones: tuple[Milestone, ...]
    decision: PlanDecided | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanClosure:
    closure_id: str
    cancelled: bool
    reason: str
    author_id: str
    recorded_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Without `plan_id` it follows from a verdict alone: nobody has opened or filed it yet."""

    party_id: str
    commitment_key: str
    year: int
    due_on: date
    plan_id: str | None = None
    opened_at: datetime | None = None
    versions: tuple[PlanVersion, ...] = ()
    closure: PlanClosure | None = None

    @property
    def in_force(self) -> PlanVersion | None:
        accepted = [version for version in self.versions if version.decision is not None and version.decision.accepted]
        return accepted[-1] if accepted else None

    @property
    def waiting(self) -> PlanVersion | None:
        """The version on which somebody has to decide."""
        last = self.versions[-1] if self.versions else None
        return last if last is not None and last.decision is None and self.closure is None else None

    @property
    def shown(self) -> PlanVersion | None:
        return self.in_force or (self.versions[-1] if self.versions else None)

    @property
    def expected_cut(self) -> int | None:
        """The sum of what its milestones state; None where none of them states any."""
        cuts = [m.expected_cut for m in (self.shown.milestones if self.shown else ()) if m.expected_cut is not None]
        return sum(cuts) if cuts else None

    def reports_waiting(self) -> Iterator[tuple[Milestone, DoneReport]]:
        """The milestones' reports on which somebody has to decide."""
        for milestone in self.in_force.milestones if self.in_force and self.closure is None else ():
            if milestone.reports and milestone.reports[-1].decision is None:
                yield milestone, milestone.reports[-1]


def plan_state(plan: Plan, *, today: date, waived: bool = False) -> PlanState:
    """Its events in their order, each by the table of moves, and then the calendar; `today` is in the mandate's zone."""
    if waived and plan.closure is None:
        return PlanState.LIFTED
    state = PlanState.OWED
    for move in _moves_of(plan):
        state = MOVES[state, move]
    if state is PlanState.ON_TRACK and has_missed(plan, today=today):
        return PlanState.LATE
    return state


def has_missed(plan: Plan, *, today: date) -> bool:
    milestones = plan.in_force.milestones if plan.in_force else ()
    return any(milestone.state_on(today) is MilestoneState.MISSED for milestone in milestones)


def is_done(plan: Plan, *, today: date) -> bool:
    """Every milestone of the version in force is reported done, and that is accepted."""
    return plan.in_force is not None and all(m.state_on(today) is MilestoneState.DONE for m in plan.in_force.milestones)


def is_behind(plan: Plan, *, today: date, waived: bool = False) -> bool:
    """What the supplier owes next is past its day: the plan itself, or a milestone of it. Under a waiver it owes nothing."""
    state = plan_state(plan, today=today, waived=waived)
    return state is PlanState.LATE or (state in (PlanState.OWED, PlanState.RETURNED) and today > plan.due_on)


def _moves_of(plan: Plan) -> Iterator[PlanMove]:
    for version in plan.versions:
        yield PlanMove.FILE
        if version.decision is not None:
            yield PlanMove.ACCEPT if version.decision.accepted else PlanMove.RETURN
    if plan.closure is not None:
        yield PlanMove.CANCEL if plan.closure.cancelled else PlanMove.CLOSE


def plan_due_on(assessment: Assessment, *, decided_on: Iterable[date]) -> date:
    """So many days after the verdict could first be known: the mandate's own, counted from the latest decision that it
    rests on, and never from before the report was due or the mandate's version was in force."""
    mandate, obligation = assessment.mandate, assessment.obligation
    return max(obligation.due_on, mandate.valid_from, *decided_on) + timedelta(days=mandate.plan_days)
