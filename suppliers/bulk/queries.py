from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from suppliers.models import BulkFile, BulkResult, BulkStep
from tracker.records.models import OutboxEntry, OutboxState

from .actions import BULK_TASK, key_of


class BulkState(StrEnum):
    """UPLOADED waits for somebody to start it: a file that comes over REST is started at once."""

    UPLOADED = "UPLOADED"
    QUEUED = "QUEUED"
    RUNNING = "RUNNING"
    DONE = "DONE"
    FAILED = "FAILED"


STUCK = (
    "The work on this file has stopped by a fault of ours. What was filed stands, and the file may be sent again: "
    "its known rows are skipped. Tell us its id."
)


@dataclass(frozen=True, slots=True)
class Progress:
    file: BulkFile
    state: BulkState
    step: BulkStep
    result: BulkResult | None = None
    fault: str = ""

    @property
    def is_over(self) -> bool:
        return self.state in (BulkState.DONE, BulkState.FAILED)

    @property
    def percent(self) -> int:
        return 100 * self.step.rows_read // self.step.rows_total if self.step.rows_total else 0


def list_bulk_files(*, party_id: UUID | None = None) -> QuerySet[BulkFile]:
    """Those of a party; of all when there is none. With the last step of each."""
    last = BulkStep.objects.defer("outcomes").order_by("bulk_file_id", "-number").distinct("bulk_file_id")
    files = BulkFile.objects.select_related("party", "result", "entered_by_user", "entered_by_client")
    files = files.prefetch_related(Prefetch("steps", queryset=last, to_attr="last_steps")).order_by("-recorded_at", "id")
    return files.filter(party_id=party_id) if party_id else files


def list_progress(files: Iterable[BulkFile]) -> list[Progress]:
    """Of files as `list_bulk_files` reads them."""
    shown = list(files)
    unfinished = [file for file in shown if _result_of(file) is None]
    states = _list_outbox_states(unfinished) if unfinished else {}
    return [_progress_of(file, states.get(file.pk, set())) for file in shown]


def _list_outbox_states(files: list[BulkFile]) -> dict[UUID, set[str]]:
    """By file, of the stretches of its work."""
    keys = {key_of(file, 0): file.pk for file in files}
    started = OutboxEntry.objects.filter(key__in=keys).values_list("key", "state")
    states = {keys[key]: {state} for key, state in started}
    dead = OutboxEntry.objects.filter(kind=BULK_TASK, state=OutboxState.DEAD)
    for bulk_file_id in dead.values_list("args__bulk_file_id", flat=True):
        states.setdefault(UUID(bulk_file_id), set()).add(OutboxState.DEAD)
    return states


def _progress_of(file: BulkFile, outbox: set[str]) -> Progress:
    result = _result_of(file)
    steps: list[BulkStep] = file.last_steps  # type: ignore[attr-defined]  # list_bulk_files reads it
    step = steps[0] if steps else BulkStep(rows_total=0)
    if result is not None:
        state = BulkState.DONE if result.sha256 else BulkState.FAILED
        return Progress(file, state, step, result, result.fault)
    if OutboxState.DEAD in outbox:
        return Progress(file, BulkState.FAILED, step, fault=STUCK)
    if steps:
        return Progress(file, BulkState.RUNNING, step)
    return Progress(file, BulkState.QUEUED if outbox else BulkState.UPLOADED, step)


def _result_of(file: BulkFile) -> BulkResult | None:
    return getattr(file, "result", None)


def list_bulk_digests() -> set[str]:
    """The hash of every stored file that a row names."""
    return {
        *BulkFile.objects.values_list("sha256", flat=True),
        *BulkResult.objects.exclude(sha256="").values_list("sha256", flat=True),
    }
