"""An invitation: asked for by staff, sent once, its secret in the mail alone, used once, by the page or by one request."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, ProgrammingError, transaction
from django.test import Client
from django.urls import reverse

from suppliers.checks import can_decide
from suppliers.models import Revision
from tests.integration.inviting import (
    ADDRESS,
    FORM,
    accept,
    add_person,
    invited,
    read_link,
    send_due,
    shown,
)
from tests.integration.test_personal_data import places_of
from tests.postbox import Postbox
from tests.world import ACTOR, MINIMAL
from tracker.access.contacts import change_contact
from tracker.access.invitations import invite_contact, revoke_invitation
from tracker.access.models import (
    ApiToken,
    Contact,
    Invitation,
    InvitationEnd,
    InvitationEvent,
    Party,
    Scope,
    User,
)  # fmt: skip
from tracker.access.roles import Role
from tracker.access.tokens import digest_of
from tracker.records.clock import database_now
from tracker.records.models import OutboxEntry
from tracker.records.refusals import Conflict, Forbidden, Missing, Refusal

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
