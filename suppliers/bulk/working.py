"""A stretch of the work on a bulk file: batch after batch, each in a transaction of its own.

Whatever ends the worker, the next one goes on after the last batch that was committed. The result is drawn at the end,
from the file as it was sent and from what the batches recorded.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db.models import Q

from suppliers.models import BulkFile, BulkStep
from tracker.records.actors import Actor
from tracker.records.files import open_file, store_drawn

from .actions import BATCH, file_batch, finish_bulk_file, open_bulk_file, promise_work
from .columns import find_header_faults
from .reading import UnreadableTable, count_rows, open_table
from .writing import write_result

# Well below the time limit of a task; the rest is promised anew.
STRETCH_SECONDS = 90.0


class SenderEnded(Exception):
    """Its text is for whoever reads the file's progress."""


def work_bulk_file(bulk_file_id: UUID) -> Callable[[], object]:
    """Returns what is left to be written with the mark that this stretch is done."""
    bulk_file = BulkFile.objects.select_related("entered_by_user", "entered_by_client").get(pk=bulk_file_id)
    actor = sender_of(bulk_file)
    try:
        last = _last_step(bulk_file) or _open(bulk_file, actor)
        last = _file_rows(bulk_file, actor, last)
        if last.rows_read < last.rows_total:
            return partial(promise_work, bulk_file)
        sha256 = store_drawn(partial(_draw_result, bulk_file))
    except (UnreadableTable, SenderEnded) as fault:
        return partial(finish_bulk_file, actor=actor, bulk_file=bulk_file, fault=str(fault))
    return partial(finish_bulk_file, actor=actor, bulk_file=bulk_file, sha256=sha256)


def sender_of(bulk_file: BulkFile) -> Actor:
    """What is filed counts as entered by whoever sent the file."""
    sender = bulk_file.entered_by_user or bulk_file.entered_by_client
    if sender is None:
        raise ValueError(f"Nobody sent the bulk file {bulk_file.pk}.")
    return sender.as_actor()


def _last_step(bulk_file: BulkFile) -> BulkStep | None:
    return bulk_file.steps.defer("outcomes").order_by("-number").first()


def _open(bulk_file: BulkFile, actor: Actor) -> BulkStep:
    """The whole table is read once before anything is filed, so that one that breaks off is refused whole."""
    with open_file(bulk_file.sha256) as stream, open_table(stream, bulk_file.media_type) as table:
        faults = list(find_header_faults(table.header, is_programme=bulk_file.party_id is None))
        if faults:
            raise UnreadableTable(" ".join(fault.detail for fault in faults))
        return open_bulk_file(actor=actor, bulk_file=bulk_file, rows_total=count_rows(table))


def _file_rows(bulk_file: BulkFile, actor: Actor, last: BulkStep) -> BulkStep:
    """Until the time is over, or others take all the turns."""
    until = time.monotonic() + STRETCH_SECONDS
    with open_file(bulk_file.sha256) as stream, open_table(stream, bulk_file.media_type) as table:
        rows = islice(table.rows, last.rows_read, None)
        waiting: list[Sequence[Any]] = list(islice(rows, BATCH))
        while waiting:
            _check_sender(bulk_file)
            step = file_batch(actor=actor, bulk_file=bulk_file, last=last, header=table.header, rows=waiting)
            if step is None:
                break
            taken = step.rows_read - last.rows_read
            waiting = [*waiting[taken:], *islice(rows, taken)]
            last = step
            if time.monotonic() >= until:
                break
    return last


def _check_sender(bulk_file: BulkFile) -> None:
    """As it is now. What was filed before stands."""
    client_holds = Q(entered_by_client__isnull=False, entered_by_client__revoked_at__isnull=True)
    holds = Q(entered_by_user__is_active=True) | client_holds
    if not BulkFile.objects.filter(holds, pk=bulk_file.pk).exists():
        raise SenderEnded(
            "The access of whoever sent this file has ended, and the work on it with that. What was filed stands; "
            "somebody else may send the file again: its known rows are skipped."
        )


def _draw_result(bulk_file: BulkFile, path: Path) -> None:
    with open_file(bulk_file.sha256) as stream, open_table(stream, bulk_file.media_type) as table:
        write_result(path, table, _list_outcomes(bulk_file), bulk_file.media_type)


def _list_outcomes(bulk_file: BulkFile) -> Iterator[tuple[str, list[str]]]:
    """A batch at a time."""
    steps = bulk_file.steps.order_by("number").values_list("outcomes", flat=True)
    for outcomes in steps.iterator(chunk_size=1):
        yield from ((what, errors) for what, errors in outcomes)
