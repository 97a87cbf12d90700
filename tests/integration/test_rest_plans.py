"""The doors for corrective action plans: list, file, amend, report, each once and about one's own party."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from rest_framework.test import APIClient

from suppliers.models import MilestoneReport, PlanVersion
from suppliers.plans.decisions import accept_plan, return_plan
from tests.world import add_mandate, record_sample
from tracker.access.models import Party, User
from tracker.commitments.models import Commitment
from tracker.records.canonical import canonical_json, sha256_of
from tracker.records.clock import database_now

from .plans import REPLAY, add_missing_party, ahead, today

URL = "/api/v1/corrective-action-plans/"
Connect = Callable[[Party | None], APIClient]


@pytest.fixture
def replay(db: None) -> Commitment:
    return add_mandate(REPLAY)


@pytest.fixture
def party(replay: Commitment, analyst: User) -> Party:
    return add_missing_party(replay, analyst)


def step(key: str = "repair", days: int = 30, **changes: Any) -> dict[str, Any]:
    return {"key": key, "title": "It runs again", "due_on": ahead(days).isoformat(), **changes}


def body(*milestones: dict[str, Any], cause: str = "A unit failed.") -> dict[str, Any]:
    return {"cause": cause, "milestones": list(milestones or (step(expected_cut_tco2e="12.50"),))}


def send(client: APIClient, address: str, sent: Any, **headers: str) -> Any:
    return client.post(address, sent, format="json", headers=headers)


def file(client: APIClient, **changes: Any) -> Any:
    return send(client, URL, {"commitment": REPLAY, "reporting_year": 2019, **body(), **changes})


def errors_of(response: Any) -> dict[str, str]:
    assert response["Content-Type"] == "application/problem+json", response.content
    return {error["pointer"]: error["detail"] for error in response.json().get("errors", [])}


def code_of(response: Any) -> str:
    return str(response.json()["type"].rstrip("/").rsplit("/", 1)[-1])


def test_what_is_owed_is_listed_before_anybody_opens_it(connect: Connect, party: Party, stranger: Party) -> None:
    (owed,) = connect(party).get(URL).json()["results"]
    assert owed | {
        "id": None, "party_id": str(party.pk), "commitment": REPLAY, "reporting_year": 2019, "state": "OWED",
        "obligation_status": "NON_COMPLIANT", "due_on": ahead(60).isoformat(), "is_behind": False, "versions": [],
    } == owed  # fmt: skip
    assert connect(stranger).get(URL).json()["results"] == []
    assert connect(None).get(URL).json()["results"] == [owed]


def test_plans_of_a_commitment_that_nobody_knows_are_not_found(connect: Connect, party: Party) -> None:
    client = connect(party)
    assert len(client.get(URL, {"commitment": REPLAY}).json()["results"]) == 1
    unknown = client.get(URL, {"commitment": "nope"})
    assert (unknown.status_code, code_of(unknown)) == (404, "commitment-unknown")


def test_a_plan_is_filed_read_and_hashed(connect: Connect, party: Party) -> None:
    client = connect(party)
    answer = file(client)
    assert answer.status_code == 201, answer.content
    plan = answer.json()
    recorded = [each["verb"] for each in plan.pop("receipt")["statement"]["recorded"]]
    assert recorded == ["suppliers.open_plan", "suppliers.file_plan"]
    assert (plan["state"], plan["expected_cut_tco2e"], answer["Location"]) == ("SUBMITTED", "12.5", f"{URL}{plan['id']}/")
    (version,) = plan["versions"]
    stated = {
        "party_id": str(party.pk), "commitment": REPLAY, "reporting_year": 2019, "version_number": 1, "cause": "A unit failed.",
        "milestones": [step(expected_cut_tco2e="12.5")],
    }  # fmt: skip
    assert version["content_sha256"] == sha256_of(canonical_json(stated))
    read = client.get(answer["Location"])
    assert (read.json(), read["ETag"]) == (plan, answer["ETag"])
    assert client.get(answer["Location"], headers={"If-None-Match": read["ETag"]}).status_code == 304
    again = file(client)
    assert (again.status_code, code_of(again), again.json()["link"]) == (409, "plan-exists", f"{URL}{plan['id']}/")


def test_sent_twice_with_its_key_it_is_filed_once(connect: Connect, party: Party) -> None:
    client, sent = connect(party), {"commitment": REPLAY, "reporting_year": 2019, **body()}
    first, second = (send(client, URL, sent, **{"Idempotency-Key": "plan-2019"}) for _ in range(2))
    assert (first.status_code, second.status_code, second["Idempotent-Replayed"]) == (201, 201, "true")
    assert first.content == second.content
    assert PlanVersion.objects.count() == 1
    missing = client.post(URL, sent, format="json", HTTP_IDEMPOTENCY_KEY=None)
    assert code_of(missing) == "invalid-idempotency-key"


def test_all_faults_are_named_at_once(connect: Connect, party: Party) -> None:
    client = connect(party)
    wrong = file(client, cause=7, reporting_year="2019", milestones=[{"key": "a", "due_on": "soon", "cut": 1}])
    assert wrong.status_code == 400
    assert set(errors_of(wrong)) == {
        "/cause", "/reporting_year", "/milestones/0/title", "/milestones/0/due_on", "/milestones/0/cut",
    }  # fmt: skip
    assert "Did you mean" in errors_of(file(client, caus="A unit"))["/caus"]
    assert set(errors_of(file(client, milestones=[]))) == {"/milestones"}
    odd = file(client, milestones=[step("A B"), step(days=-1, expected_cut_tco2e="-1")])
    assert set(errors_of(odd)) == {"/milestones/1/expected_cut_tco2e"}
    odd = file(client, milestones=[step("A B"), step(days=-1)])
    assert set(errors_of(odd)) == {"/milestones/0/key", "/milestones/1/due_on"}
    assert not PlanVersion.objects.exists()


def test_what_no_plan_answers(connect: Connect, party: Party) -> None:
    client = connect(party)
    answer = file(client, reporting_year=2020)
    assert (answer.status_code, code_of(answer)) == (409, "no-plan-owed")
    for name, value in (("reporting_year", 2031), ("commitment", "nothing")):
        answer = file(client, **{name: value})
        assert (answer.status_code, code_of(answer), set(errors_of(answer))) == (400, "invalid-plan", {f"/{name}"})


def test_it_is_amended_by_who_has_seen_it(connect: Connect, party: Party, analyst: User) -> None:
    client = connect(party)
    filed = file(client)
    versions = f"{filed['Location']}versions/"
    assert code_of(send(client, versions, body())) == "precondition-required"
    waits = send(client, versions, body(), **{"If-Match": filed["ETag"]})
    assert (waits.status_code, code_of(waits)) == (409, "plan-waits")
    return_plan(user=analyst, version_id=PlanVersion.objects.get().pk, reason="By how much?")
    stale = send(client, versions, body(), **{"If-Match": filed["ETag"]})
    assert (stale.status_code, code_of(stale)) == (412, "precondition-failed")
    seen = client.get(filed["Location"])
    assert seen.json()["versions"][0]["decision"]["reason"] == "By how much?"
    amended = send(client, versions, body(cause="A unit failed, 20 t."), **{"If-Match": seen["ETag"]})
    assert (amended.status_code, amended.json()["state"], len(amended.json()["versions"])) == (201, "SUBMITTED", 2)


def test_a_milestone_is_reported_with_its_evidence(connect: Connect, party: Party, stranger: Party, analyst: User) -> None:
    client = connect(party)
    filed = file(client)
    reports = f"{filed['Location']}milestones/repair/reports/"
    done = {"done_on": today().isoformat(), "note": "Since Friday."}
    assert code_of(send(client, reports, done)) == "plan-state"
    accept_plan(user=analyst, version_id=PlanVersion.objects.get().pk)
    foreign = send(client, reports, done | {"evidence_id": str(record_sample(stranger).pk)})
    assert set(errors_of(foreign)) == {"/evidence_id"}
    assert set(errors_of(send(client, reports, done | {"done_on": ahead(3).isoformat()}))) == {"/done_on"}
    evidence = str(record_sample(party).pk)
    answer = send(client, reports, done | {"evidence_id": evidence})
    assert answer.status_code == 201, answer.content
    (milestone,) = answer.json()["versions"][0]["milestones"]
    assert (milestone["state"], milestone["reports"][0]["evidence_id"]) == ("REPORTED", evidence)
    assert code_of(send(client, reports, done)) == "milestone-reported"
    assert send(client, f"{filed['Location']}milestones/nothing/reports/", done).status_code == 404
    assert MilestoneReport.objects.count() == 1


def test_as_of_and_the_filters(connect: Connect, party: Party, analyst: User) -> None:
    client = connect(party)
    before = database_now()
    at = before.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    owed = client.get(URL, {"as_of": at}).content
    file(client)
    assert client.get(URL, {"as_of": at}).content == owed
    for asked, number in (
        ({"state": "SUBMITTED"}, 1), ({"state": "OWED"}, 0), ({"reporting_year": "2019"}, 1), ({"reporting_year": "2020"}, 0),
        ({"commitment": REPLAY}, 1),
    ):  # fmt: skip
        assert client.get(URL, asked).json()["count"] == number, asked
    assert set(errors_of(client.get(URL, {"state": "LOST"}))) == {"?state"}


def test_another_partys_plan_reads_as_none(connect: Connect, party: Party, stranger: Party) -> None:
    address, other = file(connect(party))["Location"], connect(stranger)
    for answer in (other.get(address), other.get(f"{URL}{uuid4()}/")):
        assert (answer.status_code, code_of(answer)) == (404, "not-found")
    tagged = {"If-Match": '"0a1b"'}
    assert send(other, f"{address}versions/", body(), **tagged).status_code == 404
    assert send(other, f"{address}milestones/repair/reports/", {"done_on": "2026-01-01"}).status_code == 404
    assert connect(None).get(address).json()["state"] == "SUBMITTED"
