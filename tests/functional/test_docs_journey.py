"""A stranger with curl and the pages that the product serves, from an invitation to a receipt that is verified offline."""

from __future__ import annotations

import html
import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

from tests.conftest import OpenHouse
from tests.functional.test_tutorial import Typist
from tests.house import House
from tests.snippets import Snippet

BLOCK = re.compile(r'<pre><code class="language-(\w+)">(.*?)</code></pre>', re.S)


def read_page(house: House, slug: str) -> Iterator[Snippet]:
    page = subprocess.run(
        ["curl", "-sSf", f"{house.url}/api/docs/{slug}/"], capture_output=True, text=True, check=True, timeout=30
    ).stdout
    for language, code in BLOCK.findall(page):
        yield Snippet(language, html.unescape(code))


def follow(typist: Typist, page: Iterator[Snippet]) -> int:
    """How many of its promises were kept."""
    printed, kept = "", 0
    for snippet in page:
        if snippet.language == "output":
            assert printed == snippet.code
            kept += 1
        elif snippet.language == "sh":
            # The token is the one that the invitation has led to, not the example's.
            code = "\n".join(line for line in snippet.code.splitlines() if "var/example.json" not in line)
            printed = typist.type(Snippet("sh", code + "\n"))
    return kept


def test_from_an_invitation_to_a_verified_receipt(houses: OpenHouse, tmp_path: Path) -> None:
    house = houses("web", "loop")
    loaded = house.manage("load_example")
    assert loaded.returncode == 0, loaded.stderr
    typist = Typist(house, tmp_path)
    assert follow(typist, read_page(house, "get-access")) == 4
    assert follow(typist, read_page(house, "verify-a-receipt")) == 3
    access, answer = (json.loads((tmp_path / name).read_text()) for name in ("access.json", "answer.json"))
    assert answer["receipt"]["statement"]["party_id"] == access["party"]["id"]
    assert answer["state"] == "SUBMITTED"
