"""Several at the desk at once: one decision stands, an entry is reversed once, and the sum is right at every moment."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import pytest

from tests.conftest import OpenHouse
from tests.house import House


@pytest.fixture(scope="module")
def desk(houses: OpenHouse) -> House:
    house = houses("web")
    loaded = house.manage("load_example")
    assert loaded.returncode == 0, loaded.stderr
    return house


def run(house: House, call: str) -> Any:
    done = house.manage("shell", "-v0", "-c", f"import json; from tests.racing import *; print(json.dumps({call}))")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def ask(house: House, question: str) -> list[tuple[Any, ...]]:
    with house.connect() as connection:
        return connection.execute(question).fetchall()


def test_of_two_who_decide_at_once_one_is_refused(desk: House) -> None:
    told = run(desk, "decide(20)")
    assert [sorted(pair) for pair in told] == [["Conflict revision-decided", "done"]] * 20
    decisions = "SELECT reporting_year, count(d.id), min(outcome) FROM suppliers_decision d JOIN suppliers_revision v"
    decisions += " ON v.id = revision_id JOIN suppliers_emissionsreport r ON r.id = report_id WHERE reporting_year < 2011"
    stored = ask(desk, f"{decisions} GROUP BY reporting_year ORDER BY reporting_year")
    assert [(count, outcome == "ACCEPTED") for _, count, outcome in stored] == [(1, pair[0] == "done") for pair in told]


def test_a_revision_is_decided_or_withdrawn_and_never_both(desk: House) -> None:
    told = run(desk, "withdraw(5)")
    assert [sorted(pair) for pair in told] == [["Conflict revision-decided", "done"]] * 5
    both = "SELECT count(*) FROM suppliers_decision JOIN suppliers_withdrawal USING (revision_id)"
    assert ask(desk, both) == [(0,)]


def test_an_entry_is_reversed_once_however_many_try(desk: House) -> None:
    before = ask(desk, "SELECT sum(mass_kg) FROM recycling_ledgerentry")
    told = run(desk, "reverse(8, 60)")
    words = Counter(word for each in told for word in each)
    assert words == {"done": 60, "Conflict entry-reversed": 7 * 60}
    assert ask(desk, "SELECT sum(mass_kg) FROM recycling_ledgerentry") == before
    assert ask(desk, "SELECT count(*), count(DISTINCT reverses_id) FROM recycling_ledgerentry WHERE kind = 'REVERSAL'") == [
        (60, 60)
    ]
    assert sum(1 for each in told if "done" in each) > 1, "more than one of them won something"


def test_an_invitation_is_used_once_however_many_try(desk: House) -> None:
    assert sorted(run(desk, "accept(6)")) == ["Conflict invitation-used"] * 5 + ["done"]
    assert ask(desk, "SELECT count(*), count(client_id) FROM access_invitationend") == [(1, 1)]
