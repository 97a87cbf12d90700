"""A letter leaves once. The claim is committed before the server is handed the letter, and no later worker passes it by.

What surely did not leave is tried again, later each time. Where the server fell silent after it had the letter, nobody knows:
that is written down and shown, and nothing is sent a second time.
"""

from __future__ import annotations

import smtplib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from email.utils import parseaddr

from django.conf import settings
from django.core.mail import EmailMessage, get_connection

from suppliers.models import Digest, DigestEvent, MailOutcome, Notice, NoticeEvent
from tracker.access.models import Contact, User
from tracker.presentation.notices import Letter
from tracker.records.acting import action
from tracker.records.actors import Actor
from tracker.records.audit import record_event
from tracker.records.clock import database_now
from tracker.records.outbox import enqueue

from .planning import DIGEST_TASK, NOTICE_TASK, WORKER

FIRST_RETRY = timedelta(minutes=10)
LONGEST_WAIT = timedelta(days=1)
MOST_FAILURES = 12

# The server's own word that it has not taken the letter.
_REFUSED = (
    smtplib.SMTPSenderRefused, smtplib.SMTPRecipientsRefused, smtplib.SMTPDataError, smtplib.SMTPHeloError,
    smtplib.SMTPNotSupportedError, ValueError,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Addressees:
    contact: Contact | None = None
    users: tuple[User, ...] = ()

    @property
    def addresses(self) -> list[str]:
        return [person.email for person in (self.contact, *self.users) if person is not None]


Compose = Callable[[Addressees], Letter | MailOutcome]


def send_once(parcel: Notice | Digest, to: Addressees, compose: Compose) -> Callable[[], object]:
    """Returns the writer of what became of it. `compose` returns an outcome for what need not be said."""
    last = parcel.events.order_by("-number").first()
    if last is not None and last.what in (MailOutcome.SENT, MailOutcome.UNKNOWN):
        return lambda: None
    if last is not None and last.what == MailOutcome.SENDING:
        return _writer(parcel, MailOutcome.UNKNOWN, to, "interrupted")
    letter = compose(to)
    if isinstance(letter, MailOutcome):
        return _writer(parcel, letter)
    if not to.addresses:
        return _writer(parcel, MailOutcome.NO_RECIPIENT)
    outcome, detail = _hand_over(parcel, letter, to)
    return _writer(parcel, outcome, to, detail)


def _hand_over(parcel: Notice | Digest, letter: Letter, to: Addressees) -> tuple[MailOutcome, str]:
    """Of an error its class alone is kept: its text may hold an address."""
    server = get_connection()
    try:
        server.open()
    except OSError as error:
        return MailOutcome.FAILED, type(error).__name__
    record_outcome(actor=WORKER, parcel=parcel, what=MailOutcome.SENDING, to=to)
    try:
        server.send_messages([_as_mail(parcel, letter, to)])
        return MailOutcome.SENT, ""
    except _REFUSED as error:
        return MailOutcome.FAILED, type(error).__name__
    except OSError as error:
        return MailOutcome.UNKNOWN, type(error).__name__
    finally:
        server.close()


def _as_mail(parcel: Notice | Digest, letter: Letter, to: Addressees) -> EmailMessage:
    host = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    headers = {"Message-ID": f"<{parcel.pk}@{host}>", "Auto-Submitted": "auto-generated"}
    return EmailMessage(letter.subject, letter.body, to=to.addresses, headers=headers)


def _writer(parcel: Notice | Digest, what: MailOutcome, to: Addressees | None = None, detail: str = "") -> Callable[[], object]:
    return lambda: record_outcome(actor=WORKER, parcel=parcel, what=what, to=to or Addressees(), detail=detail)


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
    failures = parcel.events.filter(what=MailOutcome.FAILED).count()
    if failures >= MOST_FAILURES:
        return
    wait = min(FIRST_RETRY * (1 << (failures - 1)), LONGEST_WAIT)
    kind, name = (NOTICE_TASK, "notice") if isinstance(parcel, Notice) else (DIGEST_TASK, "digest")
    args = {f"{name}_id": str(parcel.pk)}
    enqueue(kind=kind, key=f"{name}:{parcel.pk}:{number}", args=args, not_before=database_now() + wait)
