"""The answer to a commitment that is measured, in one sentence."""

from __future__ import annotations

from datetime import date

import pytest

from reports.presentation import answer_measured
from reports.presentation.measured import list_figures, present_measured
from tests.unit.compliance.makers import make_count_goal, make_share_goal, measured, measured_year
from tracker.compliance.counts import CountStatus, measure_count
from tracker.compliance.plain import plain_measured
from tracker.compliance.shares import StepStatus, measure_share
from tracker.presentation.words import MEASURED_STATUSES

SPACE = "\N{NO-BREAK SPACE}"
STEP = [{"share": "0.25", "by": "2030-12-31"}]


def say_share(figures: dict[int, str], today: str) -> tuple[str, str, list[str]]:
    rows = [measured_year(year, amount, "100") for year, amount in figures.items()]
    answer = answer_measured(plain_measured(measure_share(make_share_goal(steps=STEP), rows, today=date.fromisoformat(today))))
    return answer.tone, answer.headline.replace("\N{NO-BREAK SPACE}", " "), answer.sentences


def say_count(figures: list[tuple[str, str, str]], today: str) -> tuple[str, str, list[str]]:
    rows = [measured(*figure) for figure in figures]
    answer = answer_measured(plain_measured(measure_count(make_count_goal(), rows, today=date.fromisoformat(today))))
    return answer.tone, answer.headline.replace("\N{NO-BREAK SPACE}", " "), answer.sentences


@pytest.mark.parametrize(
    ("figures", "today", "tone", "headline"),
    [
        ({}, "2029-01-01", "OPEN", "No year is measured yet on the way to 25 % by 31 December 2030."),
        ({2028: "19.999"}, "2029-01-01", "OPEN", "19.99 % in 2028, on the way to 25 % by 31 December 2030."),
        ({2028: "30"}, "2031-01-01", "OPEN", "25 % by 31 December 2030: the year that decides has no figure yet."),
        ({2030: "24.9999"}, "2031-01-01", "BAD", "24.99 % in 2030: 25 % by 31 December 2030 is missed."),
        ({2030: "25"}, "2031-01-01", "GOOD", "25.00 % in 2030: 25 % by 31 December 2030 is reached."),
    ],
)
def test_a_share(figures: dict[int, str], today: str, tone: str, headline: str) -> None:
    assert say_share(figures, today)[:2] == (tone, headline)


def test_a_share_in_a_report() -> None:
    rows = [measured_year(2029, "20", "100"), measured_year(2030, "26.5", "100")]
    progress = plain_measured(measure_share(make_share_goal(), rows, today=date(2031, 1, 1)))
    shown = present_measured(progress)
    assert shown["coverage"] == [["status", "On the way"], ["share", f"26.50{SPACE}%"], ["asked for", f"100{SPACE}%"]]
    assert shown["steps"] == [
        [f"31{SPACE}December 2030", f"25{SPACE}%", "Met", f"26.50{SPACE}% in 2030"],
        [f"31{SPACE}December 2050", f"100{SPACE}%", "On the way", "–"],
    ]
    assert [(row["period"], row["amounts"]) for row in shown["figures"]] == [
        ("2029", ["20", "100", f"20.00{SPACE}%"]),
        ("2030", ["26.5", "100", f"26.50{SPACE}%"]),
    ]
    facts = dict(shown["facts"])
    assert facts["Statement"] == "A share by a date"
    assert "renewable electricity makes up at least 25" in facts["Promised"]


def test_a_count_in_a_report_has_no_whole_and_no_steps() -> None:
    rows = [measured("2026-01-01", "2026-06-30", "420.5", source_url="https://example.org/count")]
    shown = present_measured(plain_measured(measure_count(make_count_goal(), rows, today=date(2026, 8, 1))))
    assert [value for _, value in shown["coverage"]] == ["In progress", f"42.05{SPACE}%", "420.5", "1,000", "579.5"]
    assert (shown["steps"], shown["unit"], shown["is_share"]) == ([], "vehicles", False)
    assert [(row["amounts"], row["source"], row["url"]) for row in shown["figures"]] == [
        (["420.5"], "test", "https://example.org/count")
    ]


def test_a_share_that_was_reached_and_lost_is_said() -> None:
    assert say_share({2028: "30", 2030: "20"}, "2031-01-01")[2] == [
        "The share was first reached in 2028; the year at the day decides."
    ]


HALF, WHOLE = ("2026-01-01", "2026-01-31"), ("2026-01-01", "2026-12-31")


@pytest.mark.parametrize(
    ("figures", "today", "tone", "headline"),
    [
        ([], "2026-02-01", "OPEN", "Nothing is measured yet towards 1,000 vehicles by 31 December 2026."),
        ([(*HALF, "250")], "2026-02-01", "OPEN", "250 of 1,000 vehicles by 31 December 2026: 750 to go."),
        (
            [(*HALF, "250")],
            "2027-02-01",
            "OPEN",
            "31 December 2026 is past, and 31 days of the period are measured: no verdict yet.",
        ),
        ([(*WHOLE, "999")], "2027-02-01", "BAD", "999 vehicles by 31 December 2026; 1 of 1,000 are missing."),
        ([(*WHOLE, "1000")], "2027-02-01", "GOOD", "1,000 vehicles: the target of 1,000 by 31 December 2026 is reached."),
    ],
)
def test_a_count(figures: list[tuple[str, str, str]], today: str, tone: str, headline: str) -> None:
    assert say_count(figures, today)[:2] == (tone, headline)


def test_a_count_says_the_run_rates() -> None:
    assert say_count([(*HALF, "100")], "2026-12-24")[2] == [
        "Needed from here: 128.6 a day over 7 days.",
        "Reached so far: 3.2 a day over 31 days that are measured.",
    ]


def test_the_figures_as_a_table() -> None:
    progress = measure_share(make_share_goal(), [measured_year(2028, "19.5", "100")], today=date(2029, 1, 1))
    assert [cell.replace("\N{NO-BREAK SPACE}", " ") for cell in list_figures(plain_measured(progress))[0]] == [
        "2028", "19.5", "100", "19.50 %", "test",
    ]  # fmt: skip


def test_every_status_has_its_words() -> None:
    assert set(MEASURED_STATUSES) == {*CountStatus, *StepStatus}
