"""A dry run says what the real thing would say, and records nothing."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from rest_framework.exceptions import ValidationError
from rest_framework.test import APIClient, APIRequestFactory
from rest_framework.views import APIView

from suppliers.actions import accept_revision
from suppliers.api.reports import EmissionsReportList, file_report
from suppliers.api.shown import show_report
from suppliers.api.trials import rehearse
from suppliers.models import EmissionsReport, Revision
from suppliers.queries import list_assessments
from suppliers.serializers.trials import ACCEPTED, WAITING
from tests.world import ACTOR, FOUNDING_MANDATE, MINIMAL, add_supplier_party, submit, submit_accepted
from tracker.access.models import Party, User
from tracker.api.problems import describe
from tracker.commitments.models import Commitment
from tracker.commitments.queries import get_commitment
from tracker.compliance.commitments import Mandate
from tracker.compliance.plain import plain_assessment
from tracker.records.clock import database_now
from tracker.records.models import AuditEvent, KeptAnswer
from tracker.records.refusals import Refusal

URL = "/api/v1/emissions-reports/"
DRY = f"{URL}?dry_run=true"
Connect = Callable[[Party | None], APIClient]
AMENDMENT = {name: value for name, value in MINIMAL.items() if name != "reporting_year"} | {
    "reason_code": "ERROR",
    "reason_text": "A meter was read twice.",
}


def post(client: APIClient, address: str, body: Any, **headers: Any) -> Any:
    return client.post(address, data=json.dumps(body), content_type="application/json", **headers)


def test_it_needs_no_key_and_records_nothing(connect: Connect, supplier: Party) -> None:
    client = connect(supplier)
    client.get(URL)  # The first use of a token in an hour is noted.
    events = AuditEvent.objects.count()
    answer = post(client, DRY, MINIMAL, HTTP_IDEMPOTENCY_KEY=None)
    assert answer.status_code == 200, answer.json()
    told = answer.json()
    assert (told["would_be_filed"], told["problem"], told["errors"], told["warnings"]) == (True, None, [], [])
    assert (EmissionsReport.objects.count(), KeptAnswer.objects.count(), AuditEvent.objects.count()) == (0, 0, events)
    assert post(client, URL, MINIMAL).status_code == 201


def test_it_tells_the_verdict_that_it_would_get(connect: Connect, bound: Party, analyst: User) -> None:
    submit_accepted(bound, analyst, 2018, "100")
    body = {
        **MINIMAL, "reporting_year": 2019, "period_start": "2019-01-01", "period_end": "2019-12-31",
        "scope_1_tco2e": "96", "scope_2_location_tco2e": "0", "scope_2_market_tco2e": "0",
    }  # fmt: skip
    (row,) = [row for row in post(connect(bound), DRY, body).json()["assessments"] if row["reporting_year"] == 2019]
    assert (row["status"], row["would_be"]) == ("PROVISIONAL", "NON_COMPLIANT")
    accepted = row["once_accepted"]
    assert (accepted["status"], accepted["allowed_tco2e"]) == ("NON_COMPLIANT", "95")
    compound = next(each for each in accepted["readings"] if each["reading"] == "COMPOUND")
    assert (compound["passes"], compound["excess_tco2e"]) == (False, "1")


def test_its_errors_are_those_of_the_refusal(connect: Connect, supplier: Party) -> None:
    client, body = connect(supplier), MINIMAL | {"gwp_set": "AR9", "scope_1_tco2e": "-1", "status": "ACCEPTED"}
    told, refused = post(client, DRY, body), post(client, URL, body)
    assert (told.status_code, told.json()["would_be_filed"]) == (200, False)
    assert told.json()["errors"] == refused.json()["errors"] != []
    assert {**told.json()["problem"], "request_id": ""} == {**refused.json(), "request_id": ""}


def test_a_year_that_has_its_report_is_told_with_its_link(connect: Connect, supplier: Party) -> None:
    report_id = submit(supplier).report_id
    told = post(connect(supplier), DRY, MINIMAL).json()
    assert (told["would_be_filed"], told["problem"]["status"]) == (False, 409)
    assert told["problem"]["link"] == f"{URL}{report_id}/"


def test_a_revision_is_tried_out_too(connect: Connect, supplier: Party, analyst: User) -> None:
    submit_accepted(supplier, analyst)
    report, client = EmissionsReport.objects.get(), connect(supplier)
    address = f"{URL}{report.pk}/revisions/?dry_run=true"
    told = post(client, address, AMENDMENT, HTTP_IDEMPOTENCY_KEY=None).json()
    assert told["would_be_filed"], told
    assert [warning["code"] for warning in told["warnings"]] == []
    stale = post(client, address, AMENDMENT, HTTP_IF_MATCH='"stale"').json()
    assert (stale["would_be_filed"], stale["problem"]["status"]) == (False, 412)
    current = client.get(f"{URL}{report.pk}/")["ETag"]
    assert post(client, address, AMENDMENT, HTTP_IF_MATCH=current).json()["would_be_filed"]
    bare = {name: value for name, value in AMENDMENT.items() if not name.startswith("reason_")}
    assert {error["pointer"] for error in post(client, address, bare).json()["errors"]} == {"/reason_code", "/reason_text"}
    assert Revision.objects.count() == 1


def test_what_is_no_ones_to_see_or_read_is_refused_as_ever(connect: Connect, supplier: Party, stranger: Party) -> None:
    report_id = submit(supplier).report_id
    foreign, missing = (
        post(connect(stranger), f"{URL}{each}/revisions/?dry_run=true", AMENDMENT) for each in (report_id, stranger.pk)
    )
    assert foreign.status_code == missing.status_code == 404
    assert {**foreign.json(), "request_id": ""} == {**missing.json(), "request_id": ""}
    assert post(connect(None), DRY, MINIMAL).status_code == 403
    client = connect(supplier)
    assert client.post(DRY, data="{", content_type="application/json").status_code == 400
    for odd in ("1", "yes", "True", ""):
        assert post(client, f"{URL}?dry_run={odd}", MINIMAL).json()["errors"][0]["pointer"] == "?dry_run"


def test_false_is_in_earnest(connect: Connect, supplier: Party) -> None:
    assert post(connect(supplier), f"{URL}?dry_run=false", MINIMAL, HTTP_IDEMPOTENCY_KEY=None).status_code == 400
    assert post(connect(supplier), f"{URL}?dry_run=false", MINIMAL).status_code == 201


@pytest.mark.usefixtures("analyst")
def test_a_dry_run_counts_against_the_limit(connect: Connect, supplier: Party) -> None:
    client = connect(supplier)
    left = [post(client, DRY, MINIMAL)["RateLimit"] for _ in range(2)]
    assert left[0] != left[1]


quantity: st.SearchStrategy[Any] = st.one_of(
    st.sampled_from(["0", "51712.8", "20100", "0.000001", "51.7128", "51712800", "99999999999999.999999"]),
    st.integers(0, 10**6).map(str),
    st.sampled_from(["-1", "1e3", "1_000", "", "1.1234567", None, True, [], "123456789012345"]),
)
optional = {
    "scope_1_by_source_tco2e": st.sampled_from([{"PROCESS": "5"}, {"CARS": "1"}, {}, None]),
    "scope_2_location_tco2e": quantity,
    "scope_3_tco2e": st.sampled_from([{"1": "5", "15": "2"}, {"16": "1"}, {"1": "x"}, None]),
    "gas_masses_t": st.sampled_from([{"SF6": "1"}, {"CO2": "51712.8"}, {"HFCS": "1"}]),
    "electricity_mwh": quantity,
    "energy_mwh": quantity,
    "denominators": st.sampled_from([[{"name": "WAFERS", "unit": "wafers", "amount": "5"}], [], [{"name": "w"}]]),
    "allocation_method": st.sampled_from(["MASS", "", "WEIGHT"]),
    "allocation_share": st.sampled_from(["0.5", "1", "1.5", None]),
    "assurance_level": st.sampled_from(["NONE", "LIMITED", "SOME"]),
    "assurance_standard": st.sampled_from(["ISO 14064-3", "", "ISO 9001"]),
    "assurance_date": st.sampled_from(["2026-03-01", "2199-01-01", "soon"]),
    "external_ids": st.sampled_from([{"duns": "123456789"}, {"duns": "1"}, {}]),
    "nil_report": st.booleans(),
    "explanation": st.text(max_size=20),
    "status": st.just("ACCEPTED"),
}
bodies = st.builds(
    lambda body, gone: {name: value for name, value in body.items() if name not in gone},
    st.fixed_dictionaries(
        {
            "reporting_year": st.sampled_from([2025, 2025, 2025, 2024, "2025"]),
            "period_start": st.sampled_from(["2025-01-01", "2025-01-01", "2025-07-01", "2025-13-01"]),
            "period_end": st.sampled_from(["2025-12-31", "2025-12-31", "2025-06-30", "2199-12-31"]),
            "consolidation_approach": st.sampled_from(["OPERATIONAL_CONTROL", "EQUITY_SHARE", "CONTROL"]),
            "gwp_set": st.sampled_from(["AR5", "AR6", "AR9"]),
            "scope_1_tco2e": quantity,
            "scope_2_market_tco2e": quantity,
        },
        optional=optional,
    ),
    st.sets(st.sampled_from(["period_start", "gwp_set", "scope_1_tco2e", "scope_2_market_tco2e"]), max_size=1),
)
plain = st.builds(
    lambda scope_1, scope_2, more: MINIMAL | {"scope_1_tco2e": scope_1, "scope_2_market_tco2e": scope_2} | more,
    st.sampled_from(["51712.8", "51.7128", "0", "600000"]) | st.integers(0, 10**6).map(str),
    st.sampled_from(["18250.5", "0"]),
    st.sampled_from([{}, {"gas_masses_t": {"SF6": "1"}}, {"electricity_mwh": "5"}, {"scope_2_location_tco2e": None}]),
)


def asked(body: dict[str, Any]) -> EmissionsReportList:
    """The view, as the framework has it once it has read the body."""
    view = EmissionsReportList()
    view.request = view.initialize_request(APIRequestFactory().post(URL))
    vars(view.request)["_full_data"] = body
    return view


@contextmanager
def undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def judge(mandate: Mandate, party: Party) -> dict[int, dict[str, Any]]:
    judged = list_assessments(mandate, as_of=database_now(), party_ids=[party.pk])
    return {each.obligation.year: plain_assessment(each) for each in judged}


def in_earnest(file: Callable[[], Revision], view: APIView, judge: Callable[[], Any], analyst: User) -> dict[str, Any]:
    with undone():
        try:
            revision = file()
        except (Refusal, ValidationError) as error:
            return {"errors": describe(error, view).get("errors", [])}
        warnings = show_report(revision.report_id, party_id=revision.party_id)["revisions"][-1]["warnings"]
        waiting = judge()
        accept_revision(user=analyst, revision_id=revision.pk)
        return {"errors": [], "warnings": warnings, "waiting": waiting, "accepted": judge()}


def test_it_agrees_with_the_real_answer(mandate: Commitment, analyst: User) -> None:
    supplier = add_supplier_party("Cinderfell Wafer Works", mandate, base_year=2024)
    submit_accepted(supplier, analyst, 2024, "51712.8")
    asks = get_commitment(FOUNDING_MANDATE, as_of=database_now())
    assert isinstance(asks, Mandate)
    # What waits for the commit is looked at now: a thousand cases take longer than a fact may wait.
    connection.check_constraints()
    told, verdicts = {True: 0, False: 0}, Counter[str]()

    @settings(max_examples=1000, deadline=None, phases=(Phase.generate,), suppress_health_check=list(HealthCheck))
    @given(body=st.one_of(bodies, bodies, bodies, plain))
    def agree(body: dict[str, Any]) -> None:
        view, file = asked(body), partial(file_report, body, actor=ACTOR, party_id=supplier.pk, now=database_now())
        answer = rehearse(view, file).data
        real = in_earnest(file, view, partial(judge, asks, supplier), analyst)
        told[answer["would_be_filed"]] += 1
        assert answer["errors"] == real["errors"]
        assert answer["would_be_filed"] == ("accepted" in real)
        if answer["would_be_filed"]:
            assert answer["warnings"] == real["warnings"]
            assert 2025 in {row["reporting_year"] for row in answer["assessments"]}
            for row in answer["assessments"]:
                waiting, accepted = (real[name][row["reporting_year"]] for name in ("waiting", "accepted"))
                assert row == {name: waiting[name] for name in WAITING} | {"once_accepted": row["once_accepted"]}
                assert row["once_accepted"] == {name: accepted[name] for name in ACCEPTED}
                verdicts[accepted["status"]] += 1

    agree()
    assert min(told.values()) > 100, told
    assert min(verdicts[status] for status in ("COMPLIANT", "NON_COMPLIANT")) > 20, verdicts
    assert EmissionsReport.objects.count() == 1
