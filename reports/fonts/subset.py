"""Makes the bundled fonts again: `python subset.py DIRECTORY`, where the two npm packages lie unpacked (see README.md)."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path
from textwrap import fill

from fontTools.subset import Options, Subsetter, load_font, save_font
from fontTools.ttLib import TTFont

HERE = Path(__file__).parent
LATIN = "expo-google-fonts-noto-sans-0.4.2/package"
CHINESE = "expo-google-fonts-noto-sans-sc-0.4.3/package"

LATIN_RANGES = (
    (0x0020, 0x007E),
    (0x00A0, 0x024F),  # Latin-1, Extended-A and -B
    (0x0250, 0x036F),  # phonetics, combining marks
    (0x0370, 0x052F),  # Greek, Cyrillic
    (0x1D00, 0x1DBF),  # subscript letters of formulas
    (0x1E00, 0x1FFF),  # Vietnamese, polytonic Greek
    (0x2000, 0x22FF),  # punctuation, currency, letterlike, arrows, mathematics
    (0xFB00, 0xFB06),
    (0xFFFD, 0xFFFD),
)
CHINESE_RANGES = (
    (0x2010, 0x2027),
    (0x2030, 0x205E),
    (0x2150, 0x22FF),  # number forms, arrows, mathematics
    (0x2460, 0x24FF),
    (0x2500, 0x27BF),  # boxes, shapes, signs
    (0x3000, 0x30FF),  # CJK punctuation, kana
    (0x31F0, 0x32FF),
    (0xFE30, 0xFE4F),
    (0xFF00, 0xFFEF),
)
# A supplier's own name comes from any of these: mainland China, Taiwan and Hong Kong, Japan.
CHARACTER_SETS = (("gb2312", 0xA1, 0xF8), ("big5", 0xA4, 0xC7), ("euc_jp", 0xB0, 0xF5))

FACES = {
    "NotoSans-Regular.ttf": (f"{LATIN}/400Regular/NotoSans_400Regular.ttf", LATIN_RANGES),
    "NotoSans-SemiBold.ttf": (f"{LATIN}/600SemiBold/NotoSans_600SemiBold.ttf", LATIN_RANGES),
    "NotoSansSC-Regular.ttf": (f"{CHINESE}/400Regular/NotoSansSC_400Regular.ttf", CHINESE_RANGES),
    "NotoSansSC-Bold.ttf": (f"{CHINESE}/700Bold/NotoSansSC_700Bold.ttf", CHINESE_RANGES),
}


def list_characters(codec: str, first: int, last: int) -> Iterator[int]:
    """What two bytes with a lead byte from `first` up to `last` can write in a legacy character set."""
    for lead in range(first, last):
        for trail in range(0x40, 0xFF):
            yield from map(ord, bytes((lead, trail)).decode(codec, "ignore"))


def wanted(ranges: Iterable[tuple[int, int]], *, chinese: bool) -> set[int]:
    points = set(chain.from_iterable(range(low, high + 1) for low, high in ranges))
    return points.union(*(list_characters(*character_set) for character_set in CHARACTER_SETS)) if chinese else points


def subset(source: Path, target: Path, points: set[int]) -> set[int]:
    options = Options(hinting=False, layout_features=["ccmp", "kern", "lnum", "locl", "mark", "mkmk", "tnum"], name_IDs=["*"])
    font: TTFont = load_font(str(source), options)
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=points)
    subsetter.subset(font)
    save_font(font, str(target), options)
    return set(font.getBestCmap())


def write_ranges(points: set[int]) -> str:
    """Sorted code points and ranges such as `20-7E`, wrapped."""
    starts = sorted(point for point in points if point - 1 not in points)
    ends = sorted(point for point in points if point + 1 not in points)
    ranges = (f"{start:X}" if start == end else f"{start:X}-{end:X}" for start, end in zip(starts, ends, strict=True))
    return fill(" ".join(ranges), width=120, break_on_hyphens=False) + "\n"


def main(downloads: Path) -> None:
    covered: dict[str, set[int]] = {}
    for name, (source, ranges) in FACES.items():
        covered[name] = subset(downloads / source, HERE / name, wanted(ranges, chinese=ranges is CHINESE_RANGES))
    # Only what both weights of a family have is sure to print.
    regular = covered["NotoSans-Regular.ttf"] & covered["NotoSans-SemiBold.ttf"]
    chinese = covered["NotoSansSC-Regular.ttf"] & covered["NotoSansSC-Bold.ttf"]
    (HERE / "coverage.txt").write_text(write_ranges(regular | chinese), encoding="ascii")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
