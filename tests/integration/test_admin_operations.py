from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group
from django.test import Client, RequestFactory
from django.urls import reverse

from tests.world import ACTOR, utc_now
from tracker.access.actions import add_client, issue_token
from tracker.access.models import ApiClient, ApiToken, Party, User
from tracker.access.roles import Role
from tracker.access.tokens import find_token
from tracker.records.clock import database_now
from tracker.records.models import AuditEvent, OutboxEntry, OutboxState

OUTBOX = "/admin/records/outboxentry/"


@pytest.fixture
def administrator(make_user: Callable[..., User]) -> User:
    return make_user(Role.ADMINISTRATOR)


@pytest.fixture
def chief(client: Client, administrator: User) -> Client:
    client.force_login(administrator)
    return client


def entry(key: str, state: str) -> OutboxEntry:
    return OutboxEntry.objects.create(kind="reports.issue", key=key, not_before=database_now(), state=state, attempts=5)


def retry(client: Client, *entries: OutboxEntry, reason: str = "The disk was full.") -> Any:
    sent = {"action": "retry", "reason": reason, "_selected_action": [str(entry.pk) for entry in entries]}
    return client.post(OUTBOX, sent, follow=True)


def test_dead_entries_are_given_new_attempts_and_others_are_left(chief: Client) -> None:
    dead, done = entry("dead", OutboxState.DEAD), entry("done", OutboxState.DONE)
    assert "1 dead entry will be tried again." in retry(chief, dead, done).content.decode()
    states = dict(OutboxEntry.objects.values_list("key", "state"))
    assert states == {"dead": OutboxState.PENDING, "done": OutboxState.DONE}
    event = AuditEvent.objects.get(verb="records.retry_outbox_entry")
    assert (event.subject_id, event.facts["reason"]) == (str(dead.pk), "The disk was full.")


@pytest.mark.parametrize(
    ("reason", "said"), [("", "Say why the dead"), ("  ", "Say why the dead"), ("\0", "U+0000"), ("a" * 501, "No action")]
)
def test_a_retry_says_why_or_is_refused(chief: Client, reason: str, said: str) -> None:
    page = retry(chief, entry("dead", OutboxState.DEAD), reason=reason)
    assert said in page.content.decode()
    assert OutboxEntry.objects.get().state == OutboxState.DEAD
    assert not AuditEvent.objects.filter(verb="records.retry_outbox_entry").exists()


def test_the_form_asks_for_the_reason(chief: Client) -> None:
    entry("dead", OutboxState.DEAD)
    page = chief.get(OUTBOX).content.decode()
    (field,) = re.findall(r'<input[^>]* name="reason"[^>]*>', page)
    assert 'aria-label="Reason"' in field


def test_check_34_nothing_else_is_done_to_many_rows_at_once(make_user: Callable[..., User], chief: Client) -> None:
    request = RequestFactory().get("/")
    request.user = make_user(None, "root", is_superuser=True)
    acts = {(model._meta.label, act) for model, page in admin.site._registry.items() for act in page.get_actions(request)}
    assert acts == {("records.OutboxEntry", "retry")}
    dead = entry("dead", OutboxState.DEAD)
    sent = {"action": "delete_selected", "post": "yes", "reason": "x", "_selected_action": [str(dead.pk)]}
    chief.post(OUTBOX, sent)
    assert OutboxEntry.objects.get().state == OutboxState.DEAD


def test_an_analyst_retries_nothing(client: Client, analyst: User) -> None:
    client.force_login(analyst)
    retry(client, entry("dead", OutboxState.DEAD))
    assert OutboxEntry.objects.get().state == OutboxState.DEAD


def test_a_token_is_shown_once(chief: Client, supplier: Party, administrator: User) -> None:
    api_client = add_client(actor=ACTOR, party=supplier, name="a program")
    answer = chief.post(reverse("admin:access_apiclient_issue_token", args=[api_client.pk]))
    found = re.search(r"pledge_[\w-]+", answer.content.decode())
    assert found is not None
    secret = found.group()
    token = find_token(secret, now=utc_now())
    assert token is not None
    assert token.client == api_client
    assert "no-store" in answer["Cache-Control"]
    assert AuditEvent.objects.get(verb="access.issue_token").actor_id == str(administrator.pk)
    page = chief.get(reverse("admin:access_apiclient_change", args=[api_client.pk])).content.decode()
    assert secret not in page
    assert f"…{secret[-4:]}" in page


