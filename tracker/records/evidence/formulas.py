"""Whether a formula of a sheet asks another program or a server, found in the XML without parsing it."""

from __future__ import annotations

import re
from typing import IO

PIECE = 1024 * 1024
LONGEST_FORMULA = 40_000
MOST_LOOKS = 1_000

# Each begins with a character that is rare in a sheet, so that what is not it costs next to nothing.
_QUESTION = re.compile(
    # DDE is written as program|topic!item, or called by its name;
    rb"""\|(?<=[\w'.]\|)[^<|"]{0,300}!|\((?:(?<=\bDDE\()|(?<=WEBSERVICE\())"""
    # or with a mark of it written by its number, as no program does.
    rb"""|&#(?:0*(?:124|33)|x0*(?:7C|21));""",
    re.IGNORECASE,
)
_FORMULA = re.compile(rb"<(?:\w{1,9}:)?(?:f|formula[12]?|definedName)[\s>]")
_LITERAL = b"<![CDATA["


def asks_outside(head: bytes, stream: IO[bytes]) -> bool:
    """Read in pieces, each with the end of the one before it. What looks like it a thousand times over is taken for it."""
    piece, looks = head, 0
    while piece:
        for found in _QUESTION.finditer(piece):
            looks += 1
            if looks > MOST_LOOKS or _is_in_formula(piece, found.start()):
                return True
        more = stream.read(PIECE)
        piece = piece[-LONGEST_FORMULA:] + more if more else b""
    return False


def _is_in_formula(piece: bytes, at: int) -> bool:
    tag = piece.rfind(b"<", max(0, at - LONGEST_FORMULA), at)
    if tag > 0 and piece.startswith(_LITERAL, tag):
        tag = piece.rfind(b"<", max(0, tag - LONGEST_FORMULA), tag)
    return tag >= 0 and bool(_FORMULA.match(piece, tag))
