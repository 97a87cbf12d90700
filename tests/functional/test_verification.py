"""The record is verified while it is written to, however long that takes."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest

from tests.conftest import OpenHouse
from tests.house import House, connection_arguments
from tracker.embedded.processes import wait_until

WAITS = "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'records_auditevent'::regclass"
WRITE = """
    INSERT INTO records_auditevent (verb, subject_type, subject_id, facts, digests, actor_kind, actor_id, actor_label,
        request_id, transaction_id, sequence, previous_hash, hash)
    VALUES ('v', 't', 's', '{}', '', '', '', '', '', 0, 0, '', '')
"""


@pytest.fixture(scope="module")
def written_house(houses: OpenHouse) -> House:
    house = houses("relay")
    made = house.manage("signing_key", "--new")
    assert made.returncode == 0, made.stderr
    return house


def test_what_is_written_meanwhile_is_no_fault(written_house: House) -> None:
    with written_house.connect() as writer, written_house.connect() as watcher, ThreadPoolExecutor(1) as pool:
        with writer.transaction():
            # Between the heads of the chains and their events.
            writer.execute("LOCK TABLE records_auditevent IN ACCESS EXCLUSIVE MODE")
            verifying = pool.submit(written_house.manage, "audit_verify")
            assert wait_until(lambda: watcher.execute(WAITS).fetchone() == (1,), 30)
            writer.execute(WRITE)
        done = verifying.result()
    assert done.stdout.startswith("No fault found in 3 events"), done


def test_only_who_serves_is_bound_to_seconds() -> None:
    told = []
    for role in ("default", "owner"):
        with psycopg.connect(**connection_arguments("postgres", role)) as connection:
            row = connection.execute("SELECT current_setting('statement_timeout')").fetchone()
            told.append(row)
    assert told == [("30s",), ("0",)]
