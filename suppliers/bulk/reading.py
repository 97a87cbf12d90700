"""A table as rows of cells, whichever kind of file it came in. A CSV is read as it streams by."""

from __future__ import annotations

import csv
import io
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, Any
from xml.parsers.expat import ExpatError
from zipfile import BadZipFile

from python_calamine import CalamineError, CalamineWorkbook

from tracker.records.media import MediaType
from tracker.records.text import without_unstorable

from .sheets import MOST_CELLS, measure_workbook

MOST_ROWS = 100_000
LONGEST_LINE = 64 * 1024
_DELIMITERS = ",;\t"
_BROKEN = "The workbook cannot be read: {}. Open it in a spreadsheet program, save it anew and send it."

Row = Sequence[Any]


class UnreadableTable(ValueError):
    """Its text says what came, what was expected and what to do."""


@dataclass(frozen=True, slots=True)
class Table:
    """The rows come once, in order. `delimiter` and `marked` say how a CSV was written."""

    header: list[str]
    rows: Iterator[Row]
    delimiter: str = ","
    marked: bool = False


@contextmanager
def open_table(stream: IO[bytes], media_type: str) -> Iterator[Table]:
    """Raises UnreadableTable, and so may each row of it."""
    if media_type == MediaType.XLSX:
        yield _open_workbook(stream)
        return
    text = io.TextIOWrapper(stream, encoding="utf-8-sig", newline="")
    try:
        yield _open_csv(stream, text)
    finally:
        # The stream is its opener's to close.
        text.detach()


def count_rows(table: Table) -> int:
    count = 0
    for count, _ in enumerate(table.rows, 1):
        if count > MOST_ROWS:
            raise UnreadableTable(f"The table has more than {MOST_ROWS} rows. Split it and send the parts one after another.")
    if not count:
        raise UnreadableTable("The table has a header and no rows. Write one row for each report.")
    return count


def _open_csv(stream: IO[bytes], text: io.TextIOWrapper) -> Table:
    marked = stream.read(3) == b"\xef\xbb\xbf"
    stream.seek(0)
    first = text.readline(LONGEST_LINE)
    text.seek(0)
    if not first.strip():
        raise UnreadableTable("The first line is empty. Write the names of the columns there.")
    delimiter = max(_DELIMITERS, key=first.count)
    rows = _read_csv(text, delimiter)
    header = [str(name).strip() for name in next(rows)]
    return Table(header, rows, delimiter, marked)


def _read_csv(text: io.TextIOWrapper, delimiter: str) -> Iterator[Row]:
    reader = csv.reader(text, delimiter=delimiter, strict=True)
    while True:
        try:
            yield next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            sentence = (
                f"The CSV cannot be read after line {reader.line_num}: {error}. Put text that holds quotes or line breaks"
            )
            raise UnreadableTable(f"{sentence} in double quotes, and double each quote in it.") from error
        except UnicodeDecodeError as error:
            raise UnreadableTable("The CSV is not UTF-8 text. Save it as “CSV UTF-8”.") from error


def _open_workbook(stream: IO[bytes]) -> Table:
    """The first sheet. It is unfolded in native memory, so its extent is bounded before."""
    try:
        measured = measure_workbook(stream)
    except (ExpatError, BadZipFile, zlib.error, OSError, ValueError, RuntimeError, EOFError) as error:
        raise UnreadableTable(_BROKEN.format(str(error)[:200])) from error
    if (largest := measured.largest).cells > MOST_CELLS:
        sentence = f"A sheet spans {largest.rows} rows and {largest.columns} columns; at most {MOST_CELLS} cells are read."
        raise UnreadableTable(f"{sentence} Delete what stands far out, or send it as CSV.")
    if measured.error:
        raise UnreadableTable(
            f"The cell {measured.error} holds an error of its formula. Mend it, or write the value in its place."
        )
    if measured.uncomputed:
        sentence = f"The cell {measured.uncomputed} holds a formula without the value that comes of it."
        raise UnreadableTable(f"{sentence} Save the file anew in a spreadsheet program, or write the value in its place.")
    stream.seek(0)
    try:
        rows = CalamineWorkbook.from_filelike(stream).get_sheet_by_index(0).iter_rows()
    except (CalamineError, OSError, ValueError, IndexError) as error:
        raise UnreadableTable(_BROKEN.format(without_unstorable(str(error))[:200])) from error
    filled = (row for row in rows if any(cell != "" for cell in row))
    header = [str(name).strip() for name in next(filled, [])]
    while header and not header[-1]:
        header.pop()
    if not header:
        raise UnreadableTable("The first sheet is empty. Write the names of the columns in its first row.")
    return Table(header, (_cut(row, len(header)) for row in rows))


def _cut(row: Row, width: int) -> Row:
    """Beside the table there may be empty cells that were once formatted."""
    return row[:width] if not any(cell != "" for cell in row[width:]) else row
