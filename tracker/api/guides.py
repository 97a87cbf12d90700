"""The pages of docs/ that a supplier's engineer needs, served by the product itself, with its own address in each snippet."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings
from markdown_it import MarkdownIt
from markdown_it.token import Token

from tracker.local import CHECKOUT

DOCS = CHECKOUT / "docs"
# What the pages call the installation; the suite runs their snippets against one of its own.
WRITTEN_ADDRESS = "http://127.0.0.1:8000"
CONTENTS = {
    "File": (
        "how-to/get-access.md", "how-to/submit-by-rest.md", "how-to/bulk-files.md", "how-to/attach-evidence.md",
        "how-to/answer-questions.md", "how-to/verify-a-receipt.md", "how-to/see-where-you-stand.md", "how-to/file-a-plan.md",
    ),
    "Understand": (
        "algorithms/readings.md", "algorithms/statuses.md", "algorithms/comparison.md", "algorithms/base-year.md",
        "algorithms/explanations.md", "algorithms/commitments.md", "algorithms/goals.md",
    ),
    "Look up": ("reference/errors.md", "reference/versioning.md", "reference/audit.md", "glossary.md"),
}  # fmt: skip

_REMARK = re.compile(r"^<!--.*?-->\n", re.M | re.S)
_TITLE = re.compile(r"^# (.+)$", re.M)
_NOT_IN_A_NAME = re.compile(r"[^\w\- ]")


@dataclass(frozen=True, slots=True)
class Guide:
    path: str

    @property
    def slug(self) -> str:
        return Path(self.path).stem

    @property
    def title(self) -> str:
        found = _TITLE.search(_read(self.path))
        assert found is not None, self.path  # noqa: S101 - the docs' own tests look at every page
        return found[1]


GUIDES = {guide.slug: guide for paths in CONTENTS.values() for guide in map(Guide, paths)}


def list_sections() -> list[tuple[str, list[Guide]]]:
    return [(section, [GUIDES[Path(path).stem] for path in paths]) for section, paths in CONTENTS.items()]


def render_guide(guide: Guide) -> str:
    return _render(guide.path).replace(WRITTEN_ADDRESS, settings.PUBLIC_URL)


@cache
def _read(path: str) -> str:
    return _REMARK.sub("", (DOCS / path).read_text(encoding="utf-8"))


@cache
def _render(path: str) -> str:
    """HTML in a page is shown, not obeyed: the pages are ours, and need none."""
    reader = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = reader.parse(_read(path))
    for number, token in enumerate(tokens):
        if token.type == "heading_open":
            token.attrSet("id", _anchor(tokens[number + 1].content))
        for child in token.children or ():
            _lead(child, path)
    rendered: str = reader.renderer.render(tokens, reader.options, {})
    # A table that is wider than a phone scrolls by itself.
    return rendered.replace("<table>", '<div class="wide" tabindex="0"><table>').replace("</table>", "</table></div>")


def _anchor(heading: str) -> str:
    """As code forges make it, so that one link serves here and there."""
    return _NOT_IN_A_NAME.sub("", heading.lower()).replace(" ", "-")


def _lead(token: Token, path: str) -> None:
    """A link from page to page; one to a page that is not served here becomes plain words."""
    target = token.attrGet("href")
    if not isinstance(target, str) or target.startswith(("#", "http://", "https://", "/")):
        return
    place, _, anchor = target.partition("#")
    reached = (DOCS / path).parent.joinpath(place).resolve()
    guide = GUIDES.get(reached.stem)
    if guide is not None and DOCS / guide.path == reached:
        token.attrSet("href", f"/api/docs/{guide.slug}/" + (f"#{anchor}" if anchor else ""))
    else:
        token.attrs.pop("href")
