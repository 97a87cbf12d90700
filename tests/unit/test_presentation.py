from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from reports.presentation import present_document
from tests.unit.samples import make_line, make_mandate, make_mandate_summary, make_summary, plain

TODAY = date(2024, 9, 2)


def suppliers(**changes: Any) -> list[dict[str, Any]]:
    summary = make_mandate_summary(make_mandate(), today=TODAY, **changes)
    rows: list[dict[str, Any]] = present_document(make_summary(mandates=[summary]))["mandates"][0]["suppliers"]
    return rows


def test_suppliers_that_miss_come_first_by_excess_then_the_silent_then_the_rest() -> None:
    names = [(name, "") for name in "ABCDE"]
    figures: list[dict[int, str]] = [
        {2020: "10", 2023: "1"},
        {2020: "10", 2023: "12"},
        {},
        {2020: "10", 2023: "90"},
        {2020: "10", 2023: "8.5"},
    ]
    rows = suppliers(names=names, figures=figures)
    assert [(row["name"], row["status"]) for row in rows] == [
        ("D", "Not compliant"),
        ("B", "Not compliant"),
        ("C", "Overdue"),
        ("E", "Compliant"),
        ("A", "Compliant"),
    ]
    assert [plain(cell) for cell in rows[0]["cells"]] == ["10.0", "90.0", "8.6", "+81.4", "−108.01 %"]
    assert rows[2]["cells"] == ["–"] * 5


def test_provisional_supplier_says_what_it_would_be_and_why() -> None:
    provisional = next(row for row in suppliers(pending=[0]) if row["name"] == "Example Alloys")
    assert provisional["status"] == "Provisional (would be compliant)"
    assert provisional["notes"] == ["The report about 2023 is not accepted yet."]


def test_who_is_late_or_misses_the_mandate_reads_what_it_takes() -> None:
    rows = {row["name"]: [plain(note) for note in row["notes"]] for row in suppliers()}
    assert rows["Example Circuits"] == ["A further cut of 630.9 t would make 2023 comply: 1,714.8 t at most."]
    assert rows["Example Alloys"] == []


def test_a_note_says_the_figures_of_its_row() -> None:
    row = next(row for row in suppliers() if row["name"] == "Example Circuits")
    assert [plain(cell) for cell in row["cells"][2:4]] == ["1,714.8", "+630.9"]


def test_the_rule_names_the_change_from_which_on_the_base_is_recalculated() -> None:
    summary = make_mandate_summary(make_mandate(recalculation_threshold="0.025"), today=TODAY)
    facts = dict(present_document(make_summary(mandates=[summary]))["mandates"][0]["facts"])
    assert "until the changes to it since then come to 2.5 % of it, up or down" in plain(facts["Recalculation"])


def test_suppliers_without_any_figure_are_listed_by_name_alone() -> None:
    summary = make_mandate_summary(make_mandate(), today=date(2021, 3, 1), figures=({}, {}, {}))
    shown = present_document(make_summary(mandates=[summary]))["mandates"][0]
    assert (shown["suppliers"], shown["names_status"]) == ([], "not due")
    assert [row["local"] for row in shown["names"]] == ["示例合金有限公司", "示例電池", "サンプル回路"]


def test_revisions_stand_with_all_their_places_and_their_decision() -> None:
    rows = present_document(make_summary())["mandates"][0]["revisions"]
    assert [row["cells"] for row in rows[:2]] == [["2020", "2,000", "1"], ["2023", "2,345.678901", "1"]]
    assert {row["decision"] for row in rows} == {"decision"}
    assert all(len(row["sha256"]) == 16 for row in rows)


def test_years_without_figures_are_not_zero_in_the_table() -> None:
    years = present_document(make_summary())["goals"][0]["years"]
    assert years[1] == ["2022", "410.5", "0.0", "0.0", "660.5", "An invented yearly figure (about)"]
    assert years[2] == ["2023", "–", "–", "–", "–", "no figures; not the same as zero"]


def test_more_entries_than_fit_are_left_out_by_size_and_said_so() -> None:
    lines = [make_line(2021, str(kilograms)) for kilograms in range(1, 251)]
    unique = [replace(line, entry_id=f"entry-{position:04}") for position, line in enumerate(lines)]
    goal = present_document(make_summary(mandates=[], lines=unique))["goals"][0]
    assert len(goal["entries"]) == 200
    assert goal["entries"][0]["mass"] == "0.1"
    assert goal["left_out"] == "The 200 largest of 250 entries; summary.json has them all."
