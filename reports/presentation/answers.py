"""The answer to each commitment in one sentence, with what a reader must know beside it."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import ROUND_FLOOR, Decimal
from typing import Any, NamedTuple

from .numbers import format_count, format_day, format_difference, format_mass, format_rate, format_tonnes, join_words
from .words import GOAL_STATUSES, ROBUSTNESS_COUNTED, STATUSES

Plain = dict[str, Any]


class Answer(NamedTuple):
    """`tone` is GOOD, BAD or OPEN; the words never depend on it."""

    tone: str
    headline: str
    sentences: list[str]


def answer_mandate(summary: Plain) -> Answer:
    focus, commitment = summary["in_focus"], summary["commitment"]
    sentences = [
        *_robustness_sentence(focus),
        *_base_year_sentence(summary),
        *_across_sentence(summary["across_partners"], commitment),
    ]
    tone, headline = _verdict(focus, commitment)
    return Answer(tone, headline, sentences)


def _verdict(focus: Plain, commitment: Plain) -> tuple[str, str]:
    statuses, year, expected = focus["statuses"], focus["reporting_year"], focus["coverage"]["expected"]
    good, bad = statuses.get("COMPLIANT", 0), statuses.get("NON_COMPLIANT", 0)
    if not expected:
        return "OPEN", "No supplier is enrolled."
    if statuses.get("NOT_DUE", 0) == expected:
        return "OPEN", f"Not due yet: the reports about {year} have until {format_day(focus['due_on'])}."
    rest = open_statuses(statuses)
    if not good + bad:
        return "OPEN", f"No verdict on {year} yet: {rest}."
    verb = "comply" if good != 1 else "complies"
    judged = format_count(good + bad, "judged supplier")
    answer = f"{good:,} of {judged} {verb} in {year}, {bad:,} do not (reading {commitment['reading']})."
    return ("BAD" if bad else "OPEN" if rest else "GOOD"), f"{answer} {rest[:1].upper()}{rest[1:]}." if rest else answer


def open_statuses(statuses: dict[str, int]) -> str:
    """Everything that is not a verdict, counted in words."""
    codes = [code for code in STATUSES if code not in ("COMPLIANT", "NON_COMPLIANT") and statuses.get(code)]
    return join_words([f"{statuses[code]:,} {STATUSES[code].label.lower()}" for code in codes])


def _robustness_sentence(focus: Plain) -> list[str]:
    counts = [f"{count:,} {ROBUSTNESS_COUNTED[code]}" for code, count in focus["robustness"].items() if count]
    return [f"Robustness over the three averages: {join_words(counts)}."] if counts else []


def _base_year_sentence(summary: Plain) -> list[str]:
    base = next((year for year in summary["years"] if year["is_base_year"]), None)
    if base is None or base["coverage"]["accepted"] == base["coverage"]["expected"]:
        return []
    accepted = f"{base['coverage']['accepted']:,} accepted" if base["coverage"]["accepted"] else ""
    counts = join_words([words for words in (accepted, open_statuses(base["statuses"])) if words])
    of_all = (
        f"all {counts}"
        if counts.startswith(f"{base['coverage']['expected']:,} ")
        else f"of {base['coverage']['expected']:,}, {counts}"
    )
    grace = date.fromisoformat(base["due_on"]) + timedelta(days=summary["commitment"]["grace_days"])
    return [
        f"Base-year reports about {base['reporting_year']}: {of_all} "
        f"(due by {format_day(base['due_on'])}, grace to {format_day(grace.isoformat())})."
    ]


def declared_outcome(readings: list[Plain], reading: str) -> Plain | None:
    return next((outcome for outcome in readings if outcome["reading"] == reading), None)


def _across_sentence(across: Plain | None, commitment: Plain) -> list[str]:
    outcome = declared_outcome(across["readings"], commitment["reading"]) if across else None
    if across is None or outcome is None or outcome["passes"] is None:
        return []
    verdict = "meets" if outcome["passes"] else "misses"
    rate = f" at {format_rate(outcome['rate'])} a year" if outcome["rate"] is not None else ""
    return [
        f"Across partners, the sum of {format_count(across['parties'], 'partner')} {verdict} the mandate{rate} "
        f"({difference_in_words(outcome)}). This is a reading beside the suppliers' own verdicts, not their sum."
    ]


def difference_in_words(outcome: Plain) -> str:
    if outcome["allowed_tco2e"] is None or outcome["excess_tco2e"] is None:
        return "not even zero emissions would comply"
    excess = format_difference(outcome["excess_tco2e"], "0")
    if excess.startswith("+"):
        return f"{excess[1:]} t above the allowed {format_tonnes(outcome['allowed_tco2e'])} t"
    return f"{format_tonnes(outcome['surplus_tco2e'])} t below the allowed {format_tonnes(outcome['allowed_tco2e'])} t"


def answer_goal(progress: Plain) -> Answer:
    status, end = progress["status"], format_day(progress["commitment"]["end"])
    target, share = format_mass(progress["target_kg"], 0), format_rate(progress["share"])
    headline = (
        f"{GOAL_STATUSES[status].label}: {share} counted of {target} t by {end}. "
        f"Claimed {share_of_target(progress, 'claimed_kg')}, verified {share_of_target(progress, 'verified_kg')}."
    )
    tone = {"MET": "GOOD", "MISSED": "BAD"}.get(status, "OPEN")
    return Answer(tone, headline, [_figures_sentence(progress), *_pace_sentence(progress), *_proof_sentence(progress)])


def share_of_target(progress: Plain, part: str) -> str:
    """Rounded down like the share of the whole, so that a part just below the target never prints as all of it."""
    share = Decimal(progress[part]) / Decimal(progress["target_kg"])
    return format_rate(str(share.quantize(Decimal("0.0001"), rounding=ROUND_FLOOR)))


def _figures_sentence(progress: Plain) -> str:
    if progress["figures_until"] is None:
        return "No figures are known."
    silent = [str(row["year"]) for row in progress["by_year"] if row["counted_kg"] is None]
    silence = f" Nothing is known about {join_words(silent)}; that is not zero." if silent else ""
    return f"Figures are known until {format_day(progress['figures_until'])}.{silence}"


def _pace_sentence(progress: Plain) -> list[str]:
    if progress["met_on"] is not None:
        beyond = format_mass(progress["beyond_kg"])
        return [f"Reached by the figures up to {format_day(progress['met_on'])}; {beyond} t beyond the target."]
    remaining = f"{format_mass(progress['remaining_kg'])} t remain"
    if progress["needed_kg_per_day"] is None:
        return [f"{remaining}; the deadline is past."]
    days, needed = format_count(progress["days_left"], "day"), format_mass(progress["needed_kg_per_day"])
    return [f"{remaining}, with {days} left: {needed} t a day are needed."]


def _proof_sentence(progress: Plain) -> list[str]:
    if progress["met_by_verified_alone"]:
        return ["Verified mass alone reaches the target."]
    return (
        ["Reached only with claimed mass; verified mass alone stays below the target."] if progress["status"] == "MET" else []
    )
