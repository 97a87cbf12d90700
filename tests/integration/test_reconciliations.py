"""How the compared figures came to be what they are, decision by decision."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from rest_framework.test import APIClient

from suppliers.actions import add_supplier
from suppliers.models import EmissionsReport, Revision
from suppliers.restatements import reconcile, reconcile_partners
from tests.restating import REASONS, REPLAY, add_bound_party, get_mandate, restate
from tests.world import ACTOR, FOUNDING_MANDATE, add_supplier_party, submit_accepted
from tracker.access.models import Party, User
from tracker.commitments.models import Commitment
from tracker.compliance.assessments import Status
from tracker.compliance.comparison import ComparedFigure
from tracker.compliance.restatements import Acceptance
from tracker.records.clock import database_now

Connect = Callable[[Party | None], APIClient]


def tonnes_of(figure: ComparedFigure | None) -> int | None:
    return None if figure is None else figure.micro_tco2e // 1_000_000


def lines(acceptances: tuple[Acceptance, ...]) -> list[tuple[Any, ...]]:
    return [
        (each.reported.year, each.reported.reason_code, tonnes_of(each.before), tonnes_of(each.after), each.counts)
        for each in acceptances
    ]


def test_a_reconciliation_leads_from_the_first_figures_to_todays(bound: Party, analyst: User) -> None:
    for year, tonnes in ((2018, "100"), (2019, "97")):
        submit_accepted(bound, analyst, year, tonnes)
    start = database_now()
    restate(bound, analyst, 2018, "103", "VERIFIED_FIGURES")
    restate(bound, analyst, 2019, "96")
    restate(bound, analyst, 2018, "106", "ERROR")
    mandate = get_mandate()
    whole = reconcile(mandate, party_id=bound.pk, from_as_of=None, as_of=database_now())
    since = reconcile(mandate, party_id=bound.pk, from_as_of=start, as_of=database_now())
    assert whole is not None
    assert since is not None
    later = [
        (2018, "VERIFIED_FIGURES", 100, 100, False),
        (2019, "ERROR", 97, 96, True),
        (2018, "ERROR", 100, 106, True),
    ]
    assert lines(whole.acceptances) == [(2018, "", None, 100, True), (2019, "", None, 97, True), *later]
    assert lines(since.acceptances) == later
    assert [tonnes_of(since.opening[year]) for year in (2018, 2019, 2020)] == [100, 97, None]
    assert whole.closing == since.closing
    assert [tonnes_of(whole.closing[year]) for year in (2018, 2019, 2020)] == [106, 96, None]
    flips = [[(flip.year, flip.before, flip.after) for flip in step.flips] for step in since.acceptances]
    assert flips == [[], [], [(2019, Status.NON_COMPLIANT, Status.COMPLIANT)]]
    # Asked about the past, it ends there.
    past = reconcile(mandate, party_id=bound.pk, from_as_of=None, as_of=start)
    assert past is not None
    assert lines(past.acceptances) == lines(whole.acceptances)[:2]


@pytest.mark.parametrize("seed", range(4))
def test_each_step_starts_where_the_last_one_ended(replay: Commitment, analyst: User, seed: int) -> None:
    chance = random.Random(seed)
    party = add_bound_party(replay)
    for _ in range(10):
        year, tonnes = chance.choice((2018, 2018, 2019, 2020)), str(chance.randint(90, 110))
        if EmissionsReport.objects.filter(party=party, reporting_year=year).exists():
            restate(party, analyst, year, tonnes, chance.choice(REASONS))
        else:
            submit_accepted(party, analyst, year, tonnes)
    found = reconcile(get_mandate(), party_id=party.pk, from_as_of=None, as_of=database_now())
    assert found is not None
    assert len(found.acceptances) == 10
    figures = dict(found.opening)
    for step in found.acceptances:
        assert figures[step.reported.year] == step.before
        figures[step.reported.year] = step.after
    assert figures == found.closing


@pytest.mark.parametrize("size", [1, 5])
def test_a_reconciliation_of_all_takes_four_queries(
    replay: Commitment, analyst: User, django_assert_num_queries: Any, size: int
) -> None:
    for number in range(size):
        party = add_supplier_party(f"Supplier {number}", replay, base_year=2018, end_year=2021)
        submit_accepted(party, analyst, 2018, "100")
        restate(party, analyst, 2018, "120")
    mandate, instant = get_mandate(), database_now()
    with django_assert_num_queries(6):
        found = reconcile_partners(mandate, from_as_of=None, as_of=instant)
    assert [(partner.name, len(each.acceptances)) for partner, each in found] == [(f"Supplier {n}", 2) for n in range(size)]


ADDRESS = "/api/v1/reconciliations/"


def test_a_party_reads_its_own_by_rest(bound: Party, stranger: Party, analyst: User, connect: Connect) -> None:
    submit_accepted(bound, analyst, 2018, "100")
    submit_accepted(bound, analyst, 2019, "97")
    start = database_now()
    revision = restate(bound, analyst, 2018, "106", "STRUCTURAL_CHANGE")
    asked = {"commitment": REPLAY, "from": start.isoformat(), "as_of": database_now().isoformat()}
    (row,) = connect(bound).get(ADDRESS, asked).json()["results"]
    assert (row["party_id"], row["commitment"], row["base_year"]) == (str(bound.pk), REPLAY, 2018)
    assert row["opening"] == [
        {"reporting_year": 2018, "tco2e": "100", "steps": []},
        {"reporting_year": 2019, "tco2e": "97", "steps": []},
    ]
    assert row["closing"] == [
        {"reporting_year": 2018, "tco2e": "106", "steps": []},
        {"reporting_year": 2019, "tco2e": "97", "steps": []},
    ]
    (step,) = row["decisions"]
    assert step.pop("decided_at") > row["from_as_of"]
    assert step.pop("decision_id") == str(Revision.objects.select_related("decision").get(pk=revision.pk).decision.pk)
    assert step == {
        "reporting_year": 2018,
        "revision_id": str(revision.pk),
        "revision_number": 2,
        "reason_code": "STRUCTURAL_CHANGE",
        "stated_tco2e": "106",
        "steps": [],
        "counts": True,
        "before_tco2e": "100",
        "after_tco2e": "106",
        "difference_tco2e": "6",
        "flipped": [{"reporting_year": 2019, "before": "NON_COMPLIANT", "after": "COMPLIANT"}],
    }
    # The stranger is bound by the other mandate alone, and the programme's reader sees both.
    assert [row["commitment"] for row in connect(stranger).get(ADDRESS).json()["results"]] == [FOUNDING_MANDATE]
    assert connect(None).get(ADDRESS).json()["count"] == 2


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ({"from": "yesterday"}, "from: “yesterday” is not an instant"),
        ({"from": "2026-02-01T00:00:00Z", "as_of": "2026-01-01T00:00:00Z"}, "from: It lies after as_of, 2026-01-01"),
        (
            {"since": "2026-01-01T00:00:00Z"},
            "since: There is no parameter of this name here. Known: as_of, commitment, cursor, format, from, page_size",
        ),
    ],
)
def test_what_cannot_be_read_is_refused_by_name(bound: Party, connect: Connect, query: dict[str, str], says: str) -> None:
    answer = connect(bound).get(ADDRESS, query)
    assert answer.status_code == 400
    assert answer.json()["detail"].startswith(says)


def test_the_suppliers_page_tells_it(bound: Party, analyst: User, client: Client) -> None:
    add_supplier(actor=ACTOR, party=bound, number="S-1")
    client.force_login(analyst)
    page = f"/admin/suppliers/supplier/{bound.pk}/change/"
    assert "Nothing is accepted yet." in text_of(client.get(page))
    submit_accepted(bound, analyst, 2018, "100")
    submit_accepted(bound, analyst, 2019, "97")
    restate(bound, analyst, 2018, "103", "VERIFIED_FIGURES")
    shown = text_of(client.get(page))
    assert "verified figures 103 100 100 listed, not adopted" in shown
    assert "The base is revision 1, adopted on" in shown
    assert "Net change since: +3 t CO₂e (3.00 %), below the 5 % from which on a revision becomes the base." in shown
    restate(bound, analyst, 2018, "106", "STRUCTURAL_CHANGE")
    shown = text_of(client.get(page))
    assert "structural change 106 100 106 +6 2019 Not compliant arrow_forward then Compliant" in shown
    assert "Stated in a form that the base has left: 2019." in shown


def text_of(response: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))
