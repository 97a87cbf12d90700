from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from reports.fonts.coverage import has_glyph, list_missing, make_printable
from reports.presentation import answer_goal, answer_mandate, is_not_due, present_document
from tests.unit.samples import LINES, make_line, make_mandate, make_mandate_summary, make_summary
from tracker.compliance.assessments import Status
from tracker.compliance.commitments import Reading
from tracker.compliance.goals import GoalStatus, MassState
from tracker.compliance.plain import plain_mandate_summary
from tracker.compliance.robustness import Robustness
from tracker.presentation.numbers import (
    ALL_PLACES,
    format_change,
    format_count,
    format_day,
    format_difference,
    format_instant,
    format_mass,
    format_rate,
    format_span,
    format_stated_rate,
    format_tonnes,
)
from tracker.presentation.words import (
    GOAL_STATUSES,
    MASS_STATES,
    READINGS,
    ROBUSTNESS,
    ROBUSTNESS_COUNTED,
    STATUSES,
    robustness_words,
    status_words,
)

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


@pytest.mark.parametrize(
    ("text", "shown"), [("0.05", "5 %"), ("0.050", "5 %"), ("0.0525", "5.25 %"), ("0", "0 %"), ("1", "100 %")]
)
def test_a_stated_rate_keeps_the_places_that_it_was_stated_with(text: str, shown: str) -> None:
    assert plain(format_stated_rate(text)) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [("2345.678901", "2,345.678901"), ("-0.5", "−0.5"), ("1200.50", "1,200.5"), ("100", "100"), ("0", "0"), (None, "–")],
)
def test_what_is_decided_on_keeps_all_its_places(text: str | None, shown: str) -> None:
    assert format_tonnes(text, ALL_PLACES) == shown


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [("120.5", "90", "−25.31 %"), ("90", "120.5", "+33.89 %"), ("3", "3", "0.00 %"), ("1000000", "1000000.1", "+< 0.01 %")],
)
def test_a_change_carries_its_sign(before: str, after: str, shown: str) -> None:
    assert plain(format_change(Decimal(before), Decimal(after))) == shown


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


def year(number: int, statuses: dict[str, int], robustness: dict[str, int] | None = None) -> dict[str, Any]:
    return {
        "reporting_year": number,
        "is_base_year": number == 2025,
        "due_on": f"{number + 1}-06-30",
        "coverage": {"expected": sum(statuses.values())},
        "statuses": dict.fromkeys(STATUSES, 0) | statuses,
        "robustness": dict.fromkeys(ROBUSTNESS, 0) | (robustness or {}),
    }


def answer_years(*years: dict[str, Any], reading: str = "COMPOUND") -> list[str]:
    """Tone, headline and sentences, with the last of the years in focus."""
    commitment = {"reading": reading, "grace_days": 14}
    answer = answer_mandate({"in_focus": years[-1], "years": years, "commitment": commitment, "across_partners": None})
    return [answer.tone, *map(plain, (answer.headline, *answer.sentences))]


def test_mandate_answers_first_names_its_reading_and_its_robustness() -> None:
    answer = mandate_answer()
    assert answer.tone == "BAD"
    assert answer.headline == "2 of 3 suppliers comply in 2023 under COMPOUND."
    assert answer.sentences[:2] == [
        "1 does not comply.",
        "Over the three averages, 1 complies whatever the reading, 1 depends on the reading, 1 fails under every one.",
    ]
    assert plain(answer.sentences[2]).startswith(
        "Across partners, the sum of 3 partners misses the mandate at 0.81 % a year (473.2 t above the allowed 3,429.5 t)."
    )


