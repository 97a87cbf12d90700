"""Base years in the record: which revision counts, and which facilities restate one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.test import APIClient

from suppliers.actions import return_revision
from suppliers.models import EmissionsReport, Revision
from tests.restating import allowed, amend, judged, restate
from tests.world import content, submit_accepted
from tracker.access.models import Party, User
from tracker.compliance.assessments import Status
from tracker.records.clock import database_now
from tracker.records.refusals import Refusal

Connect = Callable[[Party | None], APIClient]


def test_small_changes_add_up_until_one_is_adopted(bound: Party, analyst: User) -> None:
    for year, tonnes in ((2018, "100"), (2019, "97")):
        submit_accepted(bound, analyst, year, tonnes)
    instants = []
    for tonnes in ("103", "106"):
        instants.append(database_now())
        restate(bound, analyst, 2018, tonnes)
    small, reached = judged(bound, instants[1])[2019], judged(bound)[2019]
    assert (allowed(small), small.status) == (95_000_000, Status.NON_COMPLIANT)
    assert (allowed(reached), reached.status) == (100_700_000, Status.COMPLIANT)
    assert small.base is not None
    assert reached.base is not None
    assert (small.base.reported.revision_number, int(small.base.net_change)) == (1, 3_000_000)
    assert (reached.base.reported.revision_number, reached.base.pending_changes) == (3, ())
    # What was known before either decision is answered as it was then.
    first = judged(bound, instants[0])[2019]
    assert first.base is not None
    assert (first.base.reported.revision_number, first.base.pending_changes) == (1, ())


def test_a_revision_that_went_back_counts_nowhere(bound: Party, analyst: User) -> None:
    submit_accepted(bound, analyst, 2018, "100")
    returned = amend(bound, 2018, "200")
    return_revision(user=analyst, revision_id=returned.pk, reason="Which plant is that?")
    base = judged(bound)[2018].base
    assert base is not None
    assert (base.reported.revision_number, base.pending_changes) == (1, ())


def test_years_between_wait_for_their_restatement(bound: Party, analyst: User) -> None:
    for year, tonnes in ((2018, "100"), (2019, "95"), (2020, "90")):
        submit_accepted(bound, analyst, year, tonnes)
    restate(bound, analyst, 2018, "120", "STRUCTURAL_CHANGE")
    assert judged(bound)[2020].years_to_restate == (2019, 2020)
    restate(bound, analyst, 2019, "114", "STRUCTURAL_CHANGE")
    last = judged(bound)[2020]
    assert last.years_to_restate == (2020,)
    assert {outcome.null_reason for outcome in last.outcomes.values()} == {None}


NEW, OLD = {"name": "Line 9", "existed_in_base_year": False}, {"name": "Plant 2", "existed_in_base_year": True}


def test_facilities_stand_in_the_hashed_content_where_there_are_some(bound: Party, analyst: User) -> None:
    submit_accepted(bound, analyst, 2018, "100")
    stated = [OLD | {"base_year_tco2e": "20.5"}, NEW]
    revision = restate(bound, analyst, 2018, "120.5", "STRUCTURAL_CHANGE", facilities=stated)
    kept = Revision.objects.get(pk=revision.pk)
    assert kept.facilities == stated
    same = content(2018, "120.5", reason_code="STRUCTURAL_CHANGE", reason_text="As told.", facilities=tuple(stated))
    names: dict[str, Any] = {"party_id": str(bound.pk), "reporting_year": 2018, "number": 2}
    assert kept.content_sha256 == same.sha256(**names)
    assert "facilities" not in content(2018, "100").as_plain(**names)


def test_growth_restates_no_base_year_and_is_refused_by_name(bound: Party, analyst: User) -> None:
    for year in (2018, 2019):
        submit_accepted(bound, analyst, year, "100")
    with pytest.raises(Refusal) as refused:
        amend(bound, 2018, "120", "STRUCTURAL_CHANGE", facilities=[NEW])
    (fault,) = refused.value.faults
    assert (fault.pointer, fault.code) == ("/facilities", "organic-growth")
    assert fault.detail.startswith("None of these existed in the base year: Line 9.")
    # With one that did exist it is a restatement, and of another year it is no base.
    assert amend(bound, 2018, "120", "STRUCTURAL_CHANGE", facilities=[NEW, OLD]).number == 2
    assert amend(bound, 2019, "120", "STRUCTURAL_CHANGE", facilities=[NEW]).number == 2


def test_a_base_year_is_restated_for_named_facilities_alone(bound: Party, analyst: User) -> None:
    for year in (2018, 2019):
        submit_accepted(bound, analyst, year, "100")
    with pytest.raises(Refusal) as refused:
        amend(bound, 2018, "120", "STRUCTURAL_CHANGE", facilities=[])
    (fault,) = refused.value.faults
    assert (fault.pointer, fault.code) == ("/facilities", "required")
    assert "Name each" in fault.detail
    assert amend(bound, 2018, "120", "ERROR").number == 2
    assert amend(bound, 2019, "120", "STRUCTURAL_CHANGE", facilities=[]).number == 2, "no base year"


AMENDMENT = {
    "period_start": "2025-01-01",
    "period_end": "2025-12-31",
    "consolidation_approach": "OPERATIONAL_CONTROL",
    "gwp_set": "AR5",
    "scope_1_tco2e": "120",
    "scope_2_market_tco2e": "0",
    "reason_code": "STRUCTURAL_CHANGE",
    "reason_text": "Plant 2 was bought.",
}


def send(client: APIClient, party: Party, body: Any) -> Any:
    report = EmissionsReport.objects.get(party=party)
    address = f"/api/v1/emissions-reports/{report.pk}/"
    return client.post(f"{address}revisions/", data=body, format="json", headers={"If-Match": client.get(address)["ETag"]})


def test_facilities_come_by_rest(connect: Connect, supplier: Party, analyst: User) -> None:
    submit_accepted(supplier, analyst)
    facilities = [OLD | {"base_year_tco2e": "20.50"}, NEW]
    answer = send(connect(supplier), supplier, AMENDMENT | {"facilities": facilities})
    assert answer.status_code == 201, answer.json()
    shown = answer.json()["revisions"][-1]["content"]["facilities"]
    assert shown == [OLD | {"base_year_tco2e": "20.5"}, NEW]


@pytest.mark.parametrize(
    ("sent", "pointer", "code"),
    [
        ({"facilities": [NEW]}, "/facilities", "organic-growth"),
        ({"facilities": [OLD], "reason_code": "ERROR"}, "/facilities", "facilities-without-change"),
        (
            {"facilities": [OLD, NEW | {"base_year_tco2e": "1"}]},
            "/facilities/1/base_year_tco2e",
            "facility-without-base-year",
        ),
        ({"facilities": [OLD | {"base_year_tco2e": "1,5"}]}, "/facilities/0/base_year_tco2e", "quantity"),
        ({"facilities": [OLD | {"base_year_tco2e": None}]}, "/facilities/0/base_year_tco2e", "null"),
        ({"facilities": [{"name": "Plant 2"}]}, "/facilities/0/existed_in_base_year", "required"),
        ({"facilities": [OLD | {"existed_in_base_year": "true"}]}, "/facilities/0/existed_in_base_year", "yes-or-no"),
        ({"facilities": [OLD | {"existed_in_base_year": 1}]}, "/facilities/0/existed_in_base_year", "yes-or-no"),
        ({"facilities": [OLD | {"name": 7}]}, "/facilities/0/name", "text"),
        ({"facilities": [OLD | {"site": "x"}]}, "/facilities/0/site", "unknown"),
        ({"facilities": ["Plant 2"]}, "/facilities/0", "invalid"),
        ({"facilities": "Plant 2"}, "/facilities", "not-a-list"),
        ({"facilities": [OLD] * 201}, "/facilities", "max-length"),
    ],
)
def test_faulty_facilities_are_refused_by_name(
    connect: Connect, supplier: Party, analyst: User, sent: dict[str, Any], pointer: str, code: str
) -> None:
    submit_accepted(supplier, analyst)
    answer = send(connect(supplier), supplier, AMENDMENT | sent)
    assert answer.status_code == 400
    assert [(error["pointer"], error["code"]) for error in answer.json()["errors"]] == [(pointer, code)]
    assert Revision.objects.count() == 1
