"""`manage.py tick --loop` alone: no relay, worker, beat or broker, and still exactly one report for each period."""

from __future__ import annotations

import json
import signal
import subprocess
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest

from tests.conftest import OpenHouse
from tests.functional.test_delivery import DUE, SETTLED, ask, count, run
from tests.house import House, connection_arguments
from tests.snippets import read_snippets
from tracker.embedded.processes import wait_until
from tracker.local import CHECKOUT

HOW_TO = CHECKOUT / "docs" / "how-to" / "run-without-celery.md"
REPORTS = "reports_compliancereport"


@pytest.fixture
def open_house(houses: OpenHouse) -> OpenHouse:
    """Nobody listens where the broker would be."""

    def open_without_broker(*parts: str) -> House:
        house = houses(*parts)
        house.valkey.stop()
        return house

    return open_without_broker


def issued_by(house: House) -> list[tuple[str, int]]:
    """Each report's number with the attempts that it took."""
    return list(
        ask(
            house,
            "SELECT r.number, e.attempts FROM reports_compliancereport c JOIN reports_reportrun r ON r.id = c.run_id"
            " JOIN records_outboxentry e ON e.key = 'report:' || r.id WHERE e.state = 'DONE' ORDER BY r.number",
        )
    )


def settle(house: House) -> int:
    """Lets the record of every opened run have settled; how many runs there are."""
    assert wait_until(lambda: count(house, "reports_reportrun") >= 2, 60), house.log("loop", "loop-2")
    run(house, SETTLED)
    return count(house, "reports_reportrun")


@contextmanager
def stalled(house: House) -> Iterator[None]:
    """A report cannot be written down while this lasts, so that its work stands still in the middle."""
    with psycopg.connect(**connection_arguments(house.database)) as connection:
        connection.execute(f"LOCK TABLE {REPORTS} IN ACCESS EXCLUSIVE MODE")
        yield


def is_leased(house: House) -> bool:
    return bool(ask(house, "SELECT 1 FROM records_outboxentry WHERE lease_token IS NOT NULL"))


def get_json(address: str) -> tuple[int, dict[str, Any]]:
    try:
        with urllib.request.urlopen(address, timeout=10) as answer:  # noqa: S310
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        return error.code, json.load(error)


def test_a_report_is_issued_by_the_loop_alone(open_house: OpenHouse) -> None:
    house = open_house("web")
    assert get_json(f"{house.url}/healthz/jobs")[1]["tick"]["state"] == "never"
    run(house, DUE, "alone")
    house.start("loop")
    runs = settle(house)
    assert wait_until(lambda: count(house, REPORTS) == runs, 90), house.log("loop")
    status, checks = get_json(f"{house.url}/healthz/jobs")
    assert (status, {check["state"] for check in checks.values()}) == (200, {"good"}), checks
    assert {name for (name,) in ask(house, "SELECT name FROM records_heartbeat")} == {"files", "relay", "tick"}
    house.kill("loop", signal.SIGTERM)
    assert wait_until(lambda: house.ended("loop") == 0, 20), house.log("loop")


def test_two_loops_give_one_report_a_period(open_house: OpenHouse) -> None:
    house = open_house("relay")
    run(house, DUE, "twins")
    house.start("loop", "loop-2")
    runs = settle(house)
    assert wait_until(lambda: len(issued_by(house)) == runs, 90), house.log("loop", "loop-2")
    assert {attempts for _, attempts in issued_by(house)} == {1}
    assert count(house, REPORTS) == count(house, "reports_reportrun") == runs


def test_a_killed_loop_is_taken_over_after_its_lease(open_house: OpenHouse) -> None:
    house = open_house("loop")
    with stalled(house):
        run(house, DUE, "killed")
        house.manage("tick")
        runs = settle(house)
        assert wait_until(lambda: is_leased(house), 30), house.log("loop")
        house.kill("loop")
    assert count(house, REPORTS) == 0
    house.start("loop-2")
    assert wait_until(lambda: count(house, REPORTS) == runs - 1, 90), house.log("loop-2")
    assert is_leased(house), "what the dead one held is left alone until its lease is over"
    run(house, "UPDATE records_outboxentry SET lease_until = now(), not_before = now() WHERE state = 'PENDING'")
    assert wait_until(lambda: len(issued_by(house)) == runs, 60), house.log("loop-2")
    assert sorted(attempts for _, attempts in issued_by(house)) == [*[1] * (runs - 1), 2]


def test_a_loop_that_is_told_to_end_finishes_its_piece_and_begins_no_other(open_house: OpenHouse) -> None:
    house = open_house("loop")
    with stalled(house):
        run(house, DUE, "ended")
        house.manage("tick")
        runs = settle(house)
        assert wait_until(lambda: is_leased(house), 30), house.log("loop")
        house.kill("loop", signal.SIGTERM)
    assert wait_until(lambda: house.ended("loop") == 0, 30), house.log("loop")
    assert len(issued_by(house)) == 1 < runs
    assert not is_leased(house)


def test_a_database_that_is_away_is_waited_for(open_house: OpenHouse) -> None:
    house = open_house("web")
    with closed_database(house):
        house.start("loop")
        assert wait_until(lambda: "tick.waiting" in house.log("loop"), 60), house.log("loop")
        for address in ("ready", "jobs"):
            assert get_json(f"{house.url}/healthz/{address}") == (503, {"database": "away"})
        with urllib.request.urlopen(f"{house.url}/healthz/live", timeout=10) as answer:  # noqa: S310
            assert answer.status == 200
    assert wait_until(lambda: count(house, "records_heartbeat") >= 1, 60), house.log("loop")
    ready = {"database": "ready", "migrations": "applied", "role": "bound", "receipts": "signed"}
    assert get_json(f"{house.url}/healthz/ready") == (200, ready)
    assert house.ended("loop") is None


@contextmanager
def closed_database(house: House) -> Iterator[None]:
    with psycopg.connect(**connection_arguments("postgres"), autocommit=True) as connection:
        connection.execute(f"ALTER DATABASE {house.database} ALLOW_CONNECTIONS false")
        connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [house.database])
        try:
            yield
        finally:
            connection.execute(f"ALTER DATABASE {house.database} ALLOW_CONNECTIONS true")


def test_the_page_about_it_holds(open_house: OpenHouse) -> None:
    house = open_house("web", "loop")
    assert wait_until(lambda: count(house, "records_heartbeat") >= 2, 60), house.log("loop")
    printed, checked = "", 0
    for snippet in read_snippets(HOW_TO):
        if snippet.language == "output":
            assert printed == snippet.code
            checked += 1
        elif not snippet.by_hand:
            code = snippet.code.replace("http://127.0.0.1:8000", house.url)
            done = subprocess.run(
                ["bash", "-eu", "-c", code], cwd=CHECKOUT, env=house.environ, capture_output=True, text=True, check=False
            )
            assert done.returncode == 0, done.stderr
            printed = done.stdout
    assert checked == 2