def test_mandate_of_many_counts_in_the_plural_and_says_what_cannot_be_told() -> None:
    counts = {"ROBUST_PASS": 11, "DEPENDS_ON_READING": 10, "ROBUST_FAIL": 20, "UNDETERMINED": 1}
    assert answer_years(year(2023, {"COMPLIANT": 21, "NON_COMPLIANT": 21}, counts)) == [
        "BAD",
        "21 of 42 suppliers comply in 2023 under COMPOUND.",
        "21 do not comply.",
        "Over the three averages, 11 comply whatever the reading, 10 depend on the reading, 20 fail under every one, "
        "1 cannot be told for every reading.",
    ]


def test_mandate_that_everybody_meets() -> None:
    assert answer_years(year(2023, {"COMPLIANT": 1}), reading="LINEAR") == [
        "GOOD",
        "1 of 1 supplier complies in 2023 under LINEAR.",
    ]


def test_mandate_that_is_not_due_says_until_when_and_whose_base_year_is_overdue() -> None:
    answer = mandate_answer(date(2021, 9, 1), figures=({}, {2020: "5"}, {}))
    assert answer.tone == "OPEN"
    assert plain(answer.headline) == "2021 is not due before 30 June 2022."
    assert plain(answer.sentences[0]) == (
        "Base-year reports about 2020: 2 of 3 overdue, 1 accepted (due by 30 June 2021, grace to 14 July 2021)."
    )


@pytest.mark.parametrize(
    ("statuses", "found"),
    [
        ({"OVERDUE": 41, "COMPLIANT": 1}, "41 of 42 overdue, 1 accepted"),
        ({"OVERDUE": 30, "PROVISIONAL": 2, "COMPLIANT": 10}, "30 of 42 overdue, 2 provisional, 10 accepted"),
        ({"NOT_ASSESSABLE": 1, "COMPLIANT": 2, "WAIVED": 1}, "1 of 4 not assessable, 2 accepted, 1 waived"),
        ({"OVERDUE": 42}, "all 42 overdue"),
        ({"COMPLIANT": 42}, None),
    ],
)
def test_base_year_reports_are_each_counted_once(statuses: dict[str, int], found: str | None) -> None:
    expected = [f"Base-year reports about 2025: {found} (due by 30 June 2026, grace to 14 July 2026)."] if found else []
    assert answer_years(year(2025, statuses), year(2026, {"NOT_DUE": 42})) == [
        "OPEN",
        "2026 is not due before 30 June 2027.",
        *expected,
    ]


def test_a_base_year_has_nothing_to_comply_with() -> None:
    calendar = present_document(make_summary())["mandates"][0]["calendar"]
    assert [row[-1] for row in (calendar[0], calendar[3])] == ["3 accepted", "1 not compliant and 2 compliant"]


def test_mandate_without_a_verdict_counts_what_is_open() -> None:
    answer = mandate_answer(figures=({}, {2020: "5"}, {2020: "5"}))
    assert (answer.tone, answer.headline) == ("OPEN", "No verdict on 2023: 3 overdue.")


def test_open_obligations_stand_beside_the_verdicts() -> None:
    answer = mandate_answer(figures=({2020: "1000", 2023: "700"}, {2020: "10"}, {2020: "10"}))
    assert (answer.tone, answer.headline) == ("OPEN", "1 of 3 suppliers comply in 2023 under COMPOUND.")
    assert answer.sentences[0] == "Without a verdict: 2 overdue."


def test_a_year_is_not_due_while_nobody_owes_anything_about_it() -> None:
    assert is_not_due(year(2026, {"NOT_DUE": 2, "WAIVED": 1}))
    assert not is_not_due(year(2026, {"WAIVED": 3}))
    assert not is_not_due(year(2026, {"NOT_DUE": 2, "COMPLIANT": 1}))
    assert answer_years(year(2026, {"WAIVED": 3}))[1] == "No verdict on 2026: 3 waived."


def goal_plain(**changes: Any) -> dict[str, Any]:
    plain_goal: dict[str, Any] = make_summary(mandates=[], **changes)["goals"][0]
    return plain_goal


def goal_answer(**changes: Any) -> Any:
    return answer_goal(goal_plain(**changes))


