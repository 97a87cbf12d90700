"""What a supplier says to the warnings of its report, and what it reads of a decision."""

from __future__ import annotations

import json
from typing import Any

import pytest

from suppliers.actions import accept_revision, return_revision
from suppliers.conversation.checks import MOST_POINTS, Said
from suppliers.models import ReturnPoint, Revision
from tests.integration.conversing import REPLY, URL, ZERO, Connect, ask, place, post, read
from tests.world import MINIMAL, submit
from tracker.access.models import Party, User
from tracker.records.refusals import Refusal


def test_sources_that_do_not_add_up_are_warned_of_and_answered(connect: Connect, supplier: Party) -> None:
    sources = {"STATIONARY_COMBUSTION": "40100", "PROCESS": "11612.7"}
    body, client = MINIMAL | {"scope_1_by_source_tco2e": sources}, connect(supplier)
    (tried,) = post(client, f"{URL}?dry_run=true", body).json()["warnings"]
    filed = post(client, URL, body)
    assert filed.status_code == 201, filed.json()
    revision = Revision.objects.get()
    (warning,) = read(client, revision)["revisions"][0]["warnings"]
    assert warning == tried
    assert (warning["code"], warning["pointer"]) == ("SOURCES_DO_NOT_ADD_UP", "/scope_1_by_source_tco2e")
    assert "51712.8" in warning["sentence"]
    assert "51712.7" in warning["sentence"]
    reply = {"code": warning["code"], "pointer": warning["pointer"], "text": "One source was rounded."}
    answered = post(client, place(revision, "warning-answers"), reply)
    assert answered.json()["revisions"][0]["warnings"][0]["answer"]["text"] == "One source was rounded."


def test_sources_that_add_up_are_not(connect: Connect, supplier: Party) -> None:
    sources = {"STATIONARY_COMBUSTION": "40100", "PROCESS": "11612.8"}
    filed = post(connect(supplier), URL, MINIMAL | {"scope_1_by_source_tco2e": sources})
    assert filed.json()["revisions"][0]["warnings"] == []


def test_a_warning_is_answered_beside_it(connect: Connect, supplier: Party, analyst: User, doubted: Revision) -> None:
    client = connect(supplier)
    assert [warning["answer"] for warning in read(client, doubted)["revisions"][0]["warnings"]] == [None]
    accept_revision(user=analyst, revision_id=doubted.pk)
    answered = post(client, place(doubted, "warning-answers"), REPLY)
    assert answered.status_code == 201, "of a decided revision, too"
    (warning,) = answered.json()["revisions"][0]["warnings"]
    assert (warning["code"], warning["answer"]["text"]) == ("SCOPE_2_ZERO", REPLY["text"])
    assert warning["facts"]["electricity_mwh"] == "60"
    again = post(client, place(doubted, "warning-answers"), REPLY | {"text": "More."})
    assert (again.status_code, again.json()["type"]) == (409, "/api/problems/warning-answered/")
    assert "SCOPE_2_ZERO at /scope_2_market_tco2e" in again.json()["detail"]


@pytest.mark.parametrize(
    ("changes", "pointers"),
    [
        ({"code": "JUMP"}, ["/code"]),
        ({"pointer": ""}, ["/code"]),
        ({"code": "NO_SUCH"}, ["/code"]),
        ({"text": "\n"}, ["/text"]),
        ({"code": None, "text": 7}, ["/code", "/text"]),
    ],
)
def test_an_answer_to_no_warning_is_refused_by_name(
    connect: Connect, supplier: Party, doubted: Revision, changes: Any, pointers: list[str]
) -> None:
    refused = post(connect(supplier), place(doubted, "warning-answers"), REPLY | changes)
    assert (refused.status_code, refused.json()["type"]) == (400, "/api/problems/invalid-answer/")
    assert [fault["pointer"] for fault in refused.json()["errors"]] == pointers
    if changes == {"code": "JUMP"}:
        assert refused.json()["errors"][0]["detail"] == (
            "Revision 1 has no warning JUMP at /scope_2_market_tco2e. It has: SCOPE_2_ZERO at /scope_2_market_tco2e."
        )


def test_answers_come_with_the_submission(connect: Connect, supplier: Party) -> None:
    client = connect(supplier)
    plain = post(
        client, URL, MINIMAL | ZERO | {"reporting_year": 2024, "period_start": "2024-01-01", "period_end": "2024-12-31"}
    )
    filed = post(client, URL, MINIMAL | ZERO | {"answers": [REPLY]})
    assert (plain.status_code, filed.status_code) == (201, 201), filed.content
    (revision,) = filed.json()["revisions"]
    assert revision["warnings"][0]["answer"]["text"] == REPLY["text"]
    assert "answers" not in revision["content"]


@pytest.mark.parametrize(
    ("answers", "pointers"),
    [
        ([REPLY, REPLY | {"code": "JUMP"}], ["/answers/1/code"]),
        ([REPLY, REPLY], ["/answers/1/code"]),
        ([{"code": "JUMP"}], ["/answers/0/text"]),
        ("none", ["/answers"]),
    ],
)
def test_an_answer_to_no_warning_undoes_the_submission(
    connect: Connect, supplier: Party, answers: Any, pointers: list[str]
) -> None:
    refused = post(connect(supplier), URL, MINIMAL | ZERO | {"answers": answers})
    assert refused.status_code == 400
    assert [fault["pointer"] for fault in refused.json()["errors"]] == pointers
    assert not Revision.objects.exists()


def test_it_goes_back_with_a_point_for_each_field(connect: Connect, supplier: Party, analyst: User) -> None:
    revision = submit(supplier)
    points = [Said("/scope_2_market_tco2e", "State it."), Said("", " Attach the assurance statement. ")]
    return_revision(user=analyst, revision_id=revision.pk, reason="Two things.", points=points)
    decision = read(connect(supplier), revision)["revisions"][0]["decision"]
    assert decision["reason"] == "Two things."
    assert decision["points"] == [
        {"pointer": "/scope_2_market_tco2e", "text": "State it."},
        {"pointer": "", "text": "Attach the assurance statement."},
    ]


def test_a_faulty_point_returns_nothing(supplier: Party, analyst: User) -> None:
    revision = submit(supplier)
    with pytest.raises(Refusal) as refused:
        return_revision(user=analyst, revision_id=revision.pk, reason="So.", points=[Said("", "a"), Said("/x", "")])
    assert [fault.pointer for fault in refused.value.faults] == ["/points/1/pointer", "/points/1/text"]
    with pytest.raises(Refusal, match="51 points were given; give at most 50"):
        return_revision(user=analyst, revision_id=revision.pk, reason="So.", points=[Said("", "a")] * (MOST_POINTS + 1))
    revision.refresh_from_db()
    assert revision.state == "SUBMITTED"
    assert not ReturnPoint.objects.exists()


def test_check_23_what_the_supplier_reads_is_exactly_this(
    connect: Connect, supplier: Party, analyst: User, doubted: Revision
) -> None:
    """Neither who asked, nor anything that staff keep to themselves."""
    ask(analyst, doubted)
    return_revision(user=analyst, revision_id=doubted.pk, reason="So.", points=[Said("", "a")])
    shown = read(connect(supplier), doubted)["revisions"][0]
    assert set(shown["questions"][0]) == {"id", "pointer", "text", "asked_at", "answer"}
    assert set(shown["warnings"][0]) == {"code", "pointer", "sentence", "sentence_zh", "facts", "answer"}
    assert set(shown["decision"]) == {"id", "outcome", "reason", "recorded_at", "points"}
    assert analyst.username not in json.dumps(shown)
