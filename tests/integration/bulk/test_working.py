"""The worker's part: a stretch that ends anywhere goes on after its last batch, and nothing is filed twice."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection, transaction

from suppliers.actions import add_supplier, amend_emissions_report, return_revision
from suppliers.bulk import actions, knowledge, working
from suppliers.bulk.actions import BULK_TASK, start_bulk_file, upload_bulk_file
from suppliers.bulk.queries import BulkState, list_bulk_digests
from suppliers.bulk.reading import open_table
from suppliers.bulk.writing import open_workbook
from suppliers.content import content_of
from suppliers.models import BulkFile, BulkStep, EmissionsReport, Revision
from suppliers.withdrawals import withdraw_revision
from tests.world import ACTOR, submit
from tracker.access.models import Party, User
from tracker.access.roles import Role
from tracker.records.actors import Actor
from tracker.records.clock import database_now
from tracker.records.files import open_file
from tracker.records.media import MediaType
from tracker.records.models import AuditEvent, OutboxEntry, OutboxState
from tracker.records.refusals import Conflict, Missing

from .tables import as_csv, counts, file_table, progress_of, read_csv, row, work


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Batches of two rows."""
    monkeypatch.setattr(working, "BATCH", 2)


def results(bulk_file: BulkFile) -> list[tuple[str, str]]:
    bulk_file.refresh_from_db()
    with open_file(bulk_file.result.sha256) as stream:
        return [(each["pledgekeeper_result"], each["pledgekeeper_errors"]) for each in read_csv(stream.read())]


def start(party: Party, content: bytes, actor: Actor) -> BulkFile:
    party_id = party.pk
    bulk_file = upload_bulk_file(actor=actor, party_id=party_id, content=content, file_name="a.csv")
    return start_bulk_file(actor=actor, party_id=party_id, bulk_file_id=bulk_file.pk)


def come_due() -> None:
    OutboxEntry.objects.update(not_before=database_now() - timedelta(seconds=1), lease_until=None)