def test_goal_in_progress_names_claimed_verified_rest_and_pace() -> None:
    answer = goal_answer()
    assert (answer.tone, plain(answer.headline)) == ("OPEN", "66.05 % reached, all of it claimed, none verified.")
    assert list(map(plain, answer.sentences)) == [
        "Figures are known until 31 December 2022. Nothing is known about 2023 and 2024; that is not zero.",
        "339.5 t to go to 1,000 t by 31 December 2024: 120 days left, 2.8 t a day needed.",
    ]


@pytest.mark.parametrize(
    ("masses", "headline"),
    [
        ({"claimed_kg": "0"}, "66.05 % reached: nothing is counted."),
        ({"claimed_kg": "0", "verified_kg": "660500"}, "66.05 % reached, all of it verified."),
        ({"claimed_kg": "260500", "verified_kg": "400000"}, "66.05 % reached: 260.5 t claimed, 400.0 t verified."),
    ],
)
def test_goal_says_by_what_kind_of_mass(masses: dict[str, str], headline: str) -> None:
    assert plain(answer_goal(goal_plain() | masses).headline) == headline


def test_goal_that_nothing_is_known_about() -> None:
    answer = goal_answer(lines=[])
    assert plain(answer.headline) == "0.00 % reached: nothing is counted."
    assert answer.sentences[0] == "No figures are known."


@pytest.mark.parametrize(
    ("day", "distance"),
    [
        ((2020, 12, 31), "1,000.0 t to go to 1,000 t by 31 December 2024: 1,461 days, 0.7 t a day needed."),
        ((2024, 12, 30), "339.5 t to go to 1,000 t by 31 December 2024: 1 day left, 339.5 t a day needed."),
        ((2024, 12, 31), "339.5 t to go to 1,000 t by 31 December 2024: this is the last day."),
    ],
)
def test_goal_before_its_first_day_and_at_its_end(day: tuple[int, int, int], distance: str) -> None:
    assert plain(goal_answer(as_of=datetime(*day, tzinfo=UTC)).sentences[1]) == distance


def test_goal_after_the_deadline() -> None:
    answer = goal_answer(as_of=datetime(2025, 3, 1, tzinfo=UTC))
    assert answer.tone == "BAD"
    assert plain(answer.sentences[1]) == "The deadline passed on 31 December 2024; 339.5 t of 1,000 t are missing."


def test_goal_above_its_target_says_when_and_by_what_kind_of_mass() -> None:
    answer = goal_answer(lines=[*LINES, make_line(2023, "400000", MassState.VERIFIED)])
    assert answer.tone == "GOOD"
    assert plain(answer.headline) == "106.05 % reached: 660.5 t claimed, 400.0 t verified."
    assert plain(answer.sentences[1]) == (
        "The target of 1,000 t by 31 December 2024 was reached by the figures up to 31 December 2023; 60.5 t lie beyond it."
    )
    assert answer.sentences[2] == "Reached only with claimed mass; verified mass alone stays below the target."


def test_goal_that_verified_mass_alone_reaches() -> None:
    answer = goal_answer(lines=[make_line(2021, "1000000", MassState.VERIFIED)])
    assert plain(answer.headline) == "100.00 % reached, all of it verified."
    assert answer.sentences[2] == "Verified mass alone reaches the target."


def test_goal_names_what_stands_in_quarantine() -> None:
    answer = goal_answer(lines=[*LINES, make_line(2023, "2500", MassState.QUARANTINED)])
    assert answer.sentences[-1] == "2.5 t stand in quarantine and do not count."


def test_share_just_below_the_target_never_prints_as_all_of_it() -> None:
    answer = goal_answer(lines=[make_line(2021, "999999.999999", MassState.VERIFIED)])
    assert plain(answer.headline) == "99.99 % reached, all of it verified."
    assert plain(answer.sentences[1]).startswith("< 0.1 t to go")


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
