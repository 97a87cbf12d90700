"""A bulk file that is done, with a row in each of its tables."""

from __future__ import annotations

from suppliers.bulk.actions import finish_bulk_file, open_bulk_file, start_bulk_file, upload_bulk_file
from suppliers.models import BulkFile
from tests.integration.bulk.tables import as_csv, row
from tracker.access.models import Party
from tracker.records.actors import Actor
from tracker.records.files import store_file

TABLE = as_csv([row(2022)])


def add_bulk_file(party: Party, actor: Actor) -> BulkFile:
    bulk_file = upload_bulk_file(actor=actor, party_id=party.pk, content=TABLE, file_name="reports.csv")
    start_bulk_file(actor=actor, party_id=party.pk, bulk_file_id=bulk_file.pk)
    open_bulk_file(actor=actor, bulk_file=bulk_file, rows_total=1)
    finish_bulk_file(actor=actor, bulk_file=bulk_file, sha256=store_file(b"result"))
    return bulk_file