def test_a_worker_that_ends_leaves_what_is_committed(
    supplier: Party, analyst: User, small: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    bulk_file = start(supplier, as_csv([row(year) for year in range(2011, 2018)]), analyst.as_actor())
    before = actions.file_batch

    def end_in_the_second(**named: Any) -> BulkStep | None:
        step = before(**named)
        if step and step.number == 2:
            raise MemoryError("the worker ends after its rows were written, before they are committed")
        return step

    monkeypatch.setattr(working, "file_batch", _rolled_back(end_in_the_second))
    work()
    assert (progress_of(bulk_file.pk).state, EmissionsReport.objects.count()) == (BulkState.RUNNING, 2)
    monkeypatch.setattr(working, "file_batch", before)
    come_due()
    work()
    progress = progress_of(bulk_file.pk)
    assert (progress.state, progress.percent, counts(progress)) == (BulkState.DONE, 100, (7, 0, 0, 0))
    assert results(bulk_file) == [("FILED", "")] * 7
    assert Revision.objects.count() == 7


def _rolled_back(function: Any) -> Any:
    def call(**named: Any) -> Any:
        with transaction.atomic():
            return function(**named)

    return call


def test_long_work_is_done_in_stretches(supplier: Party, analyst: User, small: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(working, "STRETCH_SECONDS", 0.0)
    bulk_file = start(supplier, as_csv([row(year) for year in range(2011, 2018)]), analyst.as_actor())
    assert work() == 4
    assert results(bulk_file) == [("FILED", "")] * 7
    assert set(OutboxEntry.objects.filter(kind=BULK_TASK).values_list("state", flat=True)) == {OutboxState.DONE}


def test_a_batch_ends_when_its_time_is_over(supplier: Party, analyst: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "BATCH_SECONDS", -1.0)
    bulk_file = start(supplier, as_csv([row(2024), row(2025)]), analyst.as_actor())
    work()
    assert list(BulkStep.objects.order_by("number").values_list("rows_read", flat=True)) == [0, 1, 2]
    assert results(bulk_file) == [("FILED", "")] * 2


def test_one_row_after_another_about_the_same_year(supplier: Party) -> None:
    user = User.objects.create_user("sender", party=supplier, party_role="MEMBER")
    table = as_csv([row(2025), row(2025), row(2025, scope_1_tco2e="1")])
    progress = file_table(table, party=supplier, actor=user.as_actor())
    assert counts(progress) == (1, 0, 1, 1)
    assert Revision.objects.get().entered_by_user == user


def test_what_came_by_another_door_meanwhile_is_the_rows_error(
    supplier: Party, analyst: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    know = knowledge.know

    def know_too_early(*given: Any) -> Any:
        known = know(*given)
        submit(supplier, 2025)
        return known

    monkeypatch.setattr(actions, "know", know_too_early)
    progress = file_table(as_csv([row(2025), row(2024)]), party=supplier, actor=analyst.as_actor())
    assert counts(progress) == (1, 0, 0, 1)
    (what, errors), _ = results(progress.file)
    assert (what, errors[:38]) == ("REFUSED", "There is a report about 2025 already. ")


def test_the_programmes_rows_name_their_suppliers(supplier: Party, stranger: Party, analyst: User) -> None:
    add_supplier(actor=ACTOR, party=supplier, number="S-1", lei="529900T8BM49AURSDO55", duns="012345678")
    add_supplier(actor=ACTOR, party=stranger, number="S-2", lei="529900T8BM49AURSDO55")
    rows = [
        row(supplier_number="S-1"), row(supplier_number="S-2", lei="529900T8BM49AURSDO55"), row(2024, duns="012345678"),
        row(2024, lei="529900T8BM49AURSDO55"), row(2024, supplier_number="S-2", duns="012345678"), row(2024),
        row(2024, duns="12345678"),
    ]  # fmt: skip
    progress = file_table(as_csv(rows), actor=analyst.as_actor())
    assert counts(progress) == (3, 0, 0, 4)
    assert set(EmissionsReport.objects.values_list("party", "reporting_year")) == {
        (supplier.pk, 2025), (stranger.pk, 2025), (supplier.pk, 2024),
    }  # fmt: skip
    refused = [errors for what, errors in results(progress.file) if what == "REFUSED"]
    assert "name no one supplier" in refused[0]
    assert "name no one supplier" in refused[1]
    assert "does not say whose it is" in refused[2]
    assert refused[3].startswith("duns “12345678”: There is no supplier")
    assert set(Revision.objects.values_list("entered_by_user", flat=True)) == {analyst.pk}


def test_a_suppliers_rows_are_its_own(supplier: Party, stranger: Party, analyst: User) -> None:
    add_supplier(actor=ACTOR, party=supplier, number="S-1")
    add_supplier(actor=ACTOR, party=stranger, number="S-2")
    rows = [row(2023), row(2024, supplier_number="S-1"), row(2025, supplier_number="S-2"), row(2025, supplier_number="S-9")]
    progress = file_table(as_csv(rows), party=supplier, actor=analyst.as_actor())
    assert counts(progress) == (2, 0, 0, 2)
    foreign, missing = (errors.replace("S-9", "S-2") for _, errors in results(progress.file)[2:])
    assert foreign == missing


def test_a_file_is_started_once_and_by_its_own(supplier: Party, stranger: Party) -> None:
    bulk_file = start(supplier, as_csv([row()]), ACTOR)
    with pytest.raises(Conflict, match="Send it again as a new file"):
        start_bulk_file(actor=ACTOR, party_id=supplier.pk, bulk_file_id=bulk_file.pk)
    with pytest.raises(Missing):
        start_bulk_file(actor=ACTOR, party_id=stranger.pk, bulk_file_id=bulk_file.pk)


def test_work_that_fails_for_good_is_told(supplier: Party, analyst: User, store: Any) -> None:
    bulk_file = upload_bulk_file(actor=analyst.as_actor(), party_id=supplier.pk, content=as_csv([row()]), file_name="a.csv")
    assert progress_of(bulk_file.pk).state is BulkState.UPLOADED
    start_bulk_file(actor=analyst.as_actor(), party_id=supplier.pk, bulk_file_id=bulk_file.pk)
    for path in store.rglob(bulk_file.sha256):
        path.write_bytes(b"something else")
    for _ in range(6):
        come_due()
        work()
    progress = progress_of(bulk_file.pk)
    assert (progress.state, progress.fault[:38]) == (BulkState.FAILED, "The work on this file has stopped by a")


def test_every_step_is_audited_and_its_files_are_named(supplier: Party, analyst: User) -> None:
    progress = file_table(as_csv([row()]), party=supplier, actor=analyst.as_actor())
    events = AuditEvent.objects.filter(party_id=supplier.pk, actor_id=str(analyst.pk)).order_by("pk")
    assert [verb.removeprefix("suppliers.") for verb in events.values_list("verb", flat=True)] == [
        "upload_bulk_file", "start_bulk_file", "file_batch", "submit_revision", "file_batch", "finish_bulk_file",
    ]  # fmt: skip
    assert progress.result is not None
    assert list_bulk_digests() == {progress.file.sha256, progress.result.sha256}
    connection.check_constraints()


def test_the_header_of_a_large_workbook_is_the_workers_to_read(
    supplier: Party, analyst: User, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_workbook(tmp_path / "a.xlsx") as write:
        write([*row(), "Notes"])
        write([*row().values(), ""])
    monkeypatch.setattr("suppliers.bulk.checks.LARGEST_AT_ONCE", 1_000)
    table = (tmp_path / "a.xlsx").read_bytes()
    progress = file_table(table, party=supplier, actor=analyst.as_actor(), name="a.xlsx")
    assert (progress.state, progress.fault[:34]) == (BulkState.FAILED, "There is no column 'Notes'. The te")
    assert not EmissionsReport.objects.exists()


def test_a_workbook_is_filed_with_its_own_kinds_of_cells(supplier: Party, analyst: User, tmp_path: Any) -> None:
    with open_workbook(tmp_path / "a.xlsx") as write:
        write([*row()])
        write([*(row(2024) | {"reporting_year": 2024, "period_end": date(2024, 12, 31), "scope_1_tco2e": 51712.8}).values()])
        write([*(row(2025) | {"scope_1_tco2e": 1 / 3}).values()])
    table = (tmp_path / "a.xlsx").read_bytes()
    progress = file_table(table, party=supplier, actor=analyst.as_actor(), name="a.xlsx")
    assert counts(progress) == (1, 0, 0, 1)
    assert Revision.objects.get().scope_1_tco2e == Decimal("51712.8")
    assert progress.result is not None
    with open_file(progress.result.sha256) as stream, open_table(stream, MediaType.XLSX) as result:
        (_, second) = list(result.rows)
    assert second[-2] == "REFUSED"
    assert second[-1].startswith("scope_1_tco2e: 0.3333333333333333 has more than 15 digits")
    again = file_table(table, party=supplier, actor=analyst.as_actor(), name="a.xlsx")
    assert counts(again) == (0, 0, 1, 1)


@pytest.mark.parametrize("column", ["explanation", "supplier_number", "gwp_set"])
def test_what_cannot_be_stored_is_the_rows_error(supplier: Party, analyst: User, tmp_path: Any, column: str) -> None:
    with open_workbook(tmp_path / "a.xlsx") as write:
        write([*row(), *({column} - {*row()})])
        write([*(row(2024) | {column: "a\0b"}).values()])
        write([*row().values()])
    table = (tmp_path / "a.xlsx").read_bytes()
    progress = file_table(table, party=supplier, actor=analyst.as_actor(), name="a.xlsx")
    assert counts(progress) == (1, 0, 0, 1)
    (refused, _) = BulkStep.objects.get(number=1).outcomes
    assert refused[1][0].startswith(f"{column} “a�b”: It holds the character U+0000")


def test_a_row_like_one_that_was_withdrawn_is_filed_anew(supplier: Party, analyst: User) -> None:
    table = as_csv([row()])
    file_table(table, party=supplier, actor=analyst.as_actor())
    revision = Revision.objects.get()
    about: dict[str, Any] = {"party_id": supplier.pk, "report_id": revision.report_id, "number": 1}
    withdraw_revision(actor=analyst.as_actor(), reason="The meter was read twice.", **about)
    progress = file_table(table, party=supplier, actor=analyst.as_actor())
    assert counts(progress) == (0, 0, 0, 1)
    assert "Revision 1 was withdrawn, so this would be the next one" in results(progress.file)[0][1]
    again = row(reason_code="ERROR", reason_text="It was right after all.")
    progress = file_table(as_csv([again, again]), party=supplier, actor=analyst.as_actor())
    assert counts(progress) == (0, 1, 1, 0)
    assert list(Revision.objects.order_by("number").values_list("number", flat=True)) == [1, 2]


def test_a_row_leaves_the_ids_as_they_were_stated(supplier: Party, analyst: User, make_user: Callable[..., User]) -> None:
    file_table(as_csv([row()]), party=supplier, actor=analyst.as_actor())
    revision = Revision.objects.get()
    ids = {"duns": "123456789"}
    stated = replace(content_of(revision), external_ids=ids, reason_code="ERROR", reason_text="Ids were missing.")
    about: dict[str, Any] = {"actor": analyst.as_actor(), "party_id": supplier.pk, "report_id": revision.report_id}
    withdraw_revision(**about, number=1, reason="Ids are missing.")
    amended = amend_emissions_report(**about, content=stated, now=database_now())
    assert counts(file_table(as_csv([row()]), party=supplier, actor=analyst.as_actor())) == (0, 0, 1, 0)
    return_revision(user=make_user(Role.ANALYST, "another"), revision_id=amended.pk, reason="Scope 1 is off.")
    other = row(scope_1_tco2e="5", reason_code="ERROR", reason_text="A slip.")
    assert counts(file_table(as_csv([other]), party=supplier, actor=analyst.as_actor())) == (0, 1, 0, 0)
    assert Revision.objects.get(number=3).external_ids == ids
