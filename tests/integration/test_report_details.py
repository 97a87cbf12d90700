"""What a report states beyond scope 1 and scope 2: sent, kept, hashed, shown and compared."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from rest_framework.test import APIClient

from suppliers.actions import add_supplier
from suppliers.details import AMOUNTS
from suppliers.models import Revision
from suppliers.queries import list_assessments, list_year_records
from tests.restating import judged, restate
from tests.snippets import read_snippets
from tests.world import ACTOR, FOUNDING_MANDATE, MINIMAL, add_supplier_party, content, submit, submit_accepted, utc_now
from tracker.access.models import Party, User
from tracker.commitments.actions import read_preset, record_commitment_version
from tracker.commitments.models import Commitment
from tracker.commitments.queries import get_commitment
from tracker.compliance.assessments import Status
from tracker.compliance.commitments import Denominator, Mandate
from tracker.compliance.gases import Gas
from tracker.local import CHECKOUT
from tracker.records.canonical import canonical_json, sha256_of
from tracker.records.refusals import Refusal
from tracker.records.verification import verify_record

URL = "/api/v1/emissions-reports/"
Connect = Callable[[Party | None], APIClient]
DETAILS: dict[str, Any] = {
    "scope_3_tco2e": {"1": "1200.5", "4": "310", "15": "0.000001"},
    "gas_masses_t": {"CO2": "1012.8", "SF6": "0.04", "HFC_134A": "0"},
    "biogenic_co2_t": "12.25",
    "energy_mwh": "90000",
    "electricity_mwh": "60000",
    "renewable_energy_mwh": "30000.5",
    "denominators": [
        {"name": "WAFERS", "unit": "1000 wafers", "amount": "412.5"},
        {"name": "REVENUE", "unit": "million CNY", "amount": "9800"},
    ],
    "allocation_method": "NUMBER_OF_UNITS",
    "allocation_share": "0.125",
    "scope_1_by_source_tco2e": {"STATIONARY_COMBUSTION": "40100", "FUGITIVE": "0.5"},
    "offsets_tco2e": "500",
    "removals_tco2e": "0.25",
    "data_quality": "MEASURED",
    "data_quality_text": "Two meters of nine are estimated.",
    "assurance_party": "THIRD_PARTY",
    "assurance_date": "2026-03-01",
    "external_ids": {"duns": "123456789"},
}
ASSURED = {"assurance_level": "LIMITED", "assurance_standard": "ISO 14064-3", "assurance_provider": "Verifiers"}
TEXTS = {"allocation_method", "data_quality", "data_quality_text", "assurance_party"}
WAFERS = {"name": "WAFERS", "unit": "1000 wafers"}


def post(client: APIClient, body: Any) -> Any:
    return client.post(URL, data=json.dumps(body), content_type="application/json")


def per_wafer(**terms: Any) -> Commitment:
    founding = read_preset(FOUNDING_MANDATE)["terms"] | {"vectors": []}
    intensity = {"measure": "INTENSITY", "denominator": WAFERS}
    return record_commitment_version(
        actor=ACTOR, key="per-wafer", number=1, terms=founding | intensity | terms | {"vectors": []}
    ).commitment


def wafers(amount: str) -> list[dict[str, str]]:
    return [WAFERS | {"amount": amount}]


def test_what_was_sent_is_kept_hashed_and_answered(connect: Connect, supplier: Party) -> None:
    response = post(connect(supplier), MINIMAL | ASSURED | DETAILS)
    assert response.status_code == 201, response.content
    (revision,) = response.json()["revisions"]
    assert {name: revision["content"][name] for name in DETAILS} == DETAILS
    assert sha256_of(canonical_json(revision["content"])) == revision["content_sha256"]
    assert Revision.objects.get().allocation_share == Decimal("0.125")
    assert verify_record() == []


def test_numbers_and_needless_zeros_read_the_same(connect: Connect, supplier: Party) -> None:
    sent = {"scope_3_tco2e": {"1": 1200.5, "2": "310.000"}, "denominators": [WAFERS | {"amount": 5}], "energy_mwh": "1.50"}
    (revision,) = post(connect(supplier), MINIMAL | sent).json()["revisions"]
    stated = revision["content"]
    assert stated["scope_3_tco2e"] == {"1": "1200.5", "2": "310"}
    assert (stated["denominators"][0]["amount"], stated["energy_mwh"]) == ("5", "1.5")


def test_the_how_to_is_taken_without_a_warning(connect: Connect, supplier: Party) -> None:
    (block,) = [each for each in read_snippets(CHECKOUT / "docs/how-to/submit-by-rest.md") if each.language == "json"]
    response = post(connect(supplier), MINIMAL | json.loads(block.code))
    assert (response.status_code, response.json()["revisions"][0]["warnings"]) == (201, [])


@pytest.mark.parametrize("nothing", [{}, {name: None for name in DETAILS if name not in TEXTS}])
def test_what_is_absent_is_no_part_of_the_content(connect: Connect, supplier: Party, nothing: dict[str, None]) -> None:
    (revision,) = post(connect(supplier), MINIMAL | nothing).json()["revisions"]
    assert set(revision["content"]).isdisjoint(DETAILS)


def test_a_revision_without_details_keeps_the_hash_that_it_had_before_there_were_any() -> None:
    stated = content(2025, "51712.8", explanation="a")
    party_id = "11111111-1111-4111-8111-111111111111"
    assert stated.sha256(party_id=party_id, reporting_year=2025, number=1) == (
        "8e57f93eaacb924775d29fa2833c6e536e06023751546e858ded08ec11714981"
    )
    assert stated.sha256(party_id=party_id, reporting_year=2025, number=1) != content(
        2025, "51712.8", explanation="a", energy_mwh=Decimal(0)
    ).sha256(party_id=party_id, reporting_year=2025, number=1)


def test_a_verdict_reads_them_in_millionths(supplier: Party) -> None:
    amounts = {name: Decimal(DETAILS[name]) for name in AMOUNTS}
    submit(supplier, **{**DETAILS, **ASSURED, **amounts, "assurance_date": date(2026, 3, 1)})
    pending = list_year_records(as_of=utc_now(), party_ids=[supplier.pk])[supplier.pk][2025].pending
    assert pending is not None
    assert pending.scope_3 == {1: 1_200_500_000, 4: 310_000_000, 15: 1}
    assert pending.scope_1_by_source == {"STATIONARY_COMBUSTION": 40_100_000_000, "FUGITIVE": 500_000}
    assert pending.gas_masses == {Gas.CO2: 1_012_800_000, Gas.SF6: 40_000, Gas.HFC_134A: 0}
    assert pending.denominators[Denominator("WAFERS", "1000 wafers")] == 412_500_000
    assert (pending.allocation_method, pending.allocation_share, pending.electricity) == (
        "NUMBER_OF_UNITS",
        125_000,
        60_000_000_000,
    )


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"scope_3_tco2e": {"16": "1"}}, "/scope_3_tco2e/16"),
        ({"scope_3_tco2e": {"1": "1e3"}}, "/scope_3_tco2e/1"),
        ({"scope_3_tco2e": {}}, "/scope_3_tco2e"),
        ({"gas_masses_t": {"HFCS": "1"}}, "/gas_masses_t/HFCS"),
        ({"denominators": []}, "/denominators"),
        ({"denominators": wafers("-1")}, "/denominators/0/amount"),
        ({"denominators": [{"name": "wafers", "unit": "wafers", "amount": "1"}]}, "/denominators/0"),
        ({"denominators": wafers("1") * 2}, "/denominators/1/name"),
        ({"allocation_method": "MASS"}, "/allocation_share"),
        ({"allocation_share": Decimal("0.5")}, "/allocation_method"),
        ({"allocation_share": Decimal(2), "allocation_method": "MASS"}, "/allocation_share"),
        ({"energy_mwh": Decimal(-1)}, "/energy_mwh"),
        ({"scope_1_by_source_tco2e": {"CARS": "1"}}, "/scope_1_by_source_tco2e/CARS"),
        ({"offsets_tco2e": Decimal(-1)}, "/offsets_tco2e"),
        ({"removals_tco2e": Decimal("NaN")}, "/removals_tco2e"),
        ({"energy_mwh": Decimal(1), "renewable_energy_mwh": Decimal(2)}, "/renewable_energy_mwh"),
    ],
)
def test_every_door_refuses_details_that_are_none(supplier: Party, changes: dict[str, Any], pointer: str) -> None:
    with pytest.raises(Refusal) as refused:
        submit(supplier, **changes)
    assert [fault.pointer for fault in refused.value.faults] == [pointer]


@pytest.mark.parametrize(
    ("changes", "constraint"),
    [
        ({"scope_3_tco2e": {"16": "1"}}, "scope_3_tco2e_are_amounts"),
        ({"scope_3_tco2e": {"1": 5}}, "scope_3_tco2e_are_amounts"),
        ({"scope_3_tco2e": ["5"]}, "scope_3_tco2e_are_amounts"),
        ({"scope_3_tco2e": {}}, "scope_3_tco2e_are_amounts"),
        ({"gas_masses_t": {"SF6": "-1"}}, "gas_masses_t_are_amounts"),
        ({"gas_masses_t": {"sf6": "1"}}, "gas_masses_t_are_amounts"),
        ({"denominators": {"WAFERS": "1"}}, "denominators_are_amounts"),
        ({"denominators": [{"name": "WAFERS", "unit": "wafers"}]}, "denominators_are_amounts"),
        ({"denominators": [{"name": "WAFERS", "unit": "wafers", "amount": 1}]}, "denominators_are_amounts"),
        ({"denominators": ["WAFERS"]}, "denominators_are_amounts"),
        ({"energy_mwh": Decimal(-1)}, "energy_mwh_not_negative"),
        ({"scope_1_by_source_tco2e": {"PROCESS": 1}}, "scope_1_by_source_tco2e_are_amounts"),
        ({"offsets_tco2e": Decimal(-1)}, "offsets_tco2e_not_negative"),
        ({"removals_tco2e": Decimal(-1)}, "removals_tco2e_not_negative"),
        ({"external_ids": {"duns": 5}}, "external_ids_are_text"),
        ({"external_ids": []}, "external_ids_are_text"),
        ({"nil_report": True, "explanation": "Closed."}, "nil_report_is_zero_and_explained"),
        ({"nil_report": True, "scope_1_tco2e": Decimal(0)}, "nil_report_is_zero_and_explained"),
        ({"allocation_share": Decimal("0.5")}, "allocation_has_method_and_share"),
        ({"allocation_method": "MASS"}, "allocation_has_method_and_share"),
        ({"allocation_method": "MASS", "allocation_share": Decimal("1.000001")}, "allocation_has_method_and_share"),
    ],
)
def test_the_table_refuses_them_too(supplier: Party, changes: dict[str, Any], constraint: str) -> None:
    revision = submit(supplier)
    revision.pk, revision.number, revision.reason_code, revision.reason_text = uuid4(), 2, "ERROR", "a slip"
    for name, value in changes.items():
        setattr(revision, name, value)
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Revision.objects.bulk_create([revision])


def test_details_are_frozen(supplier: Party) -> None:
    submit(supplier, scope_3_tco2e={"1": "5"})
    with pytest.raises(DatabaseError), transaction.atomic():
        connection.cursor().execute("""UPDATE suppliers_revision SET scope_3_tco2e = '{"1": "4"}'""")


def test_an_intensity_is_compared_and_its_steps_are_answered(connect: Connect, analyst: User) -> None:
    party = add_supplier_party("Amberlin", per_wafer())
    submit_accepted(party, analyst, 2025, "100", denominators=wafers("10"))
    (base,) = [
        row
        for row in connect(party).get("/api/v1/assessments/?commitment=per-wafer&reporting_year=2025").json()["results"]
        if row["is_base_year_report"]
    ]
    assert base["series"][0]["steps"] == [{"code": "DIVIDED", "amount": "10", **WAFERS}]
    stated = connect(party).get("/api/v1/commitments/").json()["results"]
    assert [(each["measure"], each["denominator"]) for each in stated] == [("INTENSITY", WAFERS)]


def test_a_base_year_without_its_denominator_is_not_assessable(analyst: User) -> None:
    party = add_supplier_party("Amberlin", per_wafer())
    submit_accepted(party, analyst, 2025, "100")
    mandate = get_commitment("per-wafer", as_of=utc_now())
    assert isinstance(mandate, Mandate)
    (base, *_) = list_assessments(mandate, as_of=utc_now(), party_ids=[party.pk])
    assert (base.status, [reason.code for reason in base.reasons]) == (Status.NOT_ASSESSABLE, ["DENOMINATOR_MISSING"])


def test_figures_that_do_not_fit_each_other_are_warned_of(connect: Connect, supplier: Party) -> None:
    doubtful = {"gas_masses_t": {"SF6": "1"}, "scope_2_market_tco2e": "0", "electricity_mwh": "5"}
    (revision,) = post(connect(supplier), MINIMAL | doubtful).json()["revisions"]
    assert [(warning["code"], warning["pointer"]) for warning in revision["warnings"]] == [
        ("GASES_DO_NOT_ADD_UP", "/gas_masses_t"),
        ("SCOPE_2_ZERO", "/scope_2_market_tco2e"),
    ]


def test_a_reviewer_sees_them_beside_each_other(client: Client, analyst: User, supplier: Party) -> None:
    submit_accepted(supplier, analyst, 2024, "23600", scope_3_tco2e={"4": "200"}, gas_masses_t={"SF6": "1", "CO2": "100"})
    revision = submit(
        supplier, 2025, "25300", gwp_set="AR6", scope_3_tco2e={"1": "7", "4": "100"}, gas_masses_t={"SF6": "1"},
        denominators=wafers("412.5"), allocation_method="MASS", allocation_share=Decimal("0.25"),
    )  # fmt: skip
    client.force_login(analyst)
    page = client.get(reverse("admin:suppliers_revision_change", args=[revision.pk])).content.decode()
    for words in ("Scope 3, category 4", "−50.0", "SF6", "WAFERS", "× 1000 wafers", "412.5", "Share of the buyer", "Mass"):
        assert words in page
    assert "Scope 3, category 2" not in page
    assert '<th scope="row">Biogenic' not in page


def test_a_reviewer_reads_what_was_restated(client: Client, analyst: User, mandate: Commitment) -> None:
    party = add_supplier_party("Calden Optics", mandate, base_year=2023)
    submit_accepted(party, analyst, 2023, "23500", gas_masses_t={"SF6": "1"})
    revision = submit(party, 2024, "22680", gwp_set="AR6", gas_masses_t={"SF6": "0.9"})
    client.force_login(analyst)
    page = client.get(reverse("admin:suppliers_revision_change", args=[revision.pk])).content.decode()
    assert "2024: scope 1, stated under AR6, is restated from masses under AR5." in page
    assert "21,150" in page


def test_a_base_year_is_adopted_by_its_intensity(client: Client, analyst: User) -> None:
    party = add_supplier_party("Amberlin", per_wafer())
    submit_accepted(party, analyst, 2025, "100", denominators=wafers("10"))
    restate(party, analyst, 2025, "100", denominators=wafers("9.6"))
    small = judged(party, key="per-wafer")[2025].base
    restate(party, analyst, 2025, "100", denominators=wafers("9.5"))
    reached = judged(party, key="per-wafer")[2025].base
    assert small is not None
    assert reached is not None
    assert (small.reported.revision_number, small.net_change) == (1, Fraction(25_000_000, 6))
    assert (reached.reported.revision_number, reached.pending_changes) == (3, ())
    client.force_login(analyst)
    add_supplier(actor=ACTOR, party=party, number="S-1")
    page = client.get(reverse("admin:suppliers_supplier_change", args=[party.pk])).content.decode()
    assert page.count("listed, not adopted") == 1
    assert "2025: the tonnes are divided by 9.6 × 1000 wafers (WAFERS)." in page
