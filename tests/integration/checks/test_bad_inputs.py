"""Checks 62 to 66, 69 and 71 to 74: what is no report is refused in a sentence that names the place, and nothing is stored."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from rest_framework.test import APIClient

from suppliers.actions import return_revision
from suppliers.models import EmissionsReport, Revision
from tests.world import MINIMAL, submit
from tracker.access.models import Party, User

from .bad_inputs import BAD_INPUTS, BAD_YEARS, Bad

URL = "/api/v1/emissions-reports/"
REASONS = {"reason_code": "ERROR", "reason_text": "A meter was read twice."}
AMENDMENT = {name: value for name, value in MINIMAL.items() if name != "reporting_year"} | REASONS
# What was expected, or what to do: one of these is in every sentence.
ADVICE = ("Send ", "send ", "Known: ", "Did you mean", "codes: ", "Put it", "Check the unit", "Round it", "report removals",
          "at most", "each may stand once", "larger than")  # fmt: skip

Connect = Callable[[Party | None], APIClient]


def numbers(cases: list[Bad]) -> list[int]:
    return sorted({case.check for case in cases})


def raw_body(case: Bad, good: dict[str, Any]) -> bytes:
    if isinstance(case.sent, bytes):
        return case.sent
    if isinstance(case.sent, str):
        return json.dumps(good | {"scope_1_tco2e": "@"}).replace('"@"', case.sent).encode()
    return json.dumps(good | case.sent).encode()


def faults_of(client: APIClient, url: str, case: Bad, good: dict[str, Any]) -> Iterator[str]:
    response = client.post(url, data=raw_body(case, good), content_type=case.media_type)
    if response.status_code != case.status or response["Content-Type"] != "application/problem+json":
        yield f"{case.name}: {response.status_code} {response.content!r:.200}"
        return
    problem = response.json()
    said = {error["pointer"]: error["detail"] for error in problem.get("errors", [])}
    # A body that cannot be read has no fields yet; its sentence names the line, the key or the place.
    sentence = said.get(case.pointer, "") if case.pointer else " ".join([problem["detail"], *said.values()])
    if case.says not in sentence or not sentence.endswith((".", "?")) or not any(word in sentence for word in ADVICE):
        yield f"{case.name}: {sentence or said!r}"
    if case.pointer and len(said) > 1 and case.pointer not in ("/period_start", "/period_end"):
        yield f"{case.name}: more than one fault: {said}"


def test_the_collection_is_large_and_each_case_has_a_name_of_its_own() -> None:
    cases = [*BAD_INPUTS, *BAD_YEARS]
    assert len(cases) >= 500
    assert len({case.name for case in cases}) == len(cases)


@pytest.mark.parametrize("check", numbers([*BAD_INPUTS, *BAD_YEARS]), ids=lambda number: f"check_{number}")
def test_bad_reports_are_refused(connect: Connect, supplier: Party, check: int) -> None:
    client = connect(supplier)
    found: list[str] = []
    for case in (case for case in [*BAD_INPUTS, *BAD_YEARS] if case.check == check):
        found += faults_of(client, URL, case, MINIMAL)
        assert not EmissionsReport.objects.exists(), case.name
    assert found == []
    assert client.post(URL, data=json.dumps(MINIMAL), content_type="application/json").status_code == 201


@pytest.mark.parametrize("check", numbers(BAD_INPUTS), ids=lambda number: f"check_{number}")
def test_bad_revisions_are_refused(connect: Connect, supplier: Party, analyst: User, check: int) -> None:
    client, filed = connect(supplier), submit(supplier)
    return_revision(user=analyst, revision_id=filed.pk, reason="Look again.")
    url = f"{URL}{filed.report_id}/revisions/"
    client.defaults["HTTP_IF_MATCH"] = client.get(f"{URL}{filed.report_id}/")["ETag"]
    found: list[str] = []
    for case in (case for case in BAD_INPUTS if case.check == check):
        found += faults_of(client, url, case, AMENDMENT)
        assert Revision.objects.count() == 1, case.name
    assert found == []
    assert client.post(url, data=json.dumps(AMENDMENT), content_type="application/json").status_code == 201
