"""A sender takes back what nobody has decided on: it counts nowhere from then on, and did before."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse
from rest_framework.test import APIClient

from suppliers.actions import accept_revision, amend_emissions_report
from suppliers.checks import can_decide
from suppliers.lifecycle import RevisionState
from suppliers.models import Revision, Withdrawal
from suppliers.queries import list_waiting, list_year_records
from suppliers.withdrawals import withdraw_revision
from tests.world import ACTOR, MINIMAL, content, submit, submit_accepted, utc_now
from tracker.access.models import Party, User
from tracker.records.clock import database_now
from tracker.records.models import AuditEvent
from tracker.records.refusals import Conflict, Missing, Refusal
from tracker.records.verification import verify_record

URL = "/api/v1/emissions-reports/"
Connect = Callable[[Party | None], APIClient]


def withdraw(revision: Revision, reason: str = "The meter was read twice.") -> Withdrawal:
    return withdraw_revision(
        actor=ACTOR, party_id=revision.party_id, report_id=revision.report_id, number=revision.number, reason=reason
    )


def amend(revision: Revision, scope_1: str = "90") -> Revision:
    sent = content(2025, scope_1, reason_code="ERROR", reason_text="A slip.")
    return amend_emissions_report(
        actor=ACTOR, party_id=revision.party_id, report_id=revision.report_id, content=sent, now=utc_now()
    )


def post(client: APIClient, address: str, body: Any, **headers: Any) -> Any:
    return client.post(address, data=json.dumps(body), content_type="application/json", **headers)


def test_it_counts_nowhere_from_then_on_and_did_before(supplier: Party) -> None:
    revision = submit(supplier)
    before = database_now()
    withdraw(revision)
    now = database_now()
    assert list_year_records(as_of=before)[supplier.pk][2025].pending is not None
    assert 2025 not in list_year_records(as_of=now).get(supplier.pk, {})
    assert not list_waiting().exists()
    event = AuditEvent.objects.get(verb="suppliers.withdraw_revision")
    assert (event.party_id, event.facts) == (supplier.pk, {"revision": str(revision.pk), "number": 1})
    assert verify_record() == []


def test_a_withdrawn_correction_leaves_what_was_accepted(supplier: Party, analyst: User) -> None:
    accepted = submit_accepted(supplier, analyst)
    withdraw(amend(Revision.objects.get(pk=accepted)))
    record = list_year_records(as_of=database_now())[supplier.pk][2025]
    assert record.accepted is not None
    assert (record.accepted.revision_id, record.pending) == (str(accepted), None)


def test_the_next_revision_may_follow_and_be_accepted(supplier: Party, analyst: User) -> None:
    first = submit(supplier)
    withdraw(first)
    second = amend(first)
    accept_revision(user=analyst, revision_id=second.pk)
    record = list_year_records(as_of=database_now())[supplier.pk][2025]
    assert record.accepted is not None
    assert (second.number, record.accepted.revision_number) == (2, 2)


def test_what_is_withdrawn_is_not_decided_and_what_is_decided_not_withdrawn(supplier: Party, analyst: User) -> None:
    revision = submit(supplier)
    withdraw(revision)
    standing = Revision.objects.get(pk=revision.pk)
    assert standing.state is RevisionState.WITHDRAWN
    assert not can_decide(analyst, standing)
    with pytest.raises(Conflict, match="withdrawn already"):
        accept_revision(user=analyst, revision_id=revision.pk)
    with pytest.raises(Conflict, match="is withdrawn already"):
        withdraw(revision)
    second = amend(revision)
    accept_revision(user=analyst, revision_id=second.pk)
    with pytest.raises(Conflict, match="is accepted already"):
        withdraw(second)
    assert Withdrawal.objects.count() == 1


def test_a_reason_is_asked_for(supplier: Party) -> None:
    with pytest.raises(Refusal) as refused:
        withdraw(submit(supplier), "  ")
    assert [fault.pointer for fault in refused.value.faults] == ["/reason"]


def test_anothers_reads_as_one_that_is_missing(supplier: Party, stranger: Party) -> None:
    revision = submit(supplier)
    for party_id, number in ((stranger.pk, 1), (supplier.pk, 2)):
        with pytest.raises(Missing):
            withdraw_revision(actor=ACTOR, party_id=party_id, report_id=revision.report_id, number=number, reason="a")


def test_it_is_frozen(supplier: Party) -> None:
    withdraw(submit(supplier))
    for statement in ("UPDATE suppliers_withdrawal SET reason = 'another'", "DELETE FROM suppliers_withdrawal"):
        with pytest.raises(DatabaseError), transaction.atomic():
            connection.cursor().execute(statement)


def test_over_rest(connect: Connect, supplier: Party) -> None:
    client = connect(supplier)
    filed = post(client, URL, MINIMAL)
    address = f"{filed['Location']}revisions/1/withdraw/"
    assert post(client, address, {"reason": "A slip."}).status_code == 428
    assert post(client, address, {"reason": "A slip."}, HTTP_IF_MATCH='"stale"').status_code == 412
    blank = post(client, address, {"reason": ""}, HTTP_IF_MATCH=filed["ETag"])
    assert (blank.status_code, blank.json()["type"]) == (400, "/api/problems/invalid-withdrawal/")
    sent = {"HTTP_IF_MATCH": filed["ETag"], "HTTP_IDEMPOTENCY_KEY": "withdraw-1"}
    done, again = (post(client, address, {"reason": "A slip."}, **sent) for _ in range(2))
    (revision,) = done.json()["revisions"]
    assert (done.status_code, done.json()["state"], revision["withdrawal"]["reason"]) == (201, "WITHDRAWN", "A slip.")
    assert again.content == done.content
    late = post(client, address, {"reason": "Again."}, HTTP_IF_MATCH=done["ETag"])
    assert (late.status_code, late.json()["type"]) == (409, "/api/problems/revision-decided/")
    assert post(client, URL, MINIMAL).json()["link"] == filed["Location"]


def test_a_reviewer_sees_it_and_decides_nothing(client: Client, analyst: User, supplier: Party) -> None:
    revision = submit(supplier)
    withdraw(revision)
    client.force_login(analyst)
    address = reverse("admin:suppliers_revision_change", args=[revision.pk])
    page = client.get(address).content.decode()
    assert "The meter was read twice." in page
    assert reverse("admin:suppliers_revision_accept", args=[revision.pk]) not in page
    queue = reverse("admin:suppliers_revision_changelist")
    assert address not in client.get(f"{queue}?state=waiting").content.decode()
    assert address in client.get(f"{queue}?state=withdrawn").content.decode()
