"""A mandate whose partners report about later years than its own, and what a report says of its terms."""

from __future__ import annotations

from datetime import date
from typing import Any

from reports.charts import describe, draw_trajectory
from reports.presentation.mandate import present_mandate
from tests.unit.samples import make_mandate, make_mandate_summary
from tracker.compliance.plain import plain_mandate_summary

TODAY = date(2024, 9, 2)


def drawn(end_year: int, figures: dict[str, Any]) -> str:
    summary = plain_mandate_summary(make_mandate_summary(make_mandate(), today=TODAY))
    return draw_trajectory(figures or summary["across_partners"], summary["commitment"] | {"end_year": end_year})


def test_the_path_is_drawn_to_the_last_figure_where_that_is_later_than_the_mandate() -> None:
    said = describe(drawn(2022, {})).replace("\N{NO-BREAK SPACE}", " ")
    assert "2023: 3.903 kt CO₂e" in said
    assert "in 2020 to 3.430 kt CO₂e in 2023. It allows 3.430 kt CO₂e in 2023." in said


def test_the_path_is_drawn_to_the_end_of_the_mandate_where_figures_end_before() -> None:
    assert "to 3.095 kt CO₂e in 2025. It allows" in describe(drawn(2025, {})).replace("\N{NO-BREAK SPACE}", " ")


def test_a_report_states_only_terms_that_are_applied() -> None:
    summary = plain_mandate_summary(make_mandate_summary(make_mandate(), today=TODAY))
    compared = dict(present_mandate(summary)["facts"])["Compared"]
    assert "recalculated" not in compared
    assert compared.endswith("least assurance: none. Offsets never count.")
    assert summary["commitment"]["recalculation_threshold"] == "0.05"
