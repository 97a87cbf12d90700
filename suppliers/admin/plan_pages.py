"""What the pages about corrective action plans show."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from suppliers.models import CorrectiveActionPlan, MilestoneReport, Outcome, PlanVersion
from suppliers.plans.checks import can_decide
from suppliers.plans.queries import PlanStanding
from tracker.access.models import User
from tracker.compliance import plans as core
from tracker.compliance.plain import plain_quantity
from tracker.compliance.plans import MilestoneState, PlanState
from tracker.presentation.numbers import NOTHING, format_day, format_tonnes
from tracker.presentation.plans import MILESTONE_STATES, PLAN_STATES
from tracker.records.admin.cells import pill

from .people import name_of, who_sent
from .words import state_pill

PLAN_TONES = {
    PlanState.SUBMITTED: "info",
    PlanState.LATE: "bad",
    PlanState.OWED: "warn",
    PlanState.RETURNED: "warn",
    PlanState.ON_TRACK: "good",
    PlanState.LIFTED: "quiet",
    PlanState.CLOSED: "quiet",
    PlanState.CANCELLED: "quiet",
}
MILESTONE_TONES = {
    MilestoneState.PLANNED: "quiet",
    MilestoneState.REPORTED: "info",
    MilestoneState.DONE: "good",
    MilestoneState.MISSED: "bad",
}


def plan_pill(state: str) -> SafeString:
    return pill(PLAN_STATES[state].label.en, PLAN_TONES[PlanState(state)])


def cut(micro: int | None) -> str:
    return format_tonnes(plain_quantity(micro))


@dataclass(frozen=True, slots=True)
class Row:
    """One plan in a list."""

    standing: PlanStanding
    state: SafeString
    waits: int
    due_on: str
    next_step: core.Milestone | None
    expected_cut: str

    @property
    def is_behind(self) -> bool:
        return self.standing.is_behind


def as_row(standing: PlanStanding) -> Row:
    plan = standing.plan
    waits = (1 if plan.waiting else 0) + len(list(plan.reports_waiting()))
    return Row(standing, plan_pill(standing.state), waits, day(plan.due_on), _next_step(standing), cut(plan.expected_cut))


def _next_step(standing: PlanStanding) -> core.Milestone | None:
    """The earliest that is neither done nor reported, of a plan that goes on."""
    plan = standing.plan
    steps = plan.in_force.milestones if plan.in_force and plan.closure is None else ()
    open_ones = [m for m in steps if m.state_on(standing.today) in (MilestoneState.PLANNED, MilestoneState.MISSED)]
    return min(open_ones, key=lambda milestone: milestone.due_on, default=None)


def sort_rows(standings: Sequence[PlanStanding]) -> list[Row]:
    """What waits for somebody here comes first, then by what has to be done, the earliest day at the top."""
    order = list(PLAN_STATES)
    rows = [as_row(standing) for standing in standings]
    return sorted(rows, key=lambda row: (not row.waits, order.index(row.standing.state), row.standing.plan.due_on))


def count_states(standings: Sequence[PlanStanding]) -> list[tuple[str, str, int]]:
    """Code, words and number, of those that there are."""
    counted = Counter(standing.state.value for standing in standings)
    return [(state, words.label.en, counted[state]) for state, words in PLAN_STATES.items() if counted[state]]


@dataclass(frozen=True, slots=True)
class Step:
    title: str
    key: str
    due_on: str
    expected_cut: str
    state: SafeString
    done_on: str


def list_steps(version: core.PlanVersion, today: date) -> list[Step]:
    return [
        Step(
            title=milestone.title,
            key=milestone.key,
            due_on=day(milestone.due_on),
            expected_cut=cut(milestone.expected_cut),
            state=_milestone_pill(milestone.state_on(today)),
            done_on=day(milestone.reports[-1].done_on) if milestone.reports else NOTHING,
        )
        for milestone in version.milestones
    ]


def _milestone_pill(state: MilestoneState) -> SafeString:
    return pill(MILESTONE_STATES[state].label.en, MILESTONE_TONES[state])


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something on which somebody has to decide, with the names of the pages that do it."""

    kind: str
    pk: UUID
    title: str
    sent: str
    at: datetime
    note: str
    evidence: Any
    may_decide: bool


def list_waiting(standing: PlanStanding, rows: PlanRows, user: User) -> list[Waiting]:
    """The version first."""
    waiting, found = standing.plan.waiting, []
    if waiting is not None:
        version = rows.version(waiting.version_id)
        title = _("Version %d") % version.number
        found.append(
            Waiting("version", version.pk, title, who_sent(version), version.recorded_at, "", None, can_decide(user, version))
        )
    for milestone, done in standing.plan.reports_waiting():
        report = rows.report(done.report_id)
        title = _("%(title)s, on %(day)s") % {"title": milestone.title, "day": day(report.done_on)}
        found.append(
            Waiting(
                "report", report.pk, title, who_sent(report), report.recorded_at, report.note, report.evidence,
                can_decide(user, report),
            )
        )  # fmt: skip
    return found


class PlanRows:
    """The rows of one plan with the people who brought and decided them: three queries."""

    def __init__(self, plan_id: UUID) -> None:
        people = ("entered_by_user", "entered_by_client")
        self.plan = CorrectiveActionPlan.objects.select_related("party", "closure__closed_by", *people).get(pk=plan_id)
        versions = PlanVersion.objects.filter(plan=plan_id).select_related("decision__decided_by", *people)
        reports = MilestoneReport.objects.filter(milestone__version__plan=plan_id)
        self.versions = list(versions)
        self.reports = list(reports.select_related("milestone", "evidence__entered_by_client", "decision__decided_by", *people))

    def version(self, pk: str) -> PlanVersion:
        return next(version for version in self.versions if str(version.pk) == pk)

    def report(self, pk: str) -> MilestoneReport:
        return next(report for report in self.reports if str(report.pk) == pk)


@dataclass(frozen=True, slots=True)
class Moment:
    """One line of the timeline."""

    at: datetime
    what: str
    who: str
    words: str = ""
    shown_state: SafeString | None = None


def list_moments(rows: PlanRows) -> list[Moment]:
    """The newest first."""
    return sorted(_moments_of(rows), key=lambda moment: moment.at, reverse=True)


def _moments_of(rows: PlanRows) -> Iterator[Moment]:
    plan = rows.plan
    yield Moment(plan.recorded_at, _("Opened, the plan being due on %s") % day(plan.due_on), who_sent(plan))
    for version in rows.versions:
        words = _("Version %d") % version.number
        yield Moment(version.recorded_at, _("%s filed") % words, who_sent(version), version.cause)
        yield from _decision_on(version, words)
    for report in rows.reports:
        words = _("Milestone “%s”") % report.milestone.title
        said = _("%(what)s reported done on %(day)s") % {"what": words, "day": day(report.done_on)}
        yield Moment(report.recorded_at, said, who_sent(report), report.note)
        yield from _decision_on(report, words)
    closure = getattr(plan, "closure", None)
    if closure:
        yield Moment(closure.recorded_at, _("The plan"), name_of(closure.closed_by), closure.reason, plan_pill(closure.closing))


def _decision_on(entry: PlanVersion | MilestoneReport, words: str) -> Iterator[Moment]:
    decision = getattr(entry, "decision", None)
    if decision:
        state = state_pill(Outcome(decision.outcome))
        yield Moment(decision.recorded_at, words, name_of(decision.decided_by), decision.reason, state)


def day(value: date) -> str:
    return format_day(value.isoformat())
