"""The page of a party's own people: logging in, what it shows, and what an owner does there."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
import structlog
from django.contrib.auth import authenticate
from django.db import IntegrityError, transaction
from django.test import Client, RequestFactory

from suppliers.withdrawals import withdraw_revision
from tests.world import ACTOR, submit, submit_accepted
from tracker.access.actions import add_client
from tracker.access.models import ApiClient, ApiToken, Party, PartyRole, User
from tracker.access.roles import Role
from tracker.access.tokens import digest_of
from tracker.records.models import AuditEvent
from tracker.records.tenancy import NOBODY, seeing

PASSWORD = "a long enough one"


@pytest.fixture
def person(supplier: Party) -> User:
    return User.objects.create_user("owner", password=PASSWORD, party=supplier, party_role=PartyRole.OWNER)


@pytest.fixture
def owner(person: User) -> Client:
    client = Client()
    assert client.post("/account/login/", {"username": "owner", "password": PASSWORD}).status_code == 302
    return client


def test_a_partys_person_logs_in_and_out_by_password(person: User) -> None:
    client = Client()
    assert client.get("/account/")["Location"] == "/account/login/?next=/account/"
    wrong = client.post("/account/login/", {"username": "owner", "password": "another long one"})
    assert "correct username and password" in wrong.content.decode()
    done = client.post(
        "/account/login/?next=/account/password/", {"username": "owner", "password": PASSWORD, "next": "/account/password/"}
    )
    assert done["Location"] == "/account/password/"
    assert User.objects.get().last_login is not None
    assert client.get("/account/").status_code == 200
    cookie = client.cookies["sessionid"].value
    assert client.post("/account/logout/")["Location"] == "/account/login/"
    client.cookies["sessionid"] = cookie
    assert client.get("/account/").status_code == 302, "the session has ended on the server too"


@pytest.mark.parametrize("target", ["//evil.example/", "https://evil.example/", "javascript:alert(1)"])
def test_45_a_log_in_leads_nowhere_else(person: User, target: str) -> None:
    done = Client().post("/account/login/", {"username": "owner", "password": PASSWORD, "next": target})
    assert done["Location"] == "/account/"


@pytest.mark.parametrize(("address", "username"), [("/account/login/", "administrator"), ("/admin/login/", "owner")])
def test_a_right_password_at_the_others_door_is_answered_like_a_wrong_one(
    make_user: Callable[..., User], person: User, address: str, username: str
) -> None:
    make_user(Role.ADMINISTRATOR)
    shown = []
    for password in (PASSWORD, "another long one"):
        with structlog.testing.capture_logs() as logs:
            answer = Client().post(address, {"username": username, "password": password})
        assert answer.status_code == 200
        assert [line["who"] for line in logs if line["event"] == "access.login_failed"] == [
            f"USER {User.objects.get(username=username).pk}"
        ]
        shown.append(answer.context["form"].non_field_errors())
    assert shown[0] == shown[1]


def test_a_refused_log_in_leaves_the_request_with_nobodys_rows(make_user: Callable[..., User], person: User) -> None:
    make_user(Role.ADMINISTRATOR)
    for path, username in (("/account/login/", "administrator"), ("/admin/login/", "owner")):
        with seeing(NOBODY):
            assert authenticate(RequestFactory().post(path), username=username, password=PASSWORD) is None
            assert not Party.objects.exists()


def test_staff_log_in_elsewhere_and_have_no_page_here(make_user: Callable[..., User], client: Client) -> None:
    make_user(Role.ADMINISTRATOR)
    assert client.post("/admin/login/", {"username": "administrator", "password": PASSWORD}).status_code == 302
    assert client.get("/account/").status_code == 403
    assert client.get("/api/v1/commitments/").status_code == 401


def test_the_page_says_who_where_and_how_the_reports_stand(owner: Client, supplier: Party, analyst: User) -> None:
    submit_accepted(supplier, analyst, 2024)
    submit(supplier, 2025)
    page = owner.get("/account/")
    text = page.content.decode()
    for words in ("You are owner.", "Amberlin Semiconductor", "琥琳半导体", "Owner: manages", "Accepted", "Waits for review"):
        assert words in text
    assert "no-store" in page["Cache-Control"]


def test_a_withdrawn_report_waits_for_nobody(owner: Client, supplier: Party) -> None:
    revision = submit(supplier)
    withdraw_revision(
        actor=ACTOR, party_id=supplier.pk, report_id=revision.report_id, number=1, reason="The meter was read twice."
    )
    page = owner.get("/account/").content.decode()
    assert "Withdrawn: counts nowhere" in page
    assert "Waits for" not in page


def test_an_owner_adds_a_client_and_sees_the_secret_once(owner: Client, person: User) -> None:
    assert owner.post("/account/clients/", {"name": "Carbon export", "scope": "FILE"}).status_code == 302
    client = ApiClient.objects.get()
    assert (client.party_id, client.created_by_id, client.scope) == (person.party_id, person.pk, "FILE")
    shown = owner.post(f"/account/clients/{client.pk}/tokens/", {"scope": "READ", "days": "30"})
    found = re.search(r"pledge_[\w-]+", shown.content.decode())
    assert found is not None
    assert "no-store" in shown["Cache-Control"]
    token = ApiToken.objects.get(digest=digest_of(found[0]))
    assert (token.scope, token.issued_by_id, (token.expires_at - token.created_at).days) == ("READ", person.pk, 30)
    page = owner.get("/account/").content.decode()
    assert found[0] not in page
    assert f"…{found[0][-4:]}" in page
    actors = set(
        AuditEvent.objects.filter(verb__startswith="access.")
        .exclude(verb="access.add_party")
        .values_list("actor_id", flat=True)
    )
    assert actors == {str(person.pk)}


def test_an_owner_rotates_and_revokes(owner: Client, supplier: Party) -> None:
    client = add_client(actor=ACTOR, party=supplier, name="a program")
    owner.post(f"/account/clients/{client.pk}/tokens/", {"scope": "FILE", "days": "30"})
    old = ApiToken.objects.get()
    assert "ends within 24 hours" in owner.post(f"/account/tokens/{old.pk}/rotate/").content.decode()
    new = ApiToken.objects.exclude(pk=old.pk).get()
    page = owner.get("/account/").content.decode()
    assert [f"/account/tokens/{token.pk}/rotate/" in page for token in (old, new)] == [False, True]
    assert owner.post(f"/account/tokens/{new.pk}/revoke/", follow=True).status_code == 200
    assert ApiToken.objects.get(pk=new.pk).revoked_at is not None
    again = owner.post(f"/account/tokens/{new.pk}/rotate/", follow=True)
    assert "Issue a new one to its client" in again.content.decode()
    assert owner.post(f"/account/clients/{client.pk}/revoke/", follow=True).status_code == 200
    refused = owner.post(f"/account/clients/{client.pk}/tokens/", {"scope": "FILE", "days": "30"}, follow=True)
    assert "is revoked" in refused.content.decode()
    assert ApiToken.objects.count() == 2


@pytest.mark.parametrize(
    ("address", "form"),
    [
        ("clients/", {"name": "", "scope": "FILE"}),
        ("clients/", {"name": "x", "scope": "PROGRAMME_READER"}),
        ("clients/{pk}/tokens/", {"scope": "MANAGE", "days": "30"}),
        ("clients/{pk}/tokens/", {"scope": "FILE", "days": "366"}),
    ],
)
def test_a_form_with_faults_changes_nothing(owner: Client, supplier: Party, address: str, form: dict[str, Any]) -> None:
    client = add_client(actor=ACTOR, party=supplier, name="a program")
    answer = owner.post("/account/" + address.format(pk=client.pk), form, follow=True)
    assert 'class="said error"' in answer.content.decode()
    assert (ApiClient.objects.count(), ApiToken.objects.count()) == (1, 0)


@pytest.mark.parametrize("role", [PartyRole.MEMBER, PartyRole.READER])
def test_others_see_and_change_nothing(person: User, owner: Client, supplier: Party, role: PartyRole) -> None:
    client = add_client(actor=ACTOR, party=supplier, name="a program")
    User.objects.update(party_role=role)
    page = owner.get("/account/").content.decode()
    assert "a program" in page
    assert "Issue a token" not in page
    assert owner.post(f"/account/clients/{client.pk}/tokens/", {"scope": "FILE", "days": "30"}).status_code == 403
    assert not ApiToken.objects.exists()


def test_39_a_new_password_ends_the_other_sessions(owner: Client, person: User) -> None:
    elsewhere = Client()
    elsewhere.post("/account/login/", {"username": "owner", "password": PASSWORD})
    form = {"old_password": PASSWORD, "new_password1": "correct horse battery", "new_password2": "correct horse battery"}
    assert owner.post("/account/password/", form | {"old_password": "no"}).status_code == 400
    assert owner.post("/account/password/", form, follow=True).status_code == 200
    assert owner.get("/account/").status_code == 200
    assert elsewhere.get("/account/").status_code == 302
    event = AuditEvent.objects.get(verb="access.change_password")
    assert (event.actor_id, event.party_id) == (str(person.pk), person.party_id)


@pytest.mark.parametrize(
    ("changes", "constraint"),
    [
        ({"party_role": ""}, "user_has_party_and_role_or_neither"),
        ({"party": None}, "user_has_party_and_role_or_neither"),
        ({"party_role": "BOSS"}, "user_has_party_and_role_or_neither"),
        ({"is_staff": True}, "user_of_party_is_not_staff"),
        ({"is_superuser": True}, "user_of_party_is_not_superuser"),
    ],
)
def test_the_table_refuses_what_is_neither_party_nor_staff(person: User, changes: dict[str, Any], constraint: str) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        User.objects.filter(pk=person.pk).update(**changes)


def test_an_administrator_adds_people_and_clients_of_a_party(
    make_user: Callable[..., User], supplier: Party, client: Client
) -> None:
    chief = make_user(Role.ADMINISTRATOR)
    client.force_login(chief)
    sent = {
        "username": "newcomer",
        "usable_password": "true",
        "password1": "correct horse battery",
        "password2": "correct horse battery",
    }
    half = client.post("/admin/access/user/add/", sent | {"party": str(supplier.pk)})
    assert "Choose both or none" in half.content.decode()
    staff = client.post("/admin/access/user/add/", sent | {"party": str(supplier.pk), "party_role": "MEMBER", "is_staff": "on"})
    assert "never staff" in staff.content.decode()
    assert client.post("/admin/access/user/add/", sent | {"party": str(supplier.pk), "party_role": "MEMBER"}).status_code == 302
    event = AuditEvent.objects.get(verb="access.add_user")
    assert (event.party_id, event.facts["party_role"]) == (supplier.pk, "MEMBER")
    assert Client().post("/account/login/", {"username": "newcomer", "password": "correct horse battery"}).status_code == 302
    added = client.post("/admin/access/apiclient/add/", {"name": "a program", "scope": "MANAGE", "party": str(supplier.pk)})
    assert added.status_code == 302
    assert (ApiClient.objects.get().created_by_id, ApiClient.objects.get().scope) == (chief.pk, "MANAGE")
    assert AuditEvent.objects.get(verb="access.add_client").party_id == supplier.pk
    misfit = client.post(
        "/admin/access/apiclient/add/", {"name": "another", "scope": "PROGRAMME_READER", "party": str(supplier.pk)}
    )
    assert (misfit.status_code, ApiClient.objects.count()) == (200, 1)


def test_whom_a_person_acts_for_does_not_change(
    person: User, stranger: Party, make_user: Callable[..., User], client: Client
) -> None:
    client.force_login(make_user(Role.ADMINISTRATOR))
    form = {"username": "owner", "party": str(stranger.pk), "party_role": "READER", "is_active": "on"}
    assert client.post(f"/admin/access/user/{person.pk}/change/", form).status_code == 302
    changed = User.objects.get(pk=person.pk)
    assert (changed.party_id, changed.party_role) == (person.party_id, "READER")
