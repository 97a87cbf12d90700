from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from reports.presentation import answer_goal, answer_mandate, is_not_due, present_document
from tests.unit.samples import LINES, make_line, make_mandate, make_mandate_summary, make_summary, plain
from tracker.compliance.goals import MassState
from tracker.compliance.plain import plain_mandate_summary
from tracker.presentation.words import (
    ROBUSTNESS,
    STATUSES,
)

TODAY = date(2024, 9, 2)


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
