"""What the admin's forms make of a page that is older than its row, of refusals, and of what is no key."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse

from tests.pages import initials_of
from tests.world import ACTOR
from tracker.access.admin.contacts import ContactForm
from tracker.access.contacts import ContactDetails, add_contact
from tracker.access.models import Contact, Party, PartyRole, User
from tracker.access.personal import erase_contact
from tracker.access.roles import Role
from tracker.records.models import AuditEvent

DETAILS = ContactDetails("Ann", "Clerk", "ann@example.com", "+46 1")


@pytest.fixture
def administrator(make_user: Callable[..., User]) -> User:
    return make_user(Role.ADMINISTRATOR)


@pytest.fixture
def chief(client: Client, administrator: User) -> Client:
    client.force_login(administrator)
    return client


def group(role: Role) -> int:
    return Group.objects.get(name=role).pk


def page_of(user: User) -> str:
    return reverse("admin:access_user_change", args=[user.pk])


def test_a_stale_page_does_not_let_somebody_in_again(chief: Client, analyst: User) -> None:
    drawn = initials_of(chief, page_of(analyst))
    sent = {"username": "analyst", "is_active": "on", "is_staff": "on", "groups": [group(Role.ANALYST)]}
    User.objects.filter(pk=analyst.pk).update(is_active=False, last_name="Newer")
    analyst.groups.clear()
    assert chief.post(page_of(analyst), sent | drawn | {"first_name": "Ann"}).status_code == 302
    analyst.refresh_from_db()
    assert (analyst.first_name, analyst.last_name, analyst.is_active) == ("Ann", "Newer", False)
    assert not analyst.groups.exists()
    event = AuditEvent.objects.get(verb="access.change_user")
    assert (event.facts["is_active"], event.facts["roles"]) == (False, [])
    assert event.facts["changes"] == [{"changed": {"fields": ["First name"]}}]


def test_what_was_changed_on_the_page_is_saved(chief: Client, analyst: User) -> None:
    sent = {"username": "analyst", "is_staff": "on", "groups": [group(Role.AUDITOR)]}
    assert chief.post(page_of(analyst), sent | initials_of(chief, page_of(analyst))).status_code == 302
    analyst.refresh_from_db()
    assert (analyst.is_active, [each.name for each in analyst.groups.all()]) == (False, [Role.AUDITOR])


def test_a_stale_page_of_a_contact_takes_nothing_back(chief: Client, supplier: Party) -> None:
    contact = add_contact(actor=ACTOR, party=supplier, details=DETAILS)
    address = reverse("admin:access_contact_change", args=[contact.pk])
    drawn = initials_of(chief, address)
    sent = {"name": "Ann", "job_title": "Head", "email": "ann@example.com", "phone": "+46 1", "purpose": "GENERAL"}
    Contact.objects.update(phone="+46 2", is_active=False)
    assert chief.post(address, sent | drawn | {"is_active": "on"}).status_code == 302
    contact.refresh_from_db()
    assert (contact.job_title, contact.phone, contact.is_active) == ("Head", "+46 2", False)


@pytest.mark.parametrize("change", ["is_active", "is_staff", "groups"])
def test_the_last_administrator_stays_one(
    chief: Client, administrator: User, make_user: Callable[..., User], change: str
) -> None:
    sent = {"username": "administrator", "is_active": "on", "is_staff": "on", "groups": [group(Role.ADMINISTRATOR)]}
    without = {name: value for name, value in sent.items() if name != change} | initials_of(chief, page_of(administrator))
    refused = chief.post(page_of(administrator), without)
    assert refused.status_code == 409
    assert "This is the last active administrator. Make another person one first." in refused.content.decode()
    administrator.refresh_from_db()
    assert (administrator.is_active, administrator.is_staff) == (True, True)
    assert administrator.groups.filter(name=Role.ADMINISTRATOR).exists()
    assert not AuditEvent.objects.filter(verb="access.change_user").exists()
    make_user(Role.ADMINISTRATOR, "another")
    assert chief.post(page_of(administrator), without).status_code == 302


def test_a_partys_user_gets_no_role_of_the_staff(chief: Client, supplier: Party) -> None:
    secret = {"usable_password": "true", "password1": "correct horse battery", "password2": "correct horse battery"}
    person = {"username": "newcomer", "party": str(supplier.pk), "party_role": "READER"}
    roles = {"groups": [group(Role.AUDITOR)]}
    add = reverse("admin:access_user_add")
    assert "none of the programme" in chief.post(add, secret | person | roles).content.decode()
    assert not User.objects.filter(username="newcomer").exists()
    user = User.objects.create_user("owner", party=supplier, party_role=PartyRole.OWNER)
    sent = {"username": "owner", "is_active": "on", "party_role": "OWNER"} | initials_of(chief, page_of(user))
    assert "none of the programme" in chief.post(page_of(user), sent | roles).content.decode()
    assert not user.groups.exists()


@pytest.mark.parametrize("model", ["contact", "apiclient", "user"])
@pytest.mark.parametrize("wrong", ["zz", "1", "{}", "é"])
def test_what_is_no_key_is_a_fault_of_the_form(chief: Client, model: str, wrong: str) -> None:
    address = reverse(f"admin:access_{model}_add")
    assert chief.get(address, {"party": wrong}).status_code == 200
    refused = chief.post(address, {"party": wrong})
    assert refused.status_code == 200
    assert "party" in refused.context["adminform"].form.errors


def test_a_contact_that_is_erased_while_it_is_saved(chief: Client, supplier: Party, monkeypatch: Any) -> None:
    contact = add_contact(actor=ACTOR, party=supplier, details=DETAILS)
    address = reverse("admin:access_contact_change", args=[contact.pk])
    sent = {"name": "Bea", "purpose": "GENERAL"} | initials_of(chief, address)
    clean = ContactForm.clean

    def erased_meanwhile(form: ContactForm) -> None:
        clean(form)
        erase_contact(actor=ACTOR, contact_id=contact.pk, reason="Asked for.")

    # As another request would, between the look at the row and its lock.
    monkeypatch.setattr(ContactForm, "clean", erased_meanwhile)
    refused = chief.post(address, sent)
    assert refused.status_code == 409
    assert "is erased already. Add a new one instead." in refused.content.decode()
    assert not AuditEvent.objects.filter(verb="access.change_contact").exists()
