"""A supplier's owner in a real browser: logs in, issues a token, a program uses it, the owner revokes it."""

from __future__ import annotations

import json
import re

import pytest
from playwright.sync_api import Page

from tests.house import House
from tracker.embedded.processes import wait_until


@pytest.fixture(scope="module")
def login(house: House) -> dict[str, str]:
    done = house.manage("load_example")
    assert done.returncode == 0, done.stderr
    access = json.loads((house.var / "example.json").read_text(encoding="utf-8"))
    found: dict[str, str] = next(login for login in access["logins"] if login["username"] == "supplier")
    return found


def log_in(page: Page, house: House, login: dict[str, str]) -> None:
    page.goto(f"{house.url}/account/")
    page.get_by_label("Username").fill(login["username"])
    page.get_by_label("Password").fill(login["password"])
    page.get_by_role("button", name="Log in").click()
    page.get_by_text("You are supplier.").wait_for()


def test_an_owner_gives_a_program_its_token_and_takes_it_back(house: House, login: dict[str, str], page: Page) -> None:
    log_in(page, house, login)
    page.get_by_label("Name of a program").fill("Carbon export")
    page.get_by_role("button", name="Add it").click()
    program = page.locator("section.client", has=page.get_by_role("heading", name="Carbon export", exact=True))
    program.get_by_label("May").select_option("READ")
    program.get_by_role("button", name="Issue a token").click()
    secret = page.locator("code.secret").inner_text()
    reports, headers = f"{house.url}/api/v1/emissions-reports/", {"Authorization": f"Bearer {secret}"}
    assert page.request.get(reports, headers=headers).json()["count"] > 0
    page.get_by_role("link", name="Done").click()
    program.get_by_text("Rotate or revoke").click()
    program.get_by_role("button", name="Revoke", exact=True).click()
    page.get_by_text("is revoked.").wait_for()
    assert page.request.get(reports, headers=headers).status == 401
    page.get_by_role("button", name="Log out").click()
    page.get_by_role("heading", name="Log in").wait_for()


@pytest.mark.parametrize("page", [1440, 390], indirect=True)
def test_an_invitation_leads_to_a_token_that_works(house: House, login: dict[str, str], page: Page) -> None:
    before = set(_links(house))
    invited = house.manage("invite", "first@example.com")
    assert invited.returncode == 0, invited.stderr
    assert wait_until(lambda: set(_links(house)) > before, 90), house.log("relay", "worker")
    (link,) = set(_links(house)) - before
    page.goto(f"{house.url}{link}")
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    page.get_by_label("New password", exact=True).fill("correct horse battery")
    page.get_by_label("New password confirmation").fill("correct horse battery")
    page.get_by_role("button", name="Set up access").click()
    page.get_by_role("heading", name="You now file for").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    headers = {"Authorization": f"Bearer {page.locator('code.secret').inner_text()}"}
    assert page.request.get(f"{house.url}/api/v1/obligations/", headers=headers).status == 200
    page.get_by_role("link", name="To your page").click()
    page.get_by_text("You are first@example.com").wait_for()
    page.goto(f"{house.url}{link}")
    page.get_by_text("was used already").wait_for()


def _links(house: House) -> list[str]:
    mails = [path.read_text(encoding="utf-8") for path in (house.var / "mail").glob("*")]
    return [found for mail in mails for found in re.findall(r"/account/invitation/invite_[\w-]{43}/", mail)]


@pytest.mark.parametrize("page", [1440, 390], indirect=True)
def test_nothing_runs_out_of_the_page(house: House, login: dict[str, str], page: Page) -> None:
    page.goto(f"{house.url}/account/login/")
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    log_in(page, house, login)
    for address in ("/account/", "/account/password/"):
        page.goto(f"{house.url}{address}")
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, address
