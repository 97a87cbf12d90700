"""Promised effects carried out without Celery, and the command that shows what was not carried out."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from io import StringIO
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError

from tracker.celery import app
from tracker.records import loops
from tracker.records.clock import database_now
from tracker.records.inprocess import carry_out_next
from tracker.records.loops import Loop, every
from tracker.records.models import AuditEvent, OutboxEntry, OutboxState
from tracker.records.outbox import publish_due, work_entry

KIND = "test.effect"


@pytest.fixture
def done() -> list[Any]:
    return []


@pytest.fixture
def work(done: list[Any]) -> Iterator[dict[str, Callable[[Any], object]]]:
    """What the task of the entries does with their arguments; a test may put something else there."""
    doing: dict[str, Callable[[Any], object]] = {"first": lambda args: None}

    @app.task(name=KIND)
    def effect(entry_id: str) -> bool:
        return work_entry(UUID(entry_id), lambda args: (doing["first"](args), lambda: done.append(args["n"]))[1])

    yield doing
    app.tasks.pop(KIND)


def owe(n: int, since: timedelta = timedelta(), **fields: Any) -> OutboxEntry:
    due = database_now() - since
    return OutboxEntry.objects.create(
        **{"kind": KIND, "key": str(n), "args": {"n": n}, "not_before": due, "due_at": due, **fields}
    )


def state_of(entry: OutboxEntry) -> tuple[str, int]:
    entry.refresh_from_db()
    return entry.state, entry.attempts


def test_the_longest_due_is_done_first_and_each_once(db: None, work: Any, done: list[Any]) -> None:
    owe(2, timedelta(seconds=1))
    owe(1, timedelta(seconds=2))
    owe(3, -timedelta(minutes=1))
    assert [carry_out_next(), carry_out_next(), carry_out_next()] == [True, True, False]
    assert done == [1, 2]


def test_whoever_looks_at_the_same_time_leaves_it_alone(db: None, work: Any, done: list[Any]) -> None:
    others: list[Any] = []

    def look(args: Any) -> None:
        others.append((carry_out_next(), publish_due(publish=lambda kind, entry_id: None)))

    work["first"] = look
    owe(1)
    assert carry_out_next()
    assert (others, done) == ([(False, 0)], [1])


def test_a_failure_backs_off(db: None, work: Any) -> None:
    work["first"] = lambda args: 1 // 0
    entry = owe(1)
    assert [carry_out_next(), carry_out_next()] == [True, False]
    assert state_of(entry) == (OutboxState.PENDING, 1)
    assert timedelta(seconds=3) < entry.not_before - database_now() <= timedelta(seconds=5)
    assert entry.last_error.startswith("ZeroDivisionError")


def test_what_hangs_is_a_failed_attempt(db: None, work: Any, settings: Any) -> None:
    settings.CELERY_TASK_SOFT_TIME_LIMIT = 1
    work["first"] = lambda args: time.sleep(30)
    entry = owe(1)
    began = time.monotonic()
    assert carry_out_next()
    assert time.monotonic() - began < 10
    assert state_of(entry) == (OutboxState.PENDING, 1)
    assert "SoftTimeLimitExceeded" in entry.last_error
    assert signal.getsignal(signal.SIGALRM) == signal.SIG_DFL


def test_a_task_that_nobody_knows_holds_up_no_other(db: None, work: Any, done: list[Any]) -> None:
    unknown = owe(1, timedelta(seconds=5), kind="nobody.knows")
    owe(2)
    assert [carry_out_next(), carry_out_next(), carry_out_next()] == [True, True, False]
    assert done == [2]
    assert state_of(unknown) == (OutboxState.PENDING, 0)


class TestLoop:
    @pytest.fixture(autouse=True)
    def quick(self, monkeypatch: pytest.MonkeyPatch, db: None) -> Iterator[None]:
        monkeypatch.setattr(loops, "POLL_SECONDS", 0.05)
        before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
        yield
        for number, handler in before.items():
            signal.signal(number, handler)

    @pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
    def test_a_signal_ends_it_after_the_step_at_hand(self, number: int) -> None:
        seen: list[str] = []

        def step() -> bool:
            os.kill(os.getpid(), number)
            seen.append("finished")
            return True

        Loop("test").run(step, every(0, lambda: seen.append("another")))
        assert seen == ["finished"]

    def test_a_step_that_fails_has_its_turn_again_and_the_others_theirs(self) -> None:
        turns: list[str] = []
        loop = Loop("test")

        def fail() -> bool:
            turns.append("failing")
            raise ValueError

        def count() -> bool:
            turns.append("other")
            loop.stopping = len(turns) >= 4
            return False

        loop.run(fail, count)
        assert turns == ["failing", "other"] * 2

    def test_what_is_seldom_is_done_at_once_and_then_seldom(self) -> None:
        done: list[int] = []
        step = every(60, lambda: done.append(1))
        assert not any([step(), step(), step()])
        assert done == [1]

    def test_a_database_that_is_away_is_waited_for(self, monkeypatch: pytest.MonkeyPatch) -> None:
        # The test's own connection is its transaction, and stays.
        monkeypatch.setattr("django.db.backends.base.base.BaseDatabaseWrapper.close", lambda self: None)
        turns: list[int] = []
        loop = Loop("test")

        def away() -> bool:
            turns.append(1)
            loop.stopping = len(turns) == 3
            raise OperationalError("away")

        loop.run(away)
        assert len(turns) == 3


class TestOutboxCommand:
    def run(self, *arguments: str) -> str:
        said = StringIO()
        call_command("outbox", *arguments, stdout=said)
        return said.getvalue()

    def test_it_lists_what_is_dead_or_overdue(self, db: None) -> None:
        owe(1)
        owe(2, timedelta(minutes=11))
        owe(3, timedelta(minutes=12), state=OutboxState.DEAD, last_error="OSError: no space")
        owe(4, timedelta(minutes=13), state=OutboxState.DONE)
        dead, late, count = self.run().splitlines()
        assert (dead.split()[1:4], dead.endswith("OSError: no space")) == (["DEAD", KIND, "3"], True)
        assert late.split()[1:4] == ["PENDING", KIND, "2"]
        assert count == "2 dead or overdue"

    def test_it_has_a_dead_one_tried_again_and_keeps_the_reason(self, db: None) -> None:
        entry = owe(1, state=OutboxState.DEAD, attempts=5)
        self.run("--retry", str(entry.pk), "--reason", " the disk was full ")
        assert state_of(entry) == (OutboxState.PENDING, 0)
        event = AuditEvent.objects.get(verb="records.retry_outbox_entry")
        assert (event.actor_label, event.facts["reason"]) == ("outbox command", "the disk was full")

    def test_it_refuses_in_a_sentence(self, db: None) -> None:
        entry = owe(1, state=OutboxState.DEAD)
        with pytest.raises(CommandError, match="Say why"):
            self.run("--retry", str(entry.pk))
        with pytest.raises(CommandError, match="is not a dead entry"):
            self.run("--retry", str(uuid4()), "--reason", "because")
        assert state_of(entry) == (OutboxState.DEAD, 0)
