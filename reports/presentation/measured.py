"""A commitment that is measured, a share by a date or a count in a period, in one sentence and what stands beside it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tracker.presentation.numbers import (
    ALL_PLACES,
    NOTHING,
    format_count,
    format_day,
    format_rate,
    format_span,
    format_stated_rate,
    format_tonnes,
)
from tracker.presentation.rules import explain_rule
from tracker.presentation.words import MEASURED_STATUSES

from .answers import Answer, Plain

_TONES = {"MET": "GOOD", "MISSED": "BAD"}


def answer_measured(progress: Plain) -> Answer:
    headline, sentences = (
        (_share_headline(progress), _share_sentences(progress))
        if progress["commitment"]["kind"] == "SHARE_BY_DATE"
        else (_count_headline(progress), _count_sentences(progress))
    )
    return Answer(_TONES.get(progress["status"], "OPEN"), headline, list(sentences))


def _share_headline(progress: Plain) -> str:
    step, latest = progress["in_focus"], progress["latest"]
    target = f"{format_stated_rate(step['share'])} by {format_day(step['by'])}"
    if step["rests_on"]:
        verb = "reached" if step["status"] == "MET" else "missed"
        return f"{_share_of(step['rests_on'])}: {target} is {verb}."
    if step["status"] == "AWAITING_FIGURES":
        return f"{target}: the year that decides has no figure yet."
    return f"{_share_of(latest)}, on the way to {target}." if latest else f"No year is measured yet on the way to {target}."


def _share_of(figure: Plain) -> str:
    return f"{format_rate(figure['share'])} in {format_span(figure['period_start'], figure['period_end'])}"


def _share_sentences(progress: Plain) -> Iterator[str]:
    for step in progress["steps"]:
        if step != progress["in_focus"]:
            words = step["status"].replace("_", " ").lower()
            yield f"{format_stated_rate(step['share'])} by {format_day(step['by'])}: {words}."
    reached = progress["in_focus"]["reached_by"]
    if reached and progress["status"] != "MET":
        first = format_span(reached["period_start"], reached["period_end"])
        yield f"The share was first reached in {first}; the year at the day decides."


def _count_headline(progress: Plain) -> str:
    unit, end = progress["commitment"]["unit"], format_day(progress["commitment"]["end"])
    counted, target, remaining = (_whole(progress[name]) for name in ("counted", "target", "remaining"))
    if progress["status"] == "MET":
        return f"{counted} {unit}: the target of {target} by {end} is reached."
    if progress["status"] == "MISSED":
        return f"{counted} {unit} by {end}; {remaining} of {target} are missing."
    if progress["status"] == "AWAITING_FIGURES":
        return (
            f"{end} is past, and {format_count(progress['days_measured'], 'day')} of the period are measured: no verdict yet."
        )
    if not progress["figures"]:
        return f"Nothing is measured yet towards {target} {unit} by {end}."
    return f"{counted} of {target} {unit} by {end}: {remaining} to go."


def _count_sentences(progress: Plain) -> Iterator[str]:
    if progress["needed_per_day"] is not None:
        days = format_count(progress["days_left"], "day")
        yield f"Needed from here: {_rounded(progress['needed_per_day'])} a day over {days}."
    if progress["reached_per_day"] is not None:
        days = format_count(progress["days_measured"], "day")
        yield f"Reached so far: {_rounded(progress['reached_per_day'])} a day over {days} that are measured."


def _whole(text: str) -> str:
    return format_tonnes(text, ALL_PLACES)


def _rounded(text: str) -> str:
    return format_tonnes(text, 1)


def list_figures(progress: Plain) -> list[list[Any]]:
    """Period, amount, whole, share and source of each figure."""
    return [
        [
            format_span(figure["period_start"], figure["period_end"]),
            _whole(figure["amount"]),
            format_tonnes(figure["of_total"], ALL_PLACES),
            format_rate(figure["share"]),
            figure["source"],
        ]
        for figure in progress["figures"]
    ]


def present_measured(progress: Plain) -> Plain:
    """For a report: the answer, the rule, and every figure with its source. A count has no whole, and no steps."""
    commitment, is_share = progress["commitment"], progress["commitment"]["kind"] == "SHARE_BY_DATE"
    return {
        "title": commitment["title"],
        "illustration_note": commitment["illustration_note"],
        "answer": answer_measured(progress)._asdict(),
        "coverage": list(_numbers(progress)),
        "facts": [
            ["Statement", commitment["statement"]],
            *([part.label, part.sentence] for part in explain_rule(commitment, "en")),
        ],
        "unit": commitment["unit"],
        "is_share": is_share,
        "steps": [_step_row(step) for step in progress["steps"]] if is_share else [],
        "figures": [_figure_row(figure, is_share=is_share) for figure in progress["figures"]],
    }


def _numbers(progress: Plain) -> Iterator[list[str]]:
    yield ["status", MEASURED_STATUSES[progress["status"]].label]
    yield ["share", format_rate(progress["share"])]
    if progress["commitment"]["kind"] == "SHARE_BY_DATE":
        yield ["asked for", format_stated_rate(progress["in_focus"]["share"])]
    else:
        yield from ([name, _whole(progress[name])] for name in ("counted", "target", "remaining"))


def _step_row(step: Plain) -> list[str]:
    rests_on = _share_of(step["rests_on"]) if step["rests_on"] else NOTHING
    return [format_day(step["by"]), format_stated_rate(step["share"]), MEASURED_STATUSES[step["status"]].label, rests_on]


def _figure_row(figure: Plain, *, is_share: bool) -> Plain:
    amounts = [_whole(figure["amount"])]
    if is_share:
        amounts += [format_tonnes(figure["of_total"], ALL_PLACES), format_rate(figure["share"])]
    return {
        "period": format_span(figure["period_start"], figure["period_end"]),
        "amounts": amounts,
        "source": figure["source"],
        "url": figure["source_url"] or "",
    }
