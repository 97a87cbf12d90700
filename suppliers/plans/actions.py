"""What is filed about corrective action plans, by suppliers, and opened by the programme."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from datetime import date, datetime
from typing import Any
from uuid import UUID

from suppliers.models import CorrectiveActionPlan, Milestone, MilestoneReport, PlanVersion
from suppliers.queries import get_assessment
from tracker.access.models import User
from tracker.commitments.models import Commitment, Enrolment
from tracker.compliance.assessments import Assessment
from tracker.compliance.plans import PlanMove
from tracker.records.acting import action
from tracker.records.actors import Actor
from tracker.records.audit import record_event
from tracker.records.models import Evidence
from tracker.records.refusals import Conflict, FieldFault, Missing, Refusal

from .checks import (
    check_can_file,
    check_can_open_plan,
    check_can_report,
    check_content,
    check_move,
    check_opened_ahead,
    check_owed,
    find_milestone,
)
from .content import PlanContent
from .queries import owed_by
from .standing import lock_plan, stand

ADDRESS = "/api/v1/corrective-action-plans/"


@action
def open_plan(
    *, user: User, party_id: UUID, commitment_key: str, reporting_year: int, now: datetime, due_on: date | None = None
) -> CorrectiveActionPlan:
    """By the programme, with a due day of its own; else the mandate's. Raises Forbidden, Refusal or Conflict."""
    check_can_open_plan(user)
    _lock_obligation(party_id, commitment_key)
    if (standing := _find(party_id, commitment_key, reporting_year)) is not None:
        raise _already(standing)
    return _open(user.as_actor(), party_id, commitment_key, reporting_year, now, due_on)


@action
def file_plan(
    *, actor: Actor, party_id: UUID, commitment_key: str, reporting_year: int, content: PlanContent, now: datetime
) -> PlanVersion:
    """The first version. Opens the plan where the programme has not. Raises Refusal or Conflict."""
    _lock_obligation(party_id, commitment_key)
    plan = _find(party_id, commitment_key, reporting_year)
    if plan is None:
        plan = _open(actor, party_id, commitment_key, reporting_year, now, None)
    elif lock_plan(plan.pk, party_id).versions.exists():
        raise _already(plan)
    return _record_version(actor, plan, content, now)


@action
def amend_plan(
    *,
    actor: Actor,
    party_id: UUID,
    plan_id: UUID,
    content: PlanContent,
    now: datetime,
    check_current: Callable[[], None] | None = None,
) -> PlanVersion:
    """The next version, whole. Raises Missing, Refusal, or Conflict while one waits and once the plan is over.

    `check_current` is asked once the plan is locked: it raises when the plan is not what its sender has seen.
    """
    plan = lock_plan(plan_id, party_id)
    if check_current is not None:
        check_current()
    return _record_version(actor, plan, content, now)


@action
def report_milestone(
    *,
    actor: Actor,
    party_id: UUID,
    plan_id: UUID,
    key: str,
    done_on: date,
    note: str,
    now: datetime,
    evidence_id: UUID | None = None,
) -> MilestoneReport:
    """It is done, says the supplier. Raises Missing, Refusal, or Conflict when it is reported already."""
    plan = lock_plan(plan_id, party_id)
    standing, state, today = stand(plan, now)
    check_move(state, PlanMove.REPORT)
    check_can_report(find_milestone(standing, key), done_on=done_on, today=today)
    _check_evidence(party_id, evidence_id)
    in_force = standing.in_force
    assert in_force is not None  # noqa: S101 - the milestone was found in it
    report = MilestoneReport.objects.create(
        milestone=Milestone.objects.get(version_id=UUID(in_force.version_id), key=key),
        done_on=done_on,
        note=note.strip(),
        evidence_id=evidence_id,
        **_brought_by(actor, party_id),
    )
    facts = {"plan": str(plan.pk), "key": key, "done_on": done_on.isoformat()}
    record_event(verb="suppliers.report_milestone", subject=report, party_id=party_id, facts=facts)
    return report


