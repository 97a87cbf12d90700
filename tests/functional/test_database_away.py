"""A database that goes away in the middle: every address says so in kind, nothing is half recorded, and all goes on."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Iterator

import psycopg
import pytest

from tests.conftest import OpenHouse
from tests.house import House, connection_arguments


@pytest.fixture
def shut_house(houses: OpenHouse) -> Iterator[House]:
    """Its database takes no connection and has lost those that it had."""
    house = houses("web")
    with psycopg.connect(**connection_arguments("postgres"), autocommit=True) as superuser:
        superuser.execute(f'ALTER DATABASE "{house.database}" ALLOW_CONNECTIONS false')
        superuser.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [house.database])
        yield house
        superuser.execute(f'ALTER DATABASE "{house.database}" ALLOW_CONNECTIONS true')
        assert get(house, "/admin/login/")[0] == 200


def get(house: House, address: str) -> tuple[int, str | None, bytes]:
    request = urllib.request.Request(f"{house.url}{address}", headers={"Authorization": "Bearer pledge_x"})  # noqa: S310
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310
            return answer.status, answer.headers["Retry-After"], answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.headers["Retry-After"], error.read()


@pytest.mark.parametrize("address", ["/api/v1/emissions-reports/", "/admin/", "/admin/login/", "/.well-known/jwks.json"])
def test_it_says_so_and_when_to_come_back(shut_house: House, address: str) -> None:
    status, retry_after, body = get(shut_house, address)
    assert (status, retry_after) == (503, "5")
    if address.startswith("/api/"):
        assert json.loads(body)["type"] == "/api/problems/unavailable/"
    else:
        assert b"try again" in body
    assert b"Traceback" not in body
