"""Tables as files: the template, and the sender's own table with what came of each row. Written row by row."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any

import xlsxwriter

from tracker.records.media import MediaType

from .cells import make_inert
from .columns import ERRORS, OWN, RESULT
from .reading import Table

BOM = "\ufeff"
LONGEST_CELL = 32_767
LONGEST_ERRORS = 4_000

WriteRow = Callable[[Sequence[Any]], object]


def write_result(path: Path, table: Table, outcomes: Iterable[tuple[str, Sequence[str]]], media_type: str) -> None:
    """The sender's columns in their order; the two of an earlier result are replaced, and stand at the end."""
    kept = [place for place, name in enumerate(table.header) if name not in OWN]
    writer = _open_csv(path, table) if media_type == MediaType.CSV else open_workbook(path)
    with writer as write:
        write([*(table.header[place] for place in kept), RESULT, ERRORS])
        for row, (what, errors) in zip(table.rows, outcomes, strict=False):
            cells = row if len(row) != len(table.header) else [row[place] for place in kept]
            write([*(_inert(cell) for cell in cells), what, _join(errors)])


def _inert(cell: Any) -> Any:
    return make_inert(cell) if isinstance(cell, str) else cell


def _join(errors: Sequence[str]) -> str:
    joined = make_inert("\n".join(errors))
    return joined if len(joined) <= LONGEST_ERRORS else joined[:LONGEST_ERRORS] + "…"


@contextmanager
def _open_csv(path: Path, table: Table) -> Iterator[WriteRow]:
    """As it came: with or without a mark at its beginning, and with its own delimiter."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        stream.write(BOM if table.marked else "")
        yield csv.writer(stream, delimiter=table.delimiter).writerow


@contextmanager
def open_workbook(path: Path, name: str = "Reports") -> Iterator[WriteRow]:
    """Numbers are numbers and days are days; text is never taken for a formula, a link or a number."""
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "tmpdir": str(path.parent)}
    with xlsxwriter.Workbook(str(path), options) as book:
        sheet, day = book.add_worksheet(name), book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.freeze_panes(1, 0)
        number = iter(range(2_000_000))

        def write(row: Sequence[Any]) -> None:
            place = next(number)
            for column, cell in enumerate(row):
                _write_cell(sheet, place, column, cell, day)

        yield write


def _write_cell(sheet: Any, row: int, column: int, cell: Any, day: Any) -> None:
    if isinstance(cell, bool):
        sheet.write_boolean(row, column, cell)
    elif isinstance(cell, int | float) and float(f"{cell:.16G}") != cell:
        # The library writes sixteen digits; text keeps them all.
        sheet.write_string(row, column, repr(cell))
    elif isinstance(cell, int | float):
        sheet.write_number(row, column, cell)
    elif isinstance(cell, date | datetime):
        sheet.write_datetime(row, column, cell, day)
    elif cell not in ("", None):
        sheet.write_string(row, column, str(cell)[:LONGEST_CELL])
