"""A person at the desk: logs in, sees where things stand, accepts what waits. In a real browser, at a real installation."""

from __future__ import annotations

import json
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.house import House

SUBMIT = """
from datetime import date
from decimal import Decimal
from suppliers.actions import submit_emissions_report
from suppliers.content import RevisionContent
from tracker.access.models import ApiClient
from tracker.records.clock import database_now
client = ApiClient.objects.get(scope="FILE")
content = RevisionContent(period_start=date(2025, 1, 1), period_end=date(2025, 12, 31), gwp_set="AR5",
    consolidation_approach="OPERATIONAL_CONTROL", scope_1_tco2e=Decimal("51712.8"), scope_2_market_tco2e=Decimal("18250.5"))
submit_emissions_report(actor=client.as_actor(), party_id=client.party_id, reporting_year=2025, content=content,
    now=database_now())
"""


@pytest.fixture(scope="module")
def desk(house: House) -> dict[str, Any]:
    """The example programme with one revision that waits; the analyst's log-in."""
    for arguments in (("load_example",), ("shell", "-v0", "-c", SUBMIT)):
        done = house.manage(*arguments)
        assert done.returncode == 0, done.stderr
    access: dict[str, Any] = json.loads((house.var / "example.json").read_text(encoding="utf-8"))
    return {login["username"]: login["password"] for login in access["logins"]}


def log_in(page: Page, house: House, desk: dict[str, str], name: str) -> None:
    page.goto(f"{house.url}/")
    page.get_by_label("Username").fill(name)
    page.get_by_label("Password").fill(desk[name])
    page.get_by_role("button", name="Log in").click()
    page.get_by_role("heading", name="Where the commitments stand").wait_for()


def test_an_analyst_sees_the_home_page_and_accepts_what_waits(house: House, desk: dict[str, str], page: Page) -> None:
    log_in(page, house, desk, "analyst")
    assert page.get_by_text("95.94 % reached, all of it claimed, none verified.").is_visible()
    assert page.get_by_role("img", name="Counted mass beside the target").is_visible()
    page.get_by_role("link", name="1 revision", exact=True).click()
    page.get_by_role("link", name="Amberlin Semiconductor", exact=True).click()
    assert page.get_by_role("cell", name="51,712.8").is_visible()
    page.get_by_role("button", name="Accept").click()
    page.get_by_text("Accepted: Amberlin Semiconductor 2025 revision 1.").wait_for()


DEAD = """
    INSERT INTO records_outboxentry (id, kind, key, args, state, attempts, publications, not_before, last_error)
    VALUES (gen_random_uuid(), 'test.effect', %s, '{}', 'DEAD', 5, 5, now(), 'OSError: No space left on device')
"""


@pytest.mark.parametrize("page", [1440, 390], indirect=True)
def test_an_administrator_has_a_dead_entry_tried_again(house: House, desk: dict[str, str], page: Page) -> None:
    with house.connect() as connection:
        connection.execute(DEAD, [f"dead, seen {page.viewport_size} wide"])
    log_in(page, house, desk, "administrator")
    for reason, said in (("", "Say why the dead entries"), ("The disk was full.", "1 dead entry will be tried again.")):
        page.goto(f"{house.url}/admin/records/outboxentry/?state__exact=DEAD")
        page.locator("input.action-select").check()
        page.get_by_label("Select action to run").select_option("retry")
        page.get_by_label("Reason").fill(reason)
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
        page.get_by_role("button", name="Run").click()
        page.get_by_text(said).wait_for()


@pytest.mark.parametrize("page", [390], indirect=True)
def test_nothing_runs_out_of_a_phone(house: House, desk: dict[str, str], page: Page) -> None:
    log_in(page, house, desk, "auditor")
    for address in ("/admin/", "/admin/suppliers/revision/", "/admin/suppliers/supplier/", "/admin/recycling/ledgerentry/"):
        page.goto(f"{house.url}{address}")
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, address
