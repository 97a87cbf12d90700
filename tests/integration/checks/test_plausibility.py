"""Check 68: a figure in the wrong unit is accepted, with a warning that the supplier and the reviewer both read."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from rest_framework.test import APIClient

from suppliers.actions import accept_revision
from suppliers.models import Revision
from tests.world import MINIMAL, submit, submit_accepted
from tracker.access.models import Party, User

URL = "/api/v1/emissions-reports/"
LAST_YEAR = {"reporting_year": 2024, "period_start": "2024-01-01", "period_end": "2024-12-31"}
Connect = Callable[[Party | None], APIClient]


def file(client: APIClient, **changes: Any) -> list[dict[str, str]]:
    response = client.post(URL, data=json.dumps(MINIMAL | changes), content_type="application/json")
    assert response.status_code == 201, response.content
    warnings: list[dict[str, str]] = response.json()["revisions"][-1]["warnings"]
    return warnings


@pytest.fixture
def slipped(supplier: Party, analyst: User) -> Revision:
    submit_accepted(supplier, analyst, 2024, "51.7")
    return submit(supplier, 2025, "51700")


def test_check_68_kilograms_for_tonnes_are_accepted_with_a_warning(connect: Connect, supplier: Party, analyst: User) -> None:
    client = connect(supplier)
    assert file(client, **LAST_YEAR) == []
    accept_revision(user=analyst, revision_id=Revision.objects.get().pk)
    (market, scope_1) = sorted(file(client, scope_1_tco2e="51712800", scope_2_location_tco2e="19000"), key=str)
    assert (scope_1["code"], scope_1["pointer"]) == ("UNIT_SLIP", "/scope_1_tco2e")
    assert "51712800 t CO2e for 2025" in scope_1["sentence"]
    assert "51712.8 t CO2e was accepted for 2024" in scope_1["sentence"]
    assert (market["code"], market["pointer"]) == ("REPEATED_FIGURES", "/scope_2_market_tco2e")


def test_check_68_what_was_accepted_later_changes_no_warning(connect: Connect, supplier: Party, analyst: User) -> None:
    client = connect(supplier)
    earlier = submit(supplier, 2024, "1")
    assert file(client, scope_1_tco2e="1000") == []
    accept_revision(user=analyst, revision_id=earlier.pk)
    (report, _) = client.get(URL).json()["results"]
    assert (report["reporting_year"], report["revisions"][0]["warnings"]) == (2025, [])


def test_check_68_the_last_accepted_year_counts_and_no_other_party(
    connect: Connect, supplier: Party, stranger: Party, analyst: User
) -> None:
    submit_accepted(supplier, analyst, 2022, "51712.8")
    submit_accepted(supplier, analyst, 2023, "50000")
    submit_accepted(stranger, analyst, 2024, "51712800")
    assert file(connect(supplier)) == []


def test_check_68_the_queue_and_the_page_show_it(client: Client, analyst: User, slipped: Revision) -> None:
    client.force_login(analyst)
    queue = client.get(reverse("admin:suppliers_revision_changelist")).content.decode()
    assert queue.count("Check the unit") == 1
    page = client.get(reverse("admin:suppliers_revision_change", args=[slipped.pk])).content.decode()
    assert "Check the unit" in page
    assert "Scope 1 is 51700 t CO2e for 2025; 51.7 t CO2e was accepted for 2024." in page


def test_check_68_the_queue_asks_once_for_all(
    client: Client, analyst: User, slipped: Revision, stranger: Party, django_assert_max_num_queries: Any
) -> None:
    client.force_login(analyst)
    for year in range(2010, 2025):
        submit(stranger, year)
    with django_assert_max_num_queries(20):
        assert client.get(reverse("admin:suppliers_revision_changelist")).status_code == 200
