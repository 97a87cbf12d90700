"""Checks 23 to 26, 28 and 29: nothing is shown, changed or reached that the published schema does not say."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import pytest
from django.test import Client
from drf_spectacular.generators import SchemaGenerator
from rest_framework.test import APIClient

from suppliers.actions import return_revision
from suppliers.models import EmissionsReport, Revision
from tests.integration.isolation.bulk import add_bulk_file
from tests.world import ACTOR, MINIMAL, record_sample, submit, submit_accepted
from tracker.access.models import ApiClient, Party, User
from tracker.records.receipts import give_receipt

URL = "/api/v1/emissions-reports/"
METHODS = ("get", "post", "put", "patch", "delete")
ODD_METHODS = ("TRACE", "PROPFIND", "CONNECT", "MKCOL", "SEARCH", "FOO")
ADDRESSES = (
    "/", "/admin/", "/admin/login/", "/admin/suppliers/revision/", "/api/docs/", "/api/problems/", "/api/v1/", URL,
    "/api/v1/schema/", "/api/v1/commitments/", "/api/v1/nothing/", "/nothing/", "/healthz/live", "/static/reports/admin.css",
)  # fmt: skip
# Who decided, who entered it, whom a client belongs to: the programme's own affair. A `note` is the supplier's, on a milestone.
HIDDEN = {
    "decided_by",
    "entered_by",
    "entered_by_user",
    "entered_by_client",
    "notes",
    "username",
    "digest",
    "issued_by",
}

Connect = Callable[[Party | None], APIClient]


# Others' or none of this supplier's, no JSON, or checked with a plan of its own in test_rest_plans.
CLOSED_OR_ELSEWHERE = re.compile(
    r"compliance-reports/{|programme-summaries/|{plan_id}|/file/$|/result/$|/template[./]|/schemas/"
)


@cache
def schema() -> dict[str, Any]:
    published: dict[str, Any] = SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
    return published


def resolve(spec: dict[str, Any]) -> dict[str, Any]:
    name = spec.get("$ref", "").rpartition("/")[2]
    return schema()["components"]["schemas"][name] if name else spec


def strays(value: Any, spec: dict[str, Any], place: str = "") -> Iterator[str]:
    """Keys of an answer that the schema lacks, and those that it promises and the answer lacks."""
    choices = [resolve(choice) for choice in spec.get("oneOf") or spec.get("allOf") or spec.get("anyOf") or []]
    spec = next((choice for choice in choices if choice.get("type") != "null"), resolve(spec))
    if isinstance(value, dict) and "properties" in spec:
        yield from (f"{place}/{name} is not in the schema" for name in value.keys() - spec["properties"].keys())
        yield from (f"{place}/{name} is missing" for name in set(spec.get("required", ())) - value.keys())
        for name in value.keys() & spec["properties"].keys():
            yield from strays(value[name], spec["properties"][name], f"{place}/{name}")
    elif isinstance(value, list):
        for item in value:
            yield from strays(item, spec.get("items", {}), f"{place}/*")


def answer_of(address: str, method: str = "get", status: str = "200") -> dict[str, Any]:
    spec: dict[str, Any] = schema()["paths"][address][method]["responses"][status]["content"]["application/json"]["schema"]
    return spec


@pytest.fixture
def filed(supplier: Party, analyst: User, goal: object) -> EmissionsReport:
    submit_accepted(supplier, analyst, 2024)
    revision = submit(supplier)
    return_revision(user=analyst, revision_id=revision.pk, reason="Scope 2 looks low.")
    return revision.report


@pytest.mark.parametrize("who", ["supplier", "reader"])
def test_check_26_answers_are_the_schema_and_no_more(
    connect: Connect, supplier: Party, filed: EmissionsReport, who: str
) -> None:
    client, found = connect(supplier if who == "supplier" else None), {}
    evidence = record_sample(supplier)
    receipt = give_receipt(actor=ACTOR, party_id=supplier.pk, body_sha256="0" * 64, canonical_sha256="0" * 64)
    assert receipt is not None
    named = {
        "report_id": str(filed.pk),
        "key": "supplier-carbon-mandate",
        "evidence_id": str(evidence.pk),
        "bulk_file_id": str(add_bulk_file(supplier, ACTOR).pk),
        "receipt_id": str(receipt.pk),
    }
    for address, operations in schema()["paths"].items():
        if "get" not in operations or CLOSED_OR_ELSEWHERE.search(address):
            continue
        response = client.get(re.sub(r"{(\w+)}", lambda match: named[match[1]], address))
        assert response.status_code == 200, address
        found[address] = list(strays(response.json(), answer_of(address)))
    assert len(found) >= 7
    assert {address: strange for address, strange in found.items() if strange} == {}


def test_check_26_a_stray_key_would_be_seen() -> None:
    spec = answer_of("/api/v1/emissions-reports/{report_id}/")
    assert "/notes is not in the schema" in list(strays({"notes": ""}, spec))
    assert "/revisions/*/note is not in the schema" in list(strays({"revisions": [{"note": ""}]}, spec))


def test_check_26_a_problem_is_the_schema_and_no_more(connect: Connect, supplier: Party) -> None:
    spec = schema()["paths"][URL]["post"]["responses"]["400"]["content"]["application/problem+json"]["schema"]
    for problem in (connect(supplier).post(URL, {}, format="json"), connect(supplier).get("/api/v1/nothing/")):
        assert list(strays(problem.json(), spec)) == []


def test_check_23_a_supplier_reads_the_reason_and_nothing_else_of_the_programmes_own(
    connect: Connect, supplier: Party, filed: EmissionsReport, analyst: User
) -> None:
    report = connect(supplier).get(f"{URL}{filed.pk}/").json()
    assert report["revisions"][0]["decision"].keys() == {"id", "outcome", "reason", "recorded_at", "points"}
    told = json.dumps(report)
    assert analyst.username not in told
    assert not HIDDEN & set(re.findall(r'"(\w+)":', told))


def test_check_24_no_role_is_changed_by_any_door(connect: Connect, supplier: Party) -> None:
    wish = {"role": "ADMINISTRATOR", "groups": ["administrator"], "is_staff": True, "is_superuser": True, "permissions": ["*"],
            "scope": "PROGRAMME_READER", "party": None}  # fmt: skip
    client, before = connect(supplier), list(ApiClient.objects.values())
    for address, operations in schema()["paths"].items():
        for method in METHODS[1:]:
            target = re.sub(r"{\w+}", str(supplier.pk), address.replace("{number}", "1"))
            response = getattr(client, method)(target, MINIMAL | wish, format="json")
            assert response.status_code in ((400, 403, 404, 415, 428) if method in operations else (405,)), (method, address)
    assert list(ApiClient.objects.values()) == before
    writable = {
        name
        for operations in schema()["paths"].values()
        for operation in operations.values()
        for content in operation.get("requestBody", {}).get("content", {}).values()
        for name in resolve(content["schema"]).get("properties", {})
    }
    assert writable
    # A token's scope is asked for, and never gives more than its client has (test_tokens).
    assert writable & wish.keys() == {"scope"}


def test_check_25_options_and_schema_show_no_hidden_fields(connect: Connect, supplier: Party, client: Client) -> None:
    told = client.get("/api/v1/schema/?format=json").content.decode()
    for address in (URL, "/api/v1/obligations/", f"{URL}{supplier.pk}/", f"{URL}{supplier.pk}/revisions/"):
        response = connect(supplier).options(address)
        assert response.status_code in (200, 404), address
        told += response.content.decode()
    assert not HIDDEN & set(re.findall(r'"(\w+)":', told))


OVERRIDES = ("X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override", "X-Original-Method")


@pytest.mark.parametrize("method", ["DELETE", "PATCH", "PUT", "GET", "TRACE"])
def test_check_28_nothing_stands_in_for_the_method(connect: Connect, supplier: Party, method: str) -> None:
    client, headers = connect(supplier), dict.fromkeys(OVERRIDES, method)
    url = f"{URL}?_method={method}"
    filed = client.post(url, data=json.dumps(MINIMAL), content_type="application/json", headers=headers)
    assert filed.status_code in (201, 400)
    read = client.get(URL, headers=headers)
    assert (read.status_code, read.json()["count"]) == (200, Revision.objects.count())
    # In a body it is an unknown key like any other.
    body = MINIMAL | {"reporting_year": 2024, "_method": method}
    assert client.post(URL, data=json.dumps(body), content_type="application/json").json()["errors"][0]["code"] == "unknown"


@pytest.mark.parametrize("address", ADDRESSES)
def test_check_29_methods_that_nobody_serves(client: Client, db: None, address: str) -> None:
    for method in ODD_METHODS:
        response = client.generic(method, address)
        assert (response.status_code, response["Content-Type"]) == (405, "application/problem+json"), method
        assert {"GET", "HEAD"} <= set(response["Allow"].split(", "))
        assert response.json()["type"] == "/api/problems/method-not-allowed/"


def test_check_29_the_allow_header_is_the_address_own(client: Client, connect: Connect, supplier: Party) -> None:
    assert client.generic("PROPFIND", URL)["Allow"] == "GET, HEAD, POST, OPTIONS"
    assert client.generic("PROPFIND", f"{URL}{supplier.pk}/revisions/")["Allow"] == "POST, OPTIONS"
    assert client.generic("PROPFIND", "/admin/")["Allow"] == "GET, HEAD, POST"
    assert set(connect(supplier).put(URL)["Allow"].split(", ")) == {"GET", "HEAD", "POST", "OPTIONS"}


@pytest.mark.parametrize(
    ("method", "address"),
    [("POST", "/api/docs/"), ("POST", "/api/problems/"), ("DELETE", "/healthz/live"), ("POST", "/api/v1/"), ("POST", "/"),
     ("PUT", "/admin/"), ("DELETE", "/admin/login/"), ("OPTIONS", "/admin/"), ("POST", "/api/v1/schema/")],
)  # fmt: skip
def test_check_29_known_methods_where_nobody_serves_them(client: Client, db: None, method: str, address: str) -> None:
    response = client.generic(method, address)
    assert (response.status_code, response["Content-Type"]) == (405, "application/problem+json")
    assert "GET" in response["Allow"]
