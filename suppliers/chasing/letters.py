"""What the letters say, by what is known at the moment of sending."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Max, OuterRef, QuerySet, Subquery
from django.urls import reverse

from suppliers.models import Digest, MailOutcome, Notice, NoticeEvent
from suppliers.queries import assess_partners, list_waiting
from tracker.commitments.queries import get_commitment, list_mandates
from tracker.compliance.assessments import Assessment, Status
from tracker.compliance.chasing import Recipient, falls_due_soon, is_overtaken, overdue_since, plan_notices
from tracker.compliance.commitments import Mandate
from tracker.presentation.notices import OUTCOMES, Letter, Section, notice_words, write_digest, write_notice
from tracker.records.clock import database_now
from tracker.records.refusals import Missing

from .recipients import find_contact, list_analysts, list_contacts
from .sending import Addressees, send_parcel

MOST_LINES = 20


def prepare_notice(notice_id: UUID) -> Callable[[], object]:
    notice = Notice.objects.select_related("party", "commitment").get(pk=notice_id)
    return send_parcel(notice, lambda: _find_receivers(notice), lambda to: _write(notice, to))


def _find_receivers(notice: Notice) -> Addressees:
    if notice.recipient == Recipient.ANALYSTS:
        return Addressees(users=tuple(list_analysts()))
    contacts = list_contacts([notice.party_id])[notice.party_id]
    return Addressees(contact=find_contact(contacts, notice.recipient))


def _write(notice: Notice, to: Addressees) -> Letter | MailOutcome:
    """Stopped once the report is there or the supplier excused; overtaken once a later step has come."""
    now = database_now()
    found = _find_assessment(notice, now)
    if found is None:
        return MailOutcome.STOPPED
    name, assessment = found
    today = now.astimezone(assessment.mandate.zone).date()
    if notice.kind not in {step.kind for step in plan_notices(assessment, today=today)}:
        is_late = is_overtaken(notice.kind, assessment, today=today)
        return MailOutcome.OVERTAKEN if is_late else MailOutcome.STOPPED
    language = to.contact.language if to.contact else ""
    return write_notice(notice.kind, _list_facts(notice, to, name, assessment), language)


def _find_assessment(notice: Notice, now: datetime) -> tuple[str, Assessment] | None:
    """With the party's name."""
    try:
        mandate = get_commitment(notice.commitment.key, as_of=now)
    except Missing:
        return None
    if not isinstance(mandate, Mandate):
        return None
    judged = assess_partners(mandate, as_of=now, party_ids=[notice.party_id])
    of_year = ((partner.name, each) for partner, each in judged if each.obligation.year == notice.reporting_year)
    return next(of_year, None)


def _list_facts(notice: Notice, to: Addressees, name: str, assessment: Assessment) -> dict[str, object]:
    owed, mandate = assessment.obligation, assessment.mandate
    sent = _last_sent(notice, to)
    return {
        "party": name,
        "mandate": mandate.title,
        "year": owed.year,
        "due_on": owed.due_on,
        "grace_ends_on": owed.grace_ends_on,
        "overdue_since": overdue_since(assessment),
        "sent_on": sent and sent.astimezone(mandate.zone).date(),
        "link": _link_of(notice),
    }


def _last_sent(notice: Notice, to: Addressees) -> datetime | None:
    """To the supplier, about the same obligation, and to somebody else than who reads this letter."""
    sent = NoticeEvent.objects.filter(
        what=MailOutcome.SENT,
        contact__isnull=False,
        notice__party=notice.party_id,
        notice__commitment=notice.commitment_id,
        notice__reporting_year=notice.reporting_year,
    )
    if to.contact is not None:
        sent = sent.exclude(contact=to.contact)
    return sent.aggregate(last=Max("recorded_at"))["last"]  # type: ignore[no-any-return]


def _link_of(notice: Notice) -> str:
    if notice.recipient == Recipient.ANALYSTS:
        return _address("admin:suppliers_supplier_change", notice.party_id)
    # By its path: the door of the parties' people stands in the storey above.
    return f"{settings.PUBLIC_URL}/account/"


def _address(name: str, *args: object, query: str = "") -> str:
    return f"{settings.PUBLIC_URL}{reverse(name, args=args)}{query}"


def prepare_digest(digest_id: UUID) -> Callable[[], object]:
    digest = Digest.objects.get(pk=digest_id)
    # Before the claim, which holds up whatever else the programme records.
    letter = write_digest(digest.week, list_sections(now=database_now()))
    return send_parcel(digest, lambda: Addressees(users=tuple(list_analysts())), lambda to: letter)


def list_sections(*, now: datetime) -> list[Section]:
    waiting = list_waiting()
    mandates = [mandate for mandate in list_mandates(as_of=now) if mandate.illustration_note is None]
    judged = [(name, each) for mandate in mandates for name, each in _judge(mandate, now)]
    overdue = [_owed(name, each) for name, each in judged if each.status is Status.OVERDUE]
    soon = [_owed(name, each) for name, each in judged if falls_due_soon(each, today=now.astimezone(each.mandate.zone).date())]
    notices = list_notices().filter(events__recorded_at__gt=now - timedelta(days=7)).distinct()
    sent, undelivered = notices.filter(what=MailOutcome.SENT), notices.exclude(what__in=_SETTLED)
    suppliers, letters = (_address(f"admin:suppliers_{model}_changelist") for model in ("supplier", "notice"))
    queue = _address("admin:suppliers_revision_changelist", query="?state=waiting")
    return [
        Section("waiting", waiting.count(), [str(each) for each in waiting[:MOST_LINES]], queue),
        _section("overdue", overdue, suppliers),
        _section("soon", soon, suppliers),
        _section("sent", [_line_of(each) for each in sent], letters),
        _section("undelivered", [f"{_line_of(each)}: {OUTCOMES[each.what]}" for each in undelivered], letters),
    ]


_SETTLED = (MailOutcome.SENT, MailOutcome.STOPPED, MailOutcome.OVERTAKEN)


def list_notices() -> QuerySet[Any]:
    """Each with the last that became of it, as `what`."""
    last = NoticeEvent.objects.filter(notice=OuterRef("pk")).order_by("-number").values("what")
    return Notice.objects.select_related("party", "commitment").annotate(what=Subquery(last[:1]))


def _judge(mandate: Mandate, now: datetime) -> list[tuple[str, Assessment]]:
    return [(partner.name, assessment) for partner, assessment in assess_partners(mandate, as_of=now)]


def _owed(name: str, assessment: Assessment) -> str:
    owed = assessment.obligation
    return f"{name} {owed.year}, {assessment.mandate.title}: {owed.due_on}"


def _line_of(notice: Any) -> str:
    return f"{notice.party.name} {notice.reporting_year}: {notice_words(notice.kind)}"


def _section(name: str, lines: list[str], link: str) -> Section:
    return Section(name, len(lines), lines[:MOST_LINES], link if lines else "")
