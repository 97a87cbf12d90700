"""Check 106 in a browser: what the policies forbid is nothing that our own pages need."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import ConsoleMessage, Page

from tests.functional.test_browser_review import desk, log_in
from tests.house import House

__all__ = ["desk"]

PAGES = (
    "/admin/", "/admin/suppliers/revision/?state=waiting", "/admin/suppliers/supplier/", "/admin/recycling/ledgerentry/",
    "/admin/recycling/ledgerentry/add/", "/admin/commitments/commitmentversion/", "/admin/reports/compliancereport/",
    "/admin/reports/reportrun/", "/admin/records/auditevent/", "/admin/records/outboxentry/", "/admin/access/apiclient/",
    "/api/problems/", "/nothing/", "/admin/access/user/",
)  # fmt: skip


@pytest.fixture
def complaints(page: Page) -> list[str]:
    found: list[str] = []

    def note(message: ConsoleMessage) -> None:
        # The browser itself reports the page that is not there.
        if message.type in ("error", "warning") and "Failed to load resource" not in message.text:
            found.append(f"{page.url}: {message.text}")

    page.on("console", note)
    return found


def keep(page: Page, name: str) -> None:
    """A picture for whoever asks for one."""
    if folder := os.environ.get("PICTURES"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def test_check_106_no_page_of_the_admin_breaks_its_policy(
    house: House, desk: dict[str, Any], page: Page, complaints: list[str]
) -> None:
    log_in(page, house, desk, "analyst")
    for address in PAGES:
        page.goto(f"{house.url}{address}", wait_until="networkidle")
        keep(page, address.strip("/").replace("/", "-").partition("?")[0])
    page.goto(f"{house.url}/admin/suppliers/revision/?state=waiting")
    page.get_by_role("link", name="Amberlin Semiconductor", exact=True).click()
    page.get_by_role("button", name="Accept").wait_for()
    keep(page, "review")
    assert complaints == []


def test_check_106_charts_fonts_and_the_themes_own_parts_are_there(
    house: House, desk: dict[str, Any], page: Page, complaints: list[str]
) -> None:
    log_in(page, house, desk, "auditor")
    assert page.get_by_role("img", name="Counted mass beside the target").is_visible()
    assert page.evaluate("document.fonts.ready.then(() => [...document.fonts].some(font => font.status === 'loaded'))")
    # The theme runs on attributes that it reads as code: without it nothing would be bound.
    assert page.evaluate("typeof Alpine === 'object' && document.querySelectorAll('[x-data]').length > 0")
    assert complaints == []


def test_check_106_the_reference_is_drawn(house: House, page: Page, complaints: list[str]) -> None:
    page.goto(f"{house.url}/api/reference/")
    page.get_by_text("/api/v1/emissions-reports/", exact=True).first.wait_for()
    page.get_by_role("button", name="Authorize").click()
    page.locator(".auth-container").first.wait_for()
    keep(page, "reference")
    assert complaints == []


def test_check_106_a_guide_is_drawn_and_its_commands_are_copied(house: House, page: Page, complaints: list[str]) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"{house.url}/api/docs/")
    page.get_by_role("link", name="File and amend reports over REST").click()
    page.locator(".snippet", has_text="Idempotency-Key: report-2024-first").first.get_by_role("button", name="Copy").click()
    page.get_by_role("button", name="Copied").wait_for()
    assert page.evaluate("navigator.clipboard.readText()").startswith(f"curl -sS {house.url}/api/v1/emissions-reports/")
    keep(page, "guide")
    assert complaints == []


def test_check_106_a_foreign_script_does_not_run(house: House, page: Page) -> None:
    page.goto(f"{house.url}/admin/login/")
    planted = """() => { const script = document.createElement('script'); script.textContent = 'window.ran = true';
        document.body.append(script); return Boolean(window.ran) }"""
    assert page.evaluate(planted) is False
