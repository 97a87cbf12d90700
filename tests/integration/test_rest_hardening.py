"""What strangers send: none of it may hang, crash, or be taken for something else."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from django.core.signals import request_started
from django.db import close_old_connections
from rest_framework.exceptions import ParseError
from rest_framework.test import APIClient

from suppliers.models import Revision
from tests.world import ACTOR, MINIMAL
from tracker.access.actions import add_client, add_party, issue_token
from tracker.access.models import ApiToken, Party, PartyKind
from tracker.api.parsers import read_json
from tracker.records.clock import database_now, parse_instant
from tracker.wsgi import application

URL = "/api/v1/emissions-reports/"
Connect = Callable[[Party | None], APIClient]


def cost(raw: bytes) -> float:
    """Seconds of this thread's own time, the least of three."""
    spent = []
    for _ in range(3):
        began = time.thread_time()
        with pytest.raises(ParseError):
            read_json(raw)
        spent.append(time.thread_time() - began)
    return min(spent)


@pytest.mark.parametrize("unit", [b'a\\"', b'\\"', b'"', b"\\", b'{"', b'"a":', b"[{", b'"\\\\', b'"a"'], ids=repr)
@pytest.mark.parametrize("start", [b"", b'"', b'{"a":"'])
def test_reading_a_body_costs_as_much_as_it_is_long(start: bytes, unit: bytes) -> None:
    short, long = ((start + unit * size)[:size] for size in (16 * 1024, 256 * 1024))
    # Sixteen times as long: a second look at each byte would cost 256 times as much.
    assert cost(long) < 64 * max(cost(short), 0.0005)


def test_finding_a_duplicate_costs_as_much_as_there_are_keys() -> None:
    def body(keys: int) -> bytes:
        return b"{" + b",".join(b'"k%d":1' % number for number in range(keys)) + b',"z":0,"z":0}'

    assert cost(body(32_000)) < 64 * max(cost(body(2_000)), 0.0005)


@pytest.mark.parametrize("number", ["1e9999999999999999999", "-1e9999999999999999999", "1e400", "1e-400", "1e41", "9" * 41])
def test_a_number_beyond_reason_is_refused(connect: Connect, supplier: Party, number: str) -> None:
    raw = json.dumps(MINIMAL).replace('"51712.8"', number)
    response = connect(supplier).post(URL, data=raw.encode(), content_type="application/json")
    assert response.status_code == 400


@pytest.mark.parametrize("number", ["0e-20000", "0e20000", "0e-99999999999", "0.0e-41"])
@pytest.mark.parametrize("name", ["scope_1_tco2e", "scope_3_tco2e"])
def test_an_exponent_is_never_written_out_into_memory(connect: Connect, supplier: Party, name: str, number: str) -> None:
    body = json.dumps(MINIMAL | {name: "HERE" if name == "scope_1_tco2e" else {"1": "HERE"}}).replace('"HERE"', number)
    answer = connect(supplier).post(URL, data=body, content_type="application/json")
    assert (answer.status_code, answer.json()["type"]) == (400, "/api/problems/malformed-json/")
    assert f"The number {number} has an exponent beyond 40." in answer.json()["detail"]


def test_a_zero_with_an_exponent_is_zero(connect: Connect, supplier: Party) -> None:
    body = json.dumps(MINIMAL | {"scope_1_tco2e": "HERE", "scope_3_tco2e": {"1": "HERE"}}).replace('"HERE"', "0e-30")
    assert connect(supplier).post(URL, data=body, content_type="application/json").status_code == 201
    revision = Revision.objects.get()
    assert (revision.scope_1_tco2e, revision.scope_3_tco2e) == (0, {"1": "0"})


@pytest.mark.parametrize(
    "text",
    ["0001-01-01T00:00:00-23:59", "0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59", "2026-W01-1T00:00Z",
     "2026-13-45T00:00:00Z",
     "2026-01-01\x0000:00Z", "20260101T000000Z", "２026-01-01T00:00:00Z", "", "now"],
)  # fmt: skip
def test_an_instant_that_cannot_be_read_is_refused(connect: Connect, supplier: Party, text: str) -> None:
    response = connect(supplier).get("/api/v1/commitments/", {"as_of": text})
    assert response.status_code in (400, 200)
    if response.status_code == 200:
        assert parse_instant(text) is not None
        assert response.json()["count"] == 0


