"""One card a commitment: the answer, its drawings, and the drawings' numbers as tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from reports.charts import draw_goal, draw_statuses, draw_trajectory
from reports.presentation import Answer, answer_goal, answer_mandate, answer_measured, is_not_due
from reports.presentation.measured import list_figures
from tracker.presentation.numbers import NOTHING, format_mass, format_tonnes

from .badges import Badge, badge_goal, badge_mandate, badge_measured

Plain = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Chart:
    caption: str
    svg: SafeString


@dataclass(frozen=True, slots=True)
class Table:
    caption: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Card:
    kind: str
    key: str
    title: str
    statement: str
    badge: Badge
    answer: Answer
    note: str | None
    charts: tuple[Chart, ...]
    tables: tuple[Table, ...]


def make_cards(summary: Plain) -> list[Card]:
    """What was promised in public first, illustrations last."""
    cards = [
        *map(_goal_card, summary["goals"]),
        *map(_mandate_card, summary["mandates"]),
        *map(_measured_card, summary["measured"]),
    ]
    return sorted(cards, key=lambda card: card.note is not None)


def _goal_card(progress: Plain) -> Card:
    commitment = progress["commitment"]
    return Card(
        kind="goal",
        key=commitment["key"],
        title=commitment["title"],
        statement=commitment["statement"],
        badge=badge_goal(progress),
        answer=answer_goal(progress),
        note=commitment["illustration_note"],
        charts=(_chart(_("Counted beside the target"), draw_goal(dict(progress))),),
        tables=(_goal_table(progress),),
    )


def _measured_card(progress: Plain) -> Card:
    commitment = progress["commitment"]
    headings = (_("Period"), _("Amount, %s") % commitment["unit"], _("Of a total of"), _("Share"), _("Source"))
    rows = tuple(tuple(row) for row in list_figures(progress))
    return Card(
        kind="measured",
        key=commitment["key"],
        title=commitment["title"],
        statement=commitment["statement"],
        badge=badge_measured(progress),
        answer=answer_measured(progress),
        note=commitment["illustration_note"],
        charts=(),
        tables=(Table(_("Figures"), headings, rows),),
    )


def _mandate_card(summary: Plain) -> Card:
    commitment, shown = summary["commitment"], _year_to_show(summary)
    statuses = _("Obligations of %s by status") % shown["reporting_year"]
    tables = [_status_table(summary)]
    if summary["across_partners"]:
        tables.append(_sum_table(summary["across_partners"]))
    return Card(
        kind="mandate",
        key=commitment["key"],
        title=commitment["title"],
        statement=commitment["statement"],
        badge=badge_mandate(summary),
        answer=answer_mandate(summary),
        note=commitment["illustration_note"],
        charts=(
            _chart(statuses, draw_statuses(shown["statuses"])),
            _chart(_("The partners' sum beside the allowed path"), draw_trajectory(summary["across_partners"], commitment)),
        ),
        tables=tuple(tables),
    )


def _chart(caption: str, svg: str) -> Chart:
    # The drawing escapes every text that it is given.
    return Chart(caption, mark_safe(svg))  # noqa: S308


def _year_to_show(summary: Plain) -> Plain:
    """The year in focus; while that is not due, the base year, about which reports can be late."""
    focus: Plain = summary["in_focus"]
    bases: Sequence[Plain] = [year for year in summary["years"] if year["is_base_year"]]
    return bases[0] if bases and is_not_due(focus) else focus


def _goal_table(progress: Plain) -> Table:
    rows, total = [], Decimal(0)
    for year in progress["by_year"]:
        known = year["counted_kg"] is not None
        total += Decimal(year["counted_kg"]) if known else 0
        masses = [format_mass(year.get(f"{name}_kg")) for name in ("claimed", "verified", "counted")]
        rows.append((str(year["year"]), *masses, format_mass(str(total)) if known else NOTHING))
    headings = (_("Year"), _("Claimed, t"), _("Verified, t"), _("Counted, t"), _("Cumulative, t"))
    return Table(_("By year"), headings, tuple(rows))


def _status_table(summary: Plain) -> Table:
    headings = (
        _("Year"), _("Expected"), _("Accepted"), _("Waiting"), _("Missing"), _("Not due"), _("Compliant"), _("Not compliant"),
    )  # fmt: skip
    rows = tuple(
        (
            str(year["reporting_year"]),
            *(f"{year['coverage'][name]:,}" for name in ("expected", "accepted", "pending", "missing", "not_due")),
            *(f"{year['statuses'][code]:,}" for code in ("COMPLIANT", "NON_COMPLIANT")),
        )
        for year in summary["years"]
    )
    return Table(_("Obligations by year"), headings, rows)


def _sum_table(across: Plain) -> Table:
    rows = tuple((str(total["year"]), format_tonnes(total["tco2e"])) for total in across["totals"])
    return Table(_("Sum of %d partners without a gap") % across["parties"], (_("Year"), _("tCO₂e")), rows)
