"""Nobody amends what he has not seen."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.test import APIClient

from suppliers.actions import accept_revision, return_revision
from suppliers.models import Revision
from tests.world import MINIMAL, submit
from tracker.access.models import Party, User

URL = "/api/v1/emissions-reports/"
AMENDMENT = {name: value for name, value in MINIMAL.items() if name != "reporting_year"}
AMENDMENT |= {"reason_code": "ERROR", "reason_text": "A meter was read twice."}
Connect = Callable[[Party | None], APIClient]


@pytest.fixture
def returned(supplier: Party, analyst: User) -> str:
    """The address of a report that may be amended."""
    revision = submit(supplier)
    return_revision(user=analyst, revision_id=revision.pk, reason="Scope 2 is missing.")
    return f"{URL}{revision.report_id}/"


def amend(client: APIClient, address: str, tag: str | None, body: Any = AMENDMENT) -> Any:
    headers: Any = {} if tag is None else {"HTTP_IF_MATCH": tag}
    return client.post(f"{address}revisions/", data=json.dumps(body), content_type="application/json", **headers)


def problem(response: Any) -> tuple[int, str]:
    assert response["Content-Type"] == "application/problem+json"
    return response.status_code, response.json()["type"].split("/")[-2]


def test_an_amendment_names_what_its_sender_has_seen(connect: Connect, supplier: Party, returned: str) -> None:
    client = connect(supplier)
    assert problem(amend(client, returned, None)) == (428, "precondition-required")
    for tag in ("*", 'W/"abc"', "abc", '"abc', "", '"a", "b"', '""', '"ü"', '"' + "a" * 101 + '"'):
        assert problem(amend(client, returned, tag)) == (400, "invalid-precondition"), tag
    assert Revision.objects.count() == 1
    seen = client.get(returned)["ETag"]
    amended = amend(client, returned, seen)
    assert (amended.status_code, amended["ETag"]) == (201, client.get(returned)["ETag"])
    assert amended["ETag"] != seen


def test_a_stale_amendment_is_told_what_is_current(connect: Connect, supplier: Party, returned: str, analyst: User) -> None:
    client = connect(supplier)
    seen = client.get(returned)["ETag"]
    amend(client, returned, seen)
    accept_revision(user=analyst, revision_id=Revision.objects.get(number=2).pk)
    stale = amend(client, returned, seen, AMENDMENT | {"scope_1_tco2e": "7"})
    assert problem(stale) == (412, "precondition-failed")
    assert client.get(returned)["ETag"] in stale.json()["detail"]
    assert Revision.objects.count() == 2
    assert amend(client, returned, client.get(returned)["ETag"]).status_code == 201


def test_a_stale_amendment_is_stale_before_it_waits(connect: Connect, supplier: Party, returned: str) -> None:
    """Of two who saw the same, the second learns that there is something new to see, not only that it waits for review."""
    client = connect(supplier)
    seen = client.get(returned)["ETag"]
    assert amend(client, returned, seen).status_code == 201
    assert problem(amend(client, returned, seen)) == (412, "precondition-failed")
    assert problem(amend(client, returned, client.get(returned)["ETag"])) == (409, "revision-waits")


def test_anothers_report_is_missing_whatever_the_tag(connect: Connect, stranger: Party, supplier: Party, returned: str) -> None:
    own, foreign = connect(supplier), connect(stranger)
    seen = own.get(returned)["ETag"]
    answers = [amend(foreign, address, seen) for address in (returned, f"{URL}{stranger.pk}/")]
    assert {problem(answer) for answer in answers} == {(404, "not-found")}
    assert len({json.dumps({**answer.json(), "request_id": ""}) for answer in answers}) == 1


def test_the_tag_changes_with_the_answer_and_with_nothing_else(connect: Connect, supplier: Party, analyst: User) -> None:
    client, revision = connect(supplier), submit(supplier)
    address = f"{URL}{revision.report_id}/"
    pairs = {(client.get(address)["ETag"], client.get(address).content) for _ in range(2)}
    accept_revision(user=analyst, revision_id=revision.pk)
    pairs.add((client.get(address)["ETag"], client.get(address).content))
    amend(client, address, client.get(address)["ETag"])
    pairs.add((client.get(address)["ETag"], client.get(address).content))
    assert len(pairs) == len({tag for tag, _ in pairs}) == len({content for _, content in pairs}) == 3


def test_a_filed_reports_tag_is_the_one_that_is_read(connect: Connect, supplier: Party) -> None:
    client = connect(supplier)
    filed = client.post(URL, data=json.dumps(MINIMAL), content_type="application/json")
    read = client.get(filed["Location"])
    answered = filed.json()
    assert answered.pop("receipt")
    assert (filed["ETag"], answered) == (read["ETag"], read.json())


@pytest.mark.parametrize(
    ("known", "status"), [("{}", 304), ("W/{}", 304), ('"x", {}', 304), ("*", 304), ('"x"', 200), ("", 200)]
)
def test_what_a_reader_has_is_not_sent_again(connect: Connect, supplier: Party, returned: str, known: str, status: int) -> None:
    client = connect(supplier)
    seen = client.get(returned)["ETag"]
    response = client.get(returned, HTTP_IF_NONE_MATCH=known.format(seen))
    assert (response.status_code, response["ETag"], bool(response.content)) == (status, seen, status == 200)
