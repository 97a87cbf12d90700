from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from reports.fonts.coverage import has_glyph, list_missing, make_printable
from reports.presentation import (
    answer_goal,
    answer_mandate,
    format_count,
    format_day,
    format_difference,
    format_instant,
    format_mass,
    format_rate,
    format_span,
    format_tonnes,
    present_document,
    robustness_words,
    status_words,
)
from reports.presentation.words import GOAL_STATUSES, MASS_STATES, READINGS, ROBUSTNESS, ROBUSTNESS_COUNTED, STATUSES
from tests.unit.samples import LINES, make_line, make_mandate, make_mandate_summary, make_summary
from tracker.compliance.assessments import Status
from tracker.compliance.commitments import Reading
from tracker.compliance.goals import GoalStatus, MassState
from tracker.compliance.plain import plain_mandate_summary
from tracker.compliance.robustness import Robustness

TODAY = date(2024, 9, 2)


def plain(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (None, "–"),
        ("UNREACHABLE", "not reachable"),
        ("0", "0.0"),
        ("-0.0", "0.0"),
        ("1234567.85", "1,234,567.8"),
        ("1234567.75", "1,234,567.8"),
        ("-1500.26", "−1,500.3"),
        ("0.000001", "< 0.1"),
        ("-0.000001", "> −0.1"),
        ("99999999999999.999999", "100,000,000,000,000.0"),
    ],
)
def test_tonnes_have_one_place_half_even_and_never_hide_a_rest(text: str | None, shown: str) -> None:
    assert plain(format_tonnes(text)) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [(None, "–"), ("0.05", "5.00 %"), ("0.0499", "4.99 %"), ("0.05125", "5.125 %"), ("-0.1585", "−15.85 %"), ("1", "100.00 %")],
)
def test_rates_have_two_places_and_a_finer_one_keeps_its_own(text: str | None, shown: str) -> None:
    assert plain(format_rate(text)) == shown


def test_kilograms_read_as_tonnes() -> None:
    assert format_mass("36457200") == "36,457.2"


@pytest.mark.parametrize(
    ("excess", "surplus", "shown"),
    [("12.5", "0", "+12.5"), ("0", "7", "−7.0"), ("0", "0", "0.0"), (None, None, "–"), ("0.000001", "0", "+< 0.1")],
)
def test_difference_carries_its_side(excess: str | None, surplus: str | None, shown: str) -> None:
    assert plain(format_difference(excess, surplus)) == shown


def test_days_spans_and_instants() -> None:
    assert plain(format_day("2026-06-30")) == "30 June 2026"
    assert format_span("2022-01-01", "2022-12-31") == "2022"
    assert format_span("2022-01-01", "2024-12-31") == "2022 to 2024"
    assert plain(format_span("2022-01-02", "2022-03-04")) == "2 January 2022 to 4 March 2022"
    assert plain(format_instant("2026-12-31T18:00:00.000000Z", "Asia/Shanghai")) == "1 January 2027, 02:00:00 Asia/Shanghai"


def test_counts_agree_with_their_noun() -> None:
    assert [format_count(count, "supplier") for count in (0, 1, 1200)] == ["0 suppliers", "1 supplier", "1,200 suppliers"]


def test_every_code_of_the_core_has_words() -> None:
    assert set(STATUSES) == set(Status)
    assert set(ROBUSTNESS) == set(ROBUSTNESS_COUNTED) == set(Robustness)
    assert set(READINGS) == set(Reading)
    assert set(GOAL_STATUSES) == set(GoalStatus)
    assert set(MASS_STATES) == set(MassState)
    assert status_words("NON_COMPLIANT") == "Not compliant"
    assert robustness_words(None) == "–"


def test_all_fixed_words_can_be_printed() -> None:
    texts = [
        text
        for table in (STATUSES, ROBUSTNESS, READINGS, GOAL_STATUSES, MASS_STATES)
        for words in table.values()
        for text in words
    ]
    assert list_missing(texts) == []


