"""Who may open which address of the admin. An address without a row here fails."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import URLPattern, URLResolver, reverse

from recycling.actions import OpeningBalance, record_opening_balance
from reports.actions import add_schedule, request_compliance_report
from reports.models import ComplianceReport
from suppliers.actions import add_supplier
from tests.world import ACTOR, GOAL, add_goal, submit
from tracker.access.actions import add_client, issue_token
from tracker.access.models import ApiToken, Party, User
from tracker.access.roles import Role
from tracker.commitments.models import CommitmentVersion, Enrolment
from tracker.compliance.periods import Period
from tracker.compliance.schedules import Cadence
from tracker.records.clock import database_now
from tracker.records.models import AuditEvent, Heartbeat, OutboxEntry

ROOMS = ("access", "commitments", "records", "recycling", "reports", "suppliers")
PEOPLE = (Role.ANALYST, Role.AUDITOR, Role.ADMINISTRATOR, None)

Row = tuple[str, tuple[int, int, int, int]]

# Method, then what an analyst, an auditor, an administrator and somebody without a role get.
READ: Row = ("GET", (200, 200, 200, 403))
NEVER: Row = ("GET", (403, 403, 403, 403))
MANAGE: Row = ("GET", (403, 403, 200, 403))
TRAIL: Row = ("GET", (302, 302, 302, 403))
MANAGED_TRAIL: Row = ("GET", (403, 403, 302, 403))


def view_only(model: str) -> dict[str, Row]:
    rows = {"changelist": READ, "change": READ, "add": NEVER, "delete": NEVER, "history": TRAIL}
    return {f"{model}_{name}": row for name, row in rows.items()}


TABLE: dict[str, Row] = {
    **view_only("access_party"),
    **view_only("access_apiclient"),
    "access_apiclient_issue_token": ("POST", (403, 403, 200, 403)),
    "access_apiclient_revoke_token": ("POST", (403, 403, 302, 403)),
    "access_user_changelist": MANAGE,
    "access_user_change": MANAGE,
    "access_user_add": MANAGE,
    "access_user_delete": NEVER,
    "access_user_history": MANAGED_TRAIL,
    "auth_user_password_change": MANAGE,
    **view_only("commitments_commitmentversion"),
    **view_only("commitments_enrolment"),
    **view_only("records_auditevent"),
    **view_only("records_heartbeat"),
    **view_only("records_outboxentry"),
    **view_only("recycling_ledgerentry"),
    "recycling_ledgerentry_record": ("GET", (200, 403, 200, 403)),
    "recycling_ledgerentry_reverse": ("GET", (200, 403, 200, 403)),
    **view_only("reports_compliancereport"),
    "reports_compliancereport_issue": ("POST", (302, 403, 302, 403)),
    "reports_compliancereport_pdf": ("GET", (409, 409, 409, 403)),
    "reports_compliancereport_summary": ("GET", (409, 409, 409, 403)),
    **view_only("reports_reportrun"),
    **view_only("reports_reportschedule"),
    "reports_reportschedule_add": MANAGE,
    **view_only("suppliers_revision"),
    "suppliers_revision_accept": ("POST", (302, 403, 302, 403)),
    "suppliers_revision_return": ("POST", (302, 403, 302, 403)),
    **view_only("suppliers_supplier"),
}


def walk(patterns: list[URLPattern | URLResolver]) -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from walk(pattern.url_patterns)
        elif pattern.name:
            yield pattern.name


def admin_names() -> set[str]:
    return {name for name in walk(admin.site.urls[0]) if name.split("_")[0] in (*ROOMS, "auth")}


def test_every_address_has_its_row() -> None:
    assert admin_names() == set(TABLE)


@pytest.fixture
def subjects(supplier: Party, analyst: User) -> dict[str, tuple[Any, ...]]:
    """The arguments of each address, by the start of its name."""
    add_goal()
    add_supplier(actor=ACTOR, party=supplier, number="S-1")
    now, year = database_now(), Period(date(2022, 1, 1), date(2022, 12, 31))
    balance = OpeningBalance(period=year, mass_kg=Decimal(1000), source="A published report")
    entry = record_opening_balance(actor=ACTOR, commitment_key=GOAL, balance=balance, now=now)
    client = add_client(actor=ACTOR, party=supplier, name="a client")
    issue_token(actor=ACTOR, client=client, now=now)
    run = request_compliance_report(user=analyst, now=now)
    report = ComplianceReport.objects.create(
        run=run, as_of=now, input_sha256="0" * 64, pdf_sha256="1" * 64, pdf_size=1, renderer="test"
    )
    schedule = add_schedule(
        actor=ACTOR, key="monthly", cadence=Cadence.MONTHLY, first_period_start=date(2026, 1, 1), zone="Asia/Shanghai"
    )
    return {
        "access_party": (supplier.pk,),
        "access_apiclient_revoke_token": (client.pk, ApiToken.objects.get().pk),
        "access_apiclient": (client.pk,),
        "access_user": (analyst.pk,),
        "auth_user": (analyst.pk,),
        "commitments_commitmentversion": (CommitmentVersion.objects.all()[0].pk,),
        "commitments_enrolment": (Enrolment.objects.get().pk,),
        "records_auditevent": (AuditEvent.objects.all()[0].pk,),
        "records_heartbeat": (Heartbeat.objects.create(name="tick", beat_at=now).pk,),
        "records_outboxentry": (OutboxEntry.objects.get().pk,),
        "recycling_ledgerentry": (entry.pk,),
        "reports_compliancereport": (report.pk,),
        "reports_reportrun": (run.pk,),
        "reports_reportschedule": (schedule.pk,),
        "suppliers_revision": (submit(supplier).pk,),
        "suppliers_supplier": (supplier.pk,),
    }


def address_of(name: str, subjects: dict[str, tuple[Any, ...]]) -> str:
    if name.endswith(("_changelist", "_add", "_record", "_issue")):
        return reverse(f"admin:{name}")
    return reverse(f"admin:{name}", args=next(args for start, args in subjects.items() if name.startswith(start)))


def ask(client: Client, method: str, address: str) -> int:
    response = client.get(address) if method == "GET" else client.post(address, {"reason": "Scope 2 is missing."})
    return response.status_code


@pytest.mark.parametrize("position", range(len(PEOPLE)), ids=[str(person or "nobody") for person in PEOPLE])
def test_each_person_gets_what_the_table_says(
    position: int, subjects: dict[str, tuple[Any, ...]], supplier: Party, make_user: Callable[..., User], client: Client
) -> None:
    client.force_login(make_user(PEOPLE[position], "somebody"))
    found = {}
    for name, (method, _) in TABLE.items():
        # The first decision takes its revision out of the queue.
        if name == "suppliers_revision_return":
            subjects["suppliers_revision"] = (submit(supplier, year=2024).pk,)
        found[name] = ask(client, method, address_of(name, subjects))
    assert found == {name: statuses[position] for name, (_, statuses) in TABLE.items()}


def test_a_visitor_is_sent_to_the_log_in(subjects: dict[str, tuple[Any, ...]], client: Client) -> None:
    for name, (method, _) in TABLE.items():
        assert ask(client, method, address_of(name, subjects)) == 302, name
    assert not AuditEvent.objects.filter(verb="suppliers.accept_revision").exists()


def test_a_supplier_without_staff_rights_is_not_let_in(make_user: Callable[..., User], client: Client) -> None:
    user = make_user(Role.ADMINISTRATOR)
    user.is_staff = False
    user.save()
    client.force_login(user)
    assert client.get(reverse("admin:index")).status_code == 302


@pytest.mark.parametrize("odd", ["0", "abc", "%00", "..%2F..%2Fetc", "9" * 40, "é" * 300, "'; DROP TABLE x; --"])
def test_odd_ids_are_never_an_error_of_ours(odd: str, make_user: Callable[..., User], client: Client) -> None:
    client.force_login(make_user(Role.ADMINISTRATOR))
    for name in (name for name in TABLE if name.endswith(("_change", "_history"))):
        address = reverse(f"admin:{name}", args=["ID"]).replace("ID", odd)
        assert client.get(address).status_code in (302, 404), name


@pytest.mark.parametrize(
    "query", ["?q=%00", "?state=%00", "?p=abc", "?p=999999", "?o=99.-99.x", "?nonsense=1", "?q=%3Cb%3E", "?all="]
)
def test_odd_queries_are_never_an_error_of_ours(
    query: str, make_user: Callable[..., User], client: Client, supplier: Party
) -> None:
    client.force_login(make_user(Role.ADMINISTRATOR))
    for name in (name for name in TABLE if name.endswith("_changelist")):
        assert client.get(reverse(f"admin:{name}") + query).status_code in (200, 302), name


@pytest.mark.parametrize(
    "name",
    [
        "suppliers_revision_accept",
        "suppliers_revision_return",
        "reports_compliancereport_issue",
        "access_apiclient_issue_token",
    ],
)
def test_what_changes_something_is_not_done_by_a_link(
    name: str, subjects: dict[str, tuple[Any, ...]], make_user: Callable[..., User]
) -> None:
    user = make_user(Role.ADMINISTRATOR)
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(user)
    before = AuditEvent.objects.count()
    assert strict.get(address_of(name, subjects)).status_code == 405
    assert strict.post(address_of(name, subjects)).status_code == 403
    assert AuditEvent.objects.count() == before


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
