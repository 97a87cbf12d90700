"""The body of the next report, as it is filled in from the last one."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from rest_framework.test import APIClient

from suppliers.actions import return_revision
from suppliers.models import EmissionsReport, Revision
from suppliers.prefilled import move_period
from suppliers.serializers.content import AmendmentSerializer, SubmissionSerializer
from suppliers.withdrawals import withdraw_revision
from tests.world import ACTOR, MINIMAL, submit, submit_accepted
from tracker.access.models import Party, User

URL = "/api/v1/emissions-reports/"
TEMPLATE = f"{URL}template/"
Connect = Callable[[Party | None], APIClient]
STATED: dict[str, Any] = {
    "scope_3_tco2e": {"1": "5", "4": "2"},
    "energy_mwh": Decimal(90),
    "denominators": [{"name": "WAFERS", "unit": "1000 wafers", "amount": "412.5"}],
    "allocation_method": "MASS",
    "allocation_share": Decimal("0.25"),
    "assurance_level": "LIMITED",
    "assurance_standard": "ISAE 3410",
    "assurance_provider": "Verifiers",
    "explanation": "A quiet year.",
}


def template(client: APIClient, year: int) -> dict[str, Any]:
    answer = client.get(TEMPLATE, {"reporting_year": str(year)})
    assert answer.status_code == 200, answer.content
    told: dict[str, Any] = answer.json()
    return told


def test_what_stays_is_kept_and_what_is_new_is_left_open(connect: Connect, supplier: Party, analyst: User) -> None:
    submit_accepted(supplier, analyst, 2024, "70", gwp_set="AR6", **STATED)
    told = template(connect(supplier), 2025)
    assert told["body"] == {
        "reporting_year": 2025, "period_start": "2025-01-01", "period_end": "2025-12-31",
        "consolidation_approach": "OPERATIONAL_CONTROL", "gwp_set": "AR6", "scope_1_tco2e": None,
        "scope_2_location_tco2e": None, "scope_2_market_tco2e": None, "scope_3_tco2e": {"1": None, "4": None},
        "energy_mwh": None, "denominators": [{"name": "WAFERS", "unit": "1000 wafers", "amount": None}],
        "allocation_method": "MASS", "allocation_share": None, "assurance_standard": "ISAE 3410",
        "assurance_provider": "Verifiers", "assurance_level": None,
    }  # fmt: skip
    last = told["last_year"]
    assert (last["reporting_year"], last["revision"], last["state"]) == (2024, 1, "ACCEPTED")
    assert (last["figures"]["scope_1_tco2e"], last["figures"]["scope_3_tco2e"]) == ("70", {"1": "5", "4": "2"})
    assert {field["name"] for field in told["fields"]} == set(SubmissionSerializer().fields)
    assert all(field["help"] for field in told["fields"] if field["name"] != "reporting_year")


def test_filled_in_it_is_taken(connect: Connect, supplier: Party, analyst: User) -> None:
    submit_accepted(supplier, analyst, 2024, "70", **STATED)
    client = connect(supplier)
    body = template(client, 2025)["body"]
    unfilled = client.post(URL, data=json.dumps(body), content_type="application/json")
    assert {error["pointer"] for error in unfilled.json()["errors"]} >= {
        "/scope_1_tco2e",
        "/scope_3_tco2e/1",
        "/assurance_level",
    }
    body |= {
        "assurance_level": "LIMITED",
        "scope_1_tco2e": "65", "scope_2_market_tco2e": "0", "scope_3_tco2e": {"1": "4", "4": "2"}, "allocation_share": "0.25",
        "denominators": [{**body["denominators"][0], "amount": "420"}],
    }  # fmt: skip
    filed = client.post(URL, data=json.dumps(body), content_type="application/json")
    assert filed.status_code == 201, filed.json()
    assert template(client, 2025)["report_exists"] == filed["Location"]


def test_nothing_was_ever_reported(connect: Connect, supplier: Party) -> None:
    client = connect(supplier)
    told = template(client, 2025)
    assert (told["last_year"], told["report_exists"]) == (None, None)
    filled = MINIMAL | {name: value for name, value in told["body"].items() if value is not None}
    assert client.post(URL, data=json.dumps(filled), content_type="application/json").status_code == 201


def test_where_the_year_has_its_report_it_is_the_next_revision(connect: Connect, supplier: Party, analyst: User) -> None:
    submit_accepted(supplier, analyst, 2024, "70", gwp_set="AR6")
    weeks = {"period_start": date(2024, 12, 29), "period_end": date(2025, 12, 27)}
    submit_accepted(supplier, analyst, 2025, "65", gwp_set="AR5", **weeks)
    client = connect(supplier)
    told = template(client, 2025)
    body, address = told["body"], told["report_exists"]
    assert (body["gwp_set"], body["period_start"], body["period_end"]) == ("AR5", "2024-12-29", "2025-12-27")
    assert (told["last_year"]["reporting_year"], told["last_year"]["figures"]["scope_1_tco2e"]) == (2025, "65")
    assert {field["name"] for field in told["fields"]} == set(AmendmentSerializer().fields) >= set(body)

    def send(**filled: Any) -> Any:
        seen = client.get(address)["ETag"]
        content = json.dumps(body | filled)
        return client.post(f"{address}revisions/", data=content, content_type="application/json", HTTP_IF_MATCH=seen)

    unfilled = {error["pointer"] for error in send().json()["errors"]}
    assert unfilled == {"/scope_1_tco2e", "/reason_code", "/reason_text"}
    assert send(scope_1_tco2e="66", reason_code="ERROR", reason_text="A meter was read twice.").status_code == 201


def test_a_report_that_was_taken_back_rests_on_the_year_before(connect: Connect, supplier: Party, analyst: User) -> None:
    submit_accepted(supplier, analyst, 2024, "70")
    withdrawn = submit(supplier, 2025, "7")
    withdraw_revision(actor=ACTOR, party_id=supplier.pk, report_id=withdrawn.report_id, number=1, reason="A slip.")
    told = template(connect(supplier), 2025)
    assert (told["last_year"]["reporting_year"], told["body"]["period_end"]) == (2024, "2025-12-31")
    assert "reason_code" in told["body"]


def test_it_becomes_a_nil_report(connect: Connect, supplier: Party, analyst: User) -> None:
    submit_accepted(supplier, analyst, 2024, "70")
    client = connect(supplier)
    body = template(client, 2025)["body"] | {"nil_report": True, "explanation": "The plant was closed."}
    filed = client.post(URL, data=json.dumps(body), content_type="application/json")
    assert filed.status_code == 201, filed.json()
    assert filed.json()["revisions"][0]["content"]["scope_1_tco2e"] == "0"
    refused = client.post(URL, data=json.dumps(body | {"nil_report": False}), content_type="application/json")
    assert {error["pointer"]: error["code"] for error in refused.json()["errors"]}["/scope_1_tco2e"] == "null"


def test_the_accepted_year_goes_before_a_later_one(connect: Connect, supplier: Party, analyst: User) -> None:
    client = connect(supplier)
    withdrawn = submit(supplier, 2022, "7")
    withdraw_revision(actor=ACTOR, party_id=supplier.pk, report_id=withdrawn.report_id, number=1, reason="A slip.")
    assert template(client, 2025)["last_year"] is None
    returned = submit(supplier, 2023, "50")
    return_revision(user=analyst, revision_id=returned.pk, reason="Scope 2 is missing.")
    assert template(client, 2025)["last_year"]["state"] == "RETURNED"
    submit_accepted(supplier, analyst, 2021, "60")
    assert template(client, 2025)["last_year"]["reporting_year"] == 2021
    assert template(client, 2020)["last_year"] is None


def test_it_is_a_suppliers_own(connect: Connect, supplier: Party, stranger: Party, analyst: User) -> None:
    submit_accepted(supplier, analyst, 2024)
    assert template(connect(stranger), 2025)["last_year"] is None
    assert connect(None).get(TEMPLATE).status_code == 403
    for odd in ("20x5", "1989", "2999", ""):
        assert connect(supplier).get(TEMPLATE, {"reporting_year": odd}).json()["errors"][0]["pointer"] == "?reporting_year"


@pytest.mark.parametrize(
    ("start", "end", "year", "moved"),
    [
        ("2024-01-01", "2024-12-31", 2025, ("2025-01-01", "2025-12-31")),
        ("2023-04-01", "2024-03-31", 2025, ("2024-04-01", "2025-03-31")),
        ("2023-03-01", "2024-02-29", 2025, ("2024-03-01", "2025-02-28")),
        ("2022-03-01", "2023-02-28", 2024, ("2023-03-01", "2024-02-29")),
        ("2024-07-01", "2024-12-31", 2026, ("2026-07-01", "2026-12-31")),
        # Years of whole weeks that end on a Saturday: of 52 weeks, and of 53.
        ("2023-10-01", "2024-09-28", 2025, ("2024-09-29", "2025-09-27")),
        ("2022-09-25", "2023-09-30", 2024, ("2023-10-01", "2024-09-28")),
    ],
)
def test_the_period_moves_on(start: str, end: str, year: int, moved: tuple[str, str]) -> None:
    report = EmissionsReport(reporting_year=date.fromisoformat(end).year)
    last = Revision(report=report, period_start=date.fromisoformat(start), period_end=date.fromisoformat(end))
    period = move_period(last, year)
    assert (period.start.isoformat(), period.end.isoformat()) == moved
