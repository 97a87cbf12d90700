"""A submission whose answer is lost is sent again under its key: recorded once, whenever and wherever the server died."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import time
from pathlib import Path
from typing import Any
from urllib.error import URLError

import pytest

from tests.callers import Answer, send, token_of
from tests.conftest import OpenHouse
from tests.functional.test_concurrency import URL, about, count
from tests.house import APPLICATION, House
from tracker.embedded.processes import wait_until

LOST = (URLError, http.client.HTTPException, OSError)


@pytest.fixture(scope="module")
def crashing_house(houses: OpenHouse) -> House:
    house = houses("web")
    loaded = house.manage("load_example")
    assert loaded.returncode == 0, loaded.stderr
    return house


def send_until_answered(house: House, body: dict[str, Any], key: str) -> Answer:
    """As a client should: again under the same key, for as long as there is no answer or a 503."""
    for _ in range(50):
        try:
            answer = send(house, URL, body, key=key)
        except LOST:
            time.sleep(0.2)
            continue
        if answer.status != 503:
            return answer
    raise AssertionError(house.log("web"))


# Whether the answer that is lost there had been recorded.
PLACES = {
    "count:after": False, "key:after": False, "action:after": False, "answer:after": False, "commit:before": False,
    "commit:after": True,
}  # fmt: skip


@pytest.mark.parametrize(("year", "place"), list(enumerate(PLACES, start=2000)))
def test_a_server_that_dies_costs_nothing(crashing_house: House, year: int, place: str) -> None:
    house, before, crashed = crashing_house, count(crashing_house, "suppliers_revision"), crashing_house.var / f"crashed-{year}"
    house.kill("web")
    house.application = "tests.crashing:application"
    house.environ |= {"CRASH_AT": place, "CRASHED": str(crashed)}
    house.start("web")
    with pytest.raises(LOST):
        send(house, URL, about(year), key=place)
    assert crashed.exists(), "it died where it was told to"
    answer = send_until_answered(house, about(year), place)
    assert (answer.status, answer.headers["Idempotent-Replayed"]) == (201, "true" if PLACES[place] else None)
    assert count(house, "suppliers_revision") == before + 1
    assert answer.content == send(house, URL, about(year), key=place).content


def test_a_caller_who_hangs_up_gets_the_answer_later(crashing_house: House) -> None:
    house, before = crashing_house, count(crashing_house, "suppliers_revision")
    body = json.dumps(about(1999)).encode()
    head = (
        f"POST {URL} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {token_of(house)}\r\nIdempotency-Key: hung-up\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", house.port)) as line:
        line.sendall(head.encode() + body)
    assert wait_until(lambda: count(house, "suppliers_revision") == before + 1, 20), house.log("web")
    answer = send(house, URL, about(1999), key="hung-up")
    assert (answer.status, answer.headers["Idempotent-Replayed"]) == (201, "true")
    assert count(house, "suppliers_revision") == before + 1


def test_a_worker_that_is_killed_is_replaced(crashing_house: House) -> None:
    house = crashing_house
    house.kill("web")
    house.application = APPLICATION
    house.start("web")
    workers = children_of(house.pid("web"))
    assert len(workers) == 2
    os.kill(workers[0], signal.SIGKILL)
    assert wait_until(lambda: len(set(children_of(house.pid("web"))) - set(workers)) == 1, 30), house.log("web")
    assert {send(house, URL, about(1998), key="replaced").status for _ in range(20)} == {201}


def children_of(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
