"""Whether a formula of a sheet asks another program or a server, found in the XML without parsing it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import IO

PIECE = 1024 * 1024
LONGEST_FORMULA = 40_000
MOST_LOOKS = 1_000
MOST_MARKS = 4_000_000

# In capitals. Each begins with letters that stand as they are, so that what is not it is passed over quickly, and comes to
# its end in one go, so that what almost is it costs little more.
_QUESTIONS = (
    # DDE is written as program|topic!item, or called by its name, as are the others;
    re.compile(rb"""\|(?:(?<=[\w'.]\|)|(?<=OS;\|)|(?<=39;\|)|(?<=27;\|))[^<|"!]{0,300}+!"""),
    re.compile(rb"DDE\((?<=\bDDE\()"),
    re.compile(rb"RTD\((?<=\bRTD\()"),
    re.compile(rb"IMAGE\((?<=\bIMAGE\()"),
    re.compile(rb"WEBSERVICE\("),
    # or with a letter or sign of it written by its number, as no program does but for what XML itself escapes;
    re.compile(
        rb"&#(?:0*+(?:3[235-7]|4\d|5\d|6[1345-9]|[7-9]\d|1[01]\d|12[0-6])|X0*+(?:2[013-589A-F]|3[0-9ABDF]|[4-7][0-9A-F]));"
    ),
    # or hidden by a literal, a comment or an instruction in its middle, where no program writes one.
    re.compile(rb"<[!?]"),
)
_MARKS = (b"|", b"DDE", b"RTD", b"IMAGE", b"WEBSERVICE", b"&#")
_FORMULA = re.compile(rb"<(?:\w{1,9}:)?(?:f|formula[12]?|definedName)[\s>]")
_LITERAL = b"<![CDATA["


def asks_outside(head: bytes, stream: IO[bytes]) -> bool:
    """Read in pieces, each with the end of the one before it.

    What looks like it a thousand times over, or begins like it millions of times, is taken for it.
    """
    piece, looks, marks = head, 0, 0
    while piece:
        capitals = piece.upper()
        marks += sum(capitals.count(mark) for mark in _MARKS)
        if marks > MOST_MARKS:
            return True
        for at in _find_questions(capitals):
            looks += 1
            if looks > MOST_LOOKS or _is_in_formula(piece, at):
                return True
        more = stream.read(PIECE)
        piece = piece[-LONGEST_FORMULA:] + more if more else b""
    return False


def _find_questions(capitals: bytes) -> Iterator[int]:
    return (found.start() for question in _QUESTIONS for found in question.finditer(capitals))


def _is_in_formula(piece: bytes, at: int) -> bool:
    tag = piece.rfind(b"<", max(0, at - LONGEST_FORMULA), at)
    if tag > 0 and piece.startswith(_LITERAL, tag):
        tag = piece.rfind(b"<", max(0, tag - LONGEST_FORMULA), tag)
    return tag >= 0 and bool(_FORMULA.match(piece, tag))
