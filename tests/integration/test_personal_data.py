"""What is held about a person can be had and erased; the record's figures and the audit chain stay whole."""

from __future__ import annotations

import json
from collections.abc import Callable
from importlib import import_module
from io import StringIO
from uuid import UUID

import pytest
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.urls import reverse
from psycopg import sql

from reports.queries import summarize_programme
from suppliers.models import Decision
from tests.world import ACTOR, as_owner, submit_accepted
from tracker.access.actions import add_client
from tracker.access.contacts import ContactDetails, add_contact, change_contact
from tracker.access.models import Contact, Party, User
from tracker.access.personal import erase_contact, erase_person, export_person
from tracker.access.roles import Role
from tracker.compliance.plain import plain_summary
from tracker.records.canonical import canonical_json
from tracker.records.clock import database_now
from tracker.records.models import AuditEvent
from tracker.records.refusals import Refusal
from tracker.records.verification import verify_record

MARKS = ("Wanderlyn", "Quistgaard", "wq.login", "quist@example.com")
DETAILS = ContactDetails("Wanderlyn Quistgaard", "Clerk", "quist@example.com", "+46 1")
WHY = "Asked for by letter 12."


@pytest.fixture
def person(make_user: Callable[..., User]) -> User:
    return make_user(Role.ANALYST, "wq.login", first_name="Wanderlyn", last_name="Quistgaard", email="quist@example.com")


@pytest.fixture
def chief(make_user: Callable[..., User]) -> User:
    return make_user(Role.ADMINISTRATOR, "chief")


def places_of(*marks: str) -> set[str]:
    """Every column of text or JSON, in every table, in which one of the marks stands."""
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name FROM information_schema.columns JOIN information_schema.tables"
            " USING (table_schema, table_name) WHERE table_schema = 'public' AND table_type = 'BASE TABLE'"
            " AND data_type IN ('text', 'character varying', 'character', 'json', 'jsonb', 'ARRAY')"
        )
        columns, found = cursor.fetchall(), set()
        assert len(columns) > 100
        for table, column in columns:
            query = sql.SQL("SELECT EXISTS (SELECT FROM {} WHERE {}::text ILIKE ANY (%s))")
            cursor.execute(query.format(sql.Identifier(table), sql.Identifier(column)), [[f"%{mark}%" for mark in marks]])
            found |= {f"{table}.{column}"} if cursor.fetchone() == (True,) else set()
        return found


def figures(as_of: object) -> bytes:
    return canonical_json(plain_summary(summarize_programme(as_of=as_of)))  # type: ignore[arg-type]


def test_an_erasure_takes_the_person_and_leaves_the_record(person: User, chief: User, supplier: Party) -> None:
    decided = submit_accepted(supplier, person)
    contact = add_contact(actor=person.as_actor(), party=supplier, details=DETAILS)
    Client().force_login(person)
    as_of = database_now()
    before = figures(as_of)
    assert verify_record() == []
    assert places_of(*MARKS) == {
        "access_user.username", "access_user.first_name", "access_user.last_name", "access_user.email",
        "access_contact.name", "access_contact.email",
    }  # fmt: skip
    erase_person(actor=chief.as_actor(), user_id=person.pk, reason=WHY)
    erase_contact(actor=chief.as_actor(), contact_id=contact.pk, reason=WHY)
    assert places_of(*MARKS) == set()
    assert figures(as_of) == before
    assert verify_record() == []
    assert Decision.objects.get(revision_id=decided).decided_by_id == person.pk
    person.refresh_from_db()
    assert (person.username, person.is_active, person.is_staff) == (f"erased:{person.pk}", False, False)
    assert not person.has_usable_password()
    assert not person.groups.exists()
    events = AuditEvent.objects.filter(verb__in=("access.erase_person", "access.erase_contact"))
    assert [event.facts for event in events] == [{"reason": WHY}] * 2


