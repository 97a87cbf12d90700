"""Every write about bulk files, but for the reports in them: those are written by the actions of this room."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from suppliers.models import BulkFile, BulkResult, BulkStep
from tracker.records.acting import action
from tracker.records.actors import Actor
from tracker.records.audit import record_event
from tracker.records.clock import database_now
from tracker.records.evidence.checks import tidy_name
from tracker.records.files import store_file
from tracker.records.models import OutboxEntry
from tracker.records.outbox import enqueue
from tracker.records.refusals import Missing
from tracker.records.tenancy import PROGRAMME, seeing
from tracker.records.turns import take_turn

from .checks import check_bulk_file, check_can_start
from .knowledge import know
from .rows import Filer, SentRow, What, read_row

# The name of the task that keeps the promise.
BULK_TASK: Final = "suppliers.work_bulk_file"
BATCH = 500
# What a batch records has to be committed 30 s after it was first written, and holds up who files for the same supplier.
BATCH_SECONDS = 5.0
# For its turn a batch waits longer than for a record that somebody holds, and not as long as a statement may take.
PATIENCE = "25s"
_COUNTED = {What.FILED: "filed", What.AMENDED: "amended", What.SKIPPED: "skipped", What.REFUSED: "refused"}


@action
def upload_bulk_file(*, actor: Actor, party_id: UUID | None, content: bytes, file_name: str) -> BulkFile:
    """Keeps the file; nothing in it is filed before it is started. Raises Refusal."""
    media_type = check_bulk_file(content, file_name, is_programme=party_id is None)
    bulk_file = BulkFile.objects.create(
        party_id=party_id,
        sha256=store_file(content),
        size=len(content),
        media_type=media_type,
        file_name=tidy_name(file_name),
        entered_by_user_id=actor.user_id,
        entered_by_client_id=actor.client_id,
    )
    facts = {"sha256": bulk_file.sha256, "size": bulk_file.size, "media_type": str(media_type)}
    record_event(verb="suppliers.upload_bulk_file", subject=bulk_file, party_id=party_id, facts=facts)
    return bulk_file


@action
def start_bulk_file(*, actor: Actor, party_id: UUID | None, bulk_file_id: UUID) -> BulkFile:
    """Promises that its rows will be filed, in the name of who sent it. Raises Missing, or Conflict when that is promised."""
    bulk_file = BulkFile.objects.select_for_update(of=("self",)).filter(pk=bulk_file_id).first()
    if bulk_file is None or bulk_file.party_id != party_id:
        raise Missing("not-found", "There is no such bulk file.")
    check_can_start(actor, bulk_file, key_of(bulk_file, 0))
    promise_work(bulk_file)
    record_event(verb="suppliers.start_bulk_file", subject=bulk_file, party_id=party_id)
    return bulk_file


def promise_work(bulk_file: BulkFile) -> None:
    """Each stretch of the work is promised by the one before, whether that filed anything or waited in vain."""
    args = {"bulk_file_id": str(bulk_file.pk)}
    stretches = OutboxEntry.objects.filter(key__startswith=_keys_of(bulk_file)).count()
    enqueue(kind=BULK_TASK, key=key_of(bulk_file, stretches), args=args, not_before=database_now())


def key_of(bulk_file: BulkFile, stretch: int) -> str:
    return f"{_keys_of(bulk_file)}{stretch}"


def _keys_of(bulk_file: BulkFile) -> str:
    return f"bulk-file {bulk_file.pk} "


@action
def open_bulk_file(*, actor: Actor, bulk_file: BulkFile, rows_total: int) -> BulkStep:
    return _record_step(bulk_file, number=0, rows_total=rows_total)


@action
def file_batch(
    *, actor: Actor, bulk_file: BulkFile, last: BulkStep, header: Sequence[str], rows: Sequence[Sequence[Any]]
) -> BulkStep | None:
    """As many of the rows as time allows, at least one, with the revisions that they bring. None when its turn did not come.

    Batches of all files take turns: two that lock the same suppliers' audit chains in another order would wait for each other.
    """
    with seeing(bulk_file.party_id or PROGRAMME):
        if not take_turn("suppliers.file_batch", patience=PATIENCE):
            return None
        return _file_batch(actor, bulk_file, last, [read_row(header, row) for row in rows])


def _file_batch(actor: Actor, bulk_file: BulkFile, last: BulkStep, sent: Sequence[SentRow]) -> BulkStep:
    deadline = time.monotonic() + BATCH_SECONDS
    filer = Filer(actor, know(bulk_file.party_id, (row.cells for row in sent)), database_now(), bulk_file.pk)
    outcomes = []
    for row in sent:
        outcomes.append(filer.file(row).as_plain())
        if time.monotonic() > deadline:
            break
    counts = {name: getattr(last, name) + filer.counts[what] for what, name in _COUNTED.items()}
    return _record_step(
        bulk_file,
        number=last.number + 1,
        rows_total=last.rows_total,
        rows_read=last.rows_read + len(outcomes),
        outcomes=outcomes,
        **counts,
    )


def _record_step(bulk_file: BulkFile, **fields: Any) -> BulkStep:
    step = BulkStep.objects.create(bulk_file=bulk_file, party_id=bulk_file.party_id, **fields)
    facts = {name: getattr(step, name) for name in ("number", "rows_total", "rows_read", *_COUNTED.values())}
    facts["bulk_file"] = str(bulk_file.pk)
    record_event(verb="suppliers.file_batch", subject=step, party_id=bulk_file.party_id, facts=facts)
    return step


@action
def finish_bulk_file(*, actor: Actor, bulk_file: BulkFile, sha256: str = "", fault: str = "") -> BulkResult:
    result = BulkResult.objects.create(bulk_file=bulk_file, party_id=bulk_file.party_id, sha256=sha256, fault=fault)
    facts = {"bulk_file": str(bulk_file.pk), "sha256": sha256}
    record_event(verb="suppliers.finish_bulk_file", subject=result, party_id=bulk_file.party_id, facts=facts)
    return result
