"""Every number in the pages about the algorithms is run."""

from __future__ import annotations

import doctest
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[3] / "docs/algorithms"
PAGES = sorted(FOLDER.glob("*.md"))


def without_fences(text: str) -> str:
    """A closing fence would be taken for a line of the expected output."""
    return "\n".join("" if line.startswith("```") else line for line in text.splitlines())


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_page(page: Path) -> None:
    text = without_fences(page.read_text(encoding="utf-8"))
    snippets = doctest.DocTestParser().get_doctest(text, {}, page.name, str(page), 0)
    assert snippets.examples
    output: list[str] = []
    failed, _ = doctest.DocTestRunner().run(snippets, out=output.append)
    assert not failed, "".join(output)


def test_the_pages_are_there() -> None:
    named = {"readings", "statuses", "goals", "comparison", "programme", "forecast", "explanations", "commitments", "base-year"}
    assert named <= {page.stem for page in PAGES}
