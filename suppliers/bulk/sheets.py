"""How large a workbook's tables are, before they are unfolded in memory: one cell far out would make a sheet of billions."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import IO
from xml.parsers import expat

PIECE = 256 * 1024
MOST_CELLS = 10_000_000
_PLACE = re.compile(r"\A\s*\$?([A-Za-z]{1,3})\$?(\d{1,12})\s*", re.ASCII)
_XML = re.compile(rb"\A(\xef\xbb\xbf)?\s*<")


@dataclass(slots=True)
class Extent:
    """`row` and `column` are where the next cell lies that does not say where it lies."""

    rows: int = 0
    columns: int = 0
    error: str = ""
    uncomputed: str = ""
    row: int = 0
    column: int = 0
    place: str = ""
    kind: str = ""
    inside: str = ""
    valued: bool = False
    parser: expat.XMLParserType = field(default_factory=expat.ParserCreate)

    @property
    def cells(self) -> int:
        return self.rows * self.columns

    def take(self, name: str, attributes: dict[str, str]) -> None:
        kind = name.rpartition(":")[2]
        if kind == "row":
            number = attributes.get("r", "")
            self.row, self.column = int(number) if number.isdecimal() else self.row + 1, 0
        elif kind == "c":
            self._take_cell(attributes)
        elif kind == "f":
            self.valued = False
            self._watch(True)
        elif kind == "v" and self.kind == "str":
            self.valued = True
        self.inside = kind

    def _take_cell(self, attributes: dict[str, str]) -> None:
        place = _PLACE.fullmatch(attributes.get("r", ""))
        if place:
            self.column, self.row = _column(place[1]), int(place[2])
        else:
            self.column += 1
        self.rows, self.columns = max(self.rows, self.row), max(self.columns, self.column)
        self.place, self.kind = place[0] if place else f"in row {self.row}", attributes.get("t", "")
        if self.kind == "e":
            self.error = self.error or self.place

    def _watch(self, on: bool) -> None:
        """While the cell of a formula is open only: most tables have none, and are passed over the faster."""
        self.parser.CharacterDataHandler = self._hear if on else None
        self.parser.EndElementHandler = self._leave if on else None

    def _hear(self, text: str) -> None:
        self.valued = self.valued or (self.inside == "v" and not text.isspace())

    def _leave(self, name: str) -> None:
        if name.rpartition(":")[2] == "c":
            self.uncomputed = self.uncomputed or ("" if self.valued else self.place)
            self._watch(False)


@dataclass(frozen=True, slots=True)
class Measured:
    """`largest` bounds whichever part is unfolded; `judged` are those that may be the first sheet, which alone is read."""

    largest: Extent
    judged: Sequence[Extent]

    @property
    def error(self) -> str:
        return next((each.error for each in self.judged if each.error), "")

    @property
    def uncomputed(self) -> str:
        return next((each.uncomputed for each in self.judged if each.uncomputed), "")


def measure_workbook(stream: IO[bytes]) -> Measured:
    """Each of its parts, a piece at a time: a sheet may bear any name. Raises ExpatError for what is no XML."""
    with zipfile.ZipFile(stream) as archive:
        parts = [(part.filename.lower(), _measure_part(archive, part)) for part in archive.infolist()]
        first = _find_first_sheet(archive)
    extents = [extent for _, extent in parts]
    largest = max(extents, key=lambda extent: extent.cells, default=Extent())
    return Measured(largest, [extent for name, extent in parts if name == first] or extents)


def _measure_part(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> Extent:
    extent = Extent()
    _parse(archive, part, extent.parser, extent.take)
    return extent


def _find_first_sheet(archive: zipfile.ZipFile) -> str:
    """The name of its part in small letters, or nothing where the workbook does not say."""
    sheets = _list_elements(archive, "xl/workbook.xml", "sheet")
    wanted = [value for name, value in sheets[0].items() if name.rpartition(":")[2] == "id"] if sheets else []
    for relation in _list_elements(archive, "xl/_rels/workbook.xml.rels", "Relationship"):
        if relation.get("Id") in wanted:
            target = relation.get("Target", "").removeprefix("/")
            return (target if target.startswith("xl/") else f"xl/{target}").lower()
    return ""


def _list_elements(archive: zipfile.ZipFile, name: str, kind: str) -> list[dict[str, str]]:
    """What each of this kind says in its attributes."""
    found: list[dict[str, str]] = []

    def take(element: str, attributes: dict[str, str]) -> None:
        if element.rpartition(":")[2] == kind:
            found.append(attributes)

    for part in archive.infolist():
        if part.filename.lower() == name.lower():
            _parse(archive, part, expat.ParserCreate(), take)
    return found


def _parse(
    archive: zipfile.ZipFile, part: zipfile.ZipInfo, parser: expat.XMLParserType, take: Callable[[str, dict[str, str]], None]
) -> None:
    with archive.open(part) as content:
        piece = content.read(PIECE)
        if not _XML.match(piece):
            return
        parser.StartElementHandler = take
        while piece:
            parser.Parse(piece)
            piece = content.read(PIECE)
        parser.Parse(b"", True)


def _column(letters: str) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number
