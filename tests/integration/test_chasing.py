"""Notices and digests leave over SMTP to a server of our own, once, and say what is known when they leave."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from reports import tasks
from reports.actions import tick
from suppliers.actions import add_supplier, return_revision
from suppliers.chasing.planning import DIGEST_TASK, NOTICE_TASK, PLAN_TASK, chase, open_notice, plan_day
from suppliers.chasing.sending import Addressees, record_outcome
from suppliers.models import Digest, DigestEvent, MailOutcome, Notice, NoticeEvent
from tests.integration.test_personal_data import places_of
from tests.postbox import Postbox, open_postbox, subject_of, text_of
from tests.world import ACTOR, FOUNDING_MANDATE, add_mandate, add_supplier_party, submit
from tracker.access.contacts import ContactDetails, add_contact, change_contact
from tracker.access.models import Contact, Party, Purpose, User
from tracker.access.personal import erase_contact
from tracker.access.roles import Role
from tracker.commitments.models import Commitment
from tracker.compliance.chasing import STEPS
from tracker.mail import mail_settings
from tracker.records.clock import database_now
from tracker.records.models import AuditEvent, OutboxEntry, OutboxState

FIRST, SECOND, ANALYST = "first@example.com", "second@example.com", "ann@example.com"
TASKS = {PLAN_TASK: tasks.plan_notices, NOTICE_TASK: tasks.send_notice, DIGEST_TASK: tasks.send_digest}


def post_to(settings: Any, url: str) -> None:
    for name, value in mail_settings(url, Path("/nowhere")).items():
        setattr(settings, name, value)


@pytest.fixture
def postbox(settings: Any) -> Iterator[Postbox]:
    with open_postbox() as postbox:
        post_to(settings, postbox.url)
        yield postbox


@pytest.fixture
def late(mandate: Commitment) -> Party:
    """Its reports about 2021 and 2022 have been owed for years."""
    return add_supplier_party("Amberlin <b>Semiconductor</b>", mandate, base_year=2021, end_year=2022)


@pytest.fixture
def first(late: Party) -> Contact:
    return add_person(late, "Ann First", FIRST, Purpose.CARBON_REPORTING)


def add_person(party: Party, name: str, email: str, purpose: Purpose = Purpose.GENERAL) -> Contact:
    return add_contact(actor=ACTOR, party=party, details=ContactDetails(name, email=email, purpose=purpose))


def work() -> None:
    """As the relay and the worker do: every notice and digest that is due, and what comes of it."""
    done: set[Any] = set()
    due = OutboxEntry.objects.filter(state="PENDING", kind__in=TASKS)
    while entry := due.filter(not_before__lte=database_now()).exclude(pk__in=done).first():
        done.add(entry.pk)
        TASKS[entry.kind].run(str(entry.pk))


def chase_now() -> None:
    chase(now=database_now())
    work()


def outcomes(**about: Any) -> list[str]:
    return list(NoticeEvent.objects.filter(**about).order_by("recorded_at", "number").values_list("what", flat=True))


def the_notice(kind: str = "OVERDUE", year: int = 2021) -> Notice:
    return Notice.objects.get(kind=kind, reporting_year=year)


def test_each_step_goes_to_its_recipient_once(postbox: Postbox, late: Party, first: Contact, analyst: User) -> None:
    second = add_person(late, "Bea Second", SECOND)
    add_person(late, "Waste", "waste@example.com", Purpose.E_WASTE)
    User.objects.filter(pk=analyst.pk).update(email=ANALYST)
    chase_now()
    chase_now()
    found = {
        (receiver, subject_of(letter).split(" / ")[0])
        for receiver in (FIRST, SECOND, ANALYST)
        for letter in postbox.to(receiver)
    }
    expected = {(FIRST, f"Report about {year} is overdue") for year in (2021, 2022)}
    expected |= {(SECOND, f"Report about {year} is overdue and unanswered") for year in (2021, 2022)}
    expected |= {(ANALYST, f"{late.name}: report about {year} is still missing") for year in (2021, 2022)}
    assert {pair for pair in found if not pair[1].startswith("Pledgekeeper")} == expected
    assert len(postbox.taken) == 7, "six notices and the digest"
    letter = next(letter for letter in postbox.to(FIRST) if "2022" in subject_of(letter))
    assert letter["Message-ID"] == f"<{the_notice(year=2022).pk}@localhost>"
    assert "The report of Amberlin <b>Semiconductor</b> about 2022" in text_of(letter)
    assert "宽限期已于 2023-07-14 结束" in text_of(letter)
    assert NoticeEvent.objects.get(notice=the_notice("ESCALATED_TO_SECOND_CONTACT"), what="SENT").contact == second
    assert NoticeEvent.objects.get(notice=the_notice("ESCALATED_TO_ANALYSTS"), what="SENT").user_ids == [analyst.pk]
    assert not OutboxEntry.objects.exclude(state=OutboxState.DONE).exists()


def test_the_tick_begins_it(postbox: Postbox, late: Party, first: Contact) -> None:
    for _ in range(3):
        tick(now=database_now())
    assert OutboxEntry.objects.filter(kind=PLAN_TASK).count() == Digest.objects.count() == 1
    work()
    assert len(postbox.to(FIRST)) == 2


def test_an_illustrating_mandate_chases_nobody(db: None, postbox: Postbox) -> None:
    replay = add_mandate("chip-fab-replay")
    add_person(add_supplier_party("Fab", replay, base_year=2011, end_year=2012), "Ann", FIRST)
    chase_now()
    assert (Notice.objects.count(), Digest.objects.count(), postbox.taken) == (0, 0, [])


def test_a_submission_stops_what_was_planned(postbox: Postbox, late: Party, first: Contact, analyst: User) -> None:
    chase(now=database_now())
    plan_day(FOUNDING_MANDATE)()
    revision = submit(late, 2021)
    work()
    assert [subject_of(letter)[:17] for letter in postbox.to(FIRST)] == ["Report about 2022"]
    assert outcomes(notice=the_notice()) == ["STOPPED"]
    return_revision(user=analyst, revision_id=revision.pk, reason="Wrong year.")
    plan_day(FOUNDING_MANDATE)()
    work()
    assert outcomes(notice=the_notice()) == ["STOPPED", "SENDING", "SENT"], "a report that was sent back is owed again"


def test_a_report_that_waits_is_not_chased(postbox: Postbox, late: Party, first: Contact) -> None:
    submit(late, 2021)
    chase_now()
    assert set(Notice.objects.values_list("reporting_year", flat=True)) == {2022}


def test_a_dead_server_leaves_it_due_and_it_goes_later(settings: Any, late: Party, first: Contact) -> None:
    with open_postbox() as gone:
        post_to(settings, gone.url)
    chase_now()
    notice = the_notice()
    assert outcomes(notice=notice) == ["FAILED"]
    assert NoticeEvent.objects.get(notice=notice).detail == "ConnectionRefusedError"
    again = OutboxEntry.objects.get(key=f"notice:{notice.pk}:1")
    assert timedelta(minutes=9) < again.not_before - database_now() < timedelta(minutes=11)
    with open_postbox() as postbox:
        post_to(settings, postbox.url)
        OutboxEntry.objects.filter(state="PENDING").update(not_before=database_now())
        work()
        assert len(postbox.to(FIRST)) == 2
    assert outcomes(notice=notice) == ["FAILED", "SENDING", "SENT"]


def test_a_refusal_is_tried_again_and_given_up_in_the_end(postbox: Postbox, late: Party, first: Contact) -> None:
    postbox.mood = "refuses"
    chase_now()
    notice = the_notice()
    for _ in range(14):
        OutboxEntry.objects.filter(state="PENDING").update(not_before=database_now())
        work()
    assert outcomes(notice=notice) == ["SENDING", "FAILED"] * 12
    assert set(NoticeEvent.objects.filter(what="FAILED").values_list("detail", flat=True)) == {"SMTPRecipientsRefused"}
    assert places_of(FIRST) == {"access_contact.email"}, "nor does the error's text stand anywhere"


def test_what_nobody_knows_is_not_sent_again(postbox: Postbox, late: Party, first: Contact) -> None:
    postbox.mood = "breaks"
    chase_now()
    assert outcomes(notice=the_notice()) == ["SENDING", "UNKNOWN"]
    postbox.mood = "takes"
    plan_day(FOUNDING_MANDATE)()
    work()
    assert len(postbox.to(FIRST)) == 2, "one for each year, and no second"


def test_a_worker_that_died_while_sending_leaves_an_unknown_outcome(postbox: Postbox, late: Party, first: Contact) -> None:
    chase(now=database_now())
    plan_day(FOUNDING_MANDATE)()
    record_outcome(actor=ACTOR, parcel=the_notice(), what=MailOutcome.SENDING, to=Addressees(contact=first))
    work()
    assert outcomes(notice=the_notice()) == ["SENDING", "UNKNOWN"]
    assert len(postbox.to(FIRST)) == 1


def test_of_two_claims_one_is_written(late: Party, first: Contact, mandate: Commitment) -> None:
    notice = open_notice(actor=ACTOR, party_id=late.pk, commitment=mandate, year=2021, step=STEPS[0], now=database_now())
    row = {"notice": notice, "party": late, "number": 1, "what": MailOutcome.SENDING}
    NoticeEvent.objects.create(**row)
    with pytest.raises(IntegrityError, match="notice_event_number_once"), transaction.atomic():
        NoticeEvent.objects.create(**row)
    with pytest.raises(IntegrityError, match="notice_once"), transaction.atomic():
        open_notice(actor=ACTOR, party_id=late.pk, commitment=mandate, year=2021, step=STEPS[0], now=database_now())


def test_nobody_to_write_to_is_said_and_mended_by_a_contact(postbox: Postbox, late: Party) -> None:
    chase_now()
    assert set(outcomes()) == {"NO_RECIPIENT"}
    plan_day(FOUNDING_MANDATE)()
    work()
    assert len(outcomes(notice=the_notice())) == 1, "once, and not each day"
    add_person(late, "Ann First", FIRST)
    plan_day(FOUNDING_MANDATE)()
    work()
    assert outcomes(notice=the_notice()) == ["NO_RECIPIENT", "SENDING", "SENT"]
    assert len(postbox.to(FIRST)) == 2


def test_check_102_who_is_erased_or_left_gets_nothing(postbox: Postbox, late: Party, first: Contact, analyst: User) -> None:
    leaver = add_person(late, "Bea Leaver", SECOND)
    third = add_person(late, "Cid", "third@example.com")
    change_contact(actor=ACTOR, contact_id=leaver.pk, changes={"is_active": False})
    chase_now()
    assert len(postbox.to("third@example.com")) == 2
    assert postbox.to(SECOND) == []
    erase_contact(actor=ACTOR, contact_id=first.pk, reason="Asked for by letter 12.")
    assert places_of(FIRST, "Ann First") == set()
    assert AuditEvent.objects.filter(facts_text__contains="@").count() == 0
    assert NoticeEvent.objects.filter(contact=third, what="SENT").count() == 2


def test_the_digest_comes_once_a_week_and_says_what_there_is(
    postbox: Postbox, late: Party, first: Contact, stranger: Party, make_user: Callable[..., User]
) -> None:
    for name in ("ann", "bob"):
        make_user(Role.ANALYST, name, email=f"{name}@example.com")
    make_user(Role.AUDITOR, "cid", email="cid@example.com")
    submit(stranger, 2025)
    now = database_now()
    plan_day(FOUNDING_MANDATE)()
    work()
    for _ in range(2):
        chase(now=now)
    work()
    chase(now=now + timedelta(days=7))
    assert Digest.objects.count() == 2
    (digest,) = [letter for letter in postbox.to("bob@example.com") if subject_of(letter).startswith("Pledgekeeper")]
    body = text_of(digest)
    assert digest["To"] == "ann@example.com, bob@example.com"
    assert "Waiting for review / 待审核: 1\n- Brackwater Microfab 2025 revision 1" in body
    assert "Overdue / 已逾期: 2\n- Amberlin <b>Semiconductor</b> 2021, Supplier carbon mandate: 2022-06-30" in body
    assert "Notices sent last week / 上周已发通知: 4" in body
    assert "2021: Escalated to the second contact: nobody to write to" in body
    assert "http://127.0.0.1:8000/admin/suppliers/revision/?state=waiting" in body
    assert postbox.to("cid@example.com") == []
    assert DigestEvent.objects.filter(what="SENT").count() == 1


def test_everything_is_to_be_seen(client: Client, analyst: User, postbox: Postbox, late: Party, first: Contact) -> None:
    client.force_login(analyst)
    add_supplier(actor=ACTOR, party=late, number="S-1")
    chase_now()
    page = client.get(reverse("admin:suppliers_supplier_change", args=[late.pk])).content.decode()
    assert "Notice about 2021, Overdue" in page
    assert "to Ann First" in page
    listed = client.get(reverse("admin:suppliers_notice_changelist"), {"outcome": "SENT"}).content.decode()
    assert listed.count("Amberlin &lt;b&gt;Semiconductor&lt;/b&gt;: Overdue") == 2
    assert "Semiconductor&lt;/b&gt;: Escalated" not in listed
    shown = client.get(reverse("admin:suppliers_notice_change", args=[the_notice().pk])).content.decode()
    assert "to Ann First" in shown
    digest = Digest.objects.get()
    assert "Nobody to write to" in client.get(reverse("admin:suppliers_digest_change", args=[digest.pk])).content.decode()
    assert digest.week in client.get(reverse("admin:suppliers_digest_changelist")).content.decode()


def test_the_pages_ask_as_often_however_many_notices_there_are(
    client: Client, analyst: User, postbox: Postbox, late: Party, mandate: Commitment
) -> None:
    client.force_login(analyst)

    def count() -> tuple[int, ...]:
        counts = []
        for address in (
            reverse("admin:suppliers_notice_changelist"),
            reverse("admin:suppliers_supplier_change", args=[late.pk]),
        ):
            with CaptureQueriesContext(
                connection,
            ) as queries:
                assert client.get(address).status_code == 200
            counts.append(len(queries))
        return tuple(counts)

    add_supplier(actor=ACTOR, party=late, number="S-1")
    chase_now()
    before = count()
    add_supplier_party("Another", mandate, base_year=2021, end_year=2023)
    add_person(late, "Ann First", FIRST)
    plan_day(FOUNDING_MANDATE)()
    work()
    assert count() == before