@pytest.mark.parametrize(
    ("address", "name"),
    [("obligations/?status=compliant", "status"), ("obligations/?page=x", "page"), ("obligations/?page_size=abc", "page_size"),
     ("obligations/?page_size=-5", "page_size"), ("obligations/?page_size=0", "page_size"), ("obligations/?page=0", "page"),
     ("obligations/?reporting_year=2025&reporting_year=1999", "reporting_year"),
     ("emissions-reports/?reporting_year=0000", "reporting_year"),
     ("progress/?x=1", "x"), ("obligations/?format=", "format")],
)  # fmt: skip
def test_parameters_are_read_strictly(connect: Connect, supplier: Party, address: str, name: str) -> None:
    response = connect(supplier).get(f"/api/v1/{address}")
    assert response.status_code == 400, response.content
    assert response.json()["errors"][0]["pointer"] == f"?{name}"


def test_an_empty_commitment_is_no_commitment(connect: Connect, supplier: Party) -> None:
    response = connect(supplier).get("/api/v1/obligations/?commitment=")
    assert (response.status_code, response.json()["type"]) == (404, "/api/problems/commitment-unknown/")
    assert "supplier-carbon-mandate" in response.json()["detail"]


def test_parameters_are_refused_all_at_once(connect: Connect, supplier: Party) -> None:
    asked = "as_of=yesterday&reporting_year=12&status=LATE&page=0&page_size=x&foo=1&commitment=a&commitment=b"
    answer = connect(supplier).get(f"/api/v1/obligations/?{asked}")
    assert answer.status_code == 400
    pointers = [error["pointer"] for error in answer.json()["errors"]]
    assert pointers == ["?as_of", "?reporting_year", "?status", "?page", "?page_size", "?foo", "?commitment"]
    assert all(error["detail"] for error in answer.json()["errors"])
    assert "7" in answer.json()["detail"]


def test_a_large_page_size_is_cut(connect: Connect, supplier: Party) -> None:
    assert connect(supplier).get("/api/v1/obligations/?page_size=1000000000").status_code == 200


@pytest.mark.parametrize("cursor", ["", "x", "cD0yMDI2", "WzVd:1vNb:abc", "9" * 5000, "%00", "é"])
def test_what_is_no_place_in_a_list_is_refused(connect: Connect, supplier: Party, cursor: str) -> None:
    response = connect(supplier).get(f"/api/v1/obligations/?cursor={cursor}")
    assert (response.status_code, response["Content-Type"]) == (400, "application/problem+json")


@pytest.mark.parametrize("accept", ["text/html", "application/xml", "*/*;q=x", "application/json; a*=foo''b%20c", "\x80"])
@pytest.mark.parametrize("address", ["obligations/", "schema/", "compliance-reports/"])
def test_odd_accept_headers_are_answered(connect: Connect, supplier: Party, address: str, accept: str) -> None:
    response = connect(supplier).get(f"/api/v1/{address}", HTTP_ACCEPT=accept)
    assert response.status_code in (200, 406)
    if response.status_code == 406:
        assert response["Content-Type"] == "application/problem+json"
        assert json.loads(response.content)["status"] == 406


@pytest.mark.parametrize("method", ["options", "head", "trace", "put", "delete"])
@pytest.mark.parametrize("address", ["/api/docs/", "/api/v1/schema/", "/api/v1/obligations/", "/api/problems/", URL])
def test_other_methods_are_answered(connect: Connect, supplier: Party, address: str, method: str) -> None:
    for client in (connect(supplier), APIClient()):
        response = getattr(client, method)(address)
        assert response.status_code in (200, 401, 403, 405), response.content


def test_a_reader_learns_that_an_address_takes_no_post(connect: Connect, supplier: Party) -> None:
    assert connect(None).post("/api/v1/obligations/", {}, format="json").status_code == 405


def test_many_unknown_names_are_counted_not_listed(connect: Connect, supplier: Party) -> None:
    body = {f"field_{number}": 1 for number in range(20_000)}
    response = connect(supplier).post(URL, data=json.dumps(body).encode(), content_type="application/json")
    assert response.status_code == 400
    assert len(response.json()["errors"]) == 1
    assert "20000 fields" in response.json()["errors"][0]["detail"]


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"period_start": "2025-W01-1"}, "/period_start"),
        ({"period_end": "20251231"}, "/period_end"),
        ({"period_start": "2024-12-25"}, "/period_end"),
        ({"period_start": "2098-01-01", "period_end": "2098-12-31", "reporting_year": 2098}, "/period_end"),
        ({"assurance_level": "REASONABLE"}, "/assurance_standard"),
    ],
)
def test_what_looks_like_a_report_and_is_none(connect: Connect, supplier: Party, changes: dict[str, Any], pointer: str) -> None:
    response = connect(supplier).post(URL, data=json.dumps(MINIMAL | changes).encode(), content_type="application/json")
    assert response.status_code == 400
    assert pointer in {error["pointer"] for error in response.json()["errors"]}
    assert not Revision.objects.exists()


