"""The answer to each commitment in one sentence, with what a reader must know beside it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from tracker.presentation.numbers import (
    format_count,
    format_day,
    format_difference,
    format_mass,
    format_rate,
    format_tonnes,
    join_words,
)
from tracker.presentation.words import ROBUSTNESS_COUNTED, STATUSES

Plain = Mapping[str, Any]


class Answer(NamedTuple):
    """`tone` is GOOD, BAD or OPEN; the words never depend on it."""

    tone: str
    headline: str
    sentences: list[str]


def answer_mandate(summary: Plain) -> Answer:
    focus = summary["in_focus"]
    sentences = [
        *_rest_sentence(focus["statuses"]),
        *_robustness_sentence(focus["robustness"]),
        *_base_year_sentences(summary),
        *_across_sentence(summary["across_partners"], summary["commitment"]),
    ]
    return Answer(_mandate_tone(focus["statuses"]), _mandate_headline(focus, summary["commitment"]), sentences)


def is_not_due(year: Plain) -> bool:
    """Whether nobody owes anything about the year yet."""
    open_, waived = (year["statuses"].get(code, 0) for code in ("NOT_DUE", "WAIVED"))
    return bool(open_ and open_ + waived == year["coverage"]["expected"])


def _mandate_tone(statuses: Plain) -> str:
    if statuses.get("NON_COMPLIANT"):
        return "BAD"
    return "GOOD" if statuses.get("COMPLIANT") and not _count_open(statuses) else "OPEN"


def _mandate_headline(focus: Plain, commitment: Plain) -> str:
    statuses, year, expected = focus["statuses"], focus["reporting_year"], focus["coverage"]["expected"]
    good, bad = statuses.get("COMPLIANT", 0), statuses.get("NON_COMPLIANT", 0)
    if not expected:
        return "No supplier is enrolled."
    if is_not_due(focus):
        return f"{year} is not due before {format_day(focus['due_on'])}."
    if not good + bad:
        return f"No verdict on {year}: {join_words(_count_open(statuses))}."
    verb = "complies" if expected == 1 else "comply"
    return f"{good:,} of {format_count(expected, 'supplier')} {verb} in {year} under {commitment['reading']}."


def count_statuses(year: Plain) -> list[str]:
    """There is nothing to comply with in a base year: its report is accepted, and that is all."""
    labels = {code: words.label.lower() for code, words in STATUSES.items()}
    if year["is_base_year"]:
        labels["COMPLIANT"] = "accepted"
    return [f"{count:,} {label}" for code, label in labels.items() if (count := year["statuses"].get(code, 0))]


def _count_open(statuses: Plain) -> list[str]:
    """Everything that is not a verdict, counted in words."""
    rest = {code: count for code, count in statuses.items() if code not in ("COMPLIANT", "NON_COMPLIANT")}
    return count_statuses({"is_base_year": False, "statuses": rest})


def _rest_sentence(statuses: Plain) -> Iterator[str]:
    """Who does not comply and who has no verdict, where somebody has one."""
    good, bad = statuses.get("COMPLIANT", 0), statuses.get("NON_COMPLIANT", 0)
    if bad:
        yield f"{bad:,} {'does' if bad == 1 else 'do'} not comply."
    if good + bad and (rest := _count_open(statuses)):
        yield f"Without a verdict: {join_words(rest)}."


def _robustness_sentence(robustness: Plain) -> Iterator[str]:
    counts = [ROBUSTNESS_COUNTED[code].say_of(robustness[code]) for code in ROBUSTNESS_COUNTED if robustness.get(code)]
    if counts:
        yield f"Over the three averages, {', '.join(counts)}."


def _base_year_sentences(summary: Plain) -> Iterator[str]:
    for year in summary["years"]:
        if year["is_base_year"] and year["statuses"].get("COMPLIANT", 0) < year["coverage"]["expected"]:
            yield _base_year_sentence(year, summary["commitment"]["grace_days"])


def _base_year_sentence(year: Plain, grace_days: int) -> str:
    expected = year["coverage"]["expected"]
    first, *others = count_statuses(year)
    count, _, label = first.partition(" ")
    of_all = f"{count} of {expected:,} {label}" if others else f"all {expected:,} {label}"
    grace = date.fromisoformat(year["due_on"]) + timedelta(days=grace_days)
    return (
        f"Base-year reports about {year['reporting_year']}: {', '.join([of_all, *others])} "
        f"(due by {format_day(year['due_on'])}, grace to {format_day(grace.isoformat())})."
    )


def declared_outcome(readings: list[Plain], reading: str) -> Plain | None:
    return next((outcome for outcome in readings if outcome["reading"] == reading), None)


def _across_sentence(across: Plain | None, commitment: Plain) -> Iterator[str]:
    outcome = declared_outcome(across["readings"], commitment["reading"]) if across else None
    if across is None or outcome is None or outcome["passes"] is None:
        return
    verdict = "meets" if outcome["passes"] else "misses"
    rate = f" at {format_rate(outcome['rate'])} a year" if outcome["rate"] is not None else ""
    yield (
        f"Across partners, the sum of {format_count(across['parties'], 'partner')} {verdict} the mandate{rate} "
        f"({_difference_in_words(outcome)}). This is a reading beside the suppliers' own verdicts, not their sum."
    )


def _difference_in_words(outcome: Plain) -> str:
    if outcome["allowed_tco2e"] is None or outcome["excess_tco2e"] is None:
        return "not even zero emissions would comply"
    excess = format_difference(outcome["excess_tco2e"], "0")
    if excess.startswith("+"):
        return f"{excess[1:]} t above the allowed {format_tonnes(outcome['allowed_tco2e'])} t"
    return f"{format_tonnes(outcome['surplus_tco2e'])} t below the allowed {format_tonnes(outcome['allowed_tco2e'])} t"


def answer_goal(progress: Plain) -> Answer:
    tone = {"MET": "GOOD", "MISSED": "BAD"}.get(progress["status"], "OPEN")
    sentences = [
        _figures_sentence(progress),
        _distance_sentence(progress),
        *_proof_sentence(progress),
        *_quarantine_sentence(progress),
    ]
    return Answer(tone, _goal_headline(progress), sentences)


def _goal_headline(progress: Plain) -> str:
    """The share is rounded down, so that a goal just missed never prints as reached."""
    reached = f"{format_rate(progress['share'])} reached"
    claimed, verified = Decimal(progress["claimed_kg"]), Decimal(progress["verified_kg"])
    if not claimed and not verified:
        return f"{reached}: nothing is counted."
    if not verified:
        return f"{reached}, all of it claimed, none verified."
    if not claimed:
        return f"{reached}, all of it verified."
    return f"{reached}: {format_mass(progress['claimed_kg'])} t claimed, {format_mass(progress['verified_kg'])} t verified."


def _figures_sentence(progress: Plain) -> str:
    if progress["figures_until"] is None:
        return "No figures are known."
    silent = [str(row["year"]) for row in progress["by_year"] if row["counted_kg"] is None]
    silence = f" Nothing is known about {join_words(silent)}; that is not zero." if silent else ""
    return f"Figures are known until {format_day(progress['figures_until'])}.{silence}"


def _distance_sentence(progress: Plain) -> str:
    end, target = format_day(progress["commitment"]["end"]), f"{format_mass(progress['target_kg'], 0)} t"
    if progress["met_on"] is not None:
        beyond = format_mass(progress["beyond_kg"])
        met_on = format_day(progress["met_on"])
        return f"The target of {target} by {end} was reached by the figures up to {met_on}; {beyond} t lie beyond it."
    remaining = f"{format_mass(progress['remaining_kg'])} t"
    if progress["status"] == "MISSED":
        return f"The deadline passed on {end}; {remaining} of {target} are missing."
    distance = f"{remaining} to go to {target} by {end}"
    if progress["needed_kg_per_day"] is None:
        return f"{distance}: this is the last day."
    # Before the first day, the days left are all days of the goal.
    left = "" if progress["status"] == "NOT_STARTED" else " left"
    days, needed = format_count(progress["days_left"], "day"), format_mass(progress["needed_kg_per_day"])
    return f"{distance}: {days}{left}, {needed} t a day needed."


def _proof_sentence(progress: Plain) -> Iterator[str]:
    if progress["met_by_verified_alone"]:
        yield "Verified mass alone reaches the target."
    elif progress["status"] == "MET":
        yield "Reached only with claimed mass; verified mass alone stays below the target."


def _quarantine_sentence(progress: Plain) -> Iterator[str]:
    if Decimal(progress["quarantined_kg"]):
        yield f"{format_mass(progress['quarantined_kg'])} t stand in quarantine and do not count."
