"""What the admin's forms make of a page that is older than its row, of refusals, and of what is no key."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.world import ACTOR
from tracker.access.admin.contacts import ContactForm
from tracker.access.contacts import ContactDetails, add_contact
from tracker.access.models import Party, User
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
    sent = {"name": "Bea", "purpose": "GENERAL"}
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
