"""An invitation: asked for by staff, sent once, its secret in the mail alone, used once, by the page or by one request."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client, RequestFactory

from reports.account.invitation import AcceptInvitation
from tests.integration.inviting import (
    ADDRESS,
    FORM,
    PASSWORD,
    accept,
    invited,
    shown,
)
from tests.postbox import Postbox
from tests.world import ACTOR, MINIMAL
from tracker.access.contacts import change_contact
from tracker.access.invitation_api import InvitationAcceptance
from tracker.access.invitation_mail import record_invitation_event
from tracker.access.invitations import make_invitation_secret, revoke_invitation
from tracker.access.models import (
    ApiClient,
    ApiToken,
    Contact,
    Invitation,
    InvitationEnd,
    Party,
    PartyRole,
    Scope,
    User,
)  # fmt: skip
from tracker.access.personal import erase_contact
from tracker.access.tokens import digest_of
from tracker.logs import mask_secrets
from tracker.records.clock import database_now
from tracker.records.mailing import MailOutcome
from tracker.records.models import AuditEvent
from tracker.records.refusals import Missing
from tracker.records.tenancy import NOBODY, seeing
from tracker.records.verification import verify_record


def test_the_page_says_who_what_and_until_when_and_reading_changes_nothing(link: str, analyst: User) -> None:
    User.objects.filter(pk=analyst.pk).update(first_name="Bea", last_name="Analyst")
    events = AuditEvent.objects.count()
    for _ in range(3):
        page = Client().get(link)
        assert page.status_code == Client().head(link).status_code == 200
    text = shown(page)
    for words in ("Bea Analyst of the programme", "Amberlin Semiconductor", "This link works once", "Ann Lee", "Carbon export"):
        assert words in text
    assert ("no-store" in page["Cache-Control"], page["Referrer-Policy"]) == (True, "strict-origin")
    assert (AuditEvent.objects.count(), User.objects.count(), ApiClient.objects.count()) == (events, 1, 0)


def test_one_form_leads_to_a_log_in_and_a_token_that_files(link: str, supplier: Party) -> None:
    browser = Client()
    answer = browser.post(link, FORM)
    text = shown(answer)
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    found = re.search(r"pledge_[\w-]+", text)
    assert found is not None
    owner, client, token = User.objects.get(party=supplier), ApiClient.objects.get(), ApiToken.objects.get()
    assert (owner.username, owner.first_name, owner.party_role) == (ADDRESS, "Ann Lee", PartyRole.OWNER)
    assert owner.check_password(PASSWORD)
    assert (client.name, client.scope, client.created_by) == ("Carbon export", Scope.FILE, owner)
    assert (token.digest, token.issued_by, token.scope) == (digest_of(found[0]), owner, Scope.FILE)
    assert "See what you owe" in text
    assert f"You are {ADDRESS}" in shown(browser.get("/account/")), "they are logged in"
    rest = {"Authorization": f"Bearer {found[0]}", "Idempotency-Key": str(uuid4())}
    filed = Client().post("/api/v1/emissions-reports/", json.dumps(MINIMAL), content_type="application/json", headers=rest)
    assert filed.status_code == 201
    assert Client().post("/account/login/", {"username": ADDRESS, "password": PASSWORD}).status_code == 302
    assert verify_record() == []


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"name": ""}, "This field is required"),
        ({"program": ""}, "This field is required"),
        ({"program": "x" * 101}, "at most 100 characters"),
        ({"name": "Ann\u202eeeL"}, "holds the character U+202E"),
        ({"program": "Carbon\u200b export"}, "holds the character U+200B"),
        ({"new_password2": "another long one"}, "didn’t match"),
        ({"new_password1": "short", "new_password2": "short"}, "at least 12 characters"),
        ({"new_password1": ADDRESS, "new_password2": ADDRESS}, "too similar"),
        ({"new_password1": "password1234", "new_password2": "password1234"}, "too common"),
    ],
)
def test_a_form_with_faults_uses_nothing_up(link: str, changes: dict[str, str], words: str) -> None:
    answer = Client().post(link, FORM | changes)
    assert answer.status_code == 400
    assert words in shown(answer)
    assert (InvitationEnd.objects.count(), User.objects.filter(party__isnull=False).count()) == (0, 0)
    assert Client().post(link, FORM).status_code == 200


def test_a_used_link_says_so_and_makes_nothing(link: str) -> None:
    assert Client().post(link, FORM).status_code == 200
    for answer in (Client().get(link), Client().post(link, FORM)):
        assert answer.status_code == 410
        assert "was used already, and each works once. Ask the programme for a new one." in shown(answer)
    assert (ApiToken.objects.count(), User.objects.filter(party__isnull=False).count()) == (1, 1)


def test_a_revoked_and_an_expired_link_say_so(postbox: Postbox, contact: Contact) -> None:
    path, _ = invited(postbox, contact)
    old = Invitation.objects.get()
    revoke_invitation(actor=ACTOR, invitation_id=old.pk, now=database_now())
    revoke_invitation(actor=ACTOR, invitation_id=old.pk, now=database_now())
    assert AuditEvent.objects.filter(verb="access.revoke_invitation").count() == 1
    assert "was revoked" in shown(Client().get(path))
    late = database_now() - timedelta(days=14, seconds=1)
    assert "has expired" in shown(Client().get(expired(contact, late)))
    with pytest.raises(Missing):
        revoke_invitation(actor=ACTOR, invitation_id=uuid4(), now=database_now())


def expired(contact: Contact, created_at: Any) -> str:
    """Written as it would have been two weeks ago."""
    secret = make_invitation_secret()
    old = Invitation.objects.create(
        party=contact.party, contact=contact, days=1, created_at=database_now(), expires_at=created_at + timedelta(days=14)
    )
    record_invitation_event(actor=ACTOR, invitation=old, what=MailOutcome.SENDING, digest=digest_of(secret))
    assert accept(secret).json()["type"] == "/api/problems/invitation-expired/"
    return f"/account/invitation/{secret}/"


@pytest.mark.parametrize("secret", ["x", "invite_", "invite_" + "x" * 43, "pledge_" + "x" * 43, "é", "%F0%9F%90%88"])
def test_an_unknown_link_says_so_without_a_difference(db: None, secret: str) -> None:
    answer = Client().get(f"/account/invitation/{secret}/")
    assert answer.status_code == 404
    assert "take it whole from the mail, or ask the programme for a new one." in shown(answer)


@pytest.mark.parametrize("door", ["the page", "one request"])
def test_a_refused_guess_leaves_the_request_with_nobodys_rows(supplier: Party, door: str) -> None:
    secret = make_invitation_secret()
    with seeing(NOBODY):
        if door == "the page":
            answer = AcceptInvitation.as_view()(RequestFactory().get("/"), secret=secret)
        else:
            body = {"invitation": secret, "client_name": "Carbon export"}
            answer = InvitationAcceptance.as_view()(RequestFactory().post("/", body, content_type="application/json"))
        assert answer.status_code >= 400
        assert not Party.objects.exists()
    assert Party.objects.exists()


def test_inviting_again_ends_the_one_before(postbox: Postbox, contact: Contact) -> None:
    first, second = invited(postbox, contact)[1], invited(postbox, contact)[1]
    assert accept(first).json()["type"] == "/api/problems/invitation-revoked/"
    assert accept(second).status_code == 201


@pytest.mark.parametrize("change", ["another address", "inactive", "erased"])
def test_a_change_of_the_person_ends_it(postbox: Postbox, contact: Contact, change: str) -> None:
    _, secret = invited(postbox, contact)
    if change == "erased":
        erase_contact(actor=ACTOR, contact_id=contact.pk, reason="Asked for by letter 12.")
    else:
        changes = {"email": "other@fab.example"} if change == "another address" else {"is_active": False}
        change_contact(actor=ACTOR, contact_id=contact.pk, changes=changes)
    assert InvitationEnd.objects.get().client is None
    assert AuditEvent.objects.filter(verb="access.revoke_invitation").count() == 1
    answer = accept(secret)
    assert (answer.status_code, answer.json()["type"]) == (409, "/api/problems/invitation-revoked/")


def test_whoever_comes_back_is_invited_anew(postbox: Postbox, contact: Contact) -> None:
    _, secret = invited(postbox, contact)
    for is_active in (False, True):
        change_contact(actor=ACTOR, contact_id=contact.pk, changes={"is_active": is_active})
    assert accept(secret).json()["type"] == "/api/problems/invitation-revoked/"
    assert accept(invited(postbox, contact)[1]).status_code == 201


def test_a_name_that_is_taken_elsewhere_is_told_to_nobody(
    postbox: Postbox, contact: Contact, stranger: Party, make_user: Callable[..., User]
) -> None:
    User.objects.create_user(ADDRESS, party=stranger, party_role=PartyRole.READER)
    answer = Client().post(invited(postbox, contact)[0], FORM)
    assert f"Your user name is <strong>{ADDRESS}-2</strong>" in shown(answer)
    again = Client().post(invited(postbox, contact)[0], FORM)
    assert f"<strong>{ADDRESS}-3</strong>" in shown(again)
    assert "taken" not in shown(answer)


def test_the_log_shows_no_secret_of_an_address(link: str, caplog: pytest.LogCaptureFixture) -> None:
    Client(enforce_csrf_checks=True).post(link, FORM)
    assert Client().get(link + "x/").status_code == 404
    handler = logging.getLogger("django").handlers[0]
    lines = [handler.format(record) for record in caplog.records]
    assert len(lines) == 2
    assert all("/account/invitation/…/" in line and link not in line for line in lines)
    own = mask_secrets(None, "", {"path": link, "status": 403})
    assert own == {"path": "/account/invitation/…/", "status": 403}


def test_the_page_is_rate_limited_by_address(link: str, settings: Any) -> None:
    settings.RATE_LIMIT_PER_MINUTE = 3
    caller = Client(REMOTE_ADDR="203.0.113.9")
    answers = [caller.get("/account/invitation/guess/").status_code for _ in range(4)]
    assert answers == [404, 404, 404, 429]
    refused = caller.post(link, FORM)
    assert (refused.status_code, int(refused["Retry-After"]) > 0) == (429, True)
    assert "Too many requests" in shown(refused)
    assert Client(REMOTE_ADDR="203.0.113.10").get(link).status_code == 200
