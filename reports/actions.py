from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any
from uuid import UUID

import structlog
from django.db import transaction

from suppliers.chasing.planning import chase
from tracker.access.models import User
from tracker.api.rates import sweep_counts
from tracker.compliance.periods import Period
from tracker.compliance.plain import plain_summary
from tracker.compliance.schedules import Cadence, label_period, list_due_periods
from tracker.presentation.numbers import format_span
from tracker.records.acting import action
from tracker.records.actors import Actor, system_actor
from tracker.records.answers import sweep_answers
from tracker.records.audit import record_event
from tracker.records.canonical import canonical_json
from tracker.records.checkpoints import record_checkpoint_if_due
from tracker.records.clock import SETTLED_AFTER
from tracker.records.files import store_file
from tracker.records.heartbeats import beat
from tracker.records.outbox import enqueue
from tracker.records.refusals import Forbidden
from tracker.records.sweeping import is_sweep_due, sweep_files

from .models import ComplianceReport, ReportRun, ReportSchedule
from .pdf import RENDERER_VERSION, ReportIdentity, find_missing_glyphs, render_compliance_report
from .queries import list_named_files, summarize_programme

TITLE = "Programme compliance report"
ISSUE_TASK = "reports.issue_compliance_report"
TICK = system_actor("tick")
WORKER = system_actor("worker")

log = structlog.get_logger()


def check_can_issue(user: User) -> None:
    if not user.has_perm("reports.issue_compliancereport"):
        raise Forbidden("role-required", "Only an analyst or an administrator issues a report.")


def can_issue(user: User) -> bool:
    return user.has_perm("reports.issue_compliancereport")


@action
def add_schedule(
    *, actor: Actor, key: str, cadence: Cadence, first_period_start: date, zone: str, lag_days: int = 5, title: str = TITLE
) -> ReportSchedule:
    schedule = ReportSchedule.objects.create(
        key=key, title=title, cadence=cadence, first_period_start=first_period_start, zone=zone, lag_days=lag_days
    )
    record_event(verb="reports.add_schedule", subject=schedule, party_id=None, facts={"key": key})
    return schedule


@action
def request_compliance_report(*, user: User, now: datetime, title: str = TITLE) -> ReportRun:
    """A report about the current year up to `now`, issued as soon as the record of this instant has settled."""
    check_can_issue(user)
    period = Period(date(now.year, 1, 1), now.date())
    number = f"on-demand-{now:%Y%m%d-%H%M%S-%f}"
    return _open_run(
        actor=user.as_actor(), schedule=None, number=number, title=title, period=period, as_of=now, requested_by=user
    )


def tick(*, now: datetime) -> list[ReportRun]:
    """The one recurring duty: what is too old goes, what is due begins. A heartbeat shows that it was done."""
    sweep_answers(now=now)
    sweep_counts(now=now)
    opened = open_due_runs(now=now)
    chase(now=now)
    record_checkpoint_if_due(actor=TICK, now=now)
    beat("tick")
    if is_sweep_due(now=now):
        sweep_files(list_named_files(), now=now)
    return opened


def open_due_runs(*, now: datetime) -> list[ReportRun]:
    """One run for each due period that has none. Two callers at once, or a caller after a week's rest, open each run once.

    A schedule that fails does not hold up the others; its error is raised when they are done.
    """
    opened: list[ReportRun] = []
    failures: list[Exception] = []
    for schedule in ReportSchedule.objects.filter(is_active=True):
        try:
            opened += _open_due_runs_of(schedule, now)
        except Exception as error:
            log.exception("reports.schedule_failed", schedule=schedule.key)
            failures.append(error)
    if failures:
        raise failures[0]
    return opened


@transaction.atomic
def _open_due_runs_of(schedule: ReportSchedule, now: datetime) -> list[ReportRun]:
    schedule = ReportSchedule.objects.select_for_update().get(pk=schedule.pk)
    opened = set(schedule.runs.values_list("period_start", flat=True))
    return [
        _open_run(
            actor=TICK,
            schedule=schedule,
            number=f"{schedule.key}-{label_period(schedule.as_schedule().cadence, period)}",
            title=schedule.title,
            period=period,
            as_of=now,
        )
        for period in list_due_periods(schedule.as_schedule(), now=now)
        if period.start not in opened
    ]


@action
def _open_run(
    *,
    actor: Actor,
    schedule: ReportSchedule | None,
    number: str,
    title: str,
    period: Period,
    as_of: datetime,
    requested_by: User | None = None,
) -> ReportRun:
    run = ReportRun.objects.create(
        schedule=schedule,
        number=number,
        title=title,
        period_start=period.start,
        period_end=period.end,
        as_of=as_of,
        requested_by=requested_by,
    )
    record_event(verb="reports.open_run", subject=run, party_id=None, facts={"number": number})
    enqueue(kind=ISSUE_TASK, key=f"report:{run.pk}", args={"run_id": str(run.pk)}, not_before=as_of + SETTLED_AFTER)
    return run


def prepare_compliance_report(run_id: UUID) -> Callable[[], ComplianceReport]:
    """Renders and stores the files, and returns the writer of the row, for the transaction that ends the job."""
    run = ReportRun.objects.select_related("schedule").get(pk=run_id)
    summary = plain_summary(summarize_programme(as_of=run.as_of, period=run.period))
    content = canonical_json(summary)
    identity = ReportIdentity(
        number=run.number,
        title=run.title,
        issued_for=format_span(run.period_start.isoformat(), run.period_end.isoformat()),
    )
    pdf = render_compliance_report(summary, identity=identity)
    facts: dict[str, Any] = {
        "input_sha256": store_file(content),
        "pdf_sha256": store_file(pdf),
        "pdf_size": len(pdf),
        "renderer": RENDERER_VERSION,
        "warnings": [f"No bundled font has {glyph!r}." for glyph in find_missing_glyphs(summary)],
    }
    return lambda: _record_report(actor=WORKER, run=run, facts=facts)


@action
def _record_report(*, actor: Actor, run: ReportRun, facts: dict[str, Any]) -> ComplianceReport:
    report = ComplianceReport.objects.create(run=run, as_of=run.as_of, **facts)
    recorded = {"number": run.number, **facts}
    record_event(verb="reports.issue_compliance_report", subject=report, party_id=None, facts=recorded)
    return report
