"""Batches beside other work: in which order they lock, whose turn it is, and what ends them before their time."""

from __future__ import annotations

import re

from django.db import connection
from django.test.utils import CaptureQueriesContext

from suppliers.bulk.actions import upload_bulk_file
from suppliers.bulk.previewing import preview_bulk_file
from suppliers.bulk.rows import What
from tests.world import submit
from tracker.access.models import Party, User

from .tables import as_csv, row

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
