"""Checks 3, 4, 11, 12, 16: each list shows its caller exactly their rows, and hides exactly the others."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from recycling.models import LedgerEntry
from suppliers.actions import submit_emissions_report
from suppliers.models import EmissionsReport
from tests.world import ACTOR, content, record_sample, utc_now
from tracker.access.models import ApiToken
from tracker.records.models import AuditEvent, Evidence

from .routes import all_routes, is_rest, methods_of, parameters_of
from .world import World

Row = dict[str, Any]
Identify = Callable[[Row], str]


def by(*names: str) -> Identify:
    return lambda row: " ".join(str(row[name]) for name in names)


# How a row of each list is named, and whether parties see only their own; at a closed one they find nothing at all. A list
# without its line fails.
LISTS: dict[str, tuple[Identify, str]] = {
    "api/v1/emissions-reports/": (by("id"), "own"),
    "api/v1/clients/": (by("id"), "own"),
    "api/v1/tokens/": (by("id"), "own"),
    "api/v1/audit-events/": (by("party_id", "sequence"), "own"),
    "api/v1/bulk-files/": (by("id"), "own"),
    "api/v1/evidence/": (by("id"), "own"),
    "api/v1/receipts/": (lambda row: str(row["statement"]["id"]), "own"),
    "api/v1/obligations/": (by("party_id", "reporting_year"), "own"),
    "api/v1/assessments/": (by("party_id", "reporting_year"), "own"),
    "api/v1/corrective-action-plans/": (by("party_id", "reporting_year"), "own"),
    "api/v1/reconciliations/": (by("party_id", "commitment"), "own"),
    "api/v1/commitments/": (by("key"), "common"),
    "api/v1/progress/": (by("commitment"), "common"),
    "api/v1/measured-progress/": (by("commitment"), "common"),
    "api/v1/compliance-reports/": (by("id"), "programme"),
    "api/v1/programme-summaries/": (by("commitment"), "closed"),
}
OWN = [route for route, (_, whose) in LISTS.items() if whose == "own"]
OPEN = [route for route, (_, whose) in LISTS.items() if whose != "closed"]


def read_all(browser: Client, route: str) -> list[Row]:
    answer = browser.get(f"/{route}", {"page_size": "200"}).json()
    rows: list[Row] = answer["results"]
    assert answer["count"] == len(rows), "the count says no more than the rows"
    return rows


def ids(browser: Client, route: str) -> set[str]:
    return {LISTS[route][0](row) for row in read_all(browser, route)}


@pytest.fixture
def world(db: None) -> World:
    return World()


def test_every_list_is_among_them() -> None:
    found = {
        route
        for route, view in all_routes().items()
        if is_rest(route) and "GET" in methods_of(view) and not parameters_of(route) and hasattr(view.cls, "pagination_class")
    }
    assert found == set(LISTS)


@pytest.mark.parametrize("route", OWN)
def test_3_a_list_holds_exactly_ones_own(world: World, route: str) -> None:
    everything = ids(world.browser("p"), route)
    for name in ("a1", "a2", "a3", "b1"):
        party = world.party_of(name)
        assert party is not None
        rows = read_all(world.browser(name), route)
        assert rows, "it would show nothing on an empty list"
        assert {row.get("statement", row)["party_id"] for row in rows} == {str(party.pk)}
    a, b = ids(world.browser("a1"), route), ids(world.browser("b1"), route)
    assert a & b == set()
    assert everything >= a | b
    assert ids(world.browser("a3"), route) == ids(world.browser("a2"), route) == a


def test_3_16_what_is_listed_is_what_is_stored(world: World) -> None:
    for party, name in ((world.parties["A"], "a1"), (world.parties["B"], "b1")):
        browser = world.browser(name)
        stored = {
            "api/v1/emissions-reports/": {str(pk) for (pk,) in EmissionsReport.objects.filter(party=party).values_list("pk")},
            "api/v1/tokens/": {str(pk) for (pk,) in ApiToken.objects.filter(party=party).values_list("pk")},
            "api/v1/evidence/": {str(pk) for (pk,) in Evidence.objects.filter(party=party).values_list("pk")},
            "api/v1/audit-events/": {f"{party.pk} {event.sequence}" for event in AuditEvent.objects.filter(party=party)},
        }
        for route, expected in stored.items():
            assert ids(browser, route) == expected, route
    assert ids(world.browser("p"), "api/v1/audit-events/") >= {
        f"None {event.sequence}" for event in AuditEvent.objects.filter(party=None)
    }


@pytest.mark.parametrize("route", [route for route, (_, whose) in LISTS.items() if whose == "common"])
def test_3_what_is_common_is_the_same_for_all(world: World, route: str) -> None:
    assert ids(world.browser("a1"), route) == ids(world.browser("b1"), route) == ids(world.browser("p"), route) != set()


def test_3_what_is_the_programmes_is_for_its_reader_alone(world: World) -> None:
    assert len(ids(world.browser("p"), "api/v1/compliance-reports/")) == 1
    assert ids(world.browser("a1"), "api/v1/compliance-reports/") == set()
    assert world.mandate.key in ids(world.browser("p"), "api/v1/programme-summaries/")
    assert world.browser("a1").get("/api/v1/programme-summaries/").status_code == 404


@pytest.mark.parametrize("route", OWN)
def test_4_no_parameter_reaches_into_another_party(world: World, route: str) -> None:
    browser, own = world.browser("a1"), ids(world.browser("a1"), route)
    theirs = str(world.parties["B"].pk)
    for name in ("party", "party_id", "id", "supplier", "search", "q", "ordering", "client_id", "expand", "fields", "tenant"):
        answer = browser.get(f"/{route}", {name: theirs})
        assert answer.status_code in (200, 400), name
        if answer.status_code == 200:
            assert {LISTS[route][0](row) for row in answer.json()["results"]} <= own
        assert "Party B" not in answer.content.decode()
    assert ids(browser, route) == own


@pytest.mark.parametrize("route", OPEN)
def test_check_12_a_page_is_its_readers_own_whoever_made_the_link(world: World, route: str) -> None:
    """A place in a list is its reader's own: another party's is no place at all."""
    a, b = world.browser("a1"), world.browser("b1")
    cursor = a.get(f"/{route}", {"cursor": "cD0yMDI2"})
    assert (cursor.status_code, cursor.json()["errors"][0]["pointer"]) == (400, "?cursor")
    rows = read_all(a, route)
    theirs, own = (browser.get(f"/{route}", {"page_size": "1"}).json()["next"] for browser in (b, a))
    if theirs is not None:
        assert a.get(theirs).json()["errors"][0]["pointer"] == "?cursor"
    assert (own is not None) == (len(rows) > 1)
    if own is not None:
        assert [LISTS[route][0](row) for row in a.get(own).json()["results"]] == [LISTS[route][0](rows[1])]


def test_check_11_no_answer_adds_up_what_others_filed(world: World) -> None:
    before = {route: read_all(world.browser("a1"), route) for route in OPEN}
    common = read_all(world.browser("p"), "api/v1/progress/")
    _file_more(world, "B")
    assert read_all(world.browser("p"), "api/v1/progress/") != common, "it would be seen"
    assert {route: read_all(world.browser("a1"), route) for route in OPEN} == before


def _file_more(world: World, name: str) -> None:
    party = world.parties[name]
    revision = submit_emissions_report(
        actor=ACTOR, party_id=party.pk, reporting_year=2022, content=content(2022), now=utc_now()
    )
    record_sample(party, revision_id=revision.pk)
    entry = LedgerEntry.objects.filter(party=party).get()
    entry.pk, entry.mass_kg = None, 7
    LedgerEntry.objects.bulk_create([entry])


def test_16_no_name_of_a_person_stands_in_the_audit_events(world: World) -> None:
    world.people["a1"].first_name = "Annabelle"
    world.people["a1"].save()
    said = world.browser("p").get("/api/v1/audit-events/", {"page_size": "200"}).content.decode()
    assert f"user {world.people['a1'].pk}" in said
    for person in world.people.values():
        assert f'"{person.username}"' not in said
    assert "Annabelle" not in said


def test_the_account_page_shows_ones_own_party_and_no_other(world: World) -> None:
    for name, own, other in (("a1", "A", "B"), ("a3", "A", "B"), ("b1", "B", "A")):
        page = world.browser(name).get("/account/").content.decode()
        assert f"Party {own}" in page
        assert f"Party {other}" not in page
        shown = {each for each in ("a1", "a2", "b1") if f"client of {each}" in page}
        assert shown == ({"a1", "a2"} if own == "A" else {"b1"})
        assert {year for year in (2023, 2024, 2025) if f">{year}<" in page} == ({2023, 2024, 2025} if own == "A" else {2025})


def test_the_admin_shows_staff_both_parties(world: World) -> None:
    for name in ("r", "au", "ad"):
        for model in ("suppliers/supplier", "access/apiclient", "access/party", "commitments/enrolment"):
            page = world.browser(name).get(f"/admin/{model}/").content.decode()
            assert "Party A" in page, model
            assert "Party B" in page, model
