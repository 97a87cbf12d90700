"""No cell is altered on its way in or out: what would run is text, and what is no exact decimal is refused."""

from __future__ import annotations

import csv
import io
import shutil
import subprocess
import tempfile
import zipfile
from datetime import UTC, date, datetime, time
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from suppliers.bulk.cells import UnreadableCell, make_inert, read_cell, undo_inert
from suppliers.bulk.columns import ERRORS, RESULT
from suppliers.bulk.reading import UnreadableTable, count_rows, open_table
from suppliers.bulk.sheets import measure_workbook
from suppliers.bulk.writing import open_workbook, write_result
from tests.evidence_samples import WORKBOOK_PARTS, make_workbook
from tracker.records.media import MediaType

PREFIXES = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20", " =")
SHEET = "xl/worksheets/sheet1.xml"
text = st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\0"), max_size=20)
risky = st.tuples(st.sampled_from(["", "'", "''"]), st.sampled_from(PREFIXES), text).map("".join)


@pytest.mark.parametrize("prefix", PREFIXES)
def test_100_what_would_run_is_inert(prefix: str) -> None:
    assert make_inert(f"{prefix}SUM(A1)") == f"'{prefix}SUM(A1)"


@pytest.mark.parametrize("number", ["-5", "+5", "-5.25", "0", "51712.8"])
def test_a_number_stays_one(number: str) -> None:
    assert make_inert(number) == number


@given(text | risky)
def test_to_make_inert_can_be_undone(cell: str) -> None:
    assert undo_inert(make_inert(cell)) == cell
    assert not make_inert(cell).startswith(("=", "@", "\t", "\r", "\uff1d", "\uff20"))


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (51712.800000000003, "51712.8"), (2025.0, "2025"), (1e-05, "0.00001"),
        (123456789012345.0, "123456789012345"),
        (1e15, "1000000000000000"), (7, "7"), (True, "true"), (date(2025, 1, 2), "2025-01-02"),
        (datetime(2025, 1, 2), "2025-01-02"),  # noqa: DTZ001 - a cell has no zone
        ("  as it is ", "  as it is "), ("", ""), (None, ""),
    ],
    ids=range(12),
)  # fmt: skip
def test_cells_of_a_workbook_as_text(cell: Any, text: str) -> None:
    assert read_cell(cell) == text


@pytest.mark.parametrize(
    "cell", [0.1 + 0.2, 1234567890123456.0, float("inf"), datetime(2025, 1, 2, 3, tzinfo=UTC), time(3)], ids=range(5)
)
def test_what_is_not_exact_is_refused(cell: Any) -> None:
    with pytest.raises(UnreadableCell, match=r"Format the cell as text|Send the day alone"):
        read_cell(cell)


@settings(deadline=None, max_examples=60)
@given(
    st.lists(st.lists(text | risky, min_size=2, max_size=2), min_size=1, max_size=8),
    st.sampled_from([",", ";", "\t"]),
    st.booleans(),
)
def test_101_a_csv_keeps_its_cells(rows: list[list[str]], delimiter: str, mark: bool) -> None:
    stream = io.StringIO(newline="")
    csv.writer(stream, delimiter=delimiter).writerows([["gwp_set", "x_own"], *rows])
    sent = (("\ufeff" if mark else "") + stream.getvalue()).encode()
    with tempfile.TemporaryDirectory() as folder, open_table(BytesIO(sent), MediaType.CSV) as table:
        path = Path(folder) / "result.csv"
        write_result(path, table, [("FILED", [])] * len(rows), MediaType.CSV)
        content = path.read_bytes()
    assert content.startswith(b"\xef\xbb\xbf") is mark
    with open_table(BytesIO(content), MediaType.CSV) as again:
        assert again.header == ["gwp_set", "x_own", RESULT, ERRORS]
        assert [[undo_inert(cell) for cell in row[:2]] for row in again.rows] == rows


def workbook(path: Path, rows: list[list[Any]]) -> bytes:
    with open_workbook(path) as write:
        for row in rows:
            write(row)
    return path.read_bytes()


def test_a_workbook_goes_out_as_it_came_in(tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        ["gwp_set", "x_own", "x_b"],
        ["AR5", 51712.8, date(2025, 1, 2)],
        ["=1+1", True, ""],
        ["", "", ""],
        [7, "", 0.1 + 0.2],
    ]
    content, path = workbook(tmp_path / "a.xlsx", rows), tmp_path / "b.xlsx"
    with open_table(BytesIO(content), MediaType.XLSX) as table:
        write_result(path, table, [("FILED", []), ("REFUSED", ["a", "b"]), ("", []), ("SKIPPED", [])], MediaType.XLSX)
    with path.open("rb") as stream, open_table(stream, MediaType.XLSX) as again:
        assert again.header == ["gwp_set", "x_own", "x_b", RESULT, ERRORS]
        assert list(again.rows) == [
            ["AR5", 51712.8, date(2025, 1, 2), "FILED", ""], ["'=1+1", True, "", "REFUSED", "a\nb"], ["", "", "", "", ""],
            [7.0, "", "0.30000000000000004", "SKIPPED", ""],
        ]  # fmt: skip
    with zipfile.ZipFile(path) as archive:
        assert b"<f>" not in archive.read(SHEET)


