"""What the how-to page and the start print pastes and runs at a real installation."""

from __future__ import annotations

import json
import shlex
import subprocess
from pathlib import Path

import pytest

from tests.conftest import OpenHouse
from tests.functional.test_tutorial import Typist
from tests.house import House
from tests.snippets import read_snippets
from tracker.embedded.summary import summary
from tracker.local import CHECKOUT

PAGES = {
    "submit-by-rest.md": 8,
    "file-a-plan.md": 4,
    "verify-a-receipt.md": 3,
    "answer-questions.md": 6,
    "bulk-files.md": 4,
    "see-where-you-stand.md": 5,
}
# What an analyst does between two snippets.
ASK = """
from suppliers.conversation.actions import ask_about_revision
from suppliers.models import Revision
from tracker.access.models import User
ask_about_revision(user=User.objects.get(username="analyst"), pointer="/electricity_mwh", text="Is this all of your plants?",
    revision_id=Revision.objects.get(report__reporting_year=2013, decision=None).pk)
"""


@pytest.fixture(scope="module")
def example_house(houses: OpenHouse) -> House:
    house = houses("web", "relay", "worker")
    loaded = house.manage("load_example")
    assert loaded.returncode == 0, loaded.stderr
    return house


@pytest.mark.parametrize("page", PAGES)
def test_what_a_page_about_rest_says_holds(example_house: House, tmp_path: Path, page: str) -> None:
    typist, printed, outputs = Typist(example_house, tmp_path), "", 0
    for snippet in read_snippets(CHECKOUT / "docs" / "how-to" / page):
        if snippet.language == "output":
            assert printed == snippet.code
            outputs += 1
        elif snippet.language == "step":
            done = example_house.manage("shell", "-v0", "-c", ASK)
            assert done.returncode == 0, done.stderr
        elif snippet.language == "sh":
            printed = typist.type(snippet)
    assert outputs == PAGES[page]


def test_the_printed_command_files_a_report_in_any_shell(example_house: House) -> None:
    printed = summary(example_house.url, example_house.var)
    (command,) = [line for line in printed.splitlines() if line.startswith("curl ")]
    first, again = (subprocess.run(["sh", "-c", command], capture_output=True, text=True, check=True).stdout for _ in range(2))
    assert json.loads(first)["state"] == "SUBMITTED"
    assert first == again
    assert shlex.split(command) != shlex.split(summary(example_house.url, example_house.var)), "the next start has another key"