def test_nobody_takes_the_name_of_the_erased(client: Client, person: User, chief: User, make_user: Callable[..., User]) -> None:
    squatter = make_user(None, f"erased-{person.pk}")
    assert not squatter.is_erased
    client.force_login(chief)
    sent = {"usable_password": "true", "password1": "correct horse battery", "password2": "correct horse battery"}
    refused = client.post(reverse("admin:access_user_add"), sent | {"username": f"erased:{person.pk}"})
    assert "Enter a valid username" in refused.content.decode()
    erase_person(actor=chief.as_actor(), user_id=person.pk, reason=WHY)
    person.refresh_from_db()
    assert person.is_erased
    assert export_person(user_id=person.pk)["erased_at"] is not None


def test_an_upgrade_tells_who_was_erased_from_who_is_called_so(
    person: User, chief: User, make_user: Callable[..., User]
) -> None:
    erase_person(actor=chief.as_actor(), user_id=person.pk, reason=WHY)
    squatter = make_user(None, "a name")
    for user in (person, squatter):
        User.objects.filter(pk=user.pk).update(username=f"erased-{user.pk}", erased_at=None)
    migration = import_module("tracker.access.migrations.0006_erasures_and_rotations")
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(migration.DATE_ERASURES)
    event = AuditEvent.objects.get(verb="access.erase_person")
    found = User.objects.in_bulk([person.pk, squatter.pk])
    assert (found[person.pk].username, found[person.pk].erased_at) == (f"erased:{person.pk}", event.recorded_at)
    assert (found[squatter.pk].username, found[squatter.pk].erased_at) == (f"erased-{squatter.pk}", None)


def test_their_sessions_end_and_others_go_on(person: User, chief: User) -> None:
    for user in (person, chief):
        Client().force_login(user)
    erase_person(actor=chief.as_actor(), user_id=person.pk, reason=WHY)
    assert [session.get_decoded()["_auth_user_id"] for session in Session.objects.all()] == [str(chief.pk)]


def test_what_is_refused(person: User, chief: User, make_user: Callable[..., User]) -> None:
    root = make_user(None, "root", is_superuser=True)
    for actor, user, reason, said in (
        (chief.as_actor(), chief, WHY, "Nobody erases themselves"),
        (chief.as_actor(), root, WHY, "Only a superuser"),
        (chief.as_actor(), person, " ", "Say why"),
    ):
        with pytest.raises(Refusal, match=said):
            erase_person(actor=actor, user_id=user.pk, reason=reason)
    erase_person(actor=ACTOR, user_id=root.pk, reason=WHY)
    with pytest.raises(Refusal, match="last active administrator"):
        erase_person(actor=ACTOR, user_id=chief.pk, reason=WHY)
    with pytest.raises(Refusal, match="erased already"):
        erase_person(actor=ACTOR, user_id=root.pk, reason=WHY)


def test_a_contact_changes_and_the_trail_names_fields_only(supplier: Party) -> None:
    contact = add_contact(actor=ACTOR, party=supplier, details=DETAILS)
    change_contact(
        actor=ACTOR, contact_id=contact.pk, changes={"name": "Wanderlyn", "email": "w@example.com", "phone": "+46 1"}
    )
    assert AuditEvent.objects.get(verb="access.change_contact").facts == {"fields": ["email", "name"]}
    for wrong, said in (("", "has a name"), ("a" * 201, "at most 200")):
        with pytest.raises(Refusal, match=said):
            add_contact(actor=ACTOR, party=supplier, details=ContactDetails(wrong))
    with pytest.raises(Refusal, match="no e-mail address"):
        add_contact(actor=ACTOR, party=supplier, details=ContactDetails("A", email="a@"))
    erase_contact(actor=ACTOR, contact_id=contact.pk, reason=WHY)
    with pytest.raises(Refusal, match="erased already"):
        change_contact(actor=ACTOR, contact_id=contact.pk, changes={})


