"""What is published about the API is what it does."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from html import unescape

import pytest
import yaml
from django.core.management import call_command
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from drf_spectacular.generators import SchemaGenerator
from rest_framework.test import APIClient

from tests.world import RENEWABLES, add_measurement
from tracker.access.models import Party
from tracker.api.catalogue import CATALOGUE
from tracker.api.views import _draw_schema


def routes(resolver: URLResolver, prefix: str = "") -> Iterator[str]:
    for entry in resolver.url_patterns:
        address = prefix + str(entry.pattern)
        if isinstance(entry, URLPattern):
            yield address
        else:
            yield from routes(entry, address)


def test_the_schema_is_valid_and_names_every_route() -> None:
    call_command("spectacular", "--validate", "--fail-on-warn", "--file", "/dev/null")
    published = set(SchemaGenerator().get_schema(request=None, public=True)["paths"])  # type: ignore[no-untyped-call]
    served = {"/" + re.sub(r"<\w+:(\w+)>", r"{\1}", route) for route in routes(get_resolver()) if route.startswith("api/v1/")}
    assert served - published == {"/api/v1/", "/api/v1/schema/"}
    assert published <= served


def test_it_is_openapi_3_1(client: Client, db: None) -> None:
    assert client.get("/api/v1/schema/?format=json").json()["openapi"].startswith("3.1")


def test_it_is_drawn_once_for_each_form(client: Client, db: None) -> None:
    asked = ("?format=json", "?format=yaml", "?format=json", "?format=yaml")
    _draw_schema.cache_clear()
    bodies = [client.get(f"/api/v1/schema/{form}").content for form in asked]
    assert _draw_schema.cache_info().misses == 2
    assert bodies[:2] == bodies[2:]
    assert yaml.safe_load(bodies[1]) == json.loads(bodies[0])
    assert client.get("/api/v1/schema/?lang=de").json()["errors"][0]["pointer"] == "?lang"


@pytest.mark.parametrize("address", ["/api/docs/", "/api/reference/"])
def test_the_docs_load_no_foreign_host(client: Client, db: None, address: str) -> None:
    page = client.get(address)
    assert page.status_code == 200
    sources = re.findall(r'(?:src|href)="([^"]+)"', page.content.decode())
    assert sources
    assert all(source.startswith(("/", "#", "data:")) for source in sources)


@pytest.mark.parametrize("code", CATALOGUE)
def test_every_type_resolves(client: Client, code: str) -> None:
    page = client.get(f"/api/problems/{code}/")
    assert page.status_code == 200
    shown = unescape(re.sub(r"</?code>", "`", page.content.decode()))
    assert CATALOGUE[code].title in shown
    assert CATALOGUE[code].remedy in shown


def test_what_a_submission_needs_and_gets_is_published() -> None:
    paths = SchemaGenerator().get_schema(request=None, public=True)["paths"]  # type: ignore[no-untyped-call]
    report = "/api/v1/emissions-reports/{report_id}/"
    file, amend, read = paths["/api/v1/emissions-reports/"]["post"], paths[f"{report}revisions/"]["post"], paths[report]["get"]
    for operation, needed in ((file, {"Idempotency-Key"}), (amend, {"Idempotency-Key", "If-Match"}), (read, set())):
        headers = {each["name"]: each.get("required", False) for each in operation["parameters"] if each["in"] == "header"}
        assert {name for name, required in headers.items() if required} == needed
        assert "ETag" in operation["responses"]["200" if operation is read else "201"]["headers"]
    assert {"Location", "Idempotent-Replayed"} <= set(file["responses"]["201"]["headers"])
    assert "422" in file["responses"]
    assert {"412", "422", "428"} <= set(amend["responses"])
    assert "304" in read["responses"]


def test_every_answer_that_may_come_again_is_published_with_the_header_that_says_so() -> None:
    paths = SchemaGenerator().get_schema(request=None, public=True)["paths"]  # type: ignore[no-untyped-call]
    seen = set()
    for operation in (each for operations in paths.values() for each in operations.values()):
        if any(each["name"] == "Idempotency-Key" for each in operation.get("parameters", ())):
            for status in {"201", "202"} & set(operation["responses"]):
                seen.add(status)
                assert "Idempotent-Replayed" in operation["responses"][status]["headers"], operation["operationId"]
    assert seen == {"201", "202"}


def test_the_limits_are_published_with_every_answer() -> None:
    paths = SchemaGenerator().get_schema(request=None, public=True)["paths"]  # type: ignore[no-untyped-call]
    operations = [operation for each in paths.values() for operation in each.values()]
    assert len(operations) > 10
    for operation in operations:
        assert {"429", "503"} <= set(operation["responses"]), operation["operationId"]
        for status, answer in operation["responses"].items():
            assert {"RateLimit", "RateLimit-Policy"} <= set(answer["headers"])
            assert ("Retry-After" in answer["headers"]) == (status in ("429", "503"))


def test_answers_hold_what_the_schema_says(connect: Callable[[Party | None], APIClient], supplier: Party, goal: None) -> None:
    schemas = SchemaGenerator().get_schema(request=None, public=True)["components"]["schemas"]  # type: ignore[no-untyped-call]
    reader = connect(None)
    add_measurement()
    add_measurement(RENEWABLES, "2025-01-01", "2025-12-31", "1", "10")
    for address, name in (
        ("commitments", "CommitmentRowSchema"), ("obligations", "ObligationSchema"), ("assessments", "AssessmentSchema"),
        ("progress", "ProgressSchema"), ("measured-progress", "MeasuredProgressSchema"),
    ):  # fmt: skip
        rows = reader.get(f"/api/v1/{address}/").json()["results"]
        schema = schemas[name]
        assert rows
        for row in rows:
            assert set(schema["required"]) <= set(row) <= set(schema["properties"]), address
