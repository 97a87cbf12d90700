"""Tables as a supplier makes them, and the worker's part of an installation without Celery."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from suppliers.bulk.actions import BULK_TASK, start_bulk_file, upload_bulk_file
from suppliers.bulk.queries import Progress, list_bulk_files, list_progress
from tests.world import ACTOR
from tracker.records.actors import Actor
from tracker.records.inprocess import carry_out_next
from tracker.records.models import OutboxEntry, OutboxState

URL = "/api/v1/bulk-files/"
Row = Mapping[str, Any]


def row(year: int = 2025, **changes: Any) -> dict[str, Any]:
    return {
        "reporting_year": str(year),
        "period_start": f"{year}-01-01",
        "period_end": f"{year}-12-31",
        "consolidation_approach": "OPERATIONAL_CONTROL",
        "gwp_set": "AR5",
        "scope_1_tco2e": "51712.8",
        "scope_2_market_tco2e": "18250.5",
    } | {name.replace("__", "."): value for name, value in changes.items()}


def as_csv(rows: Sequence[Row], *, delimiter: str = ",", mark: bool = False) -> bytes:
    names = list(dict.fromkeys(name for each in rows for name in each))
    stream = io.StringIO(newline="")
    writer = csv.DictWriter(stream, names, delimiter=delimiter, restval="")
    writer.writeheader()
    writer.writerows(rows)
    return (("\ufeff" if mark else "") + stream.getvalue()).encode()


def read_csv(content: bytes, delimiter: str = ",") -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=delimiter))


def send(client: Any, content: bytes, name: str = "reports.csv", **options: Any) -> Any:
    return client.post(URL, {"file": SimpleUploadedFile(name, content)}, format="multipart", **options)


def work() -> int:
    """Until nothing is owed; how many stretches it took."""
    stretches = 0
    while OutboxEntry.objects.filter(kind=BULK_TASK, state=OutboxState.PENDING).exists() and carry_out_next():
        stretches += 1
    return stretches


def file_table(content: bytes, *, party: Any = None, actor: Actor = ACTOR, name: str = "reports.csv") -> Progress:
    """Uploaded, started and worked through."""
    party_id = party and party.pk
    bulk_file = upload_bulk_file(actor=actor, party_id=party_id, content=content, file_name=name)
    start_bulk_file(actor=actor, party_id=party_id, bulk_file_id=bulk_file.pk)
    work()
    return progress_of(bulk_file.pk)


def progress_of(bulk_file_id: Any) -> Progress:
    (progress,) = list_progress(list_bulk_files().filter(pk=bulk_file_id))
    return progress


def counts(progress: Progress) -> tuple[int, int, int, int]:
    step = progress.step
    return step.filed, step.amended, step.skipped, step.refused
