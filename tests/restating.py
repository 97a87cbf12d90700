"""A supplier that restates its years, under a mandate whose years are over."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from suppliers.actions import accept_revision, amend_emissions_report
from suppliers.models import EmissionsReport, Revision
from suppliers.queries import list_assessments
from tests.world import ACTOR, add_supplier_party, content, utc_now
from tracker.access.models import Party, User
from tracker.commitments.models import Commitment
from tracker.commitments.queries import get_commitment
from tracker.compliance.assessments import Assessment
from tracker.compliance.commitments import Mandate
from tracker.records.clock import database_now

REPLAY = "chip-fab-replay"
PLANT = {"name": "Plant 2", "existed_in_base_year": True}
REASONS = ("STRUCTURAL_CHANGE", "METHOD_CHANGE", "ERROR", "BOUNDARY_CHANGE", "VERIFIED_FIGURES")


def add_bound_party(replay: Commitment) -> Party:
    """Base year 2018, assessed from 2019 to 2021."""
    return add_supplier_party("Cinderfell Wafer Works", replay, base_year=2018, end_year=2021)


def amend(party: Party, year: int, scope_1: str, reason: str = "ERROR", **changes: Any) -> Revision:
    report = EmissionsReport.objects.get(party=party, reporting_year=year)
    if reason == "STRUCTURAL_CHANGE":
        changes.setdefault("facilities", [PLANT])
    return amend_emissions_report(
        actor=ACTOR,
        party_id=party.pk,
        report_id=report.pk,
        content=content(year, scope_1, reason_code=reason, reason_text="As told.", **changes),
        now=utc_now(),
    )


def restate(party: Party, user: User, year: int, scope_1: str, reason: str = "ERROR", **changes: Any) -> Revision:
    revision = amend(party, year, scope_1, reason, **changes)
    accept_revision(user=user, revision_id=revision.pk)
    return revision


def get_mandate(key: str = REPLAY) -> Mandate:
    found = get_commitment(key, as_of=database_now())
    assert isinstance(found, Mandate)
    return found


def judged(party: Party, as_of: datetime | None = None, key: str = REPLAY) -> dict[int, Assessment]:
    found = list_assessments(get_mandate(key), as_of=as_of or database_now(), party_ids=[party.pk])
    return {assessment.obligation.year: assessment for assessment in found}


def allowed(assessment: Assessment) -> int | None:
    return assessment.outcome.allowed if assessment.outcome else None