def test_a_token_is_revoked(chief: Client, supplier: Party, stranger: Party) -> None:
    api_client = add_client(actor=ACTOR, party=supplier, name="a program")
    other = add_client(actor=ACTOR, party=stranger, name="another")
    secret = issue_token(actor=ACTOR, client=api_client, now=utc_now())
    token = ApiToken.objects.get()
    assert chief.post(reverse("admin:access_apiclient_revoke_token", args=[other.pk, token.pk])).status_code == 404
    assert find_token(secret, now=utc_now()) is not None
    assert chief.post(reverse("admin:access_apiclient_revoke_token", args=[api_client.pk, token.pk])).status_code == 302
    assert find_token(secret, now=utc_now()) is None


def test_the_audit_trail_is_found_by_its_subject(chief: Client, supplier: Party) -> None:
    history = chief.get(reverse("admin:access_party_history", args=[supplier.pk]))
    found = chief.get(history["Location"])
    assert [event.verb for event in found.context["cl"].result_list] == ["access.add_party"]
    assert chief.get(f"/admin/records/auditevent/?q={supplier.pk}").context["cl"].result_count == 1


def test_a_new_user_is_audited(chief: Client, administrator: User) -> None:
    auditors = Group.objects.get(name=Role.AUDITOR)
    sent = {"username": "newcomer", "usable_password": "true", "is_staff": "on", "groups": [auditors.pk]}
    secret = "correct horse battery"
    assert chief.post("/admin/access/user/add/", sent | {"password1": secret, "password2": secret}).status_code == 302
    event = AuditEvent.objects.get(verb="access.add_user")
    assert event.actor_id == str(administrator.pk)
    assert (event.subject_id, event.facts["roles"]) == (str(User.objects.get(username="newcomer").pk), [Role.AUDITOR])
    assert "newcomer" not in event.facts_text


def test_a_changed_user_is_audited_with_the_roles(chief: Client, analyst: User) -> None:
    address = reverse("admin:access_user_change", args=[analyst.pk])
    sent = {"username": "analyst", "is_active": "on", "is_staff": "on", "groups": [Group.objects.get(name=Role.AUDITOR).pk]}
    assert chief.post(address, sent).status_code == 302
    event = AuditEvent.objects.get(verb="access.change_user")
    assert event.facts["roles"] == ["Auditor"]


def test_a_new_password_is_audited_and_not_told(chief: Client, analyst: User) -> None:
    secret = "correct horse battery"
    sent = {"password1": secret, "password2": secret, "usable_password": "true", "set-password": "1"}
    assert chief.post(reverse("admin:auth_user_password_change", args=[analyst.pk]), sent).status_code == 302
    analyst.refresh_from_db()
    assert analyst.check_password(secret)
    assert secret not in str(AuditEvent.objects.get(verb="access.change_user").facts)


def test_an_administrator_does_not_become_a_superuser(chief: Client, administrator: User) -> None:
    root = User.objects.create_superuser("root", password="a long enough one")
    address = reverse("admin:access_user_change", args=[administrator.pk])
    sent = {"username": "administrator", "is_active": "on", "is_staff": "on", "is_superuser": "on", "user_permissions": ["1"]}
    chief.post(address, sent)
    administrator.refresh_from_db()
    assert not administrator.is_superuser
    assert not administrator.user_permissions.exists()
    assert chief.post(reverse("admin:auth_user_password_change", args=[root.pk]), {}).status_code == 403
    assert chief.post(reverse("admin:access_user_change", args=[root.pk]), sent).status_code == 403


def test_a_client_of_the_programme_has_a_page_too(chief: Client) -> None:
    reader = add_client(actor=ACTOR, party=None, name="<b>reader</b>")
    page = chief.get(reverse("admin:access_apiclient_change", args=[reader.pk])).content.decode()
    assert "No token was issued yet." in page
    assert "<b>reader" not in page
    assert ApiClient.objects.count() == 1


@pytest.mark.parametrize(("page", "status"), [("1", 200), ("abc", 404), ("999", 404), ("-1", 404), ("", 404)])
def test_a_page_of_results_that_is_none_is_not_found(chief: Client, page: str, status: int) -> None:
    assert chief.get("/admin/search/", {"s": "suppl", "page": page}).status_code == status
