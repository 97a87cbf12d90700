"""Which characters text may hold, at every door alike."""

from __future__ import annotations

import re

# NUL cannot be stored; lone surrogates are no text; other controls, direction marks and whatever else is never seen (joiners,
# fillers, tags) disguise text from its reader. Two that are not seen stay, since scripts and emoji need them: U+200C, U+200D.
UNSTORABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f"
    "\ufeff\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]"
)
LINE_BREAKING = re.compile("[\t\n\r\u2028\u2029]")


def find_unstorable(text: str) -> str | None:
    """The first character that is not accepted, as `U+202E`."""
    found = UNSTORABLE.search(text)
    return f"U+{ord(found[0]):04X}" if found else None


def without_unstorable(text: str) -> str:
    """Fit to be shown in a sentence about it."""
    return UNSTORABLE.sub("�", text)
