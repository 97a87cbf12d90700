"""A table of many suppliers at a running installation: its worker is killed in the middle, and nothing is filed twice."""

from __future__ import annotations

import signal
from typing import Any

from tests.conftest import OpenHouse
from tests.house import House
from tracker.embedded.processes import wait_until

SUPPLIERS, YEARS = 150, 8
ROWS = SUPPLIERS * YEARS
PREPARE = f"""
from suppliers.actions import add_supplier
from suppliers.bulk.actions import start_bulk_file, upload_bulk_file
from tests.integration.bulk.tables import as_csv, row
from tests.world import ACTOR
from tracker.access.actions import add_party
from tracker.access.models import PartyKind, User
numbers = [f"S-{{number:04d}}" for number in range({SUPPLIERS})]
for number in numbers:
    party = add_party(actor=ACTOR, kind=PartyKind.SUPPLIER, name=f"Supplier {{number}}", country="CN")
    add_supplier(actor=ACTOR, party=party, number=number)
actor = User.objects.create_user("sender", is_staff=True).as_actor()
rows = [row(year, supplier_number=number) for year in range(2017, 2017 + {YEARS}) for number in numbers]
sent = upload_bulk_file(actor=actor, party_id=None, content=as_csv(rows), file_name="many.csv")
start_bulk_file(actor=actor, party_id=None, bulk_file_id=sent.pk)
"""
# A lease runs out by itself after minutes.
COME_DUE = "UPDATE records_outboxentry SET not_before = now(), lease_until = now() WHERE state = 'PENDING'"
STEPS = "SELECT number, rows_read FROM suppliers_bulkstep ORDER BY number"
LAST = "SELECT rows_read, filed, skipped, refused FROM suppliers_bulkstep ORDER BY number DESC LIMIT 1"


def ask(house: House, sql: str) -> list[tuple[Any, ...]]:
    with house.connect() as connection:
        return connection.execute(sql).fetchall()


def test_a_worker_that_is_killed_doubles_nothing(houses: OpenHouse) -> None:
    house = houses("relay", "worker")
    prepared = house.manage("shell", "-v0", "-c", PREPARE)
    assert prepared.returncode == 0, prepared.stderr
    assert wait_until(lambda: len(ask(house, STEPS)) >= 2, 90), house.log("relay", "worker")
    house.kill("worker", signal.SIGKILL)
    (read,) = [rows for _, rows in ask(house, STEPS)[-1:]]
    assert 0 < read < ROWS, "it was killed in the middle"
    assert ask(house, "SELECT count(*) FROM suppliers_revision") == [(read,)], "what is filed is what the steps say"
    house.start("worker")
    with house.connect() as connection:
        connection.execute(COME_DUE)
    finished = "SELECT count(*) FROM suppliers_bulkresult WHERE fault = ''"
    assert wait_until(lambda: ask(house, finished) == [(1,)], 120), house.log("relay", "worker")
    assert ask(house, LAST) == [(ROWS, ROWS, 0, 0)]
    assert ask(house, "SELECT count(*), count(DISTINCT report_id) FROM suppliers_revision") == [(ROWS, ROWS)]