def test_an_export_holds_what_is_held(person: User, supplier: Party) -> None:
    revision = submit_accepted(supplier, person)
    document = export_person(user_id=person.pk)
    assert document["profile"]["email"] == "quist@example.com"
    decisions = document["entered_or_decided"]["suppliers.Decision.decided_by"]
    assert decisions == [str(Decision.objects.get(revision_id=revision).pk)]
    acted = AuditEvent.objects.filter(actor_id=str(person.pk)).values_list("pk", flat=True)
    assert document["audit_events_by_them"] == sorted(acted) != []


def test_the_commands(person: User, supplier: Party) -> None:
    contact, out = add_contact(actor=ACTOR, party=supplier, details=DETAILS), StringIO()
    call_command("export_person", user="QUIST@example.com", stdout=out)
    assert json.loads(out.getvalue())["user"] == person.pk
    call_command("erase_person", contact=str(contact.pk), reason=WHY, stdout=out)
    call_command("erase_person", user=str(person.pk), reason=WHY, stdout=out)
    assert places_of(*MARKS) == set()
    with pytest.raises(CommandError, match="Nobody has"):
        call_command("export_person", contact="quist@example.com", stdout=out)


def test_an_administrator_exports_and_erases_by_the_pages(client: Client, person: User, chief: User) -> None:
    client.force_login(chief)
    page = client.get(reverse("admin:access_user_change", args=[person.pk])).content.decode()
    export, erase = (reverse(f"admin:access_user_{name}", args=[person.pk]) for name in ("export", "erase"))
    assert export in page
    assert erase in page
    assert client.get(export).json()["profile"]["username"] == "wq.login"
    assert "What stays" in client.get(erase).content.decode()
    assert "Say why" in client.post(erase).content.decode()
    assert client.post(erase, {"reason": WHY}).status_code == 302
    assert client.post(erase, {"reason": WHY}).status_code == 409
    person.refresh_from_db()
    assert person.is_erased


def test_an_analyst_keeps_contacts_and_erases_none(client: Client, analyst: User, supplier: Party) -> None:
    client.force_login(analyst)
    sent = {"party": str(supplier.pk), "name": "Ann", "email": "a@example.com", "purpose": "E_WASTE", "is_active": "on"}
    assert client.post(reverse("admin:access_contact_add"), sent).status_code == 302
    contact_id: UUID = Contact.objects.get().pk
    change = reverse("admin:access_contact_change", args=[contact_id])
    assert client.post(change, sent | {"name": "Bea"}).status_code == 302
    assert Contact.objects.get().name == "Bea"
    assert client.post(reverse("admin:access_contact_erase", args=[contact_id]), {"reason": WHY}).status_code == 403
    refused = client.post(change, sent | {"name": " ", "email": "a at b"})
    assert refused.status_code == 200
    assert {name for name, _ in refused.context["adminform"].form.errors.items()} == {"name", "email"}
    verbs = AuditEvent.objects.filter(subject_id=str(contact_id), actor_id=str(analyst.pk)).values_list("verb", flat=True)
    assert set(verbs) == {"access.add_contact", "access.change_contact"}


def test_the_audit_trail_shows_who_a_number_is_today(client: Client, person: User, chief: User, supplier: Party) -> None:
    add_contact(actor=person.as_actor(), party=supplier, details=DETAILS)
    program = add_client(actor=ACTOR, party=supplier, name="Wanderlyn's script")
    add_contact(actor=program.as_actor(), party=supplier, details=ContactDetails("Bea"))
    assert AuditEvent.objects.get(actor_kind="CLIENT").actor_label == f"client {program.pk}"
    client.force_login(chief)
    trail = reverse("admin:records_auditevent_changelist")
    page = client.get(trail).content.decode()
    assert f"user {person.pk} (wq.login)" in page
    assert f"client {program.pk} (Wanderlyn&#x27;s script)" in page
    erase_person(actor=chief.as_actor(), user_id=person.pk, reason=WHY)
    page = client.get(trail).content.decode()
    assert f"erased person {person.pk}" in page
    assert "wq.login" not in page
