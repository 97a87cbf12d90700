"""The admin's page: a table of many suppliers is sent, looked at, started by who sent it, and decided on by somebody else."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from suppliers.actions import accept_revision, add_supplier
from suppliers.bulk.writing import open_workbook
from suppliers.models import BulkFile, EmissionsReport, Revision
from tests.world import ACTOR
from tracker.access.models import Party, User
from tracker.access.roles import Role
from tracker.records.refusals import Forbidden

from .tables import as_csv, read_csv, row, work

LIST = reverse("admin:suppliers_bulkfile_changelist")


@pytest.fixture
def browser(client: Client, analyst: User) -> Client:
    client.force_login(analyst)
    return client


def upload(browser: Client, content: bytes, name: str = "reports.csv") -> Any:
    return browser.post(reverse("admin:suppliers_bulkfile_upload"), {"file": SimpleUploadedFile(name, content)})


@pytest.fixture
def table(supplier: Party, stranger: Party) -> bytes:
    add_supplier(actor=ACTOR, party=supplier, number="S-1")
    add_supplier(actor=ACTOR, party=stranger, number="S-2")
    return as_csv([row(supplier_number="S-1"), row(supplier_number="S-2"), row(supplier_number="S-3", x_note="<b>mine</b>")])


def test_a_table_is_seen_before_it_is_filed(
    browser: Client, table: bytes, analyst: User, make_user: Callable[..., User]
) -> None:
    page = upload(browser, table)
    address = page["Location"]
    shown = browser.get(address).content.decode()
    assert shown.count("Would be filed") == 2
    assert "supplier_number “S-3”: There is no supplier" in shown
    assert "&lt;b&gt;mine&lt;/b&gt;" in shown
    assert not EmissionsReport.objects.exists(), "to look at the rows files none"
    assert work() == 0
    bulk_file = BulkFile.objects.get()
    started = browser.post(reverse("admin:suppliers_bulkfile_start", args=[bulk_file.pk]))
    assert started["Location"] == address
    progress = browser.get(reverse("admin:suppliers_bulkfile_progress", args=[bulk_file.pk])).content.decode()
    assert "every 2s" in progress
    work()
    progress = browser.get(reverse("admin:suppliers_bulkfile_progress", args=[bulk_file.pk])).content.decode()
    assert "every 2s" not in progress
    assert "Download the result" in progress
    answer = browser.get(reverse("admin:suppliers_bulkfile_result", args=[bulk_file.pk]))
    assert [each["pledgekeeper_result"] for each in read_csv(answer.getvalue())] == ["FILED", "FILED", "REFUSED"]
    revision = Revision.objects.all()[0]
    with pytest.raises(Forbidden, match="somebody else decides"):
        accept_revision(user=analyst, revision_id=revision.pk)
    accept_revision(user=make_user(Role.ANALYST, "another"), revision_id=revision.pk)
    assert "reports.csv" in browser.get(LIST).content.decode()


def test_who_sent_it_starts_it(browser: Client, table: bytes, make_user: Callable[..., User]) -> None:
    upload(browser, table)
    start = reverse("admin:suppliers_bulkfile_start", args=[BulkFile.objects.get().pk])
    other = Client()
    other.force_login(make_user(Role.ANALYST, "another"))
    answer = other.post(start)
    assert (answer.status_code, "Somebody else sent this file" in answer.content.decode()) == (403, True)
    assert (
        "File all rows"
        not in other.get(reverse("admin:suppliers_bulkfile_change", args=[BulkFile.objects.get().pk])).content.decode()
    )
    assert browser.post(start).status_code == 302
    again = browser.post(start)
    assert (again.status_code, "Send it again as a new file" in again.content.decode()) == (409, True)


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"", "is empty"), (as_csv([row()]), "whose each row is"), (b"a,b\n1,2\n", "no column &#x27;a&#x27;")],
)
def test_a_table_that_cannot_be_taken_is_told_at_its_field(browser: Client, content: bytes, words: str) -> None:
    page = upload(browser, content)
    assert (page.status_code, words in page.content.decode()) == (400, True), page.content.decode()
    assert not BulkFile.objects.exists()


def test_an_auditor_looks_and_sends_nothing(browser: Client, table: bytes, make_user: Callable[..., User]) -> None:
    address = upload(browser, table)["Location"]
    auditor = Client()
    auditor.force_login(make_user(Role.AUDITOR))
    page = auditor.get(address)
    assert (page.status_code, "File all rows" in page.content.decode()) == (200, False)
    assert upload(auditor, table).status_code == 403


def test_a_result_that_is_not_there_is_told(browser: Client, table: bytes) -> None:
    upload(browser, table)
    answer = browser.get(reverse("admin:suppliers_bulkfile_result", args=[BulkFile.objects.get().pk]))
    assert (answer.status_code, "still at work" in answer.content.decode()) == (409, True)


def test_the_list_asks_as_often_for_many(browser: Client, table: bytes, django_assert_max_num_queries: Any) -> None:
    for number in range(4):
        upload(browser, table, f"{number}.csv")
    with django_assert_max_num_queries(20):
        assert browser.get(LIST).content.decode().count("Not started") == 4


def test_a_large_workbook_is_started_unseen(
    browser: Client, supplier: Party, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_supplier(actor=ACTOR, party=supplier, number="S-1")
    with open_workbook(tmp_path / "a.xlsx") as write:
        cells = row(supplier_number="S-1")
        write([*cells])
        write([*cells.values()])
    address = upload(browser, (tmp_path / "a.xlsx").read_bytes(), "a.xlsx")["Location"]
    assert "Would be filed" in browser.get(address).content.decode()
    monkeypatch.setattr("suppliers.bulk.previewing.LARGEST_AT_ONCE", 1_000)
    shown = browser.get(address).content.decode()
    assert ("Would be filed" in shown, "too large to look into" in shown, "File all rows" in shown) == (False, True, True)
    browser.post(reverse("admin:suppliers_bulkfile_start", args=[BulkFile.objects.get().pk]))
    work()
    assert EmissionsReport.objects.count() == 1


def test_a_file_that_was_damaged_is_told_and_not_started(browser: Client, table: bytes, store: Path) -> None:
    address = upload(browser, table)["Location"]
    (kept,) = store.rglob(BulkFile.objects.get().sha256)
    kept.write_bytes(b"something else")
    page = browser.get(address)
    shown = page.content.decode()
    assert (page.status_code, "does not hold what was stored" in shown, "File all rows" in shown) == (200, True, False)
    kept.unlink()
    assert "cannot be read" in browser.get(address).content.decode()
