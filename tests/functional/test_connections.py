"""Checks 20 and 52: one connection carries many parties' requests and mixes none, and idle connections keep nobody waiting."""

from __future__ import annotations

import json
import socket
import time
from contextlib import ExitStack

import pytest

from tests.callers import ask
from tests.conftest import OpenHouse
from tests.house import House

# In a process of its own, as the application's role, on one connection that outlives its requests.
SCRIPT = """
import json
from django.db import connection
from django.test import Client
from suppliers.actions import submit_emissions_report
from tests.world import ACTOR, add_mandate, add_supplier_party, content, utc_now
from tracker.access.actions import add_client, issue_token

mandate, callers = add_mandate(), []
for name in ("A", "B"):
    party = add_supplier_party(f"Party {name}", mandate)
    submit_emissions_report(actor=ACTOR, party_id=party.pk, reporting_year=2025, content=content(), now=utc_now())
    secret = issue_token(actor=ACTOR, client=add_client(actor=ACTOR, party=party, name=name), now=utc_now())
    callers.append((str(party.pk), Client(headers={"Authorization": f"Bearer {secret}", "Host": "localhost"})))

def ask(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchone()[0]

# What the process of a web server begins with: nobody.
ask("SELECT set_config('pledgekeeper.tenant', '', false)")
backend, wrong, left = ask("SELECT pg_backend_pid()"), 0, 0
for turn in range(1000):
    party, client = callers[turn % 2]
    address = ("emissions-reports", "audit-events", "tokens", "nothing-here")[turn // 2 % 4]
    answer = client.get(f"/api/v1/{address}/")
    if address != "nothing-here":
        wrong += {row["party_id"] for row in answer.json()["results"]} != {party}
    left += ask("SELECT count(*) FROM access_party") + (ask("SELECT current_setting('pledgekeeper.tenant')") != "")
print(json.dumps({"wrong": wrong, "left": left, "one": backend == ask("SELECT pg_backend_pid()")}))
"""


@pytest.fixture(scope="module")
def house(houses: OpenHouse) -> House:
    return houses("web")


def test_20_two_parties_alternate_a_thousand_times_on_one_connection(house: House) -> None:
    done = house.manage("shell", "-v0", "-c", SCRIPT)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout.splitlines()[-1]) == {"wrong": 0, "left": 0, "one": True}


def test_check_52_idle_connections_keep_nobody_waiting(house: House) -> None:
    spent = []
    with ExitStack() as ending:
        for number in range(200):
            line = ending.enter_context(socket.create_connection(("127.0.0.1", house.port)))
            if number % 2:
                line.sendall(b"GET /healthz/ready HTTP/1.1\r\nHost: 127.0.0.1")
        for _ in range(100):
            began = time.perf_counter()
            assert ask(house, "/healthz/ready", token="none").status == 200
            spent.append(time.perf_counter() - began)
    assert sorted(spent)[98] < 1
