"""The REST doors as a supplier's engineer meets them."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from rest_framework.test import APIClient

from suppliers.actions import return_revision
from suppliers.models import Revision
from tests.world import MINIMAL, record_sample, submit, submit_accepted
from tracker.access.models import ApiToken, Party, User
from tracker.records.canonical import canonical_json, sha256_of
from tracker.records.models import AuditEvent

URL = "/api/v1/emissions-reports/"
Connect = Callable[[Party | None], APIClient]


def post(client: APIClient, body: Any, url: str = URL, **headers: Any) -> Any:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    return client.post(url, data=raw, content_type="application/json", **headers)


def faults(response: Any) -> dict[str, str]:
    assert response["Content-Type"] == "application/problem+json"
    return {error["pointer"]: error["code"] for error in response.json()["errors"]}


def test_twelve_lines_are_enough(connect: Connect, supplier: Party) -> None:
    assert len(json.dumps(MINIMAL, indent=1).splitlines()) <= 12
    response = post(connect(supplier), MINIMAL)
    body = response.json()
    assert response.status_code == 201
    assert response["Location"] == f"{URL}{body['id']}/"
    assert (body["supplier"], body["reporting_year"], body["state"]) == ("Amberlin Semiconductor", 2025, "SUBMITTED")
    assert body["revisions"][0]["content"]["scope_1_tco2e"] == "51712.8"


def test_a_reader_recomputes_the_hash(connect: Connect, supplier: Party) -> None:
    client = connect(supplier)
    location = post(client, MINIMAL)["Location"]
    (revision,) = client.get(location).json()["revisions"]
    assert sha256_of(canonical_json(revision["content"])) == revision["content_sha256"]


def test_the_event_carries_the_request(connect: Connect, supplier: Party) -> None:
    response = post(connect(supplier), MINIMAL)
    event = AuditEvent.objects.get(verb="suppliers.submit_revision")
    assert event.request_id == response["X-Request-ID"]
    assert (event.actor_kind, event.party_id) == ("CLIENT", supplier.pk)


@pytest.mark.parametrize("number", ["51712.8", 51712.8, 5e-05, 0, "0.000001", 99999999999999])
def test_numbers_arrive_as_they_were_written(connect: Connect, supplier: Party, number: object) -> None:
    response = post(connect(supplier), MINIMAL | {"scope_1_tco2e": number})
    assert response.status_code == 201, response.json()
    assert str(Revision.objects.get().scope_1_tco2e.normalize()) == f"{Decimal(str(number)).normalize()}"


def test_a_long_number_is_stored_exactly(connect: Connect, supplier: Party) -> None:
    raw = json.dumps(MINIMAL).replace('"51712.8"', "123456789012.123456").encode()
    assert post(connect(supplier), raw).status_code == 201
    assert str(Revision.objects.get().scope_1_tco2e) == "123456789012.123456"


@pytest.mark.parametrize(
    "quantity",
    ["1_000", "１２３", "١٢٣", "1,5", "0x10", "+1", " 1 ", "1e3", "-1", "", "1.1234567", "NaN", "Infinity", "007", ".5", "5.",
     "123456789012345", True, None, [], {}, -5, 1.1234567, 1e15],
)  # fmt: skip
def test_what_is_no_quantity_is_refused_by_name(connect: Connect, supplier: Party, quantity: object) -> None:
    response = post(connect(supplier), MINIMAL | {"scope_1_tco2e": quantity})
    assert response.status_code == 400
    assert set(faults(response)) == {"/scope_1_tco2e"}
    assert not Revision.objects.exists()


@pytest.mark.parametrize(
    "raw",
    [b'{"a": 1, "a": 2}', b"[]", b"null", b"7", b'"text"', b"{", b'{"a": NaN}', b'{"a": Infinity}', b'{"a": "\\u0000"}',
     b'{"a": "\\ud800"}', b'{"\\u202ea": 1}', b"\xef\xbb\xbf{}", "{}".encode("utf-16"), b'{"a": "\xff"}', b"[" * 100_000,
     b'{"a":' * 21 + b"1" + b"}" * 21, b'{"a": ' + b"9" * 5000 + b"}", b'{"a": 1} {"b": 2}'],
    ids=lambda raw: repr(raw[:20]),
)  # fmt: skip
def test_a_body_that_is_not_our_json_is_refused_in_a_sentence(connect: Connect, supplier: Party, raw: bytes) -> None:
    response = post(connect(supplier), raw)
    assert response.status_code == 400
    assert response.json()["type"] == "/api/problems/malformed-json/"
    assert response.json()["detail"].endswith((".", "…"))
    assert not Revision.objects.exists()


def test_all_faults_at_once(connect: Connect, supplier: Party) -> None:
    response = post(
        connect(supplier),
        {"reporting_year": "2025", "period_start": "2025-02-30", "consolidation_approach": "OPERATIONAL", "gwp_set": 5,
         "scope_1_tco2e": "-3", "scope_1_tc02e": "3", "explanation": 7, "status": "ACCEPTED"},
    )  # fmt: skip
    assert response.status_code == 400
    assert faults(response) == {
        "/reporting_year": "year", "/period_start": "day", "/period_end": "required", "/explanation": "text",
        "/consolidation_approach": "invalid-choice", "/gwp_set": "invalid-choice", "/scope_1_tco2e": "quantity",
        "/scope_1_tc02e": "unknown", "/status": "unknown",
    }  # fmt: skip
    details = {error["pointer"]: error["detail"] for error in response.json()["errors"]}
    assert "Did you mean scope_1_tco2e?" in details["/scope_1_tc02e"]
    assert "2025-12-31" in details["/period_end"]


def test_faults_across_fields_are_found_by_the_action(connect: Connect, supplier: Party) -> None:
    body = MINIMAL | {"period_start": "2025-12-31", "period_end": "2025-01-01", "reporting_year": 2024}
    assert faults(post(connect(supplier), body)) == {"/period_end": "period-order", "/reporting_year": "year-mismatch"}


def test_a_second_report_for_the_year_leads_to_the_first(connect: Connect, supplier: Party) -> None:
    client = connect(supplier)
    first = post(client, MINIMAL)
    second = post(client, MINIMAL)
    assert second.status_code == 409
    assert second.json()["link"] == first["Location"]
    assert Revision.objects.count() == 1


def test_a_returned_report_is_amended_with_a_reason(connect: Connect, supplier: Party, analyst: User) -> None:
    client = connect(supplier)
    first = post(client, MINIMAL)
    address, revisions = first["Location"], f"{first['Location']}revisions/"
    amendment = {name: value for name, value in MINIMAL.items() if name != "reporting_year"}
    reasons = {"reason_code": "ERROR", "reason_text": "A meter was read twice."}
    assert post(client, amendment | reasons, revisions, HTTP_IF_MATCH=first["ETag"]).status_code == 409
    return_revision(user=analyst, revision_id=Revision.objects.get().pk, reason="Scope 2 looks low.")
    returned = client.get(address)
    assert returned.json()["revisions"][0]["decision"]["reason"] == "Scope 2 looks low."
    unfounded = post(client, amendment, revisions, HTTP_IF_MATCH=returned["ETag"])
    assert faults(unfounded) == {"/reason_code": "required", "/reason_text": "required"}
    amended = post(client, amendment | reasons, revisions, HTTP_IF_MATCH=returned["ETag"])
    assert amended.status_code == 201
    assert [revision["state"] for revision in amended.json()["revisions"]] == ["RETURNED", "SUBMITTED"]


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_frozen_things_take_no_other_method(connect: Connect, supplier: Party, method: str) -> None:
    client = connect(supplier)
    address = post(client, MINIMAL)["Location"]
    response = getattr(client, method)(address, {}, format="json")
    assert response.status_code == 405
    assert response["Content-Type"] == "application/problem+json"


def test_another_partys_report_reads_like_a_missing_one(connect: Connect, supplier: Party, stranger: Party) -> None:
    report_id = submit(supplier).report_id
    client = connect(stranger)
    foreign, missing = client.get(f"{URL}{report_id}/"), client.get(f"{URL}{stranger.pk}/")
    assert foreign.status_code == missing.status_code == 404
    assert {**foreign.json(), "request_id": ""} == {**missing.json(), "request_id": ""}
    assert client.get(URL).json()["count"] == 0
    assert connect(supplier).get(URL).json()["count"] == 1


def test_a_supplier_sees_itself_only(connect: Connect, supplier: Party, stranger: Party, analyst: User) -> None:
    submit_accepted(supplier, analyst)
    submit_accepted(stranger, analyst)
    client, reader = connect(stranger), connect(None)
    for address in ("/api/v1/obligations/", "/api/v1/assessments/"):
        own = {row["party_id"] for row in client.get(address).json()["results"]}
        everyone = {row["party_id"] for row in reader.get(address).json()["results"]}
        assert own == {str(stranger.pk)}
        assert everyone == {str(supplier.pk), str(stranger.pk)}
    assert client.get("/api/v1/compliance-reports/").json()["count"] == 0


def test_the_programmes_reader_only_reads(connect: Connect, supplier: Party) -> None:
    reader = connect(None)
    assert post(reader, MINIMAL).status_code == 403
    assert reader.get(URL).status_code == 200


def test_without_a_token_nothing_is_told(connect: Connect, supplier: Party) -> None:
    response = APIClient().get(URL)
    assert response.status_code == 401
    assert response["WWW-Authenticate"].startswith("Bearer")
    assert APIClient().get(f"{URL}?token=pledge_x").status_code == 401


def test_a_revoked_token_ends_at_once(connect: Connect, supplier: Party) -> None:
    client = connect(supplier)
    assert client.get(URL).status_code == 200
    ApiToken.objects.update(revoked_at="2026-01-01T00:00:00Z")
    assert client.get(URL).status_code == 401


def test_the_secret_is_not_kept(connect: Connect, supplier: Party) -> None:
    client = connect(supplier)
    secret = str(vars(client)["_credentials"]["HTTP_AUTHORIZATION"]).removeprefix("Bearer ")
    assert secret not in str(list(ApiToken.objects.values()))
    assert secret not in str(list(AuditEvent.objects.values()))


@pytest.mark.parametrize(
    ("query", "name"),
    [("as_of=yesterday", "as_of"), ("as_of=2026-01-01T00:00:00", "as_of"), ("as_of=2999-01-01T00:00:00Z", "as_of"),
     ("reporting_year=20x5", "reporting_year"), ("reporting_year=２０２５", "reporting_year"), ("yaer=2025", "yaer")],
)  # fmt: skip
def test_a_parameter_that_cannot_be_read_is_refused_by_name(connect: Connect, supplier: Party, query: str, name: str) -> None:
    response = connect(supplier).get(f"/api/v1/assessments/?{query}")
    assert response.status_code == 400
    assert response.json()["errors"][0]["pointer"] == f"?{name}"


def test_a_body_over_the_limit_is_refused(connect: Connect, supplier: Party) -> None:
    body = json.dumps(MINIMAL | {"explanation": "x" * 1024 * 1024}).encode()
    response = post(connect(supplier), body)
    assert response.status_code == 413
    assert response["Content-Type"] == "application/problem+json"


def test_another_media_type_is_refused(connect: Connect, supplier: Party) -> None:
    assert connect(supplier).post(URL, {"reporting_year": "2025"}).status_code == 415


@pytest.mark.parametrize("address", ["/api/v1/nothing/", "/api/v1/emissions-reports/17/", "/api/problems/nothing/"])
def test_an_unknown_address_below_api_is_a_problem(connect: Connect, supplier: Party, address: str) -> None:
    response = connect(supplier).get(address)
    assert (response.status_code, response["Content-Type"]) == (404, "application/problem+json")


def test_markup_stays_text(connect: Connect, supplier: Party) -> None:
    text = "<script>alert(1)</script> {{7*7}} {% debug %} ${7*7} 碳"
    body = post(connect(supplier), MINIMAL | {"explanation": text}).json()
    assert body["revisions"][0]["content"]["explanation"] == text


def test_queries_do_not_grow_with_the_reports(
    connect: Connect, supplier: Party, analyst: User, django_assert_max_num_queries: Any
) -> None:
    client = connect(supplier)
    for year in range(2018, 2026):
        record_sample(supplier, revision_id=submit_accepted(supplier, analyst, year))
    client.get(URL)  # The first use of a token in an hour is noted.
    for address, most in ((URL, 22), ("/api/v1/evidence/", 14), ("/api/v1/assessments/", 20), ("/api/v1/obligations/", 20)):
        with django_assert_max_num_queries(most):
            assert client.get(address).status_code == 200
