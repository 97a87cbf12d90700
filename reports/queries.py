from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet

from recycling.queries import measure_goal
from suppliers.bulk.queries import list_bulk_digests
from suppliers.queries import summarize_mandate
from tracker.commitments.measuring import list_measured_progress
from tracker.commitments.queries import get_commitment, list_goals, list_mandates
from tracker.compliance.commitments import Goal, Mandate
from tracker.compliance.periods import Period
from tracker.compliance.summaries import ComplianceSummary
from tracker.records.sweeping import list_recorded_files

from .models import ComplianceReport, ReportRun


def summarize_programme(*, as_of: datetime, period: Period | None = None) -> ComplianceSummary:
    """Where every commitment stands, by what was known at `as_of`: what the home page, the report and the API render."""
    mandates = (summarize_mandate(mandate, as_of=as_of) for mandate in list_mandates(as_of=as_of))
    goals = (measure_goal(goal, as_of=as_of) for goal in list_goals(as_of=as_of))
    return ComplianceSummary(
        as_of=as_of,
        period=period,
        mandates=tuple(summary for summary in mandates if summary is not None),
        goals=tuple(goals),
        measured=tuple(list_measured_progress(as_of=as_of)),
    )


def summarize_commitments(*, as_of: datetime, key: str | None = None) -> ComplianceSummary:
    """The same of one commitment alone, or of all. Raises Missing, naming the keys that exist."""
    if key is None:
        return summarize_programme(as_of=as_of)
    commitment = get_commitment(key, as_of=as_of)
    if isinstance(commitment, Goal):
        return ComplianceSummary(as_of=as_of, period=None, mandates=(), goals=(measure_goal(commitment, as_of=as_of),))
    if not isinstance(commitment, Mandate):
        measured = tuple(each for each in list_measured_progress(as_of=as_of) if each.goal.key == key)
        return ComplianceSummary(as_of=as_of, period=None, mandates=(), goals=(), measured=measured)
    mandate = summarize_mandate(commitment, as_of=as_of)
    return ComplianceSummary(as_of=as_of, period=None, mandates=(mandate,) if mandate else (), goals=())


def list_compliance_reports() -> QuerySet[ComplianceReport]:
    return ComplianceReport.objects.select_related("run__schedule")


def list_open_runs() -> QuerySet[ReportRun]:
    """Runs whose report has not been issued yet."""
    return ReportRun.objects.filter(report__isnull=True).select_related("schedule")


def list_named_files() -> set[str]:
    """The hash of every stored file that a row names."""
    issued = ComplianceReport.objects.values_list("input_sha256", "pdf_sha256")
    return list_recorded_files() | list_bulk_digests() | {digest for row in issued for digest in row}
