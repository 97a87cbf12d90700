"""A version of a commitment on its page, and the rule in words wherever it is shown."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from tests.unit.compliance.makers import without
from tests.world import ACTOR, FOUNDING_MANDATE, add_mandate, add_supplier_party
from tracker.access.models import Party, User
from tracker.commitments.actions import read_preset, record_commitment_version
from tracker.commitments.models import Commitment, CommitmentVersion
from tracker.records.refusals import Refusal

# Without the test vectors, which hold for the preset's own rate and years.
TERMS = without(read_preset(FOUNDING_MANDATE)["terms"], "vectors")


@pytest.fixture
def desk(client: Client, mandate: Commitment, analyst: User) -> Client:
    client.force_login(analyst)
    return client


def text_of(response: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode().replace("&nbsp;", " ")))


def record(number: int, **changes: Any) -> CommitmentVersion:
    return record_commitment_version(actor=ACTOR, key=FOUNDING_MANDATE, number=number, terms=TERMS | changes)


def page_of(version: CommitmentVersion, query: str = "") -> str:
    return f"/admin/commitments/commitmentversion/{version.pk}/change/{query}"


def test_the_page_states_the_rule_the_terms_the_source_and_who_is_enrolled(desk: Client, supplier: Party) -> None:
    text = text_of(desk.get(page_of(CommitmentVersion.objects.get())))
    assert "by at least 5 % a year on average" in text
    assert "due by 30 June of the next one" in text
    assert "recalculation_threshold 0.05" in text
    assert "The founding announcement" in text
    assert "Tier Base year Suppliers 1 2025 1" in text
    assert "In force" in text


def test_the_rule_is_said_in_chinese_too(desk: Client) -> None:
    version = CommitmentVersion.objects.get()
    assert "平均每年至少减排5%" in text_of(desk.get(page_of(version, "?language=zh")))
    assert "at least 5 % a year" in text_of(desk.get(page_of(version, "?language=tlh")))


def test_of_the_versions_each_says_how_it_stands(desk: Client) -> None:
    record(2, valid_from="2025-06-01")
    ahead = record(3, valid_from="2150-01-01", rate="0.0725")
    text = text_of(desk.get(page_of(ahead)))
    assert "3 2150-01-01 Not in force yet 2 2025-06-01 In force 1 2025-01-01 Superseded" in text
    assert "at least 7.25 % a year" in text


def test_a_version_that_stands_shows_whatever_its_vectors_would_give_today(desk: Client, mandate: Commitment) -> None:
    vectors = read_preset(FOUNDING_MANDATE)["terms"]["vectors"]
    terms = TERMS | {"valid_from": "2150-01-01", "rate": "0.9", "vectors": vectors}
    with pytest.raises(Refusal, match="vector 1"):
        record(2, **terms)
    # As an older engine recorded it, under whose rule they held.
    stands = CommitmentVersion.objects.create(commitment=mandate, number=2, valid_from=date(2150, 1, 1), terms=terms)
    response = desk.get(page_of(stands))
    assert response.status_code == 200
    assert "Not in force yet" in text_of(response)


def test_a_page_that_is_not_there_is_missing(desk: Client) -> None:
    assert desk.get("/admin/commitments/commitmentversion/00000000-0000-4000-8000-000000000000/change/").status_code == 404


def test_the_page_asks_as_many_questions_however_many_are_enrolled(desk: Client, mandate: Commitment) -> None:
    def count() -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert desk.get(page_of(CommitmentVersion.objects.get(number=1))).status_code == 200
        return len(asked)

    before = count()
    for number in range(5):
        add_supplier_party(f"Supplier {number}", mandate)
        record(number + 2, rate=f"0.0{number + 5}5")
    assert count() == before


def test_the_api_says_the_rule_in_the_language_asked_for(supplier: Party, connect: Callable[[Party | None], APIClient]) -> None:
    add_mandate("ewaste-goal")
    rest = connect(supplier)
    goal, mandate = rest.get("/api/v1/commitments/").json()["results"]
    assert goal["rule"][0]["label"] == "Promised"
    assert "38,000" in goal["rule"][0]["sentence"]
    assert {part["code"] for part in mandate["rule"]} >= {"READING", "CALENDAR", "ASSURANCE", "SOURCE"}
    chinese = rest.get(f"/api/v1/commitments/{FOUNDING_MANDATE}/?language=zh").json()["rule"][0]
    assert (chinese["code"], chinese["label"]) == ("PROMISE", "承诺")


def test_the_api_refuses_a_language_it_does_not_have(supplier: Party, connect: Callable[[Party | None], APIClient]) -> None:
    answer = connect(supplier).get("/api/v1/commitments/?language=fr")
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["pointer"] == "?language"
    assert "en, zh" in answer.json()["errors"][0]["detail"]
