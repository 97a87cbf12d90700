"""News of a report by mail: received, returned, accepted. One letter for each event and contact."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction

from tracker.access.models import Contact
from tracker.presentation.news import write_news
from tracker.presentation.notices import Letter, Quoted
from tracker.records.acting import action
from tracker.records.actors import Actor, system_actor
from tracker.records.audit import record_event
from tracker.records.clock import database_now
from tracker.records.mailing import MailOutcome, send_once, wait_after
from tracker.records.outbox import enqueue
from tracker.records.receipts import find_receipt_id

from .chasing.recipients import list_contacts
from .lifecycle import RevisionState
from .models import Decision, News, NewsEvent, NewsKind, Revision

OPEN_TASK = "suppliers.open_news"
SEND_TASK = "suppliers.send_news"
WORKER = system_actor("worker")


def announce(revision: Revision, kind: NewsKind) -> None:
    """In the transaction of what it tells. Who gets it is found by the worker; without anybody there is nothing to do."""
    if list_contacts([revision.party_id]):
        args = {"revision_id": str(revision.pk), "kind": kind}
        enqueue(kind=OPEN_TASK, key=f"news:{revision.pk}:{kind}", args=args, not_before=database_now())


def plan_news(revision_id: UUID, kind: NewsKind) -> Callable[[], object]:
    """Each letter in a transaction of its own, so that one begun again after a crash goes on where it ended."""
    revision = Revision.objects.get(pk=revision_id)
    for contact in list_contacts([revision.party_id])[revision.party_id]:
        with suppress(IntegrityError), transaction.atomic():
            open_news(actor=WORKER, revision=revision, kind=kind, contact=contact)
    return lambda: None


@action
def open_news(*, actor: Actor, revision: Revision, kind: NewsKind, contact: Contact) -> News:
    news = News.objects.create(party_id=revision.party_id, revision=revision, kind=kind, contact=contact)
    facts = {"revision": str(revision.pk), "kind": kind, "contact": str(contact.pk)}
    record_event(verb="suppliers.open_news", subject=news, party_id=news.party_id, facts=facts)
    _promise(news, 0, wait=timedelta(0))
    return news


def _promise(news: News, number: int, *, wait: timedelta) -> None:
    args = {"news_id": str(news.pk)}
    enqueue(kind=SEND_TASK, key=f"news:{news.pk}:{number}", args=args, not_before=database_now() + wait)


@dataclass(frozen=True, slots=True)
class Reader:
    """Nobody, once the contact has left, is erased or has lost the address."""

    contact: Contact | None

    @property
    def addresses(self) -> list[str]:
        return [self.contact.email] if self.contact else []


def prepare_news(news_id: UUID) -> Callable[[], object]:
    news = News.objects.get(pk=news_id)
    return send_once(news, find=lambda: _find_reader(news), compose=lambda to: _write(news, to), record=partial(_record, news))


def _find_reader(news: News) -> Reader:
    contacts = list_contacts([news.party_id])[news.party_id]
    return Reader(next((contact for contact in contacts if contact.pk == news.contact_id), None))


def _write(news: News, to: Reader) -> Letter | MailOutcome:
    """Overtaken once what was received waits for review no more. Read afresh each time: it is asked again after the claim."""
    revision = Revision.objects.select_related("report__party", "decision", "withdrawal").get(pk=news.revision_id)
    if news.kind == NewsKind.RECEIVED and revision.state is not RevisionState.SUBMITTED:
        return MailOutcome.OVERTAKEN
    receipt = find_receipt_id(revision, party_id=revision.party_id) if news.kind == NewsKind.RECEIVED else ""
    facts = {
        "party": revision.report.party.name,
        "year": revision.report.reporting_year,
        "number": revision.number,
        "at": f"{revision.recorded_at:%Y-%m-%d %H:%M:%S} UTC",
        "sha256": revision.content_sha256,
        "reason": Quoted("\n".join(_list_reasons(revision))),
        # By its path: the door of the parties' people stands in the storey above.
        "link": f"{settings.PUBLIC_URL}/account/",
    }
    return write_news(news.kind, facts, to.contact.language if to.contact else "", receipt=receipt)


def _list_reasons(revision: Revision) -> Iterator[str]:
    """Why it goes back, and what to mend, point by point."""
    decision = Decision.objects.filter(revision=revision).first()
    if decision is not None:
        yield decision.reason
        for point in decision.points.all():
            yield f"{point.pointer}: {point.text}" if point.pointer else point.text


def _record(news: News, what: MailOutcome, to: Reader | None, detail: str) -> object:
    return record_news_event(actor=WORKER, news=news, what=what, detail=detail)


@action
def record_news_event(*, actor: Actor, news: News, what: MailOutcome, detail: str = "") -> NewsEvent:
    """The unique number refuses a second writer; what surely did not leave is promised anew."""
    number = news.events.count() + 1
    event = NewsEvent.objects.create(news=news, party_id=news.party_id, number=number, what=what, detail=detail)
    facts = {"of": str(news.pk), "what": what, "number": number}
    record_event(verb="suppliers.record_news_event", subject=event, party_id=news.party_id, facts=facts)
    wait = wait_after(news.events.filter(what=MailOutcome.FAILED).count()) if what == MailOutcome.FAILED else None
    if wait is not None:
        _promise(news, number, wait=wait)
    return event
