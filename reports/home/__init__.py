"""The admin's home: where each commitment stands, what waits, what is late, what comes next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Min
from django.http import HttpRequest
from django.utils.translation import gettext as _

from reports.actions import can_issue
from reports.models import ComplianceReport, ReportSchedule
from reports.queries import list_compliance_reports, list_open_runs, summarize_programme
from suppliers.models import Revision
from tracker.compliance.periods import Period
from tracker.compliance.plain import plain_summary
from tracker.compliance.schedules import list_next_periods
from tracker.records.admin.cells import ago
from tracker.records.clock import database_now
from tracker.records.models import Heartbeat, OutboxEntry, OutboxState

from .cards import make_cards

Plain = Mapping[str, Any]

# Each beats at least once a minute.
SILENT_AFTER = timedelta(minutes=3)
HEARTS = {"relay": "Relay", "tick": "Scheduler"}


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
    now = database_now()
    summary = plain_summary(summarize_programme(as_of=now))
    waiting = Revision.objects.filter(decision__isnull=True).aggregate(count=Count("pk"), oldest=Min("recorded_at"))
    return {
        **context,
        "now": now,
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
    beats = dict(Heartbeat.objects.values_list("name", "beat_at"))
    hearts = [_heart(label, beats.get(name), now) for name, label in HEARTS.items()]
    dead = OutboxEntry.objects.filter(state=OutboxState.DEAD).count()
    return [*hearts, Health(_("Outbox"), not dead, _("%d dead") % dead if dead else _("nothing dead"))]


def _heart(label: str, beat_at: datetime | None, now: datetime) -> Health:
    if beat_at is None:
        return Health(label, False, _("never seen"))
    return Health(label, now - beat_at < SILENT_AFTER, ago(beat_at, now))
