"""An invitation: asked for by staff, sent once, its secret in the mail alone, used once, by the page or by one request."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import structlog
from django.core.management import CommandError, call_command
from django.db import IntegrityError, ProgrammingError, transaction
from django.test import Client
from django.urls import reverse

from suppliers.checks import can_decide
from suppliers.models import Revision
from tests.integration.inviting import ADDRESS, FORM, PASSWORD, add_person, post_to, read_link, send_due
from tests.integration.test_personal_data import places_of
from tests.postbox import Postbox, open_postbox, subject_of, text_of
from tests.world import ACTOR, MINIMAL
from tracker.access.contacts import change_contact
from tracker.access.invitation_mail import record_invitation_event
from tracker.access.invitations import invite_contact, make_invitation_secret, revoke_invitation
from tracker.access.models import (
    ApiClient,
    ApiToken,
    Contact,
    Invitation,
    InvitationEnd,
    InvitationEvent,
    Party,
    PartyRole,
    Scope,
    User,
)  # fmt: skip
from tracker.access.personal import erase_contact
from tracker.access.roles import Role
from tracker.access.tokens import digest_of
from tracker.logs import mask_secrets
from tracker.records.clock import database_now
from tracker.records.mailing import MailOutcome
from tracker.records.models import AuditEvent, OutboxEntry
from tracker.records.refusals import Conflict, Forbidden, Missing, Refusal
from tracker.records.verification import verify_record

ACCEPT = "/api/v1/invitations/accept/"


@pytest.fixture
def postbox(settings: Any) -> Iterator[Postbox]:
    with open_postbox() as postbox:
        post_to(settings, postbox.url)
        yield postbox


@pytest.fixture
def contact(supplier: Party) -> Contact:
    return add_person(supplier)


@pytest.fixture
def link(postbox: Postbox, contact: Contact, analyst: User) -> str:
    return invited(postbox, contact, analyst)[0]


def invited(postbox: Postbox, contact: Contact, user: User | None = None, **options: Any) -> tuple[str, str]:
    actor = user.as_actor() if user else ACTOR
    invite_contact(actor=actor, contact_id=contact.pk, now=database_now(), **options)
    send_due()
    return read_link(postbox, contact.email)


def accept(secret: str, **changes: Any) -> Any:
    body = {"invitation": secret, "client_name": "Carbon export"} | changes
    return Client().post(ACCEPT, json.dumps(body), content_type="application/json")


def outcomes() -> list[str]:
    return list(InvitationEvent.objects.order_by("recorded_at", "number").values_list("what", flat=True))


def shown(answer: Any) -> str:
    text: str = answer.content.decode()
    return text


# The mail


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


# The page


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
    answer = accept(secret)
    assert (answer.status_code, answer.json()["type"]) == (409, "/api/problems/invitation-revoked/")


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


# By one request


def test_one_request_turns_it_into_a_token(postbox: Postbox, contact: Contact, supplier: Party) -> None:
    _, secret = invited(postbox, contact, scope=Scope.READ, days=30)
    answer = accept(secret, client_name="  Carbon export ")
    assert (answer.status_code, answer["Cache-Control"]) == (201, "no-store")
    body = answer.json()
    token = ApiToken.objects.get(digest=digest_of(body["token"]))
    assert (token.scope, (token.expires_at - token.created_at).days, body["scope"]) == (Scope.READ, 30, "READ")
    assert body["client"] == {"id": str(token.client_id), "name": "Carbon export"}
    assert body["party"] == {"id": str(supplier.pk), "name": supplier.name}
    assert not User.objects.filter(party=supplier).exists()
    used = accept(secret)
    assert (used.status_code, used.json()["type"]) == (409, "/api/problems/invitation-used/")
    assert ApiToken.objects.count() == 1
    assert places_of(body["token"]) == set()


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"client_name": 5}, "/client_name"),
        ({"client_name": ""}, "/client_name"),
        ({"client_name": "x" * 101}, "/client_name"),
        ({"invitation": None}, "/invitation"),
        ({"invitation": "x" * 101}, "/invitation"),
        ({"scope": "MANAGE"}, "/scope"),
        ({"party_id": "x"}, "/party_id"),
    ],
)
def test_what_is_sent_amiss_is_refused_by_name_and_uses_nothing_up(
    postbox: Postbox, contact: Contact, changes: dict[str, Any], pointer: str
) -> None:
    _, secret = invited(postbox, contact)
    answer = accept(secret, **changes)
    assert (answer.status_code, answer.json()["type"]) == (400, "/api/problems/invalid-invitation/")
    assert [fault["pointer"] for fault in answer.json()["errors"]] == [pointer]
    assert accept(secret, client_name="   ").status_code == 400
    assert accept(secret).status_code == 201


def test_unknown_reads_the_same_whatever_was_guessed(db: None) -> None:
    answers = [accept(secret) for secret in ("invite_" + "x" * 43, "invite_", "x", "pledge_" + "x" * 43)]
    bodies = [{**answer.json(), "request_id": ""} for answer in answers]
    assert {answer.status_code for answer in answers} == {400}
    assert [fault["pointer"] for fault in bodies[0]["errors"]] == ["/invitation"]
    assert all(body == bodies[0] for body in bodies)


# Who may


def test_staff_invite_by_the_page_of_a_contact_and_of_a_party(
    postbox: Postbox, contact: Contact, analyst: User, client: Client
) -> None:
    client.force_login(analyst)
    page, party_page = (
        reverse("admin:access_contact_change", args=[contact.pk]),
        reverse("admin:access_party_change", args=[contact.party_id]),
    )
    assert "Not invited yet." in shown(client.get(page))
    invite = reverse("admin:access_contact_invite", args=[contact.pk])
    assert client.post(invite)["Location"] == page
    assert client.post(invite, {"from": "party"})["Location"] == party_page
    first, second = Invitation.objects.order_by("created_at")
    assert (first.invited_by, first.end.client_id) == (analyst, None)
    text = shown(client.get(party_page))
    assert ("Invite Ann Lee" in text, "Open" in text, "Revoked" in text) == (True, True, True)
    revoke = reverse("admin:access_contact_revoke_invitation", args=[contact.pk, second.pk])
    assert client.get(revoke).status_code == 405
    assert client.post(revoke)["Location"] == page
    assert InvitationEnd.objects.filter(invitation=second, client=None).exists()
    assert client.post(reverse("admin:access_contact_revoke_invitation", args=[contact.pk, uuid4()])).status_code == 404


@pytest.mark.parametrize("email", ["ann@corp.example", "ANN@corp.example", "ann+fab@corp.example"])
def test_nobody_invites_the_staff(supplier: Party, make_user: Callable[..., User], client: Client, email: str) -> None:
    ann = make_user(Role.ANALYST, "ann", email="ann@corp.example", first_name="Ann", last_name="Own")
    contact = add_person(supplier, email)
    with pytest.raises(Forbidden, match="belongs to Ann Own of the programme's own staff"):
        invite_contact(actor=ann.as_actor(), contact_id=contact.pk, now=database_now())
    client.force_login(ann)
    answer = client.post(reverse("admin:access_contact_invite", args=[contact.pk]), follow=True)
    assert "belongs to Ann Own" in shown(answer)
    assert (Invitation.objects.count(), OutboxEntry.objects.count()) == (0, 0)


def test_whom_one_cannot_write_to_is_not_invited(supplier: Party) -> None:
    for contact, refusal in (
        (add_person(supplier, email=""), "has no e-mail address"),
        (add_person(supplier, is_active=False), "is not active"),
    ):
        with pytest.raises((Refusal, Conflict), match=refusal):
            invite_contact(actor=ACTOR, contact_id=contact.pk, now=database_now())
    with pytest.raises(Refusal, match="1 to 365 days"):
        invite_contact(actor=ACTOR, contact_id=add_person(supplier).pk, now=database_now(), days=366)
    with pytest.raises(Missing):
        invite_contact(actor=ACTOR, contact_id=uuid4(), now=database_now())


def test_the_command_invites(postbox: Postbox, contact: Contact, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("invite", ADDRESS, "--scope", "READ", "--days", "7")
    assert "Invited, until " in capsys.readouterr().out
    send_due()
    assert accept(read_link(postbox)[1]).json()["scope"] == "READ"
    with pytest.raises(CommandError, match="Nobody has this e-mail address"):
        call_command("invite", "nobody@fab.example")


def test_it_ends_once_by_the_table_too(contact: Contact) -> None:
    invitation = invite_contact(actor=ACTOR, contact_id=contact.pk, now=database_now())
    revoke_invitation(actor=ACTOR, invitation_id=invitation.pk, now=database_now())
    with pytest.raises(IntegrityError, match="unique"), transaction.atomic():
        InvitationEnd.objects.create(invitation=invitation, party=contact.party)
    with pytest.raises(IntegrityError, match="invitation_secret_of_each_claim"), transaction.atomic():
        InvitationEvent.objects.create(invitation=invitation, party=contact.party, number=1, what="SENDING")
    for row in (invitation, invitation.end):
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            type(row).objects.filter(pk=row.pk).update(party=contact.party)


# Four eyes


def test_who_invited_has_entered_nothing_of_what_comes_by_it(
    postbox: Postbox, contact: Contact, analyst: User, client: Client
) -> None:
    change_contact(actor=analyst.as_actor(), contact_id=contact.pk, changes={"job_title": "Clerk"})
    for file_by in ("the page", "one request"):
        path, secret = invited(postbox, contact, analyst)
        text = shown(Client().post(path, FORM)) if file_by == "the page" else accept(secret).json()["token"]
        token = re.search(r"pledge_[\w-]+", text)
        assert token is not None
        year = 2025 if file_by == "the page" else 2024
        body = MINIMAL | {"reporting_year": year, "period_start": f"{year}-01-01", "period_end": f"{year}-12-31"}
        headers = {"Authorization": f"Bearer {token[0]}", "Idempotency-Key": str(uuid4())}
        filed = Client().post("/api/v1/emissions-reports/", json.dumps(body), content_type="application/json", headers=headers)
        assert filed.status_code == 201, filed.content
        assert can_decide(analyst, Revision.objects.get(report__reporting_year=year))
