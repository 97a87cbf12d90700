"""Which characters the bundled fonts can print."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable
from functools import cache
from pathlib import Path

DIRECTORY = Path(__file__).parent
_BREAKS = re.compile(r"[\t-\r\x1c-\x1f\x85\u2028\u2029]+")
REPLACEMENT = "\N{REPLACEMENT CHARACTER}"


@cache
def _load_ranges() -> tuple[tuple[int, ...], tuple[int, ...]]:
    ranges = [token.split("-") for token in (DIRECTORY / "coverage.txt").read_text(encoding="ascii").split()]
    return tuple(int(pair[0], 16) for pair in ranges), tuple(int(pair[-1], 16) for pair in ranges)


def has_glyph(character: str) -> bool:
    starts, ends = _load_ranges()
    position = bisect_right(starts, ord(character)) - 1
    # The fonts map invisible controls too; one that reverses the reading direction would let a name lie on paper.
    return position >= 0 and ord(character) <= ends[position] and unicodedata.category(character) != "Cf"


def list_missing(texts: Iterable[str]) -> list[str]:
    characters = set().union(*texts)
    return sorted(character for character in characters if not character.isspace() and not has_glyph(character))


def make_printable(text: str) -> str:
    """One line, in which a sign stands for each character that no bundled font has."""
    return "".join(character if has_glyph(character) else REPLACEMENT for character in _BREAKS.sub(" ", text))
