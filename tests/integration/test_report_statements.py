"""What a report states about its figures: who assured them, that there are none, whose they are."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from rest_framework.test import APIClient

from suppliers.actions import add_supplier
from suppliers.models import Revision
from suppliers.queries import list_assessments
from tests.restating import judged
from tests.world import ACTOR, FOUNDING_MANDATE, MINIMAL, submit, submit_accepted, utc_now
from tracker.access.models import Party, User
from tracker.commitments.queries import get_commitment
from tracker.compliance.assessments import Status
from tracker.compliance.commitments import Mandate
from tracker.records.refusals import Refusal

URL = "/api/v1/emissions-reports/"
Connect = Callable[[Party | None], APIClient]
NIL = {name: value for name, value in MINIMAL.items() if not name.startswith("scope_")} | {
    "nil_report": True,
    "explanation": "The plant was closed all year.",
}
ASSURED: dict[str, Any] = {"assurance_level": "LIMITED", "assurance_standard": "ISO 14064-3", "assurance_provider": "Verifiers"}


def post(client: APIClient, body: Any) -> Any:
    return client.post(URL, data=json.dumps(body), content_type="application/json")


def faults(response: Any) -> dict[str, str]:
    return {error["pointer"]: error["code"] for error in response.json()["errors"]}


def pointers(party: Party, **changes: Any) -> list[str]:
    with pytest.raises(Refusal) as refused:
        submit(party, **changes)
    return [fault.pointer for fault in refused.value.faults]


def test_a_nil_report_needs_no_figures_and_says_why(connect: Connect, supplier: Party) -> None:
    assert len(json.dumps(NIL, indent=1).splitlines()) <= 12
    filed = post(connect(supplier), NIL)
    assert filed.status_code == 201, filed.json()
    stated = filed.json()["revisions"][0]["content"]
    scopes = {name: stated[name] for name in stated if name.startswith("scope_")}
    assert scopes == {"scope_1_tco2e": "0", "scope_2_location_tco2e": "0", "scope_2_market_tco2e": "0"}
    assert stated["nil_report"] is True


def test_figures_may_not_speak_against_it(connect: Connect, supplier: Party) -> None:
    body = NIL | {"explanation": " ", "scope_1_tco2e": "3", "scope_3_tco2e": {"1": "0", "4": "2"}, "energy_mwh": "0"}
    answer = post(connect(supplier), body)
    assert faults(answer) == {"/explanation": "required", "/scope_1_tco2e": "not-nil", "/scope_3_tco2e/4": "not-nil"}


def test_without_it_scope_1_is_asked_for(connect: Connect, supplier: Party) -> None:
    for nil_report in (None, "true", 1, False):
        answer = post(connect(supplier), NIL | {"nil_report": nil_report})
        assert faults(answer)["/scope_1_tco2e"] == "required"


def test_a_nil_base_year_is_no_base_and_a_nil_year_later_complies(supplier: Party, bound: Party, analyst: User) -> None:
    nil = {"nil_report": True, "explanation": "Closed.", "scope_2_market_tco2e": Decimal(0)}
    submit_accepted(supplier, analyst, 2025, "0", **nil)
    mandate = get_commitment(FOUNDING_MANDATE, as_of=utc_now())
    assert isinstance(mandate, Mandate)
    base, *_ = list_assessments(mandate, as_of=utc_now(), party_ids=[supplier.pk])
    assert (base.status, [reason.code for reason in base.reasons]) == (Status.NOT_ASSESSABLE, ["BASE_YEAR_ZERO"])
    submit_accepted(bound, analyst, 2018, "100")
    submit_accepted(bound, analyst, 2019, "0", **nil)
    assert judged(bound)[2019].status is Status.COMPLIANT


def test_whose_it_is_is_shown_and_compared(connect: Connect, supplier: Party) -> None:
    client = connect(supplier)
    unknown = post(client, MINIMAL | {"reporting_year": 2024, "period_start": "2024-01-01", "period_end": "2024-12-31",
                                      "external_ids": {"uscc": "91310000MA1FL0AB12"}})  # fmt: skip
    assert (unknown.status_code, unknown.json()["external_ids"]) == (201, {})
    add_supplier(actor=ACTOR, party=supplier, number="S-17", lei="5493001KJTIIGC8Y1R12", duns="123456789")
    wrong = {"number": "S-17", "lei": "5493001KJTIIGC8Y1R13", "duns": "12345678", "vat": "DE1"}
    answer = post(client, MINIMAL | {"external_ids": wrong})
    assert faults(answer) == {"/external_ids/vat": "unknown"}
    del wrong["vat"]
    answer = post(client, MINIMAL | {"external_ids": wrong})
    assert faults(answer) == {"/external_ids/lei": "id-mismatch", "/external_ids/duns": "id"}
    (mismatch,) = [each["detail"] for each in answer.json()["errors"] if each["code"] == "id-mismatch"]
    assert "5493001KJTIIGC8Y1R13" in mismatch
    assert "5493001KJTIIGC8Y1R12" in mismatch
    filed = post(client, MINIMAL | {"external_ids": {"number": "S-17", "duns": "123456789"}})
    assert filed.json()["external_ids"] == {"number": "S-17", "lei": "5493001KJTIIGC8Y1R12", "duns": "123456789"}
    assert filed.json()["revisions"][0]["content"]["external_ids"] == {"number": "S-17", "duns": "123456789"}


@pytest.mark.parametrize("sent", [{}, [], "123456789", {"duns": 123456789}, {"duns": ""}, {"duns": None}])
def test_what_is_no_id_is_refused(connect: Connect, supplier: Party, sent: Any) -> None:
    answer = post(connect(supplier), MINIMAL | {"external_ids": sent})
    assert answer.status_code == 400
    assert all(pointer.startswith("/external_ids") for pointer in faults(answer))


def test_who_assured_it_and_when_comes_with_a_level(supplier: Party) -> None:
    stated: dict[str, Any] = {"assurance_party": "THIRD_PARTY", "assurance_date": date(2026, 3, 1)}
    assert pointers(supplier, **stated) == ["/assurance_party", "/assurance_date"]
    named = {name: ASSURED[name] for name in ("assurance_standard", "assurance_provider")}
    assert pointers(supplier, **named) == ["/assurance_standard", "/assurance_provider"]
    tomorrow = utc_now().date() + timedelta(days=2)
    assert pointers(supplier, **ASSURED, assurance_date=tomorrow) == ["/assurance_date"]
    assert submit(supplier, **ASSURED, **stated).assurance_party == "THIRD_PARTY"


def test_offsets_and_removals_are_never_netted(supplier: Party, analyst: User) -> None:
    submit_accepted(supplier, analyst, 2025, "100", offsets_tco2e=Decimal(40), removals_tco2e=Decimal(5))
    assert judged(supplier, key=FOUNDING_MANDATE)[2025].series[0].micro_tco2e == 100_000_000


def test_a_reviewer_reads_them(client: Client, analyst: User, supplier: Party) -> None:
    revision = submit(
        supplier, **ASSURED, assurance_party="THIRD_PARTY", assurance_date=date(2026, 3, 1), offsets_tco2e=Decimal(40),
        scope_1_by_source_tco2e={"MOBILE_COMBUSTION": "7"}, data_quality="ESTIMATED", data_quality_text="By fuel bills.",
        external_ids={"duns": "123456789"},
    )  # fmt: skip
    client.force_login(analyst)
    page = client.get(reverse("admin:suppliers_revision_change", args=[revision.pk])).content.decode()
    for words in ("Scope 1, mobile combustion", "Offsets, never netted", "Estimated: By fuel bills.", "123456789",
                  "Limited, ISO 14064-3, Third party, Verifiers, 1\u00a0March 2026"):  # fmt: skip
        assert words in page
    assert '<th scope="row">Nil report' not in page
    assert Revision.objects.get().removals_tco2e is None
