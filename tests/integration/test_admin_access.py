"""What the admin makes of odd addresses, links and strangers; who may open which address stands in isolation/table.py."""

from __future__ import annotations

from collections.abc import Callable
from uuid import uuid4

import pytest
from django.contrib import admin
from django.contrib.contenttypes.models import ContentType
from django.test import Client
from django.urls import reverse

from tests.integration.isolation.asking import subjects_of
from tests.integration.isolation.routes import address_of
from tests.integration.isolation.table import ADMIN
from tests.integration.isolation.world import World
from tracker.access.models import Party, User
from tracker.access.roles import Role
from tracker.records.models import AuditEvent

MODELS = [f"{model._meta.app_label}_{model._meta.model_name}" for model in admin.site._registry]


def test_a_visitor_decides_nothing(client: Client, db: None) -> None:
    world = World()
    for row in ADMIN:
        method, route = row.split(" ", 1)
        if method == "POST" and any(route.startswith(start) for start in world.subjects):
            client.post(address_of(route, subjects_of(route, world)[0]), {"reason": "Scope 2 is missing."})
    assert AuditEvent.objects.filter(verb="suppliers.accept_revision").count() == 3, "those that the world began with"


def test_a_supplier_without_staff_rights_is_not_let_in(make_user: Callable[..., User], client: Client) -> None:
    user = make_user(Role.ADMINISTRATOR)
    user.is_staff = False
    user.save()
    client.force_login(user)
    assert client.get(reverse("admin:index")).status_code == 302


@pytest.mark.parametrize("odd", ["0", "abc", "%00", "..%2F..%2Fetc", "9" * 40, "é" * 300, "'; DROP TABLE x; --"])
def test_odd_ids_are_never_an_error_of_ours(odd: str, make_user: Callable[..., User], client: Client) -> None:
    client.force_login(make_user(Role.ADMINISTRATOR))
    for name in (f"{model}_{page}" for model in MODELS for page in ("change", "history")):
        address = reverse(f"admin:{name}", args=["ID"]).replace("ID", odd)
        assert client.get(address).status_code in (302, 400, 404), name


@pytest.mark.parametrize(
    "query", ["?q=%00", "?state=%00", "?p=abc", "?p=999999", "?o=99.-99.x", "?nonsense=1", "?q=%3Cb%3E", "?all="]
)
def test_odd_queries_are_never_an_error_of_ours(
    query: str, make_user: Callable[..., User], client: Client, supplier: Party
) -> None:
    client.force_login(make_user(Role.ADMINISTRATOR))
    for name in MODELS:
        assert client.get(reverse(f"admin:{name}_changelist") + query).status_code in (200, 302, 400), name


def test_what_changes_something_is_not_done_by_a_link(db: None) -> None:
    world = World()
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(world.people["ad"])
    before = AuditEvent.objects.count()
    acts = [row.removeprefix("GET ") for row, cells in ADMIN.items() if row.startswith("GET ") and cells.split()[6] == "405"]
    assert len(acts) >= 7
    for route in acts:
        start = max((start for start in world.subjects if route.startswith(start)), key=len, default="")
        address = address_of(route, world.subjects[start][0] if start else {})
        assert strict.get(address).status_code == 405, route
        assert strict.post(address).status_code == 403, route
    assert AuditEvent.objects.count() == before


@pytest.mark.parametrize("address", ["/admin/login/", "/account/login/"])
def test_check_49_thousands_of_form_fields_are_refused(client: Client, db: None, address: str) -> None:
    fields = {f"field_{number}": "x" for number in range(2_000)}
    for strict in (Client(), Client(enforce_csrf_checks=True)):
        assert strict.post(address, {"username": "x", "password": "y"} | fields).status_code == 400


def test_no_kind_of_row_has_a_page_outside(make_user: Callable[..., User], client: Client) -> None:
    client.force_login(make_user(Role.ADMINISTRATOR))
    kinds = ContentType.objects.values_list("pk", flat=True)
    assert len(kinds) > 20
    assert {client.get(f"/admin/r/{kind}/1/").status_code for kind in kinds} == {404}


def test_unknown_objects_are_missing(make_user: Callable[..., User], client: Client) -> None:
    client.force_login(make_user(Role.ADMINISTRATOR))
    for name in ("suppliers_revision_accept", "suppliers_revision_return", "access_apiclient_issue_token"):
        assert client.post(reverse(f"admin:{name}", args=[uuid4()])).status_code == 404
    for name in ("recycling_ledgerentry_reverse", "reports_compliancereport_pdf"):
        assert client.get(reverse(f"admin:{name}", args=[uuid4()])).status_code == 404


def test_the_sidebar_offers_what_may_be_opened(make_user: Callable[..., User], client: Client) -> None:
    users = reverse("admin:access_user_changelist")
    client.force_login(make_user(Role.AUDITOR))
    page = client.get(reverse("admin:index")).content.decode()
    assert reverse("admin:suppliers_revision_changelist") in page
    assert users not in page
    client.force_login(make_user(Role.ADMINISTRATOR))
    assert users in client.get(reverse("admin:index")).content.decode()
