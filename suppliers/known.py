"""What the rules compare a report with, beside what was sent: one for the action, and for the door that reads a body."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from tracker.commitments.queries import is_base_year

from .models import EmissionsReport
from .statements import get_external_ids


def known_of_sender(party_id: UUID) -> dict[str, Any]:
    """For the first revision of a report."""
    return {"known_ids": get_external_ids(party_id)}


def known_of_report(report: EmissionsReport, *, now: datetime) -> dict[str, Any]:
    """For the next revision."""
    year, party_id = report.reporting_year, report.party_id
    restates = is_base_year(year, party_id=party_id, as_of=now)
    return {"reporting_year": year, "restates_base_year": restates, **known_of_sender(party_id)}


def find_known(report_id: UUID, *, party_id: UUID, now: datetime) -> dict[str, Any]:
    """Nothing of a report that is not there or is another's: the action refuses it."""
    report = EmissionsReport.objects.filter(pk=report_id, party_id=party_id).first()
    return known_of_report(report, now=now) if report else {}
