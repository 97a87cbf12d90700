"""Notices and digests leave once (`tracker.records.mailing`), and what became of each is a row."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from suppliers.models import Digest, DigestEvent, MailOutcome, Notice, NoticeEvent
from tracker.access.models import Contact, User
from tracker.presentation.notices import Letter
from tracker.records.acting import action
from tracker.records.actors import Actor
from tracker.records.audit import record_event
from tracker.records.clock import database_now
from tracker.records.mailing import send_once, wait_after
from tracker.records.outbox import enqueue

from .planning import DIGEST_TASK, NOTICE_TASK, WORKER


@dataclass(frozen=True, slots=True)
class Addressees:
    contact: Contact | None = None
    users: tuple[User, ...] = ()

    @property
    def addresses(self) -> list[str]:
        return [person.email for person in (self.contact, *self.users) if person is not None]


def send_parcel(
    parcel: Notice | Digest, find: Callable[[], Addressees], compose: Callable[[Addressees], Letter | MailOutcome]
) -> Callable[[], object]:
    return send_once(parcel, find=find, compose=compose, record=partial(_record, parcel))


def _record(parcel: Notice | Digest, what: MailOutcome, to: Addressees | None, detail: str) -> object:
    return record_outcome(actor=WORKER, parcel=parcel, what=what, to=to or Addressees(), detail=detail)


@action
def record_outcome(
    *, actor: Actor, parcel: Notice | Digest, what: MailOutcome, to: Addressees, detail: str = ""
) -> NoticeEvent | DigestEvent:
    """The unique number refuses a second writer; what surely did not leave is promised anew."""
    number = parcel.events.count() + 1
    common = {"number": number, "what": what, "user_ids": [user.pk for user in to.users], "detail": detail}
    facts = {"of": str(parcel.pk), "what": what, "number": number}
    event: NoticeEvent | DigestEvent
    if isinstance(parcel, Notice):
        event = NoticeEvent.objects.create(notice=parcel, party_id=parcel.party_id, contact=to.contact, **common)
        record_event(verb="suppliers.record_notice_event", subject=event, party_id=parcel.party_id, facts=facts)
    else:
        event = DigestEvent.objects.create(digest=parcel, **common)
        record_event(verb="suppliers.record_digest_event", subject=event, party_id=None, facts=facts)
    if what == MailOutcome.FAILED:
        _try_again(parcel, number)
    return event


def _try_again(parcel: Notice | Digest, number: int) -> None:
    wait = wait_after(parcel.events.filter(what=MailOutcome.FAILED).count())
    if wait is None:
        return
    kind, name = (NOTICE_TASK, "notice") if isinstance(parcel, Notice) else (DIGEST_TASK, "digest")
    args = {f"{name}_id": str(parcel.pk)}
    enqueue(kind=kind, key=f"{name}:{parcel.pk}:{number}", args=args, not_before=database_now() + wait)
