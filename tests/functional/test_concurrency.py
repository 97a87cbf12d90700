"""Many at once at one door: one is let through, the others are told why, and nothing is stored twice."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.conftest import OpenHouse
from tests.house import House
from tests.world import MINIMAL

CALLERS = 12


@pytest.fixture(scope="module")
def filing_house(houses: OpenHouse) -> House:
    house = houses("web")
    loaded = house.manage("load_example")
    assert loaded.returncode == 0, loaded.stderr
    return house


def post(house: House, address: str, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
    token = json.loads((house.var / "example.json").read_text(encoding="utf-8"))["supplier"]["token"]
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    request = urllib.request.Request(f"{house.url}{address}", data=json.dumps(body).encode(), headers=headers)  # noqa: S310
    try:
        with urllib.request.urlopen(request, timeout=30) as response:  # noqa: S310
            return response.status, json.load(response)
    except urllib.error.HTTPError as error:
        return error.status or 0, json.load(error)


def count(house: House, table: str) -> int:
    with house.connect() as connection:
        row = connection.execute(f"SELECT count(*) FROM {table}").fetchone()
    return row[0] if row else 0


def at_once(house: House, address: str, body: dict[str, Any]) -> Counter[int]:
    with ThreadPoolExecutor(CALLERS) as pool:
        return Counter(status for status, _ in pool.map(lambda _: post(house, address, body), range(CALLERS)))


def test_one_of_many_first_reports_is_recorded(filing_house: House) -> None:
    before = count(filing_house, "suppliers_revision")
    assert at_once(filing_house, "/api/v1/emissions-reports/", MINIMAL) == {201: 1, 409: CALLERS - 1}
    assert count(filing_house, "suppliers_revision") == before + 1


def test_one_of_many_amendments_is_recorded(filing_house: House) -> None:
    before = count(filing_house, "suppliers_revision")
    with filing_house.connect() as connection:
        # One of the example's reports of the supplier whose token we hold: it is accepted, so it may be amended.
        row = connection.execute(
            "SELECT r.id FROM suppliers_emissionsreport r JOIN access_apiclient USING (party_id) WHERE reporting_year = 2023"
        ).fetchone()
    assert row is not None
    amendment = {name: value for name, value in MINIMAL.items() if name != "reporting_year"}
    amendment |= {"period_start": "2023-01-01", "period_end": "2023-12-31", "reason_code": "ERROR", "reason_text": "a slip"}
    answers = at_once(filing_house, f"/api/v1/emissions-reports/{row[0]}/revisions/", amendment)
    assert answers == {201: 1, 409: CALLERS - 1}
    assert count(filing_house, "suppliers_revision") == before + 1


def test_many_writers_leave_chains_without_a_fault(filing_house: House) -> None:
    """After all that came at once above: each chain is numbered without a gap and every link holds."""
    verified = filing_house.manage("audit_verify")
    assert verified.returncode == 0, verified.stdout
    assert verified.stdout.startswith("No fault found in ")
