"""Papers that would lie if nobody looked."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.snippets import read_snippets
from tracker.local import CHECKOUT

PAGES = sorted(
    [
        *CHECKOUT.glob("*.md"),
        *(CHECKOUT / "clients").rglob("*.md"),
        *(CHECKOUT / "docs").rglob("*.md"),
        *(CHECKOUT / "reports").rglob("*.md"),
    ]
)
LINK = re.compile(r"\]\((?!https?://|#)([^)#]+)[^)]*\)")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(CHECKOUT)))
def test_links_lead_somewhere(page: Path) -> None:
    missing = [target for target in LINK.findall(page.read_text(encoding="utf-8")) if not (page.parent / target).exists()]
    assert missing == []


def test_every_setting_is_described_and_no_other() -> None:
    sources = [(CHECKOUT / "tracker" / name).read_text(encoding="utf-8") for name in ("settings.py", "local.py")]
    read = set(re.findall(r'os\.environ(?:\.get\(|\[)"([A-Z_]+)"', "".join(sources))) - {"DJANGO_SETTINGS_MODULE"}
    described = set(
        re.findall(r"^\| `([A-Z_]+)` \|", (CHECKOUT / "docs/reference/settings.md").read_text(encoding="utf-8"), re.M)
    )
    assert described == read


def test_readme_names_targets_that_exist() -> None:
    makefile = (CHECKOUT / "Makefile").read_text(encoding="utf-8")
    named = {
        word for snippet in read_snippets(CHECKOUT / "README.md") for word in re.findall(r"^make (\w+)", snippet.code, re.M)
    }
    assert named == {"run", "test"}
    assert all(re.search(rf"^{target}:.*## ", makefile, re.M) for target in named)


def test_adrs_are_numbered_and_one_page() -> None:
    adrs = sorted((CHECKOUT / "docs" / "adr").glob("*.md"))
    assert [int(path.name[:4]) for path in adrs] == list(range(1, len(adrs) + 1))
    for path in adrs:
        text = path.read_text(encoding="utf-8")
        assert re.match(rf"# {int(path.name[:4])}\. ", text)
        assert all(f"## {part}" in text for part in ("Context", "Decision", "Why", "Consequences"))
        assert len(text.splitlines()) < 60