@pytest.mark.parametrize(("start", "accepted"), [("2024-12-26", True), ("2024-12-25", False)])
def test_fifty_three_weeks_are_the_longest_year(connect: Connect, supplier: Party, start: str, accepted: bool) -> None:
    body = MINIMAL | {"period_start": start}
    response = connect(supplier).post(URL, data=json.dumps(body).encode(), content_type="application/json")
    assert (response.status_code == 201) is accepted


def test_text_is_kept_as_it_was_sent(connect: Connect, supplier: Party) -> None:
    body = MINIMAL | {"explanation": "  kept as sent?\n"}
    response = connect(supplier).post(URL, data=json.dumps(body).encode(), content_type="application/json")
    assert response.json()["revisions"][0]["content"]["explanation"] == "  kept as sent?\n"


def test_a_recycler_files_no_emissions(connect: Connect, db: None) -> None:
    recycler = add_party(actor=ACTOR, kind=PartyKind.RECYCLER, name="Millrace Recycling", country="CN")
    response = connect(recycler).post(URL, data=json.dumps(MINIMAL).encode(), content_type="application/json")
    assert (response.status_code, response.json()["type"]) == (403, "/api/problems/not-a-supplier/")


def test_a_body_without_its_length_is_refused(connect: Connect, supplier: Party) -> None:
    client = connect(supplier)
    response = client.generic("POST", URL, "", content_type="application/json", HTTP_TRANSFER_ENCODING="chunked")
    assert (response.status_code, response["Content-Type"]) == (411, "application/problem+json")


def test_a_sender_without_the_slash_is_not_sent_away_as_a_reader(connect: Connect, supplier: Party) -> None:
    client = connect(supplier)
    response = client.post(URL.rstrip("/"), data=json.dumps(MINIMAL).encode(), content_type="application/json")
    assert response.status_code == 404
    assert "ends with a slash" in response.json()["detail"]
    assert client.get(URL.rstrip("/")).status_code == 301


def test_a_content_type_that_cannot_be_read_is_answered(db: None) -> None:
    answered: list[str] = []
    environ = {
        "REQUEST_METHOD": "POST", "PATH_INFO": URL, "SERVER_NAME": "localhost", "SERVER_PORT": "80", "wsgi.url_scheme": "http",
        "wsgi.input": BytesIO(b"{}"), "CONTENT_LENGTH": "2", "CONTENT_TYPE": "application/json; a*=foo''b%20c",
    }  # fmt: skip
    # A server closes what is left of the request before; here that would be the test's own connection.
    request_started.disconnect(close_old_connections)
    try:
        body = b"".join(application(environ, lambda status, headers: answered.append(status)))
    finally:
        request_started.connect(close_old_connections)
    assert answered[0].startswith(("401", "415")), body


def test_an_expired_token_ends(connect: Connect, supplier: Party) -> None:
    client = connect(supplier)
    ApiToken.objects.update(expires_at=database_now())
    response = client.get(URL)
    assert response.status_code == 401
    assert "expired" in response.json()["detail"]


@pytest.mark.parametrize("scheme", ["bearer", "BEARER", "Bearer "])
def test_the_scheme_is_read_in_any_case(db: None, scheme: str) -> None:
    client = add_client(actor=ACTOR, party=None, name="reader")
    secret = issue_token(actor=ACTOR, client=client, now=database_now())
    assert APIClient(HTTP_AUTHORIZATION=f"{scheme} {secret}").get("/api/v1/commitments/").status_code == 200


@pytest.mark.parametrize("secret", ["", "x", "\x00", "ü", "pledge_" + "a" * 5000, "a b c"])
def test_no_token_is_too_odd_to_be_refused(db: None, secret: str) -> None:
    assert APIClient(HTTP_AUTHORIZATION=f"Bearer {secret}").get("/api/v1/commitments/").status_code == 401
