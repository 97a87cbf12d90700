"""What the first rows of a file would become, by filing them and taking it back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.db import transaction

from suppliers.models import BulkFile
from tracker.records.acting import acting_as
from tracker.records.actors import Actor
from tracker.records.clock import database_now
from tracker.records.files import FileDamaged, open_file
from tracker.records.media import MediaType

from .cells import UnreadableCell, read_cell
from .checks import LARGEST_AT_ONCE
from .columns import find_header_faults
from .knowledge import know
from .reading import UnreadableTable, open_table
from .rows import Filer, Outcome, read_row

ROWS = 10


@dataclass(frozen=True, slots=True)
class Preview:
    header: Sequence[str] = ()
    rows: Sequence[tuple[Sequence[str], Outcome]] = ()
    fault: str = ""
    too_large: bool = False


def preview_bulk_file(bulk_file: BulkFile, actor: Actor) -> Preview:
    """Of a large workbook there is none: it is unfolded whole to read a row, and a page is looked at again and again."""
    if bulk_file.media_type == MediaType.XLSX and bulk_file.size > LARGEST_AT_ONCE:
        return Preview(too_large=True)
    try:
        with open_file(bulk_file.sha256) as stream, open_table(stream, bulk_file.media_type) as table:
            faults = list(find_header_faults(table.header, is_programme=bulk_file.party_id is None))
            if faults:
                return Preview(fault=" ".join(fault.detail for fault in faults))
            rows = list(islice(table.rows, ROWS))
            shown = [[_show(cell) for cell in row] for row in rows]
            outcomes = _try(bulk_file, actor, table.header, rows)
            return Preview(table.header, list(zip(shown, outcomes, strict=True)))
    except UnreadableTable as fault:
        return Preview(fault=str(fault))
    except FileDamaged as damage:
        return Preview(fault=f"{damage} Send it again.")


def _try(bulk_file: BulkFile, actor: Actor, header: Sequence[str], rows: Sequence[Sequence[Any]]) -> list[Outcome]:
    sent = [read_row(header, row) for row in rows]
    with transaction.atomic():
        with acting_as(actor):
            filer = Filer(actor, know(bulk_file.party_id, (row.cells for row in sent)), database_now(), bulk_file.pk)
            outcomes = [filer.file(row) for row in sent]
        transaction.set_rollback(True)
    return outcomes


def _show(cell: Any) -> str:
    try:
        return read_cell(cell)[:60]
    except UnreadableCell:
        return str(cell)[:60]
