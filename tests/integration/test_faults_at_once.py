"""Whoever sends a body with many faults learns of all of them in one answer, each with all that there is to say."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from rest_framework.test import APIClient

from suppliers.actions import add_supplier, return_revision
from tests.world import ACTOR, MINIMAL, submit
from tracker.access.models import Party, User

URL = "/api/v1/emissions-reports/"
Connect = Callable[[Party | None], APIClient]


def errors_of(client: APIClient, body: dict[str, Any], url: str = URL, **headers: Any) -> dict[str, dict[str, Any]]:
    answer = client.post(
        url,
        data=json.dumps(body),
        content_type="application/json",
        HTTP_IDEMPOTENCY_KEY="many faults".replace(" ", "-"),
        **headers,
    )
    assert answer.status_code == 400, answer.content
    errors = answer.json()["errors"]
    assert answer.json()["detail"] == f"Nothing was recorded. Faults found: {len(errors)}."
    return {f"{each['pointer']} {each['code']}": each for each in errors}


FAULTY = {
    "reporting_year": 2023,
    "period_start": "2023-01-01",
    "period_end": "2024-12-31",
    "consolidation_approach": "operational",
    "scope_1_tco2e": "1,5",
    "scope_2_market_tco2e": None,
    "scope_3_tco2e": {"16": "1", "4": "-2"},
    "energy_mwh": "5",
    "electricity_mwh": "6",
    "allocation_share": "1.5",
    "assurance_level": "LIMITED",
    "explanation": 5,
    "scope_2_markt_tco2e": "3",
}


def test_twelve_faults_get_twelve_items(connect: Connect, supplier: Party) -> None:
    found = errors_of(connect(supplier), FAULTY)
    assert set(found) == {
        # by the form of a field
        "/consolidation_approach invalid-choice",
        "/gwp_set required",
        "/scope_1_tco2e quantity",
        "/scope_3_tco2e/16 unknown",
        "/scope_3_tco2e/4 quantity",
        "/explanation text",
        "/scope_2_markt_tco2e unknown",
        # by a rule about what could be read
        "/period_end period-too-long",
        "/reporting_year year-mismatch",
        "/electricity_mwh part-above-whole",
        "/allocation_method required",
        "/allocation_share share",
        "/assurance_standard required",
        "/assurance_provider required",
    }
    assert all(each["expected"] and each["hint"] and each["detail"].endswith((".", "?")) for each in found.values())
    came = {name: each["came"] for name, each in found.items()}
    assert came["/scope_1_tco2e quantity"] == '"1,5"'
    assert came["/scope_3_tco2e/4 quantity"] == '"-2"'
    assert came["/reporting_year year-mismatch"] == "2023"
    assert came["/gwp_set required"] is None
    assert found["/consolidation_approach invalid-choice"]["expected"].startswith("one of ")


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"period_start": "1.1.2025"}, {"/period_start day"}),
        ({"period_end": "31.12.2025", "reporting_year": 2020}, {"/period_end day"}),
        ({"reporting_year": "2025", "period_end": "2999-12-31"}, {
            "/reporting_year year", "/period_end period-too-long", "/period_end period-runs",
        }),
        ({"period_start": 5, "period_end": "2999-12-31"}, {
            "/period_start day", "/reporting_year year-mismatch", "/period_end period-runs",
        }),
        ({"assurance_level": "SOME", "energy_mwh": "x", "electricity_mwh": "1"}, {
            "/assurance_level invalid-choice", "/energy_mwh quantity",
        }),
        ({"denominators": [{"name": "A", "unit": "a", "amount": "1"}, {"name": "A", "unit": "a", "amount": "1"}], "x": 1}, {
            "/denominators/1/name twice", "/x unknown",
        }),
    ],
)  # fmt: skip
def test_a_rule_that_asks_for_what_could_not_be_read_says_nothing(
    connect: Connect, supplier: Party, changes: dict[str, Any], expected: set[str]
) -> None:
    assert set(errors_of(connect(supplier), MINIMAL | changes)) == expected


def test_a_revision_is_judged_the_same_way(connect: Connect, supplier: Party, analyst: User) -> None:
    client, revision = connect(supplier), submit(supplier)
    return_revision(user=analyst, revision_id=revision.pk, reason="Look again.")
    address = f"{URL}{revision.report_id}/"
    body = {name: value for name, value in MINIMAL.items() if name != "reporting_year"}
    body |= {
        "period_end": "2024-01-01", "reason_code": "ERROR", "reason_text": "",
        "facilities": [{"name": "Plant 2", "existed_in_base_year": False, "base_year_tco2e": "5"}],
    }  # fmt: skip
    found = errors_of(client, body, f"{address}revisions/", HTTP_IF_MATCH=client.get(address)["ETag"])
    assert set(found) == {
        "/reason_text blank",
        "/period_end period-order",
        "/reporting_year year-mismatch",
        "/facilities facilities-without-change",
        "/facilities organic-growth",
        "/facilities/0/base_year_tco2e facility-without-base-year",
    }


CHANGE = {name: value for name, value in MINIMAL.items() if name != "reporting_year"} | {
    "reason_code": "STRUCTURAL_CHANGE", "reason_text": "A plant was sold.", "gwp_set": "AR9",
}  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, {"/facilities required"}),
        ({"facilities": [{"name": "Plant 2", "existed_in_base_year": False}]}, {"/facilities organic-growth"}),
        (
            {"reason_code": "ERROR", "period_start": "2024-01-01", "period_end": "2024-12-31"},
            {"/reporting_year year-mismatch"},
        ),
        ({"reason_code": "ERROR", "external_ids": {"duns": "987654321"}}, {"/external_ids/duns id-mismatch"}),
    ],
)
def test_beside_a_fault_of_form_a_revision_is_compared_with_what_we_know(
    connect: Connect, supplier: Party, analyst: User, changes: dict[str, Any], expected: set[str]
) -> None:
    add_supplier(actor=ACTOR, party=supplier, number="S-17", duns="123456789")
    client, revision = connect(supplier), submit(supplier)
    return_revision(user=analyst, revision_id=revision.pk, reason="Look again.")
    address = f"{URL}{revision.report_id}/"
    found = errors_of(client, CHANGE | changes, f"{address}revisions/", HTTP_IF_MATCH=client.get(address)["ETag"])
    assert set(found) == {"/gwp_set invalid-choice", *expected}


def test_beside_a_fault_of_form_whose_report_it_is_is_compared(connect: Connect, supplier: Party) -> None:
    add_supplier(actor=ACTOR, party=supplier, number="S-17", duns="123456789")
    found = errors_of(connect(supplier), MINIMAL | {"gwp_set": "AR9", "external_ids": {"duns": "987654321"}})
    assert set(found) == {"/gwp_set invalid-choice", "/external_ids/duns id-mismatch"}


@pytest.mark.parametrize("scope_1", [{}, {"scope_1_tco2e": "x"}])
def test_each_figure_of_a_nil_report_is_judged_by_itself(connect: Connect, supplier: Party, scope_1: dict[str, Any]) -> None:
    body = {name: value for name, value in MINIMAL.items() if name != "scope_1_tco2e"} | scope_1
    body |= {"gwp_set": "AR9", "nil_report": True, "scope_3_tco2e": {"4": "2"}, "energy_mwh": "5"}
    assert set(errors_of(connect(supplier), body)) == {
        "/gwp_set invalid-choice", *(["/scope_1_tco2e quantity"] if scope_1 else []), "/explanation required",
        "/scope_2_location_tco2e not-nil", "/scope_2_market_tco2e not-nil", "/scope_3_tco2e/4 not-nil", "/energy_mwh not-nil",
    }  # fmt: skip


def test_the_day_of_an_assurance_is_judged_without_its_level(connect: Connect, supplier: Party) -> None:
    found = errors_of(connect(supplier), MINIMAL | {"assurance_level": "SOME", "assurance_date": "2999-01-01"})
    assert set(found) == {"/assurance_level invalid-choice", "/assurance_date day-ahead"}


def test_rules_alone_say_as_much(connect: Connect, supplier: Party) -> None:
    found = errors_of(connect(supplier), MINIMAL | {"reporting_year": 2020, "period_end": "2027-12-31"})
    assert set(found) == {"/period_end period-too-long", "/reporting_year year-mismatch", "/period_end period-runs"}
    assert found["/period_end period-runs"]["came"] == '"2027-12-31"'


def test_a_parameter_has_all_of_it_too(connect: Connect, supplier: Party) -> None:
    answer = connect(supplier).get(URL, {"reporting_year": "abc", "access_token": "pledge_4f5e9a53"})
    year, token = sorted(answer.json()["errors"], key=lambda each: str(each["pointer"]), reverse=True)
    assert (year["pointer"], year["came"]) == ("?reporting_year", '"abc"')
    assert (token["pointer"], token["came"]) == ("?access_token", None)
    assert "4f5e9a53" not in answer.content.decode()
    assert all(each["expected"] and each["hint"] for each in (year, token))


def test_a_file_and_what_is_said_of_it_are_judged_together(connect: Connect, supplier: Party) -> None:
    form = {"file": SimpleUploadedFile("a.pdf", b"MZ"), "title": " ", "effective_date": "2999-01-01", "revision": "5"}
    answer = connect(supplier).post("/api/v1/evidence/", form, HTTP_IDEMPOTENCY_KEY="a-file")
    found = {f"{each['pointer']} {each['code']}": each["came"] for each in answer.json()["errors"]}
    assert found == {
        "/revision id": '"5"',
        "/file file-kind": '"a file of 2 bytes"',
        "/title required": '" "',
        "/effective_date date-ahead": '"2999-01-01"',
    }
