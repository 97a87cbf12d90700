"""From an invitation to a token with curl only: the page's snippets against a running house, and the mail from its outbox."""

from __future__ import annotations

import json
from pathlib import Path

from tests.conftest import OpenHouse
from tests.functional.test_tutorial import Typist
from tests.snippets import read_snippets
from tracker.local import CHECKOUT


def test_the_page_leads_from_an_invitation_to_a_token(houses: OpenHouse, tmp_path: Path) -> None:
    house = houses("web", "loop")
    loaded = house.manage("load_example")
    assert loaded.returncode == 0, loaded.stderr
    typist, printed, outputs = Typist(house, tmp_path), "", 0
    for snippet in read_snippets(CHECKOUT / "docs" / "how-to" / "get-access.md"):
        if snippet.language == "output":
            assert printed == snippet.code
            outputs += 1
        else:
            printed = typist.type(snippet)
    assert outputs == 4
    access = json.loads((tmp_path / "access.json").read_text())
    mails = "".join(path.read_text() for path in (house.var / "mail").iterdir())
    (invitation,) = {word.strip('"/,') for word in mails.split() if word.startswith('"invite_')}
    for secret in (access["token"], invitation):
        assert secret not in house.log("web", "loop")
    assert json.loads((tmp_path / "owed.json").read_text())["count"] > 0
