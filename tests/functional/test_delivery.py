"""Exactly one report for each period on real processes, whatever happens to the ones in between."""

from __future__ import annotations

import signal
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.callers import send
from tests.conftest import OpenHouse
from tests.house import House
from tests.world import MINIMAL
from tracker.embedded.processes import wait_until

DUE = """
    WITH schedule AS (
        INSERT INTO reports_reportschedule (id, key, title, cadence, first_period_start, zone, lag_days, is_active)
        VALUES (gen_random_uuid(), %s, 'Programme compliance report', 'MONTHLY',
                date_trunc('month', now() - interval '100 days'), 'Asia/Shanghai', 5, true)
        RETURNING id
    )
    INSERT INTO records_auditevent
        (actor_kind, actor_id, actor_label, verb, subject_type, subject_id, request_id, facts, digests, transaction_id,
         sequence, previous_hash, hash)
    SELECT '', '', '', 'reports.add_schedule', 'reports.ReportSchedule', id, '', '{}', '', 0, 0, '', '' FROM schedule
"""
# The record of an instant settles for a minute; the tests let it have settled.
SETTLED = "UPDATE records_outboxentry SET not_before = now() WHERE state = 'PENDING' AND publications = 0"


@pytest.fixture
def idle_house(houses: OpenHouse) -> House:
    """A broker and a database; the test starts who works."""
    return houses("worker")


def ask(house: House, sql: str, *parameters: object) -> Any:
    with house.connect() as connection:
        return connection.execute(sql, parameters).fetchall()


def count(house: House, table: str) -> int:
    return int(ask(house, f"SELECT count(*) FROM {table}")[0][0])


def run(house: House, sql: str, *parameters: object) -> None:
    with house.connect() as connection:
        connection.execute(sql, parameters)


def test_many_ticks_at_once_open_each_period_once(idle_house: House) -> None:
    run(idle_house, DUE, "crowded")
    with ThreadPoolExecutor(6) as pool:
        ticks = list(pool.map(lambda _: idle_house.manage("tick"), range(6)))
    assert [tick.returncode for tick in ticks] == [0] * 6, [tick.stderr for tick in ticks]
    opened = [line for tick in ticks for line in tick.stdout.splitlines() if line.startswith("opened ")]
    assert len(opened) == len(set(opened)) == count(idle_house, "reports_reportrun") >= 2


def test_a_killed_worker_and_a_doubled_message_leave_one_report_each(idle_house: House) -> None:
    run(idle_house, DUE, "killed")
    idle_house.manage("tick")
    runs = count(idle_house, "reports_reportrun")
    run(idle_house, SETTLED)
    idle_house.kill("worker", signal.SIGKILL)
    assert "published" in idle_house.manage("relay", "--once").stdout
    # The broker is asked twice for the same work, and the first worker is gone.
    run(idle_house, "UPDATE records_outboxentry SET not_before = now() WHERE state = 'PENDING'")
    idle_house.manage("relay", "--once")
    idle_house.start("worker")
    assert wait_until(lambda: count(idle_house, "reports_compliancereport") == runs, 90), idle_house.log("worker")
    states = ask(idle_house, "SELECT state, count(*) FROM records_outboxentry GROUP BY state")
    assert states == [("DONE", runs)]


def test_the_relay_outlives_its_connection(houses: OpenHouse) -> None:
    house = houses("relay")
    assert wait_until(lambda: count(house, "records_heartbeat") == 1, 60), house.log("relay")
    others = "datname = current_database() AND pid <> pg_backend_pid()"
    run(house, f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {others}")
    run(house, DUE, "later")
    assert house.manage("tick").returncode == 0
    run(house, SETTLED)
    waiting = "SELECT count(*) FROM records_outboxentry WHERE publications = 0"
    assert wait_until(lambda: ask(house, waiting) == [(0,)], 30), house.log("relay")


def test_submissions_go_on_while_the_broker_is_away(houses: OpenHouse) -> None:
    house = houses("web")
    loaded = house.manage("load_example")
    assert loaded.returncode == 0, loaded.stderr
    house.valkey.stop()
    answer = send(house, "/api/v1/emissions-reports/", MINIMAL)
    assert answer.status == 201, f"{answer.content!r}\n{house.log('web')}"
    assert house.manage("tick").returncode == 0
    assert count(house, "reports_reportrun") >= 1
    house.valkey.start()
    run(house, SETTLED)
    house.start("relay", "worker")
    assert wait_until(lambda: count(house, "reports_compliancereport") >= 1, 90), house.log("relay", "worker")
