"""How large a picture would be if it were drawn, from its head alone."""

from __future__ import annotations

import struct
from collections.abc import Iterator

LONGEST_SIDE = 30_000
MOST_PIXELS = 200_000_000
MOST_SEGMENTS = 1_000

_PNG_END = b"\x00\x00\x00\x00IEND\xae\x42\x60\x82"
_JPEG_END = b"\xff\xd9"
# Start-of-frame markers; the three left out stand for tables and arithmetic coding conditions.
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_WITHOUT_LENGTH = frozenset({0x01, *range(0xD0, 0xD8)})
_CUT = "The picture is cut short: its {} is missing. Save it anew and send it whole."


def find_png_faults(content: bytes) -> Iterator[str]:
    if content[8:16] != b"\x00\x00\x00\rIHDR" or len(content) < 33:
        yield _CUT.format("head")
        return
    yield from _find_size_faults(*struct.unpack(">II", content[16:24]))
    if not content.endswith(_PNG_END):
        yield _CUT.format("end")


def find_jpeg_faults(content: bytes) -> Iterator[str]:
    frame = _find_frame(content)
    if frame is None:
        yield _CUT.format("head")
        return
    height, width = struct.unpack(">HH", content[frame + 5 : frame + 9])
    yield from _find_size_faults(width, height)
    # A small picture inside the head has an end of its own, so only one after the frame counts.
    if content.rfind(_JPEG_END, frame) < 0:
        yield _CUT.format("end")


def _find_frame(content: bytes) -> int | None:
    """Where the segment begins that says how large the picture is."""
    at = 2
    for _ in range(MOST_SEGMENTS):
        if at + 9 > len(content) or content[at] != 0xFF:
            return None
        marker = content[at + 1]
        if marker in _FRAMES:
            return at
        if marker == 0xFF:
            at += 1
        elif marker in _WITHOUT_LENGTH:
            at += 2
        else:
            at += 2 + int.from_bytes(content[at + 2 : at + 4])
    return None


def _find_size_faults(width: int, height: int) -> Iterator[str]:
    if not (width and height):
        yield f"The picture measures {width} x {height}, so nothing is on it. Send one that shows something."
    elif max(width, height) > LONGEST_SIDE or width * height > MOST_PIXELS:
        limits = f"at most {LONGEST_SIDE} on a side and {MOST_PIXELS} in all are kept"
        yield f"The picture measures {width} x {height} pixels; {limits}. Scan it with fewer dots per inch."
