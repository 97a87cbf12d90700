from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import pairwise
from typing import Any
from xml.etree import ElementTree

import pytest

from reports.charts import describe, draw_goal, draw_statuses, draw_supplier_dots, draw_trajectory
from reports.charts.axes import Scale, round_step
from reports.charts.canvas import Canvas, number
from tests.unit.samples import LINES, make_line, make_mandate, make_mandate_summary, make_summary
from tracker.compliance.goals import MassState
from tracker.compliance.plain import plain_mandate_summary
from tracker.presentation.words import STATUSES

SVG = "{http://www.w3.org/2000/svg}"


def mandate(today: date = date(2024, 9, 2), **changes: Any) -> dict[str, Any]:
    return plain_mandate_summary(make_mandate_summary(make_mandate(), today=today, **changes))


def goal(**changes: Any) -> dict[str, Any]:
    progress: dict[str, Any] = make_summary(mandates=[], **changes)["goals"][0]
    return progress


def trajectory(summary: dict[str, Any]) -> str:
    return draw_trajectory(summary["across_partners"], summary["commitment"])


def parse(svg: str) -> ElementTree.Element:
    return ElementTree.fromstring(svg)  # noqa: S314


def texts(svg: str) -> list[str]:
    return [(element.text or "").replace("\N{NO-BREAK SPACE}", " ") for element in parse(svg).iter(f"{SVG}text")]


def named(svg: str, tag: str, name: str) -> list[ElementTree.Element]:
    return [element for element in parse(svg).iter(f"{SVG}{tag}") if element.get("class") == name]


def every_chart() -> list[str]:
    summary = mandate()
    return [
        trajectory(summary),
        draw_supplier_dots(summary["assessments"]),
        draw_statuses(summary["in_focus"]["statuses"]),
        draw_goal(goal()),
    ]


@pytest.mark.parametrize("position", range(4))
def test_a_chart_is_named_described_themeable_and_free_of_clashing_ids(position: int) -> None:
    svg = every_chart()[position]
    root = parse(svg)
    assert root.get("role") == "img"
    assert root.get("aria-label") == root.findtext(f"{SVG}title")
    assert len(root.findtext(f"{SVG}desc") or "") > 20
    assert root.get("fill") == "currentColor"
    assert "Noto Sans SC" in (root.get("font-family") or "")
    assert not [element for element in root.iter() if element.get("id")]
    assert not [element for element in root.iter(f"{SVG}text") if element.get("fill")]
    assert svg == every_chart()[position]


def test_description_is_the_alternative_text() -> None:
    svg = Canvas("test", 10, 10).render(title="A < B & C", description="Said “twice”.")
    assert describe(svg) == "A < B & C Said “twice”."


def test_trajectory_labels_both_ends_of_both_lines() -> None:
    svg = trajectory(mandate())
    shown = texts(svg)
    assert "4.000 kt CO₂e" in shown
    assert shown[shown.index("Sum of partners, 2023") + 1] == "3.903 kt CO₂e"
    assert shown[shown.index("Allowed, 2023") + 1] == "3.430 kt CO₂e"
    assert shown[shown.index("Allowed, 2025") + 1] == "3.095 kt CO₂e"
    [allowed], [actual] = named(svg, "polyline", "allowed"), named(svg, "polyline", "actual")
    assert allowed.get("stroke-dasharray")
    assert actual.get("stroke-dasharray") is None
    assert (len((allowed.get("points") or "").split()), len((actual.get("points") or "").split())) == (6, 4)


def test_trajectory_says_where_its_axis_starts() -> None:
    assert "kt CO₂e; the axis starts at 3" in texts(trajectory(mandate()))


def test_trajectory_without_figures_is_the_path_in_percent() -> None:
    svg = trajectory(mandate(figures=({}, {}, {})))
    assert "77.4 %" in texts(svg)
    assert named(svg, "polyline", "actual") == []
    assert "No partner's figures are complete yet." in describe(svg)


def test_trajectory_labels_never_overlap() -> None:
    close = tuple(
        {2020: "1000", 2021: "950", 2022: "902", 2023: "857", 2024: "814", 2025: tonnes} for tonnes in ("773", "774", "775")
    )
    svg = trajectory(mandate(date(2026, 9, 1), figures=close))
    heights = sorted(float(label.get("y") or 0) for label in named(svg, "text", "label"))
    assert all(below - above >= 30 for above, below in pairwise(heights))


