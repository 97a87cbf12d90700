"""Where a commitment stands, at a glance: the words of its pill and their tone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from reports.presentation import is_not_due
from tracker.presentation.words import GOAL_STATUSES, MEASURED_STATUSES, STATUSES

Plain = Mapping[str, Any]

GOAL_TONES = {"MET": "good", "MISSED": "bad", "IN_PROGRESS": "info", "NOT_STARTED": "quiet"}
MEASURED_TONES = {**GOAL_TONES, "ON_THE_WAY": "info", "AWAITING_FIGURES": "warn"}


class Badge(NamedTuple):
    text: str
    tone: str


def badge_goal(progress: Plain) -> Badge:
    status = progress["status"]
    return Badge(GOAL_STATUSES[status].label, GOAL_TONES[status])


def badge_measured(progress: Plain) -> Badge:
    status = progress["status"]
    return Badge(MEASURED_STATUSES[status].label, MEASURED_TONES[status])


def badge_mandate(summary: Plain) -> Badge:
    focus = summary["in_focus"]
    statuses, expected = focus["statuses"], focus["coverage"]["expected"]
    if is_not_due(focus):
        overdue = sum(year["statuses"]["OVERDUE"] for year in summary["years"] if year["is_base_year"])
        return _badge_overdue(overdue) if overdue else Badge(STATUSES["NOT_DUE"].label, "quiet")
    if statuses["COMPLIANT"] or statuses["NON_COMPLIANT"]:
        words = {"comply": statuses["COMPLIANT"], "expected": expected}
        tone = "good" if statuses["COMPLIANT"] == expected else "warn"
        return Badge(_("%(comply)d of %(expected)d comply") % words, tone)
    return _badge_overdue(statuses["OVERDUE"]) if statuses["OVERDUE"] else Badge(_("No verdict"), "quiet")


def _badge_overdue(count: int) -> Badge:
    return Badge(_("%d overdue") % count, "bad")
