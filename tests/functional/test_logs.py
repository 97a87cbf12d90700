"""Check 110: what the log of a running web process says of people and programs, and what it never says."""

from __future__ import annotations

import http.client
import json
from typing import Any
from urllib.parse import urlencode

import pytest

from tests.conftest import OpenHouse
from tests.house import House
from tracker.embedded.processes import wait_until

PREPARE = """
import json
from tests.world import ACTOR
from tracker.access.actions import add_client, issue_token
from tracker.access.models import User
from tracker.records.clock import database_now
reader = add_client(actor=ACTOR, party=None, name="Reader of this test")
person = User.objects.create_user("kept.out", password="a long enough one")
print(json.dumps({"client": str(reader.pk), "token": issue_token(actor=ACTOR, client=reader, now=database_now()),
    "person": person.pk}))
"""
# Each is sent somewhere below, and stands nowhere in the log.
MARKS = ("mark-in-a-token", "mark-in-a-password", "mark-in-a-cookie", "mark-in-a-body", "mark-in-a-query", "mark-in-a-name")


@pytest.fixture(scope="module")
def web(houses: OpenHouse) -> House:
    return houses("web")


@pytest.fixture(scope="module")
def known(web: House) -> dict[str, Any]:
    prepared = web.manage("shell", "-v0", "-c", PREPARE)
    assert prepared.returncode == 0, prepared.stderr
    answer: dict[str, Any] = json.loads(prepared.stdout)
    return answer


def send(web: House, method: str, address: str, body: str = "", **headers: str) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", web.port, timeout=20)
    named = {"Cookie": f"csrftoken={'a' * 32}; other=mark-in-a-cookie"} | {
        name.replace("_", "-"): value for name, value in headers.items()
    }
    connection.request(method, address, body, named)
    status = connection.getresponse().status
    connection.close()
    return status


def lines_about(web: House, request_id: str) -> list[dict[str, Any]]:
    def found() -> list[dict[str, Any]]:
        lines = (json.loads(line) for line in web.log("web").splitlines() if line.startswith("{"))
        return [line for line in lines if line.get("request_id") == request_id]

    wait_until(lambda: bool(found()), 5)
    return found()


def the(lines: list[dict[str, Any]], event: str) -> dict[str, Any]:
    (line,) = (line for line in lines if line["event"] == event)
    return line


def test_check_110_a_refused_client_is_named_by_its_id(web: House, known: dict[str, Any]) -> None:
    status = send(
        web, "POST", "/api/v1/emissions-reports/?x=mark-in-a-query", '{"explanation": "mark-in-a-body"}',
        X_Request_ID="refused-client", Authorization=f"Bearer {known['token']}", Content_Type="application/json",
    )  # fmt: skip
    assert status == 403
    line = the(lines_about(web, "refused-client"), "access.refused")
    assert (line["status"], line["method"], line["path"]) == (403, "POST", "/api/v1/emissions-reports/")
    assert line["who"] == f"CLIENT {known['client']}"


def test_check_110_a_stranger_is_nobody(web: House) -> None:
    token = "Bearer pledge_mark-in-a-token"
    assert send(web, "GET", "/api/v1/commitments/", X_Request_ID="refused-stranger", Authorization=token) == 401
    line = the(lines_about(web, "refused-stranger"), "access.refused")
    assert (line["status"], line["path"], line["who"]) == (401, "/api/v1/commitments/", "nobody")


@pytest.mark.parametrize(("name", "known_person"), [("kept.out", True), ("mark-in-a-name", False)])
def test_check_110_a_failed_log_in(web: House, known: dict[str, Any], name: str, known_person: bool) -> None:
    form = urlencode({"username": name, "password": "mark-in-a-password", "csrfmiddlewaretoken": "a" * 32})
    request_id = f"log-in-of-{name}"[:30]
    send(web, "POST", "/admin/login/", form, X_Request_ID=request_id, Content_Type="application/x-www-form-urlencoded")
    line = the(lines_about(web, request_id), "access.login_failed")
    assert line["who"] == (f"USER {known['person']}" if known_person else "nobody known")
    assert line["path"] == "/admin/login/"


@pytest.mark.parametrize("address", ["/api/v1/nothing%0D%0A%7B%22event%22%3A%20%22forged%22%7D/", "/nothing%0d%0aforged/"])
def test_check_110_a_line_break_stays_in_its_line(web: House, address: str) -> None:
    assert send(web, "GET", address, X_Request_ID="line-break-sent") == 404
    assert lines_about(web, "line-break-sent")
    assert not [line for line in web.log("web").splitlines() if line.startswith(('{"event": "forged"', "forged"))]


def test_check_110_nothing_that_was_sent_is_in_the_log(web: House, known: dict[str, Any]) -> None:
    sent = {
        "X_Request_ID": "everything-at-once",
        "Authorization": f"Bearer {known['token']}",
        "Content_Type": "application/json",
    }
    send(web, "POST", "/api/v1/emissions-reports/?token=mark-in-a-query", '{"explanation": "mark-in-a-body"', **sent)
    assert lines_about(web, "everything-at-once")
    log = web.log("web")
    # The names of the requests above are ours; what their forms held is not among them.
    kept = log.replace("log-in-of-mark-in-a-name", "")
    assert [mark for mark in (*MARKS, known["token"], known["token"][7:30]) if mark in kept] == []
    assert all(json.loads(line) for line in log.splitlines() if line.startswith("{"))
