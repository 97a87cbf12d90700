"""Batches beside other work: in which order they lock, whose turn it is, and what ends them before their time."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from suppliers.actions import return_revision
from suppliers.bulk.actions import start_bulk_file, upload_bulk_file
from suppliers.bulk.previewing import preview_bulk_file
from suppliers.bulk.queries import BulkState
from suppliers.bulk.rows import What
from suppliers.models import EmissionsReport, Revision
from suppliers.news import OPEN_TASK
from tests.house import connect_as_owner
from tests.integration.inviting import add_person
from tests.world import ACTOR, submit
from tracker.access.actions import add_client, revoke_client
from tracker.access.models import Party, Scope, User
from tracker.access.roles import Role
from tracker.records.clock import database_now
from tracker.records.inprocess import carry_out_next
from tracker.records.models import OutboxEntry, OutboxState
from tracker.records.outbox import MOST_ATTEMPTS

from .tables import as_csv, counts, file_table, progress_of, row, work

LOCKS = re.compile(r'FROM "suppliers_emissionsreport" WHERE .*"reporting_year" IN .* FOR UPDATE')


def test_the_reports_are_locked_before_anything_is_written(supplier: Party, analyst: User) -> None:
    submit(supplier, 2025)
    table = as_csv([row(2024), row(2025, reason_code="ERROR", reason_text="A slip.")])
    bulk_file = upload_bulk_file(actor=analyst.as_actor(), party_id=supplier.pk, content=table, file_name="a.csv")
    with CaptureQueriesContext(connection) as taken:
        preview = preview_bulk_file(bulk_file, analyst.as_actor())
    assert [outcome.what for _, outcome in preview.rows] == [What.FILED, What.REFUSED]
    asked = [each["sql"] for each in taken]
    locks = [place for place, sql in enumerate(asked) if LOCKS.search(sql)]
    writes = [place for place, sql in enumerate(asked) if 'INSERT INTO "suppliers_' in sql]
    assert locks[0] < writes[0]


def test_a_batch_whose_turn_does_not_come_is_promised_anew(
    supplier: Party, analyst: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("suppliers.bulk.actions.PATIENCE", "100ms")
    table, actor = as_csv([row(2024), row(2025)]), analyst.as_actor()
    bulk_file = upload_bulk_file(actor=actor, party_id=supplier.pk, content=table, file_name="a.csv")
    start_bulk_file(actor=actor, party_id=supplier.pk, bulk_file_id=bulk_file.pk)
    with connect_as_owner(str(connection.settings_dict["NAME"])) as other, other.transaction():
        other.execute("SELECT pg_advisory_xact_lock(hashtextextended('suppliers.file_batch', 0))")
        for _ in range(MOST_ATTEMPTS + 1):
            assert carry_out_next()
        assert (progress_of(bulk_file.pk).state, EmissionsReport.objects.count()) == (BulkState.RUNNING, 0)
    work()
    assert counts(progress_of(bulk_file.pk)) == (2, 0, 0, 0)
    assert not OutboxEntry.objects.exclude(last_error="").exists()


@pytest.mark.parametrize("by_client", [True, False])
def test_who_may_act_no_more_files_no_more(
    supplier: Party, analyst: User, monkeypatch: pytest.MonkeyPatch, by_client: bool
) -> None:
    monkeypatch.setattr("suppliers.bulk.working.STRETCH_SECONDS", 0.0)
    monkeypatch.setattr("suppliers.bulk.working.BATCH", 2)
    client = add_client(actor=ACTOR, party=supplier, name="export", scope=Scope.FILE)
    actor, table = (client if by_client else analyst).as_actor(), as_csv([row(year) for year in range(2011, 2018)])
    bulk_file = upload_bulk_file(actor=actor, party_id=supplier.pk, content=table, file_name="a.csv")
    start_bulk_file(actor=actor, party_id=supplier.pk, bulk_file_id=bulk_file.pk)
    assert carry_out_next()
    if by_client:
        revoke_client(actor=ACTOR, client_id=client.pk, now=database_now())
    else:
        User.objects.filter(pk=analyst.pk).update(is_active=False)
    work()
    progress = progress_of(bulk_file.pk)
    assert (progress.state, progress.fault[:42]) == (BulkState.FAILED, "The access of whoever sent this file has e")
    assert (counts(progress), EmissionsReport.objects.count()) == ((2, 0, 0, 0), 2)
    assert not OutboxEntry.objects.filter(state=OutboxState.PENDING).exists()


def test_a_decision_is_told_by_mail_and_a_row_by_the_result(
    supplier: Party, analyst: User, make_user: Callable[..., User]
) -> None:
    actor = make_user(Role.ANALYST, "another").as_actor()
    add_person(supplier, "ann@fab.example")
    letters = OutboxEntry.objects.filter(kind=OPEN_TASK)
    file_table(as_csv([row(2024), row(2025)]), party=supplier, actor=actor)
    assert not letters.exists()
    for revision in Revision.objects.all():
        return_revision(user=analyst, revision_id=revision.pk, reason="Scope 1 is off.")
    assert letters.count() == 2
    changed = row(2025, scope_1_tco2e="5", reason_code="ERROR", reason_text="A slip.")
    assert counts(file_table(as_csv([changed]), party=supplier, actor=actor)) == (0, 1, 0, 0)
    assert letters.count() == 2
