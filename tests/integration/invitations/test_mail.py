"""An invitation: asked for by staff, sent once, its secret in the mail alone, used once, by the page or by one request."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
import structlog
from django.test import Client

from tests.integration.inviting import (
    ADDRESS,
    FORM,
    accept,
    add_person,
    invited,
    outcomes,
    read_link,
    send_due,
    shown,
)
from tests.integration.test_personal_data import places_of
from tests.postbox import Postbox, subject_of, text_of
from tests.world import ACTOR
from tracker.access.actions import add_party
from tracker.access.contacts import change_contact
from tracker.access.invitation_mail import record_invitation_event
from tracker.access.invitations import invite_contact, make_invitation_secret, revoke_invitation
from tracker.access.models import (
    Contact,
    Invitation,
    InvitationEvent,
    Party,
    PartyKind,
    Scope,
    User,
)  # fmt: skip
from tracker.access.personal import erase_contact
from tracker.access.roles import Role
from tracker.access.tokens import digest_of
from tracker.records.clock import database_now
from tracker.records.mailing import MailOutcome
from tracker.records.models import OutboxEntry, SigningKey


def test_the_mail_says_who_invites_to_what_and_until_when(postbox: Postbox, contact: Contact, analyst: User) -> None:
    User.objects.filter(pk=analyst.pk).update(first_name="Bea", last_name="Analyst")
    _, secret = invited(postbox, contact, analyst)
    (letter,) = postbox.to(ADDRESS)
    invitation = Invitation.objects.get()
    assert subject_of(letter) == "Invitation to file for Amberlin Semiconductor / 邀请您为 Amberlin Semiconductor 填报"
    assert letter["Message-ID"] == f"<{invitation.pk}@localhost>"
    text = text_of(letter)
    assert "Bea Analyst invites you to file for Amberlin Semiconductor." in text
    assert f"It works once, until {invitation.expires_at:%Y-%m-%d %H:%M} UTC." in text
    assert f'"invitation": "{secret}"' in text
    assert invitation.expires_at - invitation.created_at == timedelta(days=14)
    assert outcomes() == ["SENDING", "SENT"]


@pytest.mark.parametrize(("language", "subject"), [("en", "Invitation to file for"), ("zh", "邀请您为")])
def test_it_comes_in_the_contacts_language(postbox: Postbox, supplier: Party, language: str, subject: str) -> None:
    invited(postbox, add_person(supplier, language=language))
    (letter,) = postbox.letters
    assert subject_of(letter).startswith(subject)
    assert "----" not in text_of(letter)
    assert ("仅可使用一次" in text_of(letter)) == (language == "zh")


@pytest.mark.parametrize(
    ("kind", "scope", "words"),
    [
        (PartyKind.SUPPLIER, Scope.READ, "follow the company's emissions reports"),
        (PartyKind.RECYCLER, Scope.READ, "follow the company's certificates"),
        (PartyKind.RECYCLER, Scope.FILE, "follow the company's certificates"),
    ],
)
def test_nobody_is_told_to_file_who_cannot(
    postbox: Postbox, signing_key: SigningKey, kind: PartyKind, scope: Scope, words: str
) -> None:
    party = add_party(actor=ACTOR, kind=kind, name="Millrace", country="CN")
    path, _ = invited(postbox, add_person(party), scope=scope)
    (letter,) = postbox.letters
    assert subject_of(letter) == "Invitation to follow how Millrace stands / 邀请您查看 Millrace 的进展"
    assert "invites you to follow how Millrace stands." in text_of(letter)
    assert words in shown(Client().get(path))
    welcome = shown(Client().post(path, FORM))
    assert "You now follow how Millrace stands" in welcome
    for untrue in (text_of(letter), welcome):
        assert not re.search(r"\bfile|填报", untrue, re.IGNORECASE)
    assert welcome.count('class="paste"') == 1


def test_the_secret_stands_in_the_mail_alone(postbox: Postbox, contact: Contact, analyst: User) -> None:
    with structlog.testing.capture_logs() as logs:
        _, secret = invited(postbox, contact, analyst)
    assert places_of(secret, secret.removeprefix("invite_")) == set()
    assert secret not in json.dumps(logs, default=str)
    assert InvitationEvent.objects.get(what="SENDING").digest == digest_of(secret)
    assert OutboxEntry.objects.get(kind="access.send_invitation").args == {"invitation_id": str(Invitation.objects.get().pk)}


def test_each_attempt_has_a_secret_of_its_own_and_the_last_one_counts(postbox: Postbox, contact: Contact) -> None:
    postbox.mood = "refuses"
    invite_contact(actor=ACTOR, contact_id=contact.pk, now=database_now())
    send_due()
    assert outcomes() == ["SENDING", "FAILED"]
    postbox.mood = "takes"
    OutboxEntry.objects.filter(state="PENDING").update(not_before=database_now())
    send_due()
    assert outcomes() == ["SENDING", "FAILED", "SENDING", "SENT"]
    first, last = InvitationEvent.objects.filter(what="SENDING").values_list("digest", flat=True)
    assert first != last == digest_of(read_link(postbox)[1])
    assert accept(read_link(postbox)[1]).status_code == 201


def test_a_secret_of_an_attempt_that_failed_opens_nothing(contact: Contact) -> None:
    invitation = invite_contact(actor=ACTOR, contact_id=contact.pk, now=database_now())
    old, new = make_invitation_secret(), make_invitation_secret()
    for what, digest in (("SENDING", digest_of(old)), ("FAILED", ""), ("SENDING", digest_of(new))):
        record_invitation_event(actor=ACTOR, invitation=invitation, what=MailOutcome(what), digest=digest)
    assert [accept(secret).status_code for secret in (old, new)] == [400, 201]


def test_a_worker_that_died_while_sending_sends_no_second(postbox: Postbox, contact: Contact) -> None:
    invitation = invite_contact(actor=ACTOR, contact_id=contact.pk, now=database_now())
    record_invitation_event(actor=ACTOR, invitation=invitation, what=MailOutcome.SENDING, digest="0" * 64)
    send_due()
    assert (outcomes(), postbox.taken) == (["SENDING", "UNKNOWN"], [])


@pytest.mark.parametrize("change", ["erased", "inactive", "revoked", "moved to the staff"])
def test_102_what_no_longer_holds_is_not_sent(
    postbox: Postbox, contact: Contact, make_user: Callable[..., User], change: str
) -> None:
    invitation = invite_contact(actor=ACTOR, contact_id=contact.pk, now=database_now())
    if change == "erased":
        erase_contact(actor=ACTOR, contact_id=contact.pk, reason="Asked for by letter 12.")
    elif change == "inactive":
        change_contact(actor=ACTOR, contact_id=contact.pk, changes={"is_active": False})
    elif change == "revoked":
        revoke_invitation(actor=ACTOR, invitation_id=invitation.pk, now=database_now())
    else:
        make_user(Role.AUDITOR, email=ADDRESS)
    send_due()
    assert (postbox.taken, outcomes()) == ([], ["STOPPED"])


def test_75_76_names_break_no_header_and_are_no_template(postbox: Postbox, supplier: Party, analyst: User) -> None:
    Party.objects.filter(pk=supplier.pk).update(name="<b>A</b> {link}\u2028Bcc: x@example.com")
    User.objects.filter(pk=analyst.pk).update(first_name="{until}{0}")
    path, _ = invited(postbox, add_person(supplier), analyst)
    (letter,) = postbox.letters
    assert subject_of(letter).startswith("Invitation to file for <b>A</b> {link} Bcc: x@example.com /")
    assert letter["Bcc"] is None
    assert "{until}{0} invites you" in text_of(letter)
    assert "&lt;b&gt;A&lt;/b&gt;" in shown(Client().get(path))
