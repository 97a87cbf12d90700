"""Sections of the report that hold what only some summaries have."""

from __future__ import annotations

from datetime import date

from tests.unit.compliance.makers import make_count_goal, make_share_goal, measured, measured_year
from tests.unit.samples import make_summary
from tests.unit.test_pdf import many, read, read_pages, read_text, render, sample_pdf
from tracker.compliance.counts import measure_count
from tracker.compliance.shares import measure_share


def test_what_is_measured_stands_on_the_cover_and_in_a_section_of_its_own() -> None:
    share = measure_share(make_share_goal(), [measured_year(2023, "22", "100")], today=date(2024, 9, 2))
    count = measure_count(
        make_count_goal(start="2024-01-01", end="2024-12-31"),
        [measured("2024-01-01", "2024-06-30", "420", source="A made-up count", source_url="https://example.org/count")],
        today=date(2024, 9, 2),
    )
    pages = read_pages(render(make_summary(measured=[share, count])))
    for words in ("22.00 % in 2023, on the way to 25 % by 31 December 2030.", "420 of 1,000 vehicles by 31 December 2024"):
        assert words in pages[0]
        assert sum(words in page for page in pages) == 2
    text = " ".join(pages)
    for words in ("Awaiting figures", "Part, MWh", "Amount, vehicles", "A made-up count", "https://example.org/count"):
        assert words in text
    assert "Awaiting figures" not in read_text(sample_pdf())


def test_what_is_said_of_a_supplier_takes_the_width_of_its_row_and_stays_with_it() -> None:
    """In the first column alone the sentence breaks into three lines."""
    summary = many(42)
    missed = sum(row["status"] == "NON_COMPLIANT" for row in summary["mandates"][0]["assessments"])
    texts = [page.extract_text() for page in read(render(summary)).pages]
    said = [line for text in texts for line in text.splitlines() if "A further cut of" in line]
    assert len(said) == missed > 10
    assert all(line.endswith("t at most.") for line in said)
    assert all(text.count("% Not compliant") == text.count("A further cut of") for text in texts)
