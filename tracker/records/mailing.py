"""A letter leaves once. The claim is committed before the server is handed the letter, and no later worker passes it by.

What surely did not leave is tried again, later each time. Where the server fell silent after it had the letter, nobody knows:
that is written down and shown, and nothing is sent a second time.
"""

from __future__ import annotations

import smtplib
from collections.abc import Callable
from datetime import timedelta
from email.utils import parseaddr
from functools import partial
from typing import Any, Protocol, TypeVar

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.db.models import TextChoices

FIRST_RETRY = timedelta(minutes=10)
LONGEST_WAIT = timedelta(days=1)
MOST_FAILURES = 12

# The server's own word that it has not taken the letter.
_REFUSED = (
    smtplib.SMTPSenderRefused, smtplib.SMTPRecipientsRefused, smtplib.SMTPDataError, smtplib.SMTPHeloError,
    smtplib.SMTPNotSupportedError, ValueError,
)  # fmt: skip


class MailOutcome(TextChoices):
    """SENDING is the claim that precedes the sending; when no word follows it, nobody knows, and nothing is sent again."""

    SENDING = "SENDING", "Sending"
    SENT = "SENT", "Sent"
    FAILED = "FAILED", "Not sent"
    UNKNOWN = "UNKNOWN", "Unknown"
    NO_RECIPIENT = "NO_RECIPIENT", "Nobody to write to"
    STOPPED = "STOPPED", "Stopped"
    OVERTAKEN = "OVERTAKEN", "Overtaken"


class Receivers(Protocol):
    @property
    def addresses(self) -> list[str]: ...


class Written(Protocol):
    @property
    def subject(self) -> str: ...
    @property
    def body(self) -> str: ...


To = TypeVar("To", bound=Receivers)
Write = Callable[[], object]
Find = Callable[[], To]
Compose = Callable[[To], Written | MailOutcome]
Record = Callable[[MailOutcome, To | None, str], object]


class _Unneeded(Exception):
    """Undoes the claim."""

    def __init__(self, why: MailOutcome) -> None:
        super().__init__(why)
        self.why = why


def send_once(parcel: Any, *, find: Find[To], compose: Compose[To], record: Record[To]) -> Write:
    """Returns the writer of what became of it. `compose` returns an outcome for what need not be said any more.

    `parcel` has an id, which makes the Message-ID, and `events`, of which `record` writes the next.
    """
    last = parcel.events.order_by("-number").first()
    if last is not None and last.what in (MailOutcome.SENT, MailOutcome.UNKNOWN):
        return lambda: None
    to = find()
    if last is not None and last.what == MailOutcome.SENDING:
        return lambda: record(MailOutcome.UNKNOWN, to, "interrupted")
    letter = compose(to)
    if isinstance(letter, MailOutcome):
        return partial(record, letter, None, "")
    if not to.addresses:
        return lambda: record(MailOutcome.NO_RECIPIENT, None, "")
    return _hand_over(parcel, find, compose, record)


def _hand_over(parcel: Any, find: Find[To], compose: Compose[To], record: Record[To]) -> Write:
    """Of an error its class alone is kept: its text may hold an address."""
    server = get_connection()
    try:
        server.open()
    except OSError as error:
        detail = type(error).__name__
        return lambda: record(MailOutcome.FAILED, None, detail)
    try:
        claimed = _claim(find, compose, record)
        if isinstance(claimed, MailOutcome):
            return partial(record, claimed, None, "")
        to, letter = claimed
        outcome, word = _send(server, _as_mail(parcel, letter, to))
        return lambda: record(outcome, to, word)
    finally:
        server.close()


def _claim(find: Find[To], compose: Compose[To], record: Record[To]) -> tuple[To, Written] | MailOutcome:
    """The claim first, then what it rests on is looked at again.

    Its event takes the next place in the audit chain, so that whatever else is recorded about the party at that moment, such
    as a submission, comes wholly before, and is seen, or wholly after.
    """
    try:
        with transaction.atomic():
            record(MailOutcome.SENDING, find(), "")
            to = find()
            letter = compose(to)
            if isinstance(letter, MailOutcome):
                raise _Unneeded(letter)
            if not to.addresses:
                raise _Unneeded(MailOutcome.STOPPED)
            return to, letter
    except _Unneeded as unneeded:
        return unneeded.why


def _send(server: Any, mail: EmailMessage) -> tuple[MailOutcome, str]:
    try:
        server.send_messages([mail])
        return MailOutcome.SENT, ""
    except _REFUSED as error:
        return MailOutcome.FAILED, type(error).__name__
    except OSError as error:
        return MailOutcome.UNKNOWN, type(error).__name__


def _as_mail(parcel: Any, letter: Written, to: Receivers) -> EmailMessage:
    host = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    headers = {"Message-ID": f"<{parcel.pk}@{host}>", "Auto-Submitted": "auto-generated"}
    return EmailMessage(letter.subject, letter.body, to=to.addresses, headers=headers)


def wait_after(failures: int) -> timedelta | None:
    """Before the next try; None once it is given up."""
    return min(FIRST_RETRY * (1 << (failures - 1)), LONGEST_WAIT) if failures < MOST_FAILURES else None
