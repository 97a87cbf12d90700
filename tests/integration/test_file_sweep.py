"""The store of files and the rows that name them: neither keeps what the other has lost."""

from __future__ import annotations

import os
import time
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from structlog.testing import capture_logs

from reports.actions import open_due_runs, prepare_compliance_report, request_compliance_report, tick
from reports.queries import list_named_files
from tests.world import ACTOR, record_sample
from tracker.access.models import Party, User
from tracker.records.checkpoints import record_checkpoint
from tracker.records.clock import database_now
from tracker.records.files import store_file
from tracker.records.signing import add_signing_key

DAY = timedelta(days=1)


def grow_old(store: Path) -> None:
    then = time.time() - 2 * DAY.total_seconds()
    for path in store.rglob("*"):
        os.utime(path, (then, then))


def names(store: Path) -> set[str]:
    return {path.name for path in store.rglob("*") if path.is_file()}


def test_what_no_row_names_goes_after_a_day(supplier: Party, store: Path) -> None:
    evidence = record_sample(supplier)
    unnamed, cut_short = store_file(b"a transaction failed"), store / evidence.sha256[:2] / "tmpabc"
    cut_short.write_bytes(b"a write was cut sho")
    tick(now=database_now())
    assert names(store) == {evidence.sha256, unnamed, "tmpabc"}, "none of them is a day old"
    grow_old(store)
    tick(now=database_now())
    assert len(names(store)) == 3, "once a day is enough"
    tick(now=database_now() + DAY + timedelta(minutes=1))
    assert names(store) == {evidence.sha256}


def test_a_file_that_is_stored_again_is_new(supplier: Party, store: Path) -> None:
    digest = store_file(b"its row comes in a moment")
    grow_old(store)
    assert store_file(b"its row comes in a moment") == digest
    tick(now=database_now())
    assert names(store) == {digest}


def test_every_kind_of_file_is_named(supplier: Party, analyst: User, store: Path, settings: Any, tmp_path: Path) -> None:
    settings.SIGNING_KEYS = tmp_path / "keys"
    add_signing_key(actor=ACTOR)
    record_sample(supplier)
    record_checkpoint(actor=ACTOR, now=database_now())
    prepare_compliance_report(request_compliance_report(user=analyst, now=database_now()).pk)()
    assert open_due_runs(now=database_now()) == []
    assert list_named_files() == names(store)
    assert len(names(store)) == 4


def test_what_a_row_names_and_is_not_there_is_told(supplier: Party, store: Path) -> None:
    lost, spoiled = record_sample(supplier), record_sample(supplier, "a.csv")
    told = StringIO()
    call_command("check_files", stdout=told)
    assert told.getvalue() == "All 2 files hold what was stored.\n"
    (store / lost.sha256[:2] / lost.sha256).unlink()
    (store / spoiled.sha256[:2] / spoiled.sha256).write_bytes(b"x")
    with capture_logs() as logged:
        tick(now=database_now())
    assert [line["sha256"] for line in logged if line["event"] == "files.missing"] == [lost.sha256]
    with pytest.raises(CommandError, match="2 of 2 files are missing or damaged"):
        call_command("check_files", stdout=told)
    assert f"File {lost.sha256} is missing" in told.getvalue()
    assert f"File {spoiled.sha256} does not hold" in told.getvalue()
