"""A page of a list judges those whom it shows, and counts all."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from rest_framework.test import APIClient

from suppliers.paging import Owed, assess_owed, list_owed
from suppliers.queries import assess_partners
from tests.world import FOUNDING_MANDATE, add_supplier_party, submit_accepted
from tracker.access.models import Party, User
from tracker.commitments.models import Commitment
from tracker.commitments.queries import list_mandates
from tracker.records.clock import database_now


@pytest.fixture
def parties(mandate: Commitment, analyst: User) -> list[Party]:
    found = [add_supplier_party(f"Supplier {number}", mandate, base_year=2022, end_year=2024) for number in range(3)]
    submit_accepted(found[1], analyst, 2022, "100")
    return found


@pytest.fixture
def reader(connect: Any) -> APIClient:
    client: APIClient = connect(None)
    return client


@pytest.mark.parametrize("address", ["assessments", "obligations", "reconciliations"])
def test_the_pages_together_are_the_list_and_each_counts_all(address: str, parties: list[Party], reader: APIClient) -> None:
    def ask(**asked: Any) -> Any:
        return reader.get(f"/api/v1/{address}/", {"as_of": instant, **asked}).json()

    instant = database_now().isoformat()
    whole = ask()
    assert whole["count"] == len(whole["results"]) == (3 if address == "reconciliations" else 9)
    pages = [ask(page_size=2)]
    while further := pages[-1]["next"]:
        pages.append(reader.get(further).json())
    assert len(pages) == -(-whole["count"] // 2)
    assert {page["count"] for page in pages} == {whole["count"]}
    assert [row for page in pages for row in page["results"]] == whole["results"]


def test_further_pages_answer_by_what_the_first_one_knew(parties: list[Party], reader: APIClient, mandate: Commitment) -> None:
    """A party that is bound meanwhile, and comes first by its name, would move every row on by three."""
    first = reader.get("/api/v1/obligations/", {"page_size": 5}).json()
    add_supplier_party("A supplier", mandate, base_year=2022, end_year=2024)
    second = reader.get(first["next"]).json()
    assert (first["count"], second["count"], second["next"]) == (9, 9, None)
    seen = [(row["party_id"], row["reporting_year"]) for row in first["results"] + second["results"]]
    assert len(set(seen)) == 9
    assert {str(party.pk) for party in parties} == {party_id for party_id, _ in seen}


@pytest.mark.parametrize(
    "address",
    [
        "assessments", "obligations", "reconciliations", "commitments", "measured-progress", "progress",
        "programme-summaries", "corrective-action-plans",
    ],
)  # fmt: skip
def test_no_list_that_is_computed_is_paged_without_its_instant(address: str, parties: list[Party], reader: APIClient) -> None:
    page = reader.get(f"/api/v1/{address}/", {"page_size": 1}).json()
    assert page["next"] is None or "as_of=" in page["next"]
    assert page["next"] is not None or page["count"] < 2


def test_a_filter_by_year_or_status_counts_what_it_leaves(parties: list[Party], reader: APIClient) -> None:
    def count(**asked: Any) -> int:
        found = reader.get("/api/v1/obligations/", {"page_size": 1, **asked}).json()
        assert len(found["results"]) == min(1, found["count"])
        return int(found["count"])

    assert [count(reporting_year=year) for year in (2022, 2023, 2031)] == [3, 3, 0]
    assert [count(status=status) for status in ("COMPLIANT", "OVERDUE", "WAIVED")] == [1, 8, 0]


def test_some_are_judged_as_all_are(parties: list[Party]) -> None:
    now = database_now()
    (mandate,) = list_mandates(as_of=now, key=FOUNDING_MANDATE)
    owed = list_owed([mandate], as_of=now)
    everybody = assess_partners(mandate, as_of=now)
    assert assess_owed(owed, as_of=now) == everybody
    assert assess_owed(owed[4:6], as_of=now) == everybody[4:6]
    assert assess_owed([], as_of=now) == []


def test_what_is_owed_no_more_once_it_is_judged_is_left_out(parties: list[Party]) -> None:
    now = database_now()
    (mandate,) = list_mandates(as_of=now, key=FOUNDING_MANDATE)
    owed = list_owed([mandate], as_of=now)
    gone = Owed(mandate, parties[0].pk, 2031), Owed(mandate, uuid4(), 2022)
    assert assess_owed([gone[0], *owed[:2], gone[1]], as_of=now) == assess_owed(owed[:2], as_of=now)
