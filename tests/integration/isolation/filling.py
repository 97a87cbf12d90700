"""The rows that a world of the matrix holds beside what its parties file."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django.contrib.auth.models import Group

from recycling.actions import OpeningBalance, record_opening_balance
from recycling.models import LedgerEntry
from reports.actions import request_compliance_report
from reports.models import ComplianceReport, ReportRun
from suppliers.models import MailOutcome, NewsKind, Revision
from suppliers.news import open_news, record_news_event
from tests.world import ACTOR, GOAL, add_goal, utc_now
from tracker.access.contacts import ContactDetails, add_contact
from tracker.access.invitation_mail import record_invitation_event
from tracker.access.invitations import invite_contact, make_invitation_secret, revoke_invitation
from tracker.access.models import Contact, Invitation, Party, User
from tracker.access.roles import Role
from tracker.access.tokens import digest_of
from tracker.compliance.periods import Period
from tracker.records.files import store_file


def issue_report(user: User, now: datetime) -> tuple[ReportRun, ComplianceReport]:
    run = request_compliance_report(user=user, now=now)
    pdf, summary = store_file(b"%PDF-1.7"), store_file(b"{}")
    report = ComplianceReport.objects.create(
        run=run, as_of=now, input_sha256=summary, pdf_sha256=pdf, pdf_size=8, renderer="test"
    )
    return run, report


def add_contacts(parties: dict[str, Party]) -> dict[str, Contact]:
    details = ContactDetails("Whom to ask", email="ask@example.com")
    return {name: add_contact(actor=ACTOR, party=each, details=details) for name, each in parties.items()}


def tell(contact: Contact, revision: Revision) -> None:
    news = open_news(actor=ACTOR, revision=revision, kind=NewsKind.ACCEPTED, contact=contact)
    record_news_event(actor=ACTOR, news=news, what=MailOutcome.SENT)


def invite(contact: Contact) -> tuple[Invitation, str]:
    """One that has ended, and one that is open, with its secret."""
    revoke_invitation(
        actor=ACTOR, invitation_id=invite_contact(actor=ACTOR, contact_id=contact.pk, now=utc_now()).pk, now=utc_now()
    )
    invitation, secret = invite_contact(actor=ACTOR, contact_id=contact.pk, now=utc_now()), make_invitation_secret()
    record_invitation_event(actor=ACTOR, invitation=invitation, what=MailOutcome.SENDING, digest=digest_of(secret))
    return invitation, secret


def add_staff(name: str, role: Role | None) -> User:
    user = User.objects.create_user(name, is_staff=True)
    if role:
        user.groups.add(Group.objects.get(name=role))
    return user


def fill_ledger(parties: dict[str, Party]) -> LedgerEntry:
    add_goal()
    balance = OpeningBalance(period=Period(date(2022, 1, 1), date(2022, 12, 31)), mass_kg=Decimal(1000), source="A report")
    entry = record_opening_balance(actor=ACTOR, commitment_key=GOAL, balance=balance, now=utc_now())
    for party in parties.values():
        LedgerEntry.objects.create(
            commitment=entry.commitment, party=party, kind=entry.kind, period_start=date(2023, 1, 1),
            period_end=date(2023, 12, 31), mass_kg=1, state=entry.state, source="A report",
        )  # fmt: skip
    return entry
