"""The programme and its projections, in drawings, sentences and tables."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from xml.etree import ElementTree

import pytest

from reports.charts import draw_contributions, draw_forecast
from reports.charts.contributions import MOST_BARS, list_bars
from reports.presentation import answer_programme, present_mandate_forecast, present_programme, say_goal_forecast
from tests.unit.compliance.makers import make_goal, make_line, pending, year_line
from tests.unit.compliance.programmes import summarize, view
from tracker.compliance.forecasts import NoForecast, Outlook, forecast_goal, forecast_mandate
from tracker.compliance.goals import measure_progress
from tracker.compliance.plain import plain_goal_forecast, plain_mandate_forecast, plain_programme, plain_summary
from tracker.compliance.programme import MeanOf, NoMean, OutlierRule, Part
from tracker.compliance.summaries import ComplianceSummary, Spend
from tracker.presentation.programme import MEANS, NO_FORECASTS, NO_MEANS, OUTLOOKS, PARTS, RULES

SVG = "{http://www.w3.org/2000/svg}"
MADE_ON = date(2028, 8, 1)


def programme(suppliers: dict[str, Any], year: int = 2026, **options: Any) -> dict[str, Any]:
    return plain_programme(view(suppliers, year=year, **options))


def forecast(suppliers: dict[str, Any], **options: Any) -> dict[str, Any]:
    summary = summarize(suppliers, today=MADE_ON, **options)
    return plain_mandate_forecast(forecast_mandate(summary, made_on=MADE_ON), summary.partners)


def goal(*lines: Any, today: str = "2024-06-01") -> dict[str, Any]:
    made_on = date.fromisoformat(today)
    return plain_goal_forecast(forecast_goal(measure_progress(make_goal(), lines, today=made_on), made_on=made_on))


def named(svg: str, tag: str, name: str) -> list[ElementTree.Element]:
    return [each for each in ElementTree.fromstring(svg).iter(f"{SVG}{tag}") if each.get("class") == name]  # noqa: S314


def plain(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ")


def test_every_code_has_its_words() -> None:
    assert set(MEANS) == set(MeanOf)
    assert set(NO_MEANS) == set(NoMean)
    assert set(PARTS) == {part.lower() for part in Part}
    assert set(RULES) == set(OutlierRule)
    assert set(NO_FORECASTS) == set(NoForecast)
    assert set(OUTLOOKS) == {*Outlook, "NONE"}


@pytest.mark.parametrize(
    ("suppliers", "tone", "headline"),
    [
        ({"a": [1000, 990], "b": [10, 5]}, "OPEN", "the sum misses the mandate in 2026; the mean of the partners meets it."),
        ({"a": [100, 90]}, "GOOD", "the sum meets the mandate in 2026, and so does the mean of the partners."),
        ({"a": [100, 99]}, "BAD", "the sum misses the mandate in 2026, and so does the mean of the partners."),
        ({"a": [100]}, "OPEN", "2026 has no verdict."),
    ],
)
def test_the_answer_names_both_roll_ups(suppliers: dict[str, Any], tone: str, headline: str) -> None:
    answer = answer_programme(programme(suppliers))
    assert (answer.tone, answer.headline) == (tone, f"Across partners, {headline}")


def test_what_says_nothing_says_why() -> None:
    said = answer_programme(programme({"a": [100, 90]}, reading="EVERY_YEAR")).sentences
    assert "Unweighted: the reading asks for the smallest fall, of which no mean is taken." in said
    zero = answer_programme(programme({"a": [100, 0, 0], "b": [9, 9, 9]}, 2027, reading="MEAN_YEAR_ON_YEAR")).sentences
    assert not any("Unweighted" in sentence and "passes" in sentence for sentence in zero)


def test_who_joined_and_left_is_said_apart() -> None:
    suppliers = {"a": [100, 90], "b": [None, 5], "c": [60], "d": [40, 30]}
    said = answer_programme(programme(suppliers, left={"c": 2025}, joined={"d": 2026})).sentences
    apart = plain(next(sentence for sentence in said if sentence.startswith("Apart")))
    assert apart == "Apart from that: joined 1 (+40.0 t), left 1 (−60.0 t) and gap 1 (+5.0 t)."


def test_spend_is_shown_by_currency_and_what_is_unknown_says_so() -> None:
    partners = {"a": {"spend": Spend("CNY", 5_000_000)}, "b": {"spend": Spend("CNY", 15_000_000)}}
    rows = present_programme(programme({"a": [10, 9], "b": [10], "c": [10]}, partners=partners))["coverage"]["rows"]
    spend = {row[0]: plain(row[-1]) for row in rows}
    assert spend["accepted"] == "CNY 5 (25.00 %)"
    assert spend["expected"] == "CNY 20 (100.00 %); 1 unknown"
    assert spend["waived"] == "–"


def test_five_thousand_suppliers_are_shown_by_twenty_and_the_rest_summed() -> None:
    suppliers = {f"s{index:04}": [10_000 + index, 9_000 + 3 * index] for index in range(5000)}
    figures = programme(suppliers, end_year=2026)
    table = present_programme(figures)["changes"][0]
    assert len(table["rows"]) == 22
    assert table["rows"][-2][0] == "the other 4,980 suppliers"
    bars = list_bars(figures["change_from_base_year"]["contributions"])
    assert len(bars) == MOST_BARS + 1
    assert sum(bar.tonnes for bar in bars) == Decimal(figures["change_from_base_year"]["change_tco2e"])
    assert plain(table["rows"][-1][4]) == "+19,995,000.0".replace("19,995,000", f"{sum(2 * i - 1000 for i in range(5000)):,}")


def test_falls_and_rises_are_drawn_apart() -> None:
    change = programme({"a": [100, 90], "b": [100, 140], "c": [50, 50]})["change_from_base_year"]
    svg = draw_contributions(change)
    (fell,) = named(svg, "rect", "fell")
    rose = named(svg, "rect", "rose")
    assert float(fell.get("x", "0")) < float(rose[0].get("x", "0"))
    assert len(rose) == 2, "one of them of no change"
    assert "B: +40.0 t; A: −10.0 t; C: 0.0 t" in svg


def test_a_projection_is_dashed_and_named_and_facts_are_not() -> None:
    made = forecast({"a": [100, 90, 85], "b": [900, 880, 860]})
    svg = draw_forecast(made["sum"], made["programme"])
    (actual,), (projected,) = named(svg, "polyline", "actual"), named(svg, "polyline", "projected")
    assert actual.get("stroke-dasharray") is None
    assert projected.get("stroke-dasharray")
    assert len(named(svg, "polyline", "range")) == 2
    assert len((actual.get("points") or "").split()) == 3
    assert len((projected.get("points") or "").split()) == 4
    assert "Projected, not reported: 2028" in svg


def test_one_ratio_draws_no_range() -> None:
    made = forecast({"a": [100, 90]})
    svg = draw_forecast(made["sum"], made["programme"])
    assert [len((line.get("points") or "").split()) for line in named(svg, "polyline", "range")] == [0, 0]
    (sentence, *_) = present_mandate_forecast(made)["sentences"]
    assert "one yearly ratio says nothing of how far it varies" in sentence


@pytest.mark.parametrize(
    ("series", "reading", "sentence"),
    [
        ([100, 100, 100], "COMPOUND", "To comply in 2030, the sum has to fall by 8.20 % a year from 2027 on, to 77.4 t."),
        ([100, 60, 60], "COMPOUND", "At 60.0 t, the sum lies at or below what 2030 allows, 77.4 t."),
        ([100, 100, 100], "CUMULATIVE", "To stay within the budget to 2030, the sum may have"),
        ([100, 390, 390], "CUMULATIVE", "No fall from 2027 on would make the sum comply in 2030."),
    ],
)
def test_what_is_needed_in_a_sentence(series: list[int], reading: str, sentence: str) -> None:
    said = present_mandate_forecast(forecast({"a": series}, reading=reading))["sentences"]
    assert any(plain(each).startswith(sentence) for each in said)


def test_suppliers_without_a_projection_say_why() -> None:
    rows = present_mandate_forecast(
        forecast({"a": [100, 110, 120], "b": [100], "c": [100, 80, 60], "d": [100, pending(2026, 9)]})
    )
    assert [(row[0], row[-1]) for row in rows["suppliers"]] == [
        ("A", "would not comply"),
        ("C", "would comply"),
        ("B", "no outlook: fewer than two years are accepted"),
        ("D", "no outlook: fewer than two years are accepted"),
    ]


def test_the_goal_in_words() -> None:
    (said,) = say_goal_forecast(goal(year_line("a", 2022, 100), year_line("b", 2023, 365)))
    assert plain(said) == (
        "Projection of 1 June 2024, if mass comes in as in the 365 days up to 31 December 2023: claimed and verified mass "
        "would reach the target on 18 June 2025 (at the least and the greatest year's rate: would miss it by 0.2 t and would "
        "reach the target on 18 June 2025); verified mass alone would miss it by 1.0 t."
    )
    shared = say_goal_forecast(
        goal(make_line("m", "2023-01-01", "2023-01-31", 31), year_line("a", 2022, 365), today="2023-02-10")
    )
    assert "It rests on 2 entries; 0.3 t of them belong to longer periods and were shared out by days." in map(plain, shared)


def test_a_goal_that_is_met_or_over_has_no_words_and_one_without_figures_says_so() -> None:
    assert say_goal_forecast(goal(year_line("a", 2022, 1000))) == []
    assert say_goal_forecast(goal(year_line("a", 2022, 10), today="2027-01-01")) == []
    assert say_goal_forecast(goal()) == ["No projection: no figures are known."]


def test_the_one_object_keeps_projections_in_one_place() -> None:
    summary = summarize({"a": [100, 90, 80], "b": [100]}, today=MADE_ON)
    progress = measure_progress(make_goal(), [year_line("a", 2022, 100)], today=MADE_ON)
    whole = plain_summary(
        ComplianceSummary(as_of=datetime(2028, 8, 1, tzinfo=UTC), period=None, mandates=(summary,), goals=(progress,))
    )
    forecasts = whole.pop("forecasts")
    assert "projection" not in repr(whole)
    assert (len(forecasts["mandates"]), len(forecasts["goals"])) == (1, 1)
    assert forecasts["mandates"][0]["made_on"] == "2028-08-01"
