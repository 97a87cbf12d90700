from __future__ import annotations

import copy
import hashlib
import json
import os
import socket
import subprocess
import sys
from datetime import date
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from reports.pdf import RENDERER_VERSION, find_missing_glyphs, render_compliance_report
from tests.unit.samples import IDENTITY, NAMES, make_mandate, make_mandate_summary, make_summary
from tracker.records.canonical import canonical_json

MARKUP = "#{}$x$*_<script>alert(1)</script> [b] @ref \\ // /* ~ = -"


@cache
def sample_pdf() -> bytes:
    return render_compliance_report(make_summary(), identity=IDENTITY)


def read(pdf: bytes) -> PdfReader:
    return PdfReader(BytesIO(pdf))


def root(pdf: bytes) -> Any:
    return read(pdf).root_object


def flatten(text: str) -> str:
    return " ".join(text.replace("\N{ZERO WIDTH SPACE}", "").split())


def read_pages(pdf: bytes) -> list[str]:
    return [flatten(page.extract_text()) for page in read(pdf).pages]


def read_text(pdf: bytes) -> str:
    return " ".join(read_pages(pdf))


def render(summary: dict[str, Any]) -> bytes:
    return render_compliance_report(summary, identity=IDENTITY)


def renamed(name: str, local: str = "") -> dict[str, Any]:
    return make_summary(names=((name, local), *NAMES[1:]))


def test_the_same_summary_gives_the_same_bytes() -> None:
    assert render(make_summary()) == sample_pdf()


def test_another_process_in_another_zone_gives_the_same_bytes() -> None:
    program = (
        "import hashlib; from tests.unit.samples import IDENTITY, make_summary;"
        "from reports.pdf import render_compliance_report;"
        "print(hashlib.sha256(render_compliance_report(make_summary(), identity=IDENTITY)).hexdigest())"
    )
    environment = os.environ | {"PYTHONHASHSEED": "7", "TZ": "America/Lima"}
    checkout = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=checkout, env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == hashlib.sha256(sample_pdf()).hexdigest()


def test_another_figure_gives_other_bytes() -> None:
    summary = make_summary()
    summary["mandates"][0]["assessments"][0]["series"][0]["tco2e"] = "1000.000001"
    assert render(summary) != sample_pdf()


def test_it_ends_with_a_line_end() -> None:
    assert sample_pdf().endswith(b"%%EOF\n")


def test_metadata_names_the_report() -> None:
    reader = read(sample_pdf())
    assert reader.metadata is not None
    assert (reader.metadata.title, reader.metadata.author) == ("Sample report", "Pledgekeeper")
    assert reader.metadata.subject == "Compliance report CR-0001, the year 2023"
    assert "CR-0001" in str(reader.metadata["/Keywords"])
    assert reader.metadata.creation_date is not None
    assert reader.metadata.creation_date.isoformat() == "2024-09-02T22:30:00+00:00"
    assert root(sample_pdf())["/Lang"] == "en-US"


def test_it_claims_both_standards_and_is_tagged() -> None:
    metadata = root(sample_pdf())["/Metadata"].get_object().get_data().decode()
    assert "<pdfuaid:part>1</pdfuaid:part>" in metadata
    assert "<pdfaid:part>3</pdfaid:part>" in metadata
    assert "<pdfaid:conformance>A</pdfaid:conformance>" in metadata
    assert root(sample_pdf())["/MarkInfo"]["/Marked"].value is True


def test_every_chart_has_an_alternative_text() -> None:
    alternatives = find_alternatives(root(sample_pdf())["/StructTreeRoot"])
    for title in ("Obligations by status", "Sum of partners beside", "Suppliers by achieved", "Counted mass beside"):
        assert [text for text in alternatives if text.startswith(title)], title


def find_alternatives(element: Any) -> list[str]:
    element = element.get_object()
    if isinstance(element, list):
        return [text for child in element for text in find_alternatives(child)]
    if not isinstance(element, dict):
        return []
    own = [str(element["/Alt"])] if "/Alt" in element else []
    return own + (find_alternatives(element["/K"]) if "/K" in element else [])


def test_the_attachment_is_the_summary_and_its_hash_is_printed() -> None:
    attached = read(sample_pdf()).attachments["summary.json"][0]
    assert json.loads(attached) == make_summary()
    assert attached == canonical_json(make_summary())
    assert hashlib.sha256(attached).hexdigest() in read_text(sample_pdf())


def test_the_first_page_answers() -> None:
    cover = read_pages(sample_pdf())[0]
    for words in (
        "Sample report",
        "CR-0001",
        "the year 2023",
        "2 September 2024, 22:30:00 UTC",
        "3 September 2024, 06:30:00 Asia/Shanghai",
        "2 of 3 suppliers comply in 2023 under COMPOUND.",
        "1 does not comply.",
        "66.05 % reached, all of it claimed, none verified.",
        "339.5 t to go to 1,000 t by 31 December 2024: 120 days left, 2.8 t a day needed.",
        "3 of 3",
    ):
        assert words in cover


def test_figures_names_and_checks_can_be_read_back() -> None:
    text = read_text(sample_pdf())
    for words in (
        "2,345.678901",
        "+630.9",
        "11.20 %",
        "On average at least 5 % less a year",
        "Example Circuits",
        "示例合金有限公司",
        "示例電池",
        "サンプル回路",
    ):
        assert words in text
    for words in (
        "What this document does not prove",
        RENDERER_VERSION,
        "not reachable",
        "Depends on the average",
        "Kept under this number.",
    ):
        assert words in text


