from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from tracker.access.models import User
from tracker.commitments.models import Enrolment
from tracker.records.acting import action
from tracker.records.audit import record_event
from tracker.records.refusals import Missing

from .models import Waiver, WaiverEnd
from .queries import get_assessment
from .waiver_checks import check_backing, check_can_end_waiver, check_can_grant_waiver, check_waiver, check_waives_alone
from .waiver_queries import day_of


@action
def grant_waiver(
    *,
    user: User,
    party_id: UUID,
    commitment_key: str,
    reporting_year: int,
    reason: str,
    expires_on: date,
    now: datetime,
    evidence_id: UUID | None = None,
) -> Waiver:
    """Lifts one obligation up to and with `expires_on`. Raises Forbidden, Missing, Refusal, or Conflict beside another."""
    check_can_grant_waiver(user, party_id)
    assessment = get_assessment(commitment_key, party_id=party_id, year=reporting_year, as_of=now)
    today = now.astimezone(assessment.mandate.zone).date()
    check_waiver(reason=reason, expires_on=expires_on, today=today)
    # The lock is on what binds the party, so that two waivers of one obligation follow each other.
    enrolment = Enrolment.objects.select_for_update().get(party_id=party_id, commitment__key=commitment_key)
    of_obligation = {"party_id": party_id, "commitment_id": enrolment.commitment_id, "reporting_year": reporting_year}
    check_waives_alone(Waiver.objects.filter(**of_obligation, end__isnull=True, expires_on__gte=today).first())
    check_backing(user, party_id, evidence_id)
    waiver = Waiver.objects.create(
        **of_obligation, reason=reason.strip(), expires_on=expires_on, evidence_id=evidence_id, granted_by=user
    )
    facts = {"commitment": commitment_key, "reporting_year": reporting_year, "expires_on": expires_on.isoformat()}
    record_event(verb="suppliers.grant_waiver", subject=waiver, party_id=party_id, facts=facts)
    return waiver


@action
def end_waiver(*, user: User, waiver_id: UUID, reason: str, now: datetime) -> WaiverEnd:
    """From now on the obligation is owed again. Raises Missing, Forbidden, Refusal, or Conflict when it is over already."""
    waiver = Waiver.objects.select_for_update(of=("self",)).filter(pk=waiver_id).first()
    if waiver is None:
        raise Missing("not-found", "There is no such waiver.")
    check_can_end_waiver(user, waiver, reason=reason, today=day_of(waiver, now))
    end = WaiverEnd.objects.create(waiver=waiver, party_id=waiver.party_id, reason=reason.strip(), ended_by=user)
    record_event(verb="suppliers.end_waiver", subject=end, party_id=waiver.party_id, facts={"waiver": str(waiver.pk)})
    return end