def test_goal_tells_claimed_from_verified_by_filling_and_silent_years_by_words() -> None:
    svg = draw_goal(goal(lines=[*LINES, make_line(2022, "100000", MassState.VERIFIED)]))
    assert {"250", "760", "no figures", "1,000 t", "by 31 December 2024"} <= set(texts(svg))
    assert texts(svg).count("no figures") == 2
    assert {element.get("fill") for element in named(svg, "path", "claimed")} == {"none"}
    assert all(element.get("fill") != "none" for element in named(svg, "rect", "verified"))
    assert "2023: no figures" in describe(svg)


def test_goal_years_that_lie_ahead_are_not_begun() -> None:
    assert texts(draw_goal(goal(as_of=datetime(2022, 6, 1, tzinfo=UTC), lines=[LINES[0]]))).count("not begun") == 2


def test_goal_above_its_target_stays_inside_the_drawing() -> None:
    svg = draw_goal(goal(lines=[*LINES, make_line(2023, "900000", MassState.VERIFIED)]))
    assert "1,560" in texts(svg)
    assert min(float(rect.get("y") or 0) for rect in parse(svg).iter(f"{SVG}rect")) >= 40


def test_goal_total_is_not_struck_through_by_the_target_line() -> None:
    svg = draw_goal(goal(lines=[make_line(2021, "980000")]))
    [line] = named(svg, "line", "target")
    [total] = [text for text in named(svg, "text", "label") if text.text == "980"]
    assert float(total.get("y") or 0) < float(line.get("y1") or 0)


def test_statuses_share_the_width_and_speak_in_words() -> None:
    svg = draw_statuses({"COMPLIANT": 30, "OVERDUE": 10})
    assert [text for text in texts(svg) if text] == ["10 overdue", "30 compliant"]
    bar = [float(rect.get("width") or 0) for rect in parse(svg).iter(f"{SVG}rect") if rect.get("height") == "30"]
    assert bar[1] / bar[0] == pytest.approx(3, abs=0.1)


def test_statuses_of_one_tone_differ_in_filling() -> None:
    looks = {code: draw_statuses({code: 1}).replace(code.lower().replace("_", "-"), "") for code in STATUSES}
    shapes = {svg[svg.index("</desc>") : svg.index("<text")] for svg in looks.values()}
    assert len(shapes) == len(STATUSES)


def test_no_obligations_draw_an_empty_bar() -> None:
    assert texts(draw_statuses({})) == ["no obligations"]


def test_dots_stand_on_the_side_of_their_verdict() -> None:
    svg = draw_supplier_dots(mandate()["assessments"])
    [line] = named(svg, "line", "required")
    passing = [float(dot.get("cx") or 0) for dot in named(svg, "circle", "passes")][:-1]
    assert len(passing) == 2
    assert all(x > float(line.get("x1") or 0) for x in passing)
    assert len(named(svg, "polygon", "fails")) == 2
    assert describe(svg).replace("\N{NO-BREAK SPACE}", " ").endswith("The rates run from −5.46 % to 11.20 %.")


def test_many_suppliers_share_a_sign_and_the_key_says_how_many() -> None:
    figures = [{2020: "1000", 2023: "700"}] * 5000
    svg = draw_supplier_dots(mandate(figures=figures, names=[("Example", "")] * 5000)["assessments"])
    assert any(text.startswith("one sign, up to 500 suppliers") for text in texts(svg))
    assert len(named(svg, "circle", "passes")) == 11


def test_suppliers_without_a_rate_are_counted_beside_the_dots() -> None:
    assessments = mandate(figures=({2020: "1000", 2023: "700"}, {}, {}))["assessments"]
    assert any(text.endswith("2 suppliers without a rate not shown") for text in texts(draw_supplier_dots(assessments)))
    assert describe(draw_supplier_dots([])).endswith("None of 0 suppliers has an achieved rate yet.")


@pytest.mark.parametrize(("span", "step"), [("10", "2"), ("38000", "1E+4"), ("0.9", "0.2"), ("12.5", "2.5"), ("0", "1")])
def test_steps_are_round(span: str, step: str) -> None:
    assert round_step(Decimal(span), 5) == Decimal(step)


def test_scale_covers_its_values() -> None:
    scale = Scale.around([Decimal("3371.3"), Decimal("4356.9")], top=0, bottom=100)
    assert (scale.low, scale.high) == (Decimal(3200), Decimal(4400))
    assert scale.y(scale.high) == 0
    assert scale.y(scale.low) == 100


def test_numbers_are_written_one_way() -> None:
    assert [number(value) for value in (1.0, 0.005, -0.001, 2.5, 1e6)] == ["1", "0.01", "0", "2.5", "1000000"]
