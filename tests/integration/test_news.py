"""News of a report: one letter for each event and contact, in the contact's language, to nobody who has left."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.mail.backends.smtp import EmailBackend
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from reports import tasks
from suppliers.actions import accept_revision, add_supplier, return_revision
from suppliers.models import News, NewsEvent, NewsKind
from suppliers.news import OPEN_TASK, SEND_TASK, open_news, plan_news, record_news_event
from suppliers.withdrawals import withdraw_revision
from tests.integration.inviting import add_person, post_to
from tests.integration.test_personal_data import places_of
from tests.postbox import Postbox, open_postbox, subject_of, text_of
from tests.world import ACTOR, submit
from tracker.access.contacts import change_contact
from tracker.access.models import Contact, Party, Purpose, User
from tracker.access.personal import erase_contact
from tracker.records.clock import database_now
from tracker.records.mailing import MailOutcome
from tracker.records.models import OutboxEntry
from tracker.records.verification import verify_record

ANN, BEA = "ann@fab.example", "bea@fab.example"
TASKS = {OPEN_TASK: tasks.open_news, SEND_TASK: tasks.send_news}


@pytest.fixture
def postbox(settings: Any) -> Iterator[Postbox]:
    with open_postbox() as postbox:
        post_to(settings, postbox.url)
        yield postbox


@pytest.fixture
def ann(supplier: Party) -> Contact:
    return add_person(supplier, ANN, language="en")


def work(kind: str = "") -> None:
    """As the relay and the worker do: everything that is due, and what comes of it."""
    while entry := OutboxEntry.objects.filter(state="PENDING", not_before__lte=database_now(), kind__contains=kind).first():
        TASKS[entry.kind].run(str(entry.pk))


def outcomes(**about: Any) -> list[str]:
    return list(NewsEvent.objects.filter(**about).order_by("recorded_at", "number").values_list("what", flat=True))


def subjects(postbox: Postbox, address: str) -> list[str]:
    return [subject_of(letter) for letter in postbox.to(address)]


def test_each_event_is_told_to_each_contact_once(postbox: Postbox, supplier: Party, ann: Contact, analyst: User) -> None:
    add_person(supplier, BEA, "Bea", language="zh")
    add_person(supplier, "waste@fab.example", "Waste", purpose=Purpose.E_WASTE)
    first = submit(supplier)
    work()
    return_revision(user=analyst, revision_id=first.pk, reason="Scope 2 is missing.\nSee page 3.")
    work()
    assert subjects(postbox, ANN) == [
        "Report about 2025 received: revision 1",
        "Report about 2025 returned: revision 1",
    ]
    assert subjects(postbox, BEA) == ["已收到 2025 年度报告：第 1 版", "2025 年度报告被退回：第 1 版"]
    received, returned = postbox.to(ANN)
    assert first.content_sha256 in text_of(received)
    assert "> Scope 2 is missing.\n> See page 3.\n" in text_of(returned)
    assert received["Message-ID"] == f"<{News.objects.get(kind='RECEIVED', contact=ann).pk}@localhost>"
    assert (received["To"], received["Auto-Submitted"]) == (ANN, "auto-generated")
    for kind in (NewsKind.RECEIVED, NewsKind.RETURNED):
        plan_news(first.pk, kind)()
    work()
    assert len(postbox.taken) == 4
    assert set(outcomes()) == {"SENDING", "SENT"}
    assert verify_record() == []


def test_an_acceptance_is_told_and_overtakes_the_letter_that_it_waits(
    postbox: Postbox, supplier: Party, ann: Contact, analyst: User
) -> None:
    accept_revision(user=analyst, revision_id=submit(supplier).pk)
    work()
    assert subjects(postbox, ANN) == ["Report about 2025 accepted: revision 1"]
    assert outcomes(news__kind=NewsKind.RECEIVED) == ["OVERTAKEN"]
    assert outcomes(news__kind=NewsKind.ACCEPTED) == ["SENDING", "SENT"]


def test_a_withdrawn_report_is_not_said_to_wait(postbox: Postbox, supplier: Party, ann: Contact) -> None:
    revision = submit(supplier)
    work(OPEN_TASK)
    withdraw_revision(actor=ACTOR, party_id=supplier.pk, report_id=revision.report_id, number=1, reason="Read twice.")
    work()
    assert (postbox.taken, outcomes()) == ([], ["OVERTAKEN"])


def test_what_is_decided_while_the_server_answers_is_seen(
    postbox: Postbox, supplier: Party, ann: Contact, analyst: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    revision = submit(supplier)
    work(OPEN_TASK)
    connect = EmailBackend.open

    def slowly(server: EmailBackend) -> bool | None:
        accept_revision(user=analyst, revision_id=revision.pk)
        return connect(server)

    monkeypatch.setattr(EmailBackend, "open", slowly)
    work(SEND_TASK)
    assert (postbox.taken, outcomes()) == ([], ["OVERTAKEN"])


def test_without_a_contact_nothing_is_promised(supplier: Party) -> None:
    submit(supplier)
    assert not OutboxEntry.objects.exists()


def test_a_submission_that_fails_promises_nothing(supplier: Party, ann: Contact) -> None:
    submit(supplier)
    with pytest.raises(Exception, match="There is a report"):
        submit(supplier)
    assert OutboxEntry.objects.filter(kind=OPEN_TASK).count() == 1


@pytest.mark.parametrize("change", ["erased", "inactive", "moved to e-waste", "without an address"])
def test_102_who_has_left_by_then_gets_nothing(postbox: Postbox, supplier: Party, ann: Contact, change: str) -> None:
    plan_news(submit(supplier).pk, NewsKind.RECEIVED)()
    changes: dict[str, dict[str, Any]] = {
        "inactive": {"is_active": False},
        "moved to e-waste": {"purpose": Purpose.E_WASTE},
        "without an address": {"email": ""},
    }
    if change == "erased":
        erase_contact(actor=ACTOR, contact_id=ann.pk, reason="Asked for by letter 12.")
    else:
        change_contact(actor=ACTOR, contact_id=ann.pk, changes=changes[change])
    work(SEND_TASK)
    assert (postbox.taken, outcomes()) == ([], ["NO_RECIPIENT"])
    assert places_of(ANN) <= {"access_contact.email"}


def test_a_refusal_is_tried_again_and_silence_is_not(postbox: Postbox, supplier: Party, ann: Contact) -> None:
    postbox.mood = "refuses"
    submit(supplier)
    work()
    assert outcomes() == ["SENDING", "FAILED"]
    postbox.mood = "breaks"
    OutboxEntry.objects.filter(state="PENDING").update(not_before=database_now())
    work()
    assert outcomes() == ["SENDING", "FAILED", "SENDING", "UNKNOWN"]
    assert not OutboxEntry.objects.filter(state="PENDING").exists()


def test_a_worker_that_died_while_sending_sends_no_second(postbox: Postbox, supplier: Party, ann: Contact) -> None:
    revision = submit(supplier)
    work(OPEN_TASK)
    record_news_event(actor=ACTOR, news=News.objects.get(), what=MailOutcome.SENDING)
    work()
    assert (outcomes(), postbox.taken) == (["SENDING", "UNKNOWN"], [])
    with pytest.raises(IntegrityError, match="news_once"), transaction.atomic():
        open_news(actor=ACTOR, revision=revision, kind=NewsKind.RECEIVED, contact=ann)


def test_the_timeline_tells_what_was_sent(
    postbox: Postbox, supplier: Party, ann: Contact, analyst: User, client: Client
) -> None:
    add_supplier(actor=ACTOR, party=supplier, number="S-1")
    submit(supplier)
    work()
    client.force_login(analyst)
    page = client.get(reverse("admin:suppliers_supplier_change", args=[supplier.pk])).content.decode()
    assert "Mail about 2025: received" in page
    assert "to Ann Lee" in page
