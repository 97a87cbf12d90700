from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.copies import Copy, opened

ARGUMENTS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
OWN = ("http://127.0.0.1:", "data:")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        pytest.skip("no chromium on this machine: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def page(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    """A fresh window, as wide as a desktop unless a test asks for less. An error on it, or a foreign host, fails the test."""
    context = browser.new_context(viewport={"width": getattr(request, "param", 1440), "height": 900})
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("request", lambda sent: None if sent.url.startswith(OWN) else faults.append(sent.url))
    yield page
    context.close()
    assert faults == []


@pytest.fixture(scope="module")
def place() -> Iterator[Path]:
    # Not pytest's own temporary folder: that one is closed to other users.
    with tempfile.TemporaryDirectory(prefix="pk-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        yield Path(folder).resolve()


@pytest.fixture(scope="module")
def shared(place: Path, static_files: None) -> Iterator[Copy]:
    with opened(Copy(place / "shared")) as copy:
        yield copy


@pytest.fixture
def copy(shared: Copy) -> Iterator[Copy]:
    yield shared
    shared.clear()
