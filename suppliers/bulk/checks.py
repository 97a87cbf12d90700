"""What is refused about a bulk file as it comes, all faults at once. What is in its rows is looked at by the worker."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO

from suppliers.models import BulkFile
from tracker.records.actors import Actor
from tracker.records.evidence.checks import find_faults_of_file, tidy_name
from tracker.records.evidence.kinds import kind_of
from tracker.records.media import MediaType
from tracker.records.models import OutboxEntry
from tracker.records.refusals import Conflict, FieldFault, Forbidden, Refusal

from .columns import find_header_faults
from .reading import UnreadableTable, open_table

TABLES = {".csv": MediaType.CSV, ".xlsx": MediaType.XLSX}
# To unfold a large workbook takes seconds: the worker looks at its header, before it files anything.
LARGEST_AT_ONCE = 1024 * 1024


def check_bulk_file(content: bytes, file_name: str, *, is_programme: bool) -> MediaType:
    """Raises Refusal. Returns what kind of table it is."""
    faults = tuple(_find_faults(content, tidy_name(file_name), is_programme=is_programme))
    if faults:
        raise Refusal("invalid-bulk-file", f"Nothing was recorded. Faults found: {len(faults)}.", faults=faults)
    return _media_type_of(file_name)


def _find_faults(content: bytes, file_name: str, *, is_programme: bool) -> Iterator[FieldFault]:
    kind = kind_of(file_name)
    if kind and kind.media_type not in TABLES.values():
        yield FieldFault("/file", "file-name", f"A bulk file is a table. Send one that ends in {' or '.join(TABLES)}.")
        return
    found = tuple(find_faults_of_file(content, file_name))
    yield from found or find_table_faults(content, _media_type_of(file_name), is_programme=is_programme)


def find_table_faults(content: bytes, media_type: str, *, is_programme: bool) -> Iterator[FieldFault]:
    if media_type == MediaType.XLSX and len(content) > LARGEST_AT_ONCE:
        return
    try:
        with open_table(BytesIO(content), media_type) as table:
            yield from find_header_faults(table.header, is_programme=is_programme)
    except UnreadableTable as fault:
        yield FieldFault("/file", "table", str(fault))


def _media_type_of(file_name: str) -> MediaType:
    kind = kind_of(tidy_name(file_name))
    return MediaType(kind.media_type) if kind else MediaType.CSV


def check_can_start(actor: Actor, bulk_file: BulkFile, key: str) -> None:
    if (actor.user_id, actor.client_id) != (bulk_file.entered_by_user_id, bulk_file.entered_by_client_id):
        raise Forbidden("not-the-sender", "Somebody else sent this file; its rows count as theirs, so they start it.")
    if OutboxEntry.objects.filter(key=key).exists():
        raise Conflict("bulk-file-started", "This file is being worked through, or is done. Send it again as a new file.")


def can_start(actor: Actor, bulk_file: BulkFile, key: str) -> bool:
    try:
        check_can_start(actor, bulk_file, key)
    except Refusal:
        return False
    return True