def _lock_obligation(party_id: UUID, commitment_key: str) -> None:
    """The lock is on what binds the party, so that one obligation gets one plan."""
    Enrolment.objects.select_for_update().filter(party_id=party_id, commitment__key=commitment_key).first()


def _find(party_id: UUID, commitment_key: str, reporting_year: int) -> CorrectiveActionPlan | None:
    return CorrectiveActionPlan.objects.filter(
        party_id=party_id, commitment__key=commitment_key, reporting_year=reporting_year
    ).first()


def _already(plan: CorrectiveActionPlan) -> Conflict:
    sentence = f"There is a plan about {plan.reporting_year} already. Amend it: POST a version to {ADDRESS}{plan.pk}/versions/."
    return Conflict("plan-exists", sentence, link=f"{ADDRESS}{plan.pk}/")


def _open(
    actor: Actor, party_id: UUID, commitment_key: str, reporting_year: int, now: datetime, due_on: date | None
) -> CorrectiveActionPlan:
    assessment = _find_assessment(party_id, commitment_key, reporting_year, now)
    check_owed(assessment)
    check_opened_ahead(due_on, today=now.astimezone(assessment.mandate.zone).date())
    plan = CorrectiveActionPlan.objects.create(
        commitment=Commitment.objects.get(key=commitment_key),
        reporting_year=reporting_year,
        due_on=due_on or owed_by(assessment).due_on,
        **_brought_by(actor, party_id),
    )
    facts = {"commitment": commitment_key, "reporting_year": reporting_year, "due_on": plan.due_on.isoformat()}
    record_event(verb="suppliers.open_plan", subject=plan, party_id=party_id, facts=facts)
    return plan


def _find_assessment(party_id: UUID, commitment_key: str, reporting_year: int, now: datetime) -> Assessment:
    """What was sent names it, so that what is unknown is a fault of a field."""
    try:
        return get_assessment(commitment_key, party_id=party_id, year=reporting_year, as_of=now)
    except Missing as missing:
        name = "commitment" if missing.code == "commitment-unknown" else "reporting_year"
        fault = FieldFault(f"/{name}", "not-found", missing.sentence)
        raise Refusal("invalid-plan", "Nothing was recorded. Faults found: 1.", faults=(fault,)) from missing


def _record_version(actor: Actor, plan: CorrectiveActionPlan, content: PlanContent, now: datetime) -> PlanVersion:
    standing, state, today = stand(plan, now)
    check_can_file(standing, state)
    check_content(content, standing, today=today)
    number = len(standing.versions) + 1
    version = PlanVersion.objects.create(
        plan=plan,
        number=number,
        cause=content.cause,
        content_sha256=content.sha256(plan=plan, number=number),
        **_brought_by(actor, plan.party_id),
    )
    milestones = Milestone.objects.bulk_create(
        Milestone(version=version, party_id=plan.party_id, position=position, **asdict(milestone))
        for position, milestone in enumerate(content.milestones)
    )
    facts = {"plan": str(plan.pk), "number": number, "content_sha256": version.content_sha256}
    record_event(verb="suppliers.file_plan", subject=version, also=milestones, party_id=plan.party_id, facts=facts)
    return version


def _check_evidence(party_id: UUID, evidence_id: UUID | None) -> None:
    if evidence_id is not None and not Evidence.objects.filter(pk=evidence_id, party_id=party_id).exists():
        detail = "There is nothing with this id, or it is not yours. Take it from your own list."
        fault = FieldFault("/evidence_id", "not-found", detail)
        raise Refusal("invalid-milestone-report", "Nothing was recorded. Faults found: 1.", faults=(fault,))


def _brought_by(actor: Actor, party_id: UUID) -> dict[str, Any]:
    return {"party_id": party_id, "entered_by_user_id": actor.user_id, "entered_by_client_id": actor.client_id}
