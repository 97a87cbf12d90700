"""The admin's home: where each commitment stands, what waits, what is late, what comes next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Min
from django.http import HttpRequest
from django.utils.translation import gettext as _

from reports.actions import can_issue
from reports.models import ComplianceReport, ReportSchedule
from reports.queries import list_compliance_reports, list_open_runs, summarize_programme
from suppliers.models import WAITS, Revision
from tracker.compliance.periods import Period
from tracker.compliance.plain import plain_summary
from tracker.compliance.schedules import list_next_periods
from tracker.records.admin.as_of import read_as_of
from tracker.records.admin.cells import ago
from tracker.records.health import Check, CheckState, check_heartbeat, run_checks
from tracker.records.models import OutboxEntry, OutboxState

from .cards import make_cards

Plain = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Late:
    count: int
    year: int
    title: str
    is_base_year: bool


@dataclass(frozen=True, slots=True)
class NextReport:
    title: str
    period: Period
    due_at: datetime
    zone: str


@dataclass(frozen=True, slots=True)
class Health:
    label: str
    good: bool
    words: str


def show_home(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """Called by the admin for its index page."""
    if not request.user.has_perm("reports.view_compliancereport"):
        return context
    as_of = read_as_of(request)
    now, summary = as_of.now, plain_summary(summarize_programme(as_of=as_of.instant))
    waiting = Revision.objects.filter(WAITS).aggregate(count=Count("pk"), oldest=Min("recorded_at"))
    return {
        **context,
        "as_of": as_of,
        "cards": make_cards(summary),
        "late": list_late(summary),
        "waiting": waiting["count"],
        "waiting_since": ago(waiting["oldest"], now) if waiting["oldest"] else None,
        "last_report": last_report(),
        "open_runs": list(list_open_runs()[:5]),
        "next_report": next_report(now),
        "health": list_health(now),
        "may_issue": request.user.is_authenticated and can_issue(request.user),
    }


def last_report() -> ComplianceReport | None:
    return list_compliance_reports().first()


def list_late(summary: Plain) -> list[Late]:
    return [
        Late(year["statuses"]["OVERDUE"], year["reporting_year"], mandate["commitment"]["title"], year["is_base_year"])
        for mandate in summary["mandates"]
        for year in mandate["years"]
        if year["statuses"]["OVERDUE"]
    ]


def next_report(now: datetime) -> NextReport | None:
    """The report that is due first over all schedules that run."""
    coming = []
    for kept in ReportSchedule.objects.filter(is_active=True):
        schedule = kept.as_schedule()
        for period in list_next_periods(schedule, now=now, count=1):
            due_at = schedule.due_at(period).astimezone(schedule.zone)
            coming.append(NextReport(kept.title, period, due_at, kept.zone))
    return min(coming, key=lambda report: report.due_at, default=None)


def list_health(now: datetime) -> list[Health]:
    """The relay, what `/healthz/jobs` asks, and what was given up."""
    dead = OutboxEntry.objects.filter(state=OutboxState.DEAD).count()
    return [
        *(_shown(check, now) for check in (check_heartbeat("relay", now=now), *run_checks(now=now))),
        Health(_("Given up"), not dead, _("%d dead") % dead if dead else _("nothing")),
    ]


def _shown(check: Check, now: datetime) -> Health:
    title, aged, ageless = {
        "relay": (_("Relay"), "%s", _("never seen")),
        "tick": (_("Scheduler"), "%s", _("never seen")),
        "outbox": (_("Outbox"), _("oldest due %s"), _("nothing due")),
        "periods": (_("Reports"), _("oldest due %s"), _("every one issued")),
    }[check.name]
    words = aged % ago(check.since, now) if check.since else ageless
    return Health(title, check.good, _("the check failed") if check.state is CheckState.FAILED else words)
