"""The template of a bulk file: the columns that are read, from the very fields that read them."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import xlsxwriter
from rest_framework import serializers

from tracker.api.fields import CodeField, DayField, QuantityField, YearField

from .columns import IDENTITY, RowSerializer, known_columns, template_columns
from .reading import MOST_ROWS

_ABOUT = (
    "One row is one report: a supplier, a year, its figures. Columns may stand in any order; what you do not need may go.",
    "Columns of your own are kept if their names begin with x_ or note.",
    "Send figures as text (51712.8, with a point and without separators) or as numbers of at most 15 digits.",
    "Send the file again until it is clean: known rows are skipped. A changed row needs reason_code and reason_text.",
    f"At most {MOST_ROWS} rows.",
)
_IDENTITY_HELP = "Whose report it is, where the file has several suppliers. One of the four is enough; send it as text."
_WIDTH = 24


@cache
def csv_template() -> bytes:
    """With a mark at its beginning, by which Excel knows UTF-8."""
    return ("\ufeff" + ",".join(template_columns()) + "\r\n").encode()


@cache
def xlsx_template() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "template.xlsx"
        with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False}) as book:
            _write_table(book)
            _write_explanations(book)
        return path.read_bytes()


def _write_table(book: Any) -> None:
    """Cells are text, so that what is typed is what is sent."""
    sheet, bold, text = book.add_worksheet("Reports"), book.add_format({"bold": True}), book.add_format({"num_format": "@"})
    names = template_columns()
    sheet.set_column(0, len(names) - 1, _WIDTH, text)
    for place, name in enumerate(names):
        sheet.write_string(0, place, name, bold)
    sheet.freeze_panes(1, 0)


def _write_explanations(book: Any) -> None:
    sheet, bold = book.add_worksheet("Explanations"), book.add_format({"bold": True})
    sheet.set_column(0, 1, _WIDTH)
    sheet.set_column(2, 2, 120)
    for row, line in enumerate(_ABOUT):
        sheet.write_string(row, 0, line)
    rows = [("column", "must be there", "what it holds"), *explain_columns()]
    for row, cells in enumerate(rows, len(_ABOUT) + 1):
        for column, cell in enumerate(cells):
            sheet.write_string(row, column, cell, bold if row == len(_ABOUT) + 1 else None)


def explain_columns() -> Iterator[tuple[str, str, str]]:
    """Name, whether it has to be there, and what it holds."""
    fields = RowSerializer().fields
    for name in template_columns():
        if name in IDENTITY:
            yield name, "", _IDENTITY_HELP
            continue
        top = fields[name.split(".")[0]]
        column = known_columns()[name]
        words = [str(field.help_text) for field in dict.fromkeys((top, column.field)) if field.help_text]
        yield name, "yes" if top.required or name == "scope_1_tco2e" else "", " ".join((*words, _expected(column.field)))


def _expected(field: serializers.Field[Any, Any, Any, Any]) -> str:
    if isinstance(field, CodeField):
        return f"One of {', '.join(str(choice) for choice in field.choices)}."
    kinds = {QuantityField: "A decimal such as 51712.8.", DayField: "A day such as 2025-12-31.", YearField: "Such as 2025."}
    return kinds.get(type(field), "Text.")
