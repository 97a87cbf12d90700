"""Where a commitment stands, in words: the answer first, then what a reader has to know beside it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reports.presentation.numbers import format_day, format_mass, format_rate
from reports.presentation.words import GOAL_STATUSES, STATUSES

Plain = Mapping[str, Any]

STANDING_OUT = ("OVERDUE", "AWAITING_REPORT", "PROVISIONAL", "NOT_ASSESSABLE", "NOT_DUE", "WAIVED")


@dataclass(frozen=True, slots=True)
class Answer:
    """`headline` answers; `more` qualifies; `badge` and its `tone` tell it at a glance."""

    headline: str
    more: tuple[str, ...]
    badge: str
    tone: str


def answer_goal(progress: Plain) -> Answer:
    status = progress["status"]
    tones = {"MET": "good", "MISSED": "bad", "IN_PROGRESS": "info", "NOT_STARTED": "quiet"}
    return Answer(_goal_headline(progress), tuple(_goal_more(progress)), GOAL_STATUSES[status].label, tones[status])


def _goal_headline(progress: Plain) -> str:
    share = format_rate(progress["share"])
    claimed, verified = Decimal(progress["claimed_kg"]), Decimal(progress["verified_kg"])
    if not claimed and not verified:
        return _("%s reached: nothing is recorded yet.") % share
    if not verified:
        return _("%s reached, all of it claimed, none verified.") % share
    if not claimed:
        return _("%s reached, all of it verified.") % share
    parts = {"share": share, "claimed": format_mass(progress["claimed_kg"]), "verified": format_mass(progress["verified_kg"])}
    return _("%(share)s reached: %(claimed)s t claimed, %(verified)s t verified.") % parts


def _goal_more(progress: Plain) -> Iterator[str]:
    if progress["figures_until"]:
        yield _("Figures are known until %s.") % format_day(progress["figures_until"])
    yield _goal_distance(progress)
    if Decimal(progress["quarantined_kg"]):
        yield _("%s t stand in quarantine and do not count.") % format_mass(progress["quarantined_kg"])


def _goal_distance(progress: Plain) -> str:
    end, days = format_day(progress["commitment"]["end"]), progress["days_left"]
    if progress["status"] == "MET":
        figures = {"beyond": format_mass(progress["beyond_kg"]), "day": format_day(progress["met_on"])}
        return _("The target was reached on %(day)s; %(beyond)s t lie beyond it.") % figures
    missing = format_mass(progress["remaining_kg"])
    if progress["status"] == "MISSED":
        return _("The deadline passed on %(end)s; %(missing)s t are missing.") % {"end": end, "missing": missing}
    left = ngettext("%(missing)s t to go, %(days)d day left.", "%(missing)s t to go, %(days)d days left.", days)
    return left % {"missing": missing, "days": days}


def answer_mandate(summary: Plain) -> Answer:
    focus = summary["in_focus"]
    coverage = focus["coverage"]
    if coverage["not_due"] + coverage["waived"] == coverage["expected"]:
        return _answer_before_due(summary)
    return _answer_judged(summary)


def _answer_before_due(summary: Plain) -> Answer:
    focus = summary["in_focus"]
    words = {"year": focus["reporting_year"], "due": format_day(focus["due_on"])}
    bases = [year for year in summary["years"] if year["is_base_year"]]
    overdue = sum(year["statuses"]["OVERDUE"] for year in bases)
    badge = _("%d overdue") % overdue if overdue else STATUSES["NOT_DUE"].label
    headline = _("%(year)s is not due before %(due)s.") % words
    return Answer(headline, tuple(map(_base_year_sentence, bases)), badge, "bad" if overdue else "quiet")


def _base_year_sentence(year: Plain) -> str:
    statuses, expected = year["statuses"], year["coverage"]["expected"]
    words = {"year": year["reporting_year"], "expected": expected}
    counts = [(statuses["COMPLIANT"], _("accepted"))]
    counts += [(statuses[code], STATUSES[code].label.lower()) for code in STANDING_OUT]
    found = [f"{count:,} {label}" for count, label in counts if count] or [_("none")]
    found[0] = found[0].replace(" ", _(" of %d ") % expected, 1) if found[0][0].isdigit() else found[0]
    return _("Base-year reports for %(year)s: %(found)s.") % {**words, "found": ", ".join(found)}


def _answer_judged(summary: Plain) -> Answer:
    focus, commitment = summary["in_focus"], summary["commitment"]
    comply, expected = focus["statuses"]["COMPLIANT"], focus["coverage"]["expected"]
    words = {"comply": comply, "expected": expected, "year": focus["reporting_year"], "reading": commitment["reading"]}
    headline = ngettext(
        "%(comply)d of %(expected)d supplier complies in %(year)s under %(reading)s.",
        "%(comply)d of %(expected)d suppliers comply in %(year)s under %(reading)s.",
        expected,
    )
    share = _("%(comply)d of %(expected)d comply") % words
    return Answer(headline % words, tuple(_judged_more(focus)), share, "good" if comply == expected else "warn")


def _judged_more(focus: Plain) -> Iterator[str]:
    robustness, statuses = focus["robustness"], focus["statuses"]
    said = (
        ("ROBUST_PASS", _("%d comply whatever the reading.")),
        ("DEPENDS_ON_READING", _("%d depend on the reading.")),
        ("ROBUST_FAIL", _("%d fail under every one.")),
        ("UNDETERMINED", _("%d cannot be told for every reading.")),
    )
    yield from (sentence % robustness[code] for code, sentence in said if robustness[code])
    found = [f"{statuses[code]:,} {STATUSES[code].label.lower()}" for code in STANDING_OUT if statuses[code]]
    if found:
        yield _("Without a verdict: %s.") % ", ".join(found)
