"""Which characters text may hold, at every door alike."""

from __future__ import annotations

import re

# NUL cannot be stored; lone surrogates are no text; the other controls and direction marks disguise text from its reader.
UNSTORABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
LINE_BREAKING = re.compile("[\t\n\r\u2028\u2029]")


def find_unstorable(text: str) -> str | None:
    """The first character that is not accepted, as `U+202E`."""
    found = UNSTORABLE.search(text)
    return f"U+{ord(found[0]):04X}" if found else None


def without_unstorable(text: str) -> str:
    """Fit to be shown in a sentence about it."""
    return UNSTORABLE.sub("�", text)
