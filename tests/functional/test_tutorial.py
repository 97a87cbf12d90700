"""The main job, as the tutorial tells it: filed by curl, accepted in the browser, issued by a worker, checked by the reader."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.conftest import OpenHouse
from tests.house import House
from tests.snippets import Snippet, read_snippets
from tracker.embedded.processes import wait_until
from tracker.local import CHECKOUT

TUTORIAL = CHECKOUT / "docs" / "tutorial" / "first-report.md"
SNIPPETS = list(read_snippets(TUTORIAL))


@pytest.fixture(scope="module")
def example_house(houses: OpenHouse) -> House:
    house = houses()
    loaded = house.manage("load_example")
    assert loaded.returncode == 0, loaded.stderr
    return house


class Typist:
    """Somebody who types what a page says, in one shell."""

    def __init__(self, house: House, folder: Path) -> None:
        self.house, self.folder = house, folder
        self.typed: list[str] = []
        self.example = json.loads((house.var / "example.json").read_text(encoding="utf-8"))

    def type(self, snippet: Snippet) -> str:
        """What this snippet prints, with the variables that the earlier ones have set."""
        code = snippet.code.replace("http://127.0.0.1:8000", self.house.url).replace(
            "var/example.json", str(self.house.var / "example.json")
        )
        code = code.replace("var/mail", str(self.house.var / "mail"))
        code = code.replace("python manage.py", f"python {CHECKOUT / 'manage.py'}")
        code = code.replace(".venv/bin/python ", f"{sys.executable} ")
        variables = "\n".join(line for line in self.typed if line.partition("=")[0].isidentifier() and "=$(" in line)
        self.typed += code.splitlines()
        done = subprocess.run(
            ["bash", "-eu", "-c", f"{variables}\n{code}"],
            cwd=self.folder, env=self.house.environ, capture_output=True, text=True, check=False, timeout=120,
        )  # fmt: skip
        assert done.returncode == 0, f"{code}\n{done.stdout}{done.stderr}"
        return done.stdout


class Reader(Typist):
    """And who does in the browser what the page asks for."""

    def __init__(self, house: House, page: Page, folder: Path) -> None:
        super().__init__(house, folder)
        self.page = page

    def log_in(self) -> None:
        (analyst,) = [login for login in self.example["logins"] if login["username"] == "analyst"]
        self.page.goto(f"{self.house.url}/admin/")
        self.page.fill("input[name=username]", analyst["username"])
        self.page.fill("input[name=password]", analyst["password"])
        self.page.click("button[type=submit]")

    def accept(self) -> None:
        self.log_in()
        self.page.get_by_role("link", name="1 revision", exact=True).click()
        self.page.locator("#result_list tbody a").first.click()
        self.page.get_by_role("button", name="Accept").click()

    def issue(self) -> None:
        self.page.goto(f"{self.house.url}/admin/")
        self.page.get_by_role("button", name="Issue a report now").click()
        assert wait_until(lambda: self.list_issued() == 1, 120), self.house.log("relay", "worker")

    def list_issued(self) -> int:
        with self.house.connect() as connection:
            row = connection.execute("SELECT count(*) FROM reports_compliancereport").fetchone()
        return row[0] if row else 0


def test_the_tutorial_holds(example_house: House, page: Page, tmp_path: Path) -> None:
    reader, printed = Reader(example_house, page, tmp_path), ""
    for snippet in SNIPPETS:
        if snippet.by_hand:
            continue
        if snippet.language == "step":
            getattr(reader, snippet.code)()
        elif snippet.language == "output":
            assert printed == snippet.code
        else:
            printed = reader.type(snippet)
    assert b"%PDF" in (tmp_path / "report.pdf").read_bytes()[:8]


def test_the_page_has_what_the_suite_follows() -> None:
    kinds = [snippet.language for snippet in SNIPPETS]
    assert kinds.count("step") == 2
    assert kinds.count("sh") >= 6
    assert kinds.count("output") == 3
