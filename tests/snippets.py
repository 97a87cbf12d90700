"""The code blocks of a Markdown page, in order, and whether the suite runs them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_BLOCK = re.compile(
    r"(?:^<!-- (?P<mark>by hand) -->\s*)?^```(?P<language>\w+)\n(?P<code>.*?)^```$|^<!-- step: (?P<step>\w+) -->$", re.M | re.S
)


@dataclass(frozen=True, slots=True)
class Snippet:
    """`language` is `sh`, `output` (what the snippet before has to print) or `step` (something done in the browser)."""

    language: str
    code: str
    by_hand: bool = False


def read_snippets(page: Path) -> Iterator[Snippet]:
    for found in _BLOCK.finditer(page.read_text(encoding="utf-8")):
        if found["step"]:
            yield Snippet("step", found["step"])
        else:
            yield Snippet(found["language"], found["code"], by_hand=found["mark"] is not None)
