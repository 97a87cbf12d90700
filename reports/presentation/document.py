"""A whole compliance report in words: everything that the template prints, and nothing that it would have to compute."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from tracker.presentation.numbers import format_instant
from tracker.presentation.words import GOAL_STATUSES, MASS_STATES, MEASURED_STATUSES, READINGS, ROBUSTNESS, STATUSES

from .goal import present_goal
from .mandate import present_mandate
from .measured import present_measured

Plain = dict[str, Any]

NOT_PROVEN = (
    "That a supplier's figures are true. Accepted means that a reviewer took the report; only assurance means that a third "
    "party examined it. The least assurance that a mandate asks for stands in its rule.",
    "That claimed e-waste was recycled. Claimed mass stands as its source states it; only verified mass has an accepted "
    "certificate.",
    "Anything about a year without figures. Nothing is interpolated, extrapolated or annualized.",
    "That the answer stays. What is recorded later shows in later reports; this one is never changed.",
    "That the law of a country is met, or that a product is carbon neutral.",
)


def present_document(summary: Plain) -> Plain:
    mandates = [present_mandate(mandate) for mandate in summary["mandates"]]
    goals = [present_goal(goal) for goal in summary["goals"]]
    return {
        "as_of": _instants(summary),
        "illustration_notes": summary["illustration_notes"],
        "mandates": mandates,
        "goals": goals,
        "measured": [present_measured(progress) for progress in summary["measured"]],
        "words": {
            "statuses": _definitions(STATUSES),
            "robustness": _definitions(ROBUSTNESS),
            "goals": _definitions(GOAL_STATUSES),
            "measured": _definitions(MEASURED_STATUSES),
            "masses": _definitions(MASS_STATES),
        },
        "formulas": [{"code": code, "rate": words.rate, "passes_when": words.passes_when} for code, words in READINGS.items()],
        "not_proven": list(NOT_PROVEN),
    }


def _definitions(table: dict[str, Any]) -> list[list[str]]:
    return [[words.label, words.meaning] for words in table.values()]


def _instants(summary: Plain) -> list[str]:
    """In UTC and in the zone of each commitment, since a verdict's day is a day there."""
    zones = [part["commitment"]["zone"] for part in (*summary["mandates"], *summary["goals"], *summary["measured"])]
    return [format_instant(summary["as_of"], zone) for zone in dict.fromkeys(("UTC", *zones))]


def list_texts(plain: Any) -> Iterator[str]:
    if isinstance(plain, str):
        yield plain
    elif isinstance(plain, (dict, list, tuple)):
        for part in plain.values() if isinstance(plain, dict) else plain:
            yield from list_texts(part)


def map_texts(plain: Any, change: Callable[[str], str]) -> Any:
    if isinstance(plain, str):
        return change(plain)
    if isinstance(plain, dict):
        return {name: map_texts(part, change) for name, part in plain.items()}
    if isinstance(plain, (list, tuple)):
        return [map_texts(part, change) for part in plain]
    return plain
