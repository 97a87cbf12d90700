from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from tracker.compliance.schedules import list_due_periods
from tracker.records.health import Check, CheckState, judge_age

from .models import ComplianceReport, ReportSchedule

PERIODS_LIMIT = timedelta(minutes=15)


def check_periods(name: str, *, now: datetime) -> Check:
    """By the due period that has waited longest for its report."""
    oldest = min(_list_owed(now), default=None)
    if oldest is None:
        return Check(name=name, state=CheckState.GOOD, limit=PERIODS_LIMIT)
    return judge_age(name, oldest, now=now, limit=PERIODS_LIMIT)


def _list_owed(now: datetime) -> Iterator[datetime]:
    """Since when each missing report has been owed: not before its schedule was there to ask for it."""
    issued = set(ComplianceReport.objects.values_list("run__schedule_id", "run__period_start"))
    for kept in ReportSchedule.objects.filter(is_active=True):
        schedule = kept.as_schedule()
        for period in list_due_periods(schedule, now=now):
            if (kept.pk, period.start) not in issued:
                yield max(schedule.due_at(period), kept.created_at)
