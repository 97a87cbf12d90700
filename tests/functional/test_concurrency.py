"""Many at once at one door: one is let through, the others are told why, and nothing is stored twice."""

from __future__ import annotations

import json
import os
from collections import Counter
from typing import Any

import pytest

from tests.callers import Answer, ask, at_once, send
from tests.conftest import OpenHouse
from tests.house import House, connect_as_owner
from tests.world import MINIMAL

URL = "/api/v1/emissions-reports/"
CALLERS = 50
LIMIT = 100


@pytest.fixture(scope="module")
def filing_house(houses: OpenHouse) -> House:
    house = houses("web")
    loaded = house.manage("load_example")
    assert loaded.returncode == 0, loaded.stderr
    return house


def about(year: int) -> dict[str, Any]:
    return MINIMAL | {"reporting_year": year, "period_start": f"{year}-01-01", "period_end": f"{year}-12-31"}


def count(house: House, table: str) -> int:
    with house.connect() as connection:
        row = connection.execute(f"SELECT count(*) FROM {table}").fetchone()
    return row[0] if row else 0


def statuses(answers: list[Answer]) -> dict[int, int]:
    return dict(Counter(answer.status for answer in answers))


def test_one_of_many_first_reports_is_recorded(filing_house: House) -> None:
    before = count(filing_house, "suppliers_revision")
    answers = at_once(CALLERS, lambda: send(filing_house, URL, MINIMAL))
    assert statuses(answers) == {201: 1, 409: CALLERS - 1}
    assert count(filing_house, "suppliers_revision") == before + 1
    links = {answer.body["link"] for answer in answers if answer.status == 409}
    assert links == {answer.headers["Location"] for answer in answers if answer.status == 201}


def test_many_who_send_the_same_get_the_same_bytes(filing_house: House) -> None:
    before = count(filing_house, "suppliers_revision")
    answers = at_once(CALLERS, lambda: send(filing_house, URL, about(2015), key="one-for-all"))
    assert statuses(answers) == {201: CALLERS}, [answer.content for answer in answers if answer.status != 201][:3]
    assert len({(answer.content, answer.headers["ETag"], answer.headers["Location"]) for answer in answers}) == 1
    assert Counter(answer.headers["Idempotent-Replayed"] for answer in answers) == {None: 1, "true": CALLERS - 1}
    assert count(filing_house, "suppliers_revision") == before + 1


def test_whoever_finds_a_key_in_use_for_long_is_told_to_come_back(filing_house: House) -> None:
    with filing_house.connect() as connection:
        row = connection.execute("SELECT party_id FROM access_apiclient WHERE scope = 'FILE'").fetchone()
        assert row is not None
        connection.execute("SELECT pg_advisory_lock(hashtextextended(%s, 0))", [f"{row[0]} held"])
        held = send(filing_house, URL, about(2014), key="held")
        other = send(filing_house, URL, about(2013), key="free")
    assert (held.status, held.body["type"], held.headers["Retry-After"]) == (409, "/api/problems/key-in-flight/", "5")
    assert other.status == 201
    assert send(filing_house, URL, about(2014), key="held").status == 201


def test_one_of_many_amendments_is_recorded(filing_house: House) -> None:
    before = count(filing_house, "suppliers_revision")
    with filing_house.connect() as connection:
        # One of the example's reports of the supplier whose token we hold: it is accepted, so it may be amended.
        row = connection.execute(
            "SELECT r.id FROM suppliers_emissionsreport r JOIN access_apiclient USING (party_id) WHERE reporting_year = 2023"
        ).fetchone()
    assert row is not None
    address = f"{URL}{row[0]}/"
    amendment = {name: value for name, value in about(2023).items() if name != "reporting_year"}
    amendment |= {"reason_code": "ERROR", "reason_text": "a slip"}
    seen = ask(filing_house, address).headers["ETag"]
    answers = at_once(200, lambda: send(filing_house, f"{address}revisions/", amendment, **{"If-Match": seen}))
    assert statuses(answers) == {201: 1, 412: 199}
    assert count(filing_house, "suppliers_revision") == before + 1
    current = ask(filing_house, address).headers["ETag"]
    assert all(current in answer.body["detail"] for answer in answers if answer.status == 412)


def test_many_writers_leave_chains_without_a_fault(filing_house: House) -> None:
    """After all that came at once above: each chain is numbered without a gap and every link holds."""
    verified = filing_house.manage("audit_verify")
    assert verified.returncode == 0, verified.stdout
    assert verified.stdout.startswith("No fault found in ")


@pytest.fixture(scope="module")
def limited_house(houses: OpenHouse) -> House:
    os.environ["RATE_LIMIT_PER_MINUTE"] = str(LIMIT)
    try:
        house = houses("web")
    finally:
        del os.environ["RATE_LIMIT_PER_MINUTE"]
    assert house.manage("load_example").returncode == 0
    return house


def test_of_many_at_once_exactly_the_limit_passes(limited_house: House) -> None:
    answers = at_once(200, lambda: ask(limited_house, "/api/v1/obligations/?page_size=1"))
    assert statuses(answers) == {200: LIMIT, 429: LIMIT}
    assert all(1 <= int(answer.headers["Retry-After"]) <= 60 for answer in answers if answer.status == 429)
    reader = json.loads((limited_house.var / "example.json").read_text(encoding="utf-8"))["reader"]["token"]
    assert ask(limited_house, "/api/v1/commitments/", token=reader).status == 200
    guesses = at_once(200, lambda: ask(limited_house, "/api/v1/commitments/", token=os.urandom(8).hex()))
    assert statuses(guesses) == {401: LIMIT, 429: LIMIT}
    assert count(limited_house, "api_requestcount") == 3


def test_without_the_database_a_caller_is_told_to_come_back(limited_house: House) -> None:
    with connect_as_owner("postgres") as connection:
        connection.execute(f'ALTER DATABASE "{limited_house.database}" ALLOW_CONNECTIONS false')
        try:
            answers = [ask(limited_house, "/api/v1/obligations/"), send(limited_house, URL, MINIMAL)]
            live = ask(limited_house, "/healthz/live")
        finally:
            connection.execute(f'ALTER DATABASE "{limited_house.database}" ALLOW_CONNECTIONS true')
    assert [(answer.status, answer.headers["Retry-After"]) for answer in answers] == [(503, "5"), (503, "5")]
    assert {answer.headers["Content-Type"] for answer in answers} == {"application/problem+json"}
    assert live.status == 200