def test_pages_are_numbered_and_the_outline_reaches_every_section() -> None:
    pages = read_pages(sample_pdf())
    assert all(f"{number} of {len(pages)}" in page for number, page in enumerate(pages, start=1))
    titles = [entry["/Title"] for entry in read(sample_pdf()).outline if isinstance(entry, dict)]
    assert {"Sample mandate", "Sample goal", "How to check this report", "Appendix: revisions behind the verdicts"} <= set(
        titles
    )


def test_markup_in_names_prints_literally() -> None:
    assert MARKUP in read_text(render(renamed(MARKUP)))


def test_check_103_it_fetches_nothing_and_names_nothing_to_fetch() -> None:
    with socket.create_server(("127.0.0.1", 0)) as trap:
        host = f"127.0.0.1:{trap.getsockname()[1]}"
        for name in (
            f'#image("http://{host}/a.png")', '#read("/etc/passwd")', '#import "@preview/cetz:0.2.2"', '#plugin("file:///a.wasm")',
            f"<img src=http://{host}/b.png><image href='file:///etc/passwd'/>",
        ):  # fmt: skip
            pdf = render(renamed(name))
            assert name.replace(" ", "") in read_text(pdf).replace(" ", ""), "printed as it is, not done"
            assert b"root:" not in pdf
            assert {each["/S"] for each in actions_of(pdf)} <= {"/GoTo"}
        trap.settimeout(0.2)
        with pytest.raises(TimeoutError):
            trap.accept()


def actions_of(pdf: bytes) -> list[Any]:
    """What a viewer is told to do at a click or on opening."""
    opening = [root(pdf)["/OpenAction"]] if "/OpenAction" in root(pdf) else []
    links = [link.get_object() for page in read(pdf).pages for link in page.get("/Annots", [])]
    return [act for act in [*opening, *(link["/A"] for link in links if "/A" in link)] if "/S" in act]


def test_illustration_notes_stand_on_the_cover_and_in_the_section() -> None:
    mandate = make_mandate_summary(make_mandate(illustration_note="Made up for a test."), today=date(2024, 9, 2))
    pages = read_pages(render(make_summary(mandates=[mandate])))
    assert [number for number, page in enumerate(pages) if "Made up for a test." in page] == [0, 2]


def test_characters_without_a_glyph_are_named_and_replaced_in_print_only() -> None:
    summary = renamed("Example 한국 \u202eexe", "示例")
    assert find_missing_glyphs(summary) == ["\u202e", "국", "한"]
    pdf = render(summary)
    assert "Example \ufffd\ufffd \ufffdexe" in read_text(pdf)
    assert "U+202E, U+AD6D, U+D55C" in read_text(pdf)
    assert "Example 한국 \u202eexe".encode() in read(pdf).attachments["summary.json"][0]
    assert find_missing_glyphs(make_summary()) == []


def test_very_long_names_keep_to_their_column() -> None:
    pdf = render(renamed("W" * 300, "很长的公司名称" * 40))
    assert "W" * 300 in read_text(pdf).replace(" ", "")
    assert len(read(pdf).pages) <= len(read(sample_pdf()).pages) + 2


def many(count: int) -> dict[str, Any]:
    names = [(f"Example Supplier {position:02}", f"示例{position:02}") for position in range(count)]
    figures = [{2020: "1000", 2021: "950", 2022: "900", 2023: str(800 + 3 * position)} for position in range(count)]
    return make_summary(names=names, figures=figures)


def test_forty_two_suppliers_stay_a_short_report_with_a_head_on_every_page() -> None:
    pages = read_pages(render(many(42)))
    assert len(pages) <= 13
    listing = [page for page in pages if "Example Supplier" in page and "tier 1" in page]
    assert len(listing) > 1
    assert all("Status, robustness" in page for page in listing)
    assert all("Content SHA-256, start" in page for page in pages if "Example Supplier" in page and page not in listing)


def test_every_supplier_row_stays_whole() -> None:
    pages = read_pages(render(many(42)))
    for position in range(42):
        page = next(page for page in pages if f"示例{position:02}" in page)
        after = page.split(f"Example Supplier {position:02} ")[1].split("Example Supplier")[0]
        assert f"示例{position:02}" in after
        assert f"{800 + 3 * position}.0" in after


@pytest.mark.parametrize("empty", ["goals", "mandates"])
def test_a_summary_without_goals_or_mandates_still_prints(empty: str) -> None:
    summary = make_summary() | {empty: []}
    assert "How to check this report" in read_text(render(summary))


def test_nothing_in_force_says_so() -> None:
    summary = make_summary() | {"goals": [], "mandates": []}
    assert "No commitment is in force" in read_text(render(summary))


def test_a_mandate_without_suppliers_says_so() -> None:
    summary = make_summary()
    mandate = summary["mandates"][0]
    mandate.update(assessments=[], across_partners=None, years=[])
    for table in ("coverage", "statuses", "robustness"):
        mandate["in_focus"][table] = dict.fromkeys(mandate["in_focus"][table], 0)
    text = read_text(render(summary))
    assert "No supplier is enrolled." in text
    assert "no obligations" in text


def test_rendering_leaves_the_summary_alone() -> None:
    summary = make_summary()
    before = copy.deepcopy(summary)
    render(summary)
    assert summary == before