def test_glyphs() -> None:
    assert all(map(has_glyph, "Việt Нефть Ωμέγα 示例 臺灣 ステート −×≤₂—“”"))
    assert list_missing(["한 \u202e示\n"]) == ["\u202e", "한"]
    assert make_printable("a\n b\u202e한") == "a  b\ufffd\ufffd"


def mandate_answer(today: date = TODAY, **changes: Any) -> Any:
    return answer_mandate(plain_mandate_summary(make_mandate_summary(make_mandate(), today=today, **changes)))


def test_mandate_answers_first_names_its_reading_and_its_robustness() -> None:
    answer = mandate_answer()
    assert answer.tone == "BAD"
    assert answer.headline == "2 of 3 judged suppliers comply in 2023, 1 do not (reading COMPOUND)."
    assert answer.sentences[0] == (
        "Robustness over the three averages: 1 passing every way, 1 depending on the reading and 1 failing every way."
    )
    assert plain(answer.sentences[1]).startswith(
        "Across partners, the sum of 3 partners misses the mandate at 0.81 % a year (473.2 t above the allowed 3,429.5 t)."
    )


def test_mandate_that_is_not_due_says_until_when_and_whose_base_year_is_overdue() -> None:
    answer = mandate_answer(date(2021, 9, 1), figures=({}, {2020: "5"}, {}))
    assert answer.tone == "OPEN"
    assert plain(answer.headline) == "Not due yet: the reports about 2021 have until 30 June 2022."
    assert plain(answer.sentences[0]) == (
        "Base-year reports about 2020: of 3, 1 accepted and 2 overdue (due by 30 June 2021, grace to 14 July 2021)."
    )


def test_mandate_without_a_verdict_counts_what_is_open() -> None:
    answer = mandate_answer(figures=({}, {2020: "5"}, {2020: "5"}))
    assert (answer.tone, answer.headline) == ("OPEN", "No verdict on 2023 yet: 3 overdue.")


def test_open_obligations_stand_beside_the_verdicts() -> None:
    answer = mandate_answer(figures=({2020: "1000", 2023: "700"}, {2020: "10"}, {2020: "10"}))
    assert (answer.tone, answer.headline) == (
        "OPEN",
        "1 of 1 judged supplier complies in 2023, 0 do not (reading COMPOUND). 2 overdue.",
    )


def goal_answer(**changes: Any) -> Any:
    return answer_goal(make_summary(mandates=[], **changes)["goals"][0])


def test_goal_in_progress_names_claimed_verified_rest_and_pace() -> None:
    answer = goal_answer()
    assert plain(answer.headline) == (
        "In progress: 66.05 % counted of 1,000 t by 31 December 2024. Claimed 66.05 %, verified 0.00 %."
    )
    assert (
        plain(answer.sentences[0])
        == "Figures are known until 31 December 2022. Nothing is known about 2023 and 2024; that is not zero."
    )
    assert answer.sentences[1] == "339.5 t remain, with 120 days left: 2.8 t a day are needed."


def test_goal_after_the_deadline() -> None:
    answer = goal_answer(as_of=datetime(2025, 3, 1, tzinfo=UTC))
    assert answer.tone == "BAD"
    assert answer.sentences[1] == "339.5 t remain; the deadline is past."


def test_goal_above_its_target_says_when_and_by_what_kind_of_mass() -> None:
    answer = goal_answer(lines=[*LINES, make_line(2023, "400000", MassState.VERIFIED)])
    assert answer.tone == "GOOD"
    assert plain(answer.headline).startswith("Met: 106.05 % counted of 1,000 t")
    assert plain(answer.sentences[1]) == "Reached by the figures up to 31 December 2023; 60.5 t beyond the target."
    assert answer.sentences[2] == "Reached only with claimed mass; verified mass alone stays below the target."


def test_share_just_below_the_target_never_prints_as_all_of_it() -> None:
    answer = goal_answer(lines=[make_line(2021, "999999.999999", MassState.VERIFIED)])
    assert plain(answer.headline).startswith("In progress: 99.99 % counted")
    assert "verified 99.99" in answer.headline
    assert plain(answer.sentences[1]).startswith("< 0.1 t remain")


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
