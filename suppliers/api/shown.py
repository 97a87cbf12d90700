"""Reports as they are answered: every door that shows one shows the same."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from suppliers.models import EmissionsReport
from suppliers.queries import list_reports
from suppliers.serializers.reports import ReportSerializer
from suppliers.warnings import list_warnings


def show_reports(reports: Iterable[EmissionsReport]) -> list[dict[str, Any]]:
    shown = list(reports)
    warnings = list_warnings(revision for report in shown for revision in report.revisions.all())
    return [ReportSerializer(report, context={"warnings": warnings}).data for report in shown]


def show_report(report_id: UUID, *, party_id: UUID | None) -> dict[str, Any]:
    return show_reports([list_reports(party_id=party_id).get(pk=report_id)])[0]
