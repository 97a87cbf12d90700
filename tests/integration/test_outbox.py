"""Promised effects: kept once, whatever the transport loses or doubles."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction

from tests.world import ACTOR
from tracker.records import outbox
from tracker.records.clock import database_now
from tracker.records.models import OutboxEntry, OutboxState
from tracker.records.outbox import LEASE, MOST_ATTEMPTS, enqueue, publish_due, retry_dead, work_entry


@pytest.fixture
def entry(db: None) -> OutboxEntry:
    return enqueue(kind="test.effect", key="one", args={"n": 1}, not_before=database_now())


def published(**options: Any) -> list[tuple[str, UUID]]:
    sent: list[tuple[str, UUID]] = []
    publish_due(publish=lambda kind, entry_id: sent.append((kind, entry_id)), **options)
    return sent


def pass_time(entry: OutboxEntry, by: timedelta) -> None:
    entry.refresh_from_db()
    changes = {"not_before": entry.not_before - by}
    if entry.lease_until:
        changes["lease_until"] = entry.lease_until - by
    OutboxEntry.objects.filter(pk=entry.pk).update(**changes)


def fail(args: dict[str, Any]) -> Callable[[], object]:
    raise ValueError(f"no luck with {args['n']}")


def test_it_is_promised_with_the_change_or_not_at_all(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tracker.records.outbox.connection", SimpleNamespace(in_atomic_block=False))
    with pytest.raises(RuntimeError, match="outside a transaction"):
        enqueue(kind="test.effect", key="one", args={}, not_before=database_now())


def test_a_key_is_promised_once(entry: OutboxEntry) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        enqueue(kind="test.effect", key="one", args={}, not_before=database_now())


def test_only_what_is_due_is_published_and_only_once(entry: OutboxEntry) -> None:
    later = enqueue(kind="test.later", key="two", args={}, not_before=database_now() + timedelta(seconds=60))
    assert published() == [("test.effect", entry.pk)]
    assert published() == []
    pass_time(later, timedelta(seconds=61))
    assert published() == [("test.later", later.pk)]


def test_a_broker_that_is_away_loses_nothing(entry: OutboxEntry) -> None:
    def refuse(kind: str, entry_id: UUID) -> None:
        raise ConnectionError

    with pytest.raises(ConnectionError), transaction.atomic():
        publish_due(publish=refuse)
    assert published() == [("test.effect", entry.pk)]


def test_a_lost_message_is_published_again(entry: OutboxEntry) -> None:
    assert len(published()) == 1
    pass_time(entry, timedelta(seconds=121))
    assert len(published()) == 1


def test_a_worker_that_is_away_for_weeks_stops_no_relay(entry: OutboxEntry) -> None:
    OutboxEntry.objects.filter(pk=entry.pk).update(publications=2000)
    assert published() == [("test.effect", entry.pk)]
    entry.refresh_from_db()
    assert entry.not_before < database_now() + timedelta(hours=2)


def test_the_effect_and_the_mark_come_together(entry: OutboxEntry) -> None:
    done: list[int] = []
    assert work_entry(entry.pk, lambda args: lambda: done.append(args["n"]))
    entry.refresh_from_db()
    assert (done, entry.state, entry.lease_token) == ([1], OutboxState.DONE, None)
    assert not work_entry(entry.pk, lambda args: lambda: done.append(args["n"]))
    assert done == [1]


def test_a_doubled_message_finds_nothing_to_claim(entry: OutboxEntry) -> None:
    inner: list[bool] = []

    def work(args: dict[str, Any]) -> Callable[[], object]:
        inner.append(work_entry(entry.pk, lambda args: lambda: None))
        return lambda: None

    assert work_entry(entry.pk, work)
    assert inner == [False]


def test_who_lost_the_lease_writes_nothing(entry: OutboxEntry) -> None:
    written: list[str] = []

    def slow(args: dict[str, Any]) -> Callable[[], object]:
        pass_time(entry, LEASE + timedelta(seconds=1))
        assert work_entry(entry.pk, lambda args: lambda: written.append("second"))
        return lambda: written.append("first")

    assert not work_entry(entry.pk, slow)
    assert written == ["second"]


def test_failures_back_off_then_stay_visible(entry: OutboxEntry) -> None:
    waits = []
    for _ in range(MOST_ATTEMPTS):
        before = database_now()
        assert not work_entry(entry.pk, fail)
        entry.refresh_from_db()
        waits.append(round((entry.not_before - before).total_seconds()))
    assert waits == [5, 10, 20, 40, 80]
    assert (entry.state, entry.last_error) == (OutboxState.DEAD, "ValueError: no luck with 1")
    assert not work_entry(entry.pk, lambda args: lambda: None)
    assert retry_dead(actor=ACTOR, entry_id=entry.pk, reason="the mend is in")
    assert not retry_dead(actor=ACTOR, entry_id=entry.pk, reason="the mend is in")
    assert published() == [("test.effect", entry.pk)]
    assert work_entry(entry.pk, lambda args: lambda: None)


def test_work_that_kills_its_worker_is_given_up(entry: OutboxEntry) -> None:
    for _ in range(MOST_ATTEMPTS):
        assert outbox._claim(entry.pk) is not None
        pass_time(entry, LEASE + timedelta(seconds=1))
    assert published() == []
    entry.refresh_from_db()
    assert entry.state == OutboxState.DEAD
    assert "ended 5 times" in entry.last_error


def test_a_failed_writer_leaves_no_half(entry: OutboxEntry) -> None:
    def write() -> None:
        OutboxEntry.objects.create(kind="half", key="half", not_before=database_now())
        raise ValueError("after the first half")

    assert not work_entry(entry.pk, lambda args: write)
    assert not OutboxEntry.objects.filter(kind="half").exists()
