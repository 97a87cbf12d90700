"""No password of a person changes without an audit event, by whatever door."""

from __future__ import annotations

from collections.abc import Callable
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from tests.world import ACTOR
from tracker.access.models import Party, PartyRole, User
from tracker.access.personal import erase_person
from tracker.access.roles import PERMISSIONS, Role
from tracker.records.models import AuditEvent

OLD, NEW = "a long enough one", "correct horse battery"


def test_staff_change_their_own_under_an_event(client: Client, analyst: User) -> None:
    elsewhere = Client()
    for each in (client, elsewhere):
        each.force_login(analyst)
    address = reverse("admin:password_change")
    assert client.get(address).status_code == 200
    sent = {"old_password": OLD, "new_password1": NEW, "new_password2": NEW}
    assert client.post(address, sent | {"old_password": "no"}).status_code == 200
    assert not AuditEvent.objects.filter(verb="access.change_password").exists()
    assert client.post(address, sent)["Location"] == reverse("admin:password_change_done")
    event = AuditEvent.objects.get(verb="access.change_password")
    assert (event.actor_id, event.subject_id, event.party_id) == (str(analyst.pk), str(analyst.pk), None)
    analyst.refresh_from_db()
    assert analyst.check_password(NEW)
    assert client.get("/admin/").status_code == 200
    assert elsewhere.get("/admin/").status_code == 302


def test_a_visitor_changes_none(client: Client, db: None) -> None:
    assert client.get(reverse("admin:password_change")).status_code == 302


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    def type_in(*words: str) -> None:
        answers = iter(words)
        monkeypatch.setattr("tracker.access.choosing.getpass", lambda prompt: next(answers))

    return type_in


def test_a_superuser_by_command_is_audited(db: None, typed: Callable[..., None], monkeypatch: pytest.MonkeyPatch) -> None:
    typed(NEW, NEW)
    call_command("createsuperuser", username="root", stdout=StringIO())
    root = User.objects.get()
    assert (root.is_superuser, root.is_staff, root.check_password(NEW)) == (True, True, True)
    event = AuditEvent.objects.get(verb="access.add_user")
    assert (event.actor_id, event.subject_id, event.facts) == ("createsuperuser", str(root.pk), {"is_superuser": True})
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", OLD)
    call_command("createsuperuser", "--no-input", "--username=second", "--email=a@example.com", stdout=StringIO())
    assert User.objects.get(username="second").check_password(OLD)
    for wrong in ("root", "erased:1", ""):
        with pytest.raises(CommandError):
            call_command("createsuperuser", "--noinput", f"--username={wrong}")
    assert AuditEvent.objects.filter(verb="access.add_user").count() == User.objects.count() == 2


def test_a_password_by_command_is_audited(supplier: Party, typed: Callable[..., None]) -> None:
    person = User.objects.create_user("owner", password=OLD, party=supplier, party_role=PartyRole.OWNER)
    for words, said in (((NEW, NEW + "x"), "differ"), (("short", "short"), "too short")):
        typed(*words)
        with pytest.raises(CommandError, match=said):
            call_command("changepassword", "owner")
    typed(NEW, NEW)
    call_command("changepassword", "owner", stdout=StringIO())
    person.refresh_from_db()
    assert person.check_password(NEW)
    event = AuditEvent.objects.get(verb="access.set_password")
    assert (event.actor_id, event.subject_id, event.party_id) == ("changepassword", str(person.pk), supplier.pk)
    typed(NEW, NEW)
    with pytest.raises(CommandError, match="Nobody has this user name"):
        call_command("changepassword", "nobody")
    erase_person(actor=ACTOR, user_id=person.pk, reason="Asked for.")
    typed(NEW, NEW)
    with pytest.raises(CommandError, match="erased already"):
        call_command("changepassword", f"erased:{person.pk}")


def test_a_fresh_installation_has_every_permission_of_every_role(make_user: Callable[..., User]) -> None:
    for role in Role:
        assert make_user(role).get_all_permissions() == PERMISSIONS[role]
