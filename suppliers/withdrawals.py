"""Taking back a revision on which nobody has decided yet."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from tracker.records.acting import action
from tracker.records.actors import Actor
from tracker.records.audit import record_event
from tracker.records.refusals import Missing

from .checks import check_can_withdraw
from .models import EmissionsReport, Withdrawal


@action
def withdraw_revision(
    *,
    actor: Actor,
    party_id: UUID,
    report_id: UUID,
    number: int,
    reason: str,
    check_current: Callable[[], None] | None = None,
) -> Withdrawal:
    """The next revision may follow. Raises Missing, Refusal, or Conflict when it is decided or withdrawn already.

    `check_current` is asked once the report is locked, as a decision locks it.
    """
    report = EmissionsReport.objects.select_for_update().filter(pk=report_id, party_id=party_id).first()
    revision = report.revisions.select_related("decision", "withdrawal").filter(number=number).first() if report else None
    if revision is None:
        raise Missing("not-found", "There is nothing at this address, or it is not yours to see.")
    if check_current is not None:
        check_current()
    check_can_withdraw(revision, reason)
    withdrawal = Withdrawal.objects.create(
        revision=revision,
        party_id=party_id,
        reason=reason.strip(),
        entered_by_user_id=actor.user_id,
        entered_by_client_id=actor.client_id,
    )
    facts = {"revision": str(revision.pk), "number": number}
    record_event(verb="suppliers.withdraw_revision", subject=withdrawal, party_id=party_id, facts=facts)
    return withdrawal