@pytest.mark.skipif(not shutil.which("soffice"), reason="no soffice on this machine: apt-get install libreoffice-calc-nogui")
def test_100_libreoffice_shows_text(tmp_path: Path) -> None:
    rows = [[f"{prefix}1+1" for prefix in PREFIXES]]
    with open_table(BytesIO(workbook(tmp_path / "a.xlsx", [["x_"] * len(PREFIXES), *rows])), MediaType.XLSX) as table:
        write_result(tmp_path / "b.xlsx", table, [("FILED", [])], MediaType.XLSX)
    subprocess.run(["soffice", "--headless", "--convert-to", "csv", "--outdir", tmp_path, tmp_path / "b.xlsx"], check=True)
    shown = (tmp_path / "b.csv").read_text(encoding="utf-8")
    assert shown.count("1+1") == len(PREFIXES)


def sheet(rows: str) -> bytes:
    head = WORKBOOK_PARTS[SHEET].split(b"<sheetData>")[0]
    return make_workbook({SHEET: head + f"<sheetData>{rows}</sheetData></worksheet>".encode()})


@pytest.mark.parametrize(
    ("rows", "extent"),
    [
        ('<row r="1"><c r="A1"/><c   t="n"     r = "XFD1048576"><v>1</v></c></row>', (1_048_576, 16_384)),
        ('<row r="1048576"><c/><c/><c/></row>', (1_048_576, 3)), ("<row><c/></row><row><c/><c/></row>", (2, 2)),
        ('<row r="1"><c r="&#88;FD1"/></row>', (1, 16_384)),
    ],
    ids=range(4),
)  # fmt: skip
def test_how_far_a_sheet_reaches(rows: str, extent: tuple[int, int]) -> None:
    found = measure_workbook(BytesIO(sheet(rows))).largest
    assert (found.rows, found.columns) == extent


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ('<row r="1"><c r="A1"><v>1</v></c><c r="XFD1048576"><v>1</v></c></row>', "Delete what stands far out"),
        ('<row r="1"><c r="A1"/></row><row r="2"><c r="C2" t="e"><v>#N/A</v></c></row>', "The cell C2 holds an error"),
        ('<row r="2"><c r="B2"><f>1+2</f></c><c r="C2"><v>3</v></c></row>', "The cell B2 holds a formula without the value"),
        ('<row r="2"><c r="B2"><f>1+2</f>\n<v></v>\n</c></row>', "The cell B2 holds a formula without the value"),
        ('<row r="3"><c><f t="shared" si="0"/><v/></c></row>', "The cell in row 3 holds a formula without the value"),
        ("<row", "cannot be read"), ("", "cannot be read|sheet is empty"),
    ],
    ids=range(7),
)  # fmt: skip
def test_a_workbook_that_is_not_unfolded(rows: str, words: str) -> None:
    with pytest.raises(UnreadableTable, match=words), open_table(BytesIO(sheet(rows)), MediaType.XLSX):
        pass


def test_a_formula_counts_by_the_value_that_was_saved_with_it(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        written = book.add_worksheet()
        written.write_row("A1", ["a", "b", "c"])
        written.write_formula("A2", "=1+2", value=3)
        written.write_formula("B2", '=IF(A2=3,"","x")', value=" ")
        written.write_formula("C2", '="x"', value="x")
    with (tmp_path / "a.xlsx").open("rb") as stream, open_table(stream, MediaType.XLSX) as table:
        assert list(table.rows) == [[3.0, " ", "x"]]


def several_sheets(path: Path, broken: str) -> bytes:
    """A narrow long first sheet, and a short wide second one whose error stands where `broken` says."""
    with xlsxwriter.Workbook(path) as book:
        first, second = book.add_worksheet("Reports"), book.add_worksheet("Notes")
        first.write_row("A1", ["a", "b"])
        first.write("A60000", 7)
        second.write("XFD1", "far out")
        (first if broken == "Reports" else second).write_formula("B2", "=NA()", value="#N/A")
    return path.read_bytes()


def test_other_sheets_than_the_first_are_the_senders_own(tmp_path: Path) -> None:
    content = several_sheets(tmp_path / "a.xlsx", "Notes")
    measured = measure_workbook(BytesIO(content))
    assert (measured.largest.rows, measured.largest.columns, len(measured.judged)) == (60_000, 2, 1)
    with open_table(BytesIO(content), MediaType.XLSX) as table:
        assert list(table.rows)[-1] == [7.0, ""]
    broken = BytesIO(several_sheets(tmp_path / "b.xlsx", "Reports"))
    with pytest.raises(UnreadableTable, match="B2 holds an error"), open_table(broken, MediaType.XLSX):
        pass


def test_a_formula_may_come_to_an_empty_text() -> None:
    found = measure_workbook(BytesIO(sheet('<row r="2"><c r="B2" t="str"><f>IF(A2="","","x")</f><v></v></c></row>')))
    assert found.uncomputed == ""


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("a,b\n", "no rows"), ("a\n" + "1\n" * 100_001, "more than 100000 rows"), ('a\n"1"x\n', "line 2"),
        (f"a\n{'1' * 200_000}\n", "line 2"),
    ],
    ids=range(4),
)  # fmt: skip
def test_tables_that_cannot_be_counted(content: str, words: str) -> None:
    with open_table(BytesIO(content.encode()), MediaType.CSV) as table, pytest.raises(UnreadableTable, match=words):
        count_rows(table)
