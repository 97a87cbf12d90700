"""The published JSON Schema of a report takes what the door takes, and refuses what it refuses by its form."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]  # it comes without stubs
from rest_framework.test import APIClient

from tests.integration.test_report_details import ASSURED, DETAILS
from tests.integration.test_report_statements import NIL
from tests.world import MINIMAL
from tracker.access.models import Party

URL = "/api/v1/emissions-reports/"
FORM = "/api/v1/schemas/emissions-report.json"
Connect = Callable[[Party | None], APIClient]


@pytest.fixture
def form(client: Client, db: None) -> Draft202012Validator:
    answer = client.get(FORM, headers={"Accept": "application/schema+json"})
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/schema+json")
    schema = json.loads(answer.content)
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


@pytest.mark.parametrize("body", [MINIMAL, NIL, MINIMAL | ASSURED | DETAILS], ids=["minimal", "nil", "whole"])
def test_it_takes_what_is_taken(form: Draft202012Validator, connect: Connect, supplier: Party, body: dict[str, Any]) -> None:
    assert [error.message for error in form.iter_errors(body)] == []
    assert connect(supplier).post(URL, data=json.dumps(body), content_type="application/json").status_code == 201


@pytest.mark.parametrize(
    "changes",
    [{"scope_1_tco2e": "1,5"}, {"scope_1_tco2e": None}, {"gwp_set": "AR9"}, {"reporting_year": "2025"}, {"status": "ACCEPTED"},
     {"scope_3_tco2e": {"16": "1"}}, {"scope_3_tco2e": {}}, {"denominators": [{"name": "WAFERS"}]}, {"denominators": []},
     {"external_ids": {"duns": "1"}}, {"nil_report": "true"}, {"scope_1_by_source_tco2e": {"CARS": "1"}}],
    ids=str,
)  # fmt: skip
def test_it_refuses_what_is_refused(
    form: Draft202012Validator, connect: Connect, supplier: Party, changes: dict[str, Any]
) -> None:
    body = MINIMAL | changes
    assert list(form.iter_errors(body))
    assert connect(supplier).post(URL, data=json.dumps(body), content_type="application/json").status_code == 400


def test_without_scope_1_only_a_nil_report_has_the_form(form: Draft202012Validator) -> None:
    assert form.is_valid(NIL)
    assert not form.is_valid({name: value for name, value in NIL.items() if name != "nil_report"})
    assert not form.is_valid({name: value for name, value in NIL.items() if name != "explanation"})


def test_it_takes_no_parameter(client: Client, db: None) -> None:
    assert client.get(f"{FORM}?lang=de").json()["errors"][0]["pointer"] == "?lang"
