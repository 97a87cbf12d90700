"""What is begun each morning: a notice for each step that is due, and on Monday the digest."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import OuterRef, Subquery

from suppliers.models import Digest, MailOutcome, Notice, NoticeEvent
from suppliers.queries import assess_partners
from tracker.commitments.models import Commitment
from tracker.commitments.queries import get_commitment, list_mandates
from tracker.compliance.chasing import Recipient, Step, day_of_work, plan_notices, week_of_work
from tracker.compliance.commitments import Mandate
from tracker.records.acting import action
from tracker.records.actors import Actor, system_actor
from tracker.records.audit import record_event
from tracker.records.clock import database_now
from tracker.records.models import OutboxEntry
from tracker.records.outbox import enqueue
from tracker.records.refusals import Missing

from .recipients import list_analysts, list_contacts

PLAN_TASK = "suppliers.plan_notices"
NOTICE_TASK = "suppliers.send_notice"
DIGEST_TASK = "suppliers.send_digest"
TICK = system_actor("tick")
WORKER = system_actor("worker")

# After these the step may still be taken.
_OPEN = (MailOutcome.NO_RECIPIENT, MailOutcome.STOPPED, MailOutcome.OVERTAKEN)


def chase(*, now: datetime) -> None:
    """Once a minute; what it finds begun for this day or week it leaves alone."""
    mandates = [mandate for mandate in list_mandates(as_of=now) if mandate.illustration_note is None]
    for mandate in mandates:
        day = day_of_work(now, mandate.zone)
        promise_once(kind=PLAN_TASK, key=f"notices:{mandate.key}:{day}", args={"mandate": mandate.key}, now=now)
    if mandates:
        _open_digest(week_of_work(now, mandates[0].zone), now)


def _open_digest(week: str, now: datetime) -> None:
    if not Digest.objects.filter(week=week).exists():
        # Two ticks at once open it once.
        with suppress(IntegrityError):
            open_digest(actor=TICK, week=week, now=now)


@action
def open_digest(*, actor: Actor, week: str, now: datetime) -> Digest:
    digest = Digest.objects.create(week=week)
    record_event(verb="suppliers.open_digest", subject=digest, party_id=None, facts={"week": week})
    enqueue(kind=DIGEST_TASK, key=f"digest:{digest.pk}:0", args={"digest_id": str(digest.pk)}, not_before=now)
    return digest


def promise_once(*, kind: str, key: str, args: dict[str, str], now: datetime) -> None:
    if not OutboxEntry.objects.filter(key=key).exists():
        with suppress(IntegrityError), transaction.atomic():
            enqueue(kind=kind, key=key, args=args, not_before=now)


def plan_day(mandate_key: str) -> Callable[[], object]:
    """Each notice in a transaction of its own, so that one begun again after a crash goes on where it ended."""
    now = database_now()
    with suppress(Missing):
        mandate = get_commitment(mandate_key, as_of=now)
        if isinstance(mandate, Mandate):
            _plan(mandate, now)
    return lambda: None


def _plan(mandate: Mandate, now: datetime) -> None:
    today = now.astimezone(mandate.zone).date()
    commitment = Commitment.objects.get(key=mandate.key)
    known = _list_known(commitment)
    judged = assess_partners(mandate, as_of=now)
    reachable = _list_reachable({UUID(partner.party_id) for partner, _ in judged})
    for partner, assessment in judged:
        party_id, year = UUID(partner.party_id), assessment.obligation.year
        for step in plan_notices(assessment, today=today):
            found = known.get((party_id, year, step.kind))
            if found is None:
                open_notice(actor=WORKER, party_id=party_id, commitment=commitment, year=year, step=step, now=now)
            elif found[1] in _OPEN and (party_id, step.recipient) in reachable:
                notice_id, _, number = found
                args = {"notice_id": str(notice_id)}
                promise_once(kind=NOTICE_TASK, key=f"notice:{notice_id}:{number}", args=args, now=now)


def _list_known(commitment: Commitment) -> dict[tuple[UUID, int, str], tuple[UUID, str | None, int]]:
    """Each notice there is, with the last that became of it."""
    events = NoticeEvent.objects.filter(notice=OuterRef("pk")).order_by("-number")
    notices = Notice.objects.filter(commitment=commitment).annotate(
        what=Subquery(events.values("what")[:1]), number=Subquery(events.values("number")[:1])
    )
    rows = notices.values_list("party_id", "reporting_year", "kind", "pk", "what", "number")
    return {(party, year, kind): (pk, what, number or 0) for party, year, kind, pk, what, number in rows}


def _list_reachable(party_ids: set[UUID]) -> set[tuple[UUID, Recipient]]:
    contacts, analysts = list_contacts(party_ids), bool(list_analysts())
    at_least = {Recipient.FIRST_CONTACT: 1, Recipient.SECOND_CONTACT: 2}
    known = {(party, role) for party, found in contacts.items() for role, count in at_least.items() if len(found) >= count}
    return known | {(party, Recipient.ANALYSTS) for party in party_ids if analysts}


@action
def open_notice(*, actor: Actor, party_id: UUID, commitment: Commitment, year: int, step: Step, now: datetime) -> Notice:
    notice = Notice.objects.create(
        party_id=party_id, commitment=commitment, reporting_year=year, kind=step.kind, recipient=step.recipient
    )
    facts = {"commitment": commitment.key, "reporting_year": year, "kind": step.kind}
    record_event(verb="suppliers.open_notice", subject=notice, party_id=party_id, facts=facts)
    enqueue(kind=NOTICE_TASK, key=f"notice:{notice.pk}:0", args={"notice_id": str(notice.pk)}, not_before=now)
    return notice
