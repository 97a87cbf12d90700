"""What is sent again, with which key, after how long, and what is not."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest
from pledgekeeper import Client, NotConfigured, NotReached, Problem

from tests.unit.client.scripted import CUT, Answer, Script

REPORT = {"reporting_year": 2025, "scope_1_tco2e": "1"}
FILED = Answer(201, {"id": "r", "state": "SUBMITTED"})
Connect = Callable[[Script], Client]


@pytest.fixture
def waits() -> list[float]:
    return []


@pytest.fixture
def client(server: Script, waits: list[float]) -> Any:
    with Client.from_environment(wait=waits.append) as client:
        yield client


def away(status: int, **headers: str) -> Answer:
    return Answer(
        status, {"type": "/api/problems/unavailable/", "title": "Away"}, {k.replace("_", "-"): v for k, v in headers.items()}
    )


def test_it_is_sent_again_under_the_same_key_until_it_is_answered(server: Script, client: Client, waits: list[float]) -> None:
    server.then(CUT, away(503, Retry_After="7"), away(429, Retry_After="3"), away(503), FILED)
    assert client.submit(REPORT)["state"] == "SUBMITTED"
    keys = {asked.headers["Idempotency-Key"] for asked in server.asked}
    assert len(keys) == 1
    assert {asked.body for asked in server.asked} == {json.dumps(REPORT).encode()}
    assert {asked.headers["Authorization"] for asked in server.asked} == {"Bearer pledge_abc"}
    assert waits == [0.5, 7.0, 3.0, 4.0]


def test_the_key_follows_from_the_body_and_the_address(server: Script, client: Client) -> None:
    server.then(*[FILED] * 5)
    for report, dry_run in [(REPORT, False), (REPORT, False), (REPORT | {"explanation": "x"}, False), (REPORT, True)]:
        client.submit(report, dry_run=dry_run)
    client.submit(REPORT, key="my-own")
    first, again, other, dry, own = (asked.headers["Idempotency-Key"] for asked in server.asked)
    assert first == again
    assert len({first, other, dry, own}) == 4, "a trial never answers for what is to be recorded"
    assert own == "my-own"
    assert [asked.path.partition("?")[2] for asked in server.asked][3] == "dry_run=true"


def test_bytes_are_sent_as_they_are(server: Script, client: Client) -> None:
    server.then(FILED)
    client.submit(b'{ "reporting_year": 2025,\n"scope_1_tco2e": 1.50 }\n')
    assert server.asked[0].body == b'{ "reporting_year": 2025,\n"scope_1_tco2e": 1.50 }\n'


def test_a_key_in_flight_is_waited_for_and_another_conflict_is_not(server: Script, client: Client, waits: list[float]) -> None:
    busy = Answer(409, {"type": "/api/problems/key-in-flight/", "title": "At work"}, {"Retry-After": "1"})
    server.then(busy, Answer(409, {"type": "/api/problems/report-exists/", "title": "There is one", "link": "/x/"}))
    with pytest.raises(Problem) as refused:
        client.submit(REPORT)
    assert waits == [1.0]
    assert (refused.value.status, refused.value.link) == (409, "/x/")


@pytest.mark.parametrize("status", [400, 401, 403, 404, 412, 422, 500])
def test_a_refusal_is_not_asked_again(server: Script, client: Client, status: int) -> None:
    server.then(away(status))
    with pytest.raises(Problem, match=f"Away \\({status}\\)"):
        client.submit(REPORT)


def test_it_gives_up_with_the_last_word(server: Script, client: Client) -> None:
    server.then(*[away(503)] * 7, CUT)
    with pytest.raises(NotReached, match=r"after 8 tries\. Last: RemoteProtocolError"):
        client.submit(REPORT)


def test_a_day_in_retry_after_is_read_and_no_wait_is_endless(server: Script, client: Client, waits: list[float]) -> None:
    soon = format_datetime(datetime.now(UTC) + timedelta(seconds=20), usegmt=True)
    server.then(away(503, Retry_After=soon), away(503, Retry_After="86400"), away(503, Retry_After="soon"), FILED)
    client.submit(REPORT)
    assert 15 < waits[0] <= 20
    assert waits[1:] == [60.0, 2.0]


def test_a_way_to_another_address_is_not_followed(server: Script, client: Client) -> None:
    server.then(Answer(302, b"", {"Location": "https://elsewhere.example/"}))
    with pytest.raises(Problem, match="no answer of Pledgekeeper"):
        client.list_assessments()


@pytest.mark.parametrize("page", [b"<html>Log in</html>", [1]])
def test_a_page_of_somebody_between_is_no_answer(server: Script, client: Client, page: Any) -> None:
    server.then(Answer(200, page), Answer(200, page))
    for ask in (client.list_assessments, lambda: client.submit(REPORT)):
        with pytest.raises(Problem, match=r"no answer of Pledgekeeper \(200\)"):
            ask()


def test_an_answer_that_breaks_while_it_is_unpacked_is_asked_for_again(server: Script, client: Client) -> None:
    server.then(Answer(201, b"no gzip at all", {"Content-Encoding": "gzip"}), FILED)
    assert client.submit(REPORT)["state"] == "SUBMITTED"
    assert len({asked.headers["Idempotency-Key"] for asked in server.asked}) == 1


def test_all_pages_are_read_at_the_same_address(server: Script, client: Client) -> None:
    server.then(
        Answer(
            200, {"results": [{"n": 1}], "next": "https://elsewhere.example/api/v1/assessments/?cursor=abc%3D&page_size=200"}
        ),
        Answer(200, {"results": [{"n": 2}], "next": None}),
    )
    assert client.list_assessments(status="OVERDUE") == [{"n": 1}, {"n": 2}]
    assert [asked.path for asked in server.asked] == [
        "/api/v1/assessments/?status=OVERDUE&page_size=200", "/api/v1/assessments/?cursor=abc%3D&page_size=200",
    ]  # fmt: skip


def test_an_amendment_names_what_it_saw(server: Script, client: Client) -> None:
    server.then(
        Answer(200, {"results": [{"id": "r"}], "next": None}),
        Answer(200, {"id": "r"}, {"ETag": '"seen"'}),
        Answer(201, {"id": "r"}),
    )
    report = b'{"reporting_year": 2025, "scope_1_tco2e": 51712.800001, "scope_2_market_tco2e": 5e-05}'
    client.amend(report, reason_code="ERROR", reason="A meter was read twice.")
    search, _, amendment = server.asked
    assert search.path == "/api/v1/emissions-reports/?reporting_year=2025&page_size=200"
    assert (amendment.path, amendment.headers["If-Match"]) == ("/api/v1/emissions-reports/r/revisions/", '"seen"')
    assert json.loads(amendment.body) == {
        "scope_1_tco2e": "51712.800001", "scope_2_market_tco2e": "0.00005",
        "reason_code": "ERROR", "reason_text": "A meter was read twice.",
    }  # fmt: skip


def test_an_amendment_of_a_report_that_moved_on_is_another(server: Script, client: Client) -> None:
    for seen in ("first", "first", "second"):
        search, read = Answer(200, {"results": [{"id": "r"}], "next": None}), Answer(200, {"id": "r"}, {"ETag": f'"{seen}"'})
        server.then(search, read, Answer(201, {"id": "r"}, {"Idempotent-Replayed": "true"} if seen == "second" else {}))
    answers = [client.amend(REPORT, reason_code="ERROR", reason="x") for _ in range(3)]
    first, again, later = (asked.headers["Idempotency-Key"] for asked in server.asked[2::3])
    assert first == again
    assert later != first
    assert [answer.replayed for answer in answers] == [False, False, True]


def test_a_field_that_came_twice_is_not_amended_in_silence(client: Client) -> None:
    report = b'{"reporting_year": 2025, "scope_1_tco2e": "1", "scope_3_tco2e": {"1": "2", "1": "3"}}'
    with pytest.raises(Problem, match="The report names 1 more than once"):
        client.amend(report, reason_code="ERROR", reason="x")


def test_what_was_not_filed_cannot_be_amended(server: Script, client: Client) -> None:
    server.then(Answer(200, {"results": [], "next": None}))
    with pytest.raises(Problem, match="No report about 2025 is filed"):
        client.amend(REPORT, reason_code="ERROR", reason="x")
    with pytest.raises(Problem, match="names no reporting_year"):
        client.amend({}, reason_code="ERROR", reason="x")


@pytest.mark.parametrize(
    "url", ["http://pledgekeeper.example", "ftp://x", "pledgekeeper.example", "https://", "http://127.0.0.1.evil/"]
)
def test_a_token_does_not_travel_unencrypted(url: str) -> None:
    with pytest.raises(NotConfigured, match="https://"):
        Client(url, "pledge_abc")
