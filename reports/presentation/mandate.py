"""One mandate as the tables and sentences of a report."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from tracker.presentation.comparison import measure_words, step_words
from tracker.presentation.explanations import tell_in_short
from tracker.presentation.numbers import (
    ALL_PLACES,
    NOTHING,
    UNREACHABLE,
    format_day,
    format_difference,
    format_rate,
    format_stated_rate,
    format_tonnes,
    join_words,
)
from tracker.presentation.rules import say_recalculation
from tracker.presentation.words import (
    NULL_REASONS,
    READINGS,
    ROBUSTNESS,
    SCOPE_2_METHODS,
    STATUSES,
    robustness_words,
    status_words,
)

from .answers import answer_mandate, count_statuses, declared_outcome

Plain = dict[str, Any]
HASH_LENGTH = 16
SHOWN_PLACES = 1
_ORDER = {code: position for position, code in enumerate(STATUSES)}


def present_mandate(summary: Plain) -> Plain:
    commitment, focus = summary["commitment"], summary["in_focus"]
    assessments = sorted(summary["assessments"], key=_by_urgency)
    return {
        "title": commitment["title"],
        "illustration_note": commitment["illustration_note"],
        "answer": answer_mandate(summary)._asdict(),
        "coverage": [["reporting year", str(focus["reporting_year"])], *coverage_parts(focus["coverage"])],
        "year": focus["reporting_year"],
        "facts": list(_facts(commitment)),
        "calendar": [_calendar_row(year) for year in summary["years"]],
        "readings": [_reading_row(code, counts, commitment) for code, counts in focus["readings"].items()],
        "robustness": [[ROBUSTNESS[code].label, f"{count:,}"] for code, count in focus["robustness"].items()],
        "across": _across(summary["across_partners"], commitment),
        **_suppliers(assessments, commitment),
        "late": [*_late_rows(summary["late"])],
        "revisions": [row for assessment in assessments for row in _revision_rows(assessment)],
    }


def _late_rows(late: list[Plain]) -> Iterator[Plain]:
    """By year and status, with the names of all who are late."""
    for year, code in dict.fromkeys((row["reporting_year"], row["status"]) for row in late):
        rows = [row for row in late if (row["reporting_year"], row["status"]) == (year, code)]
        role = ", base year" if rows[0]["is_base_year_report"] else ""
        yield {
            "head": f"{year}{role}: {len(rows):,} {status_words(code).lower()}, due by {format_day(rows[0]['due_on'])}",
            "names": [row["name"] for row in rows],
        }


def coverage_parts(coverage: Plain) -> list[list[str]]:
    names = ("reported", "accepted", "pending", "missing", "not_due", "waived")
    return [[name.replace("_", " "), f"{coverage[name]:,} of {coverage['expected']:,}"] for name in names]


def _facts(commitment: Plain) -> Iterator[list[str]]:
    first, last = commitment["first_assessed_year"], commitment["end_year"]
    years = str(first) if first == last else f"{first} to {last}"
    yield ["Promise", commitment["statement"]]
    yield [
        "Rule",
        f"On average at least {format_stated_rate(commitment['rate'])} less a year than in base year "
        f"{commitment['base_year']}, for each supplier, assessed for {years}, read as {commitment['reading']}.",
    ]
    yield ["Compared", _compared(commitment)]
    yield [
        "Calendar",
        f"A report is due by {format_day(_due_sample(commitment))[:-5]} of the following year, "
        f"with {commitment['grace_days']} days of grace; days in {commitment['zone']}.",
    ]
    yield ["Recalculation", say_recalculation(commitment, "en")]
    yield [
        "Version",
        f"{commitment['key']}, version {commitment['version']}, valid from {format_day(commitment['valid_from'])}",
    ]
    yield from sources(commitment)


def sources(commitment: Plain) -> Iterator[list[str]]:
    for source in commitment["sources"]:
        yield ["Source", f"{source['text']} ({source['url']})" if source["url"] else source["text"]]


def _due_sample(commitment: Plain) -> str:
    # A leap year, so that a due date of 29 February can be written.
    return f"2000-{commitment['due_month']:02}-{commitment['due_day']:02}"


def _compared(commitment: Plain) -> str:
    method = SCOPE_2_METHODS[commitment["scope_2_method"]]
    scopes = join_words([f"scope {scope}" if scope != 2 else f"scope 2 {method}" for scope in commitment["scopes"]])
    potential = commitment["gwp_set"] or "the same in both years"
    assurance = commitment["minimum_assurance"].lower()
    measured = scopes + measure_words(commitment)
    return (
        f"Gross tonnes CO₂e of {measured}; warming potentials: {potential}; least assurance: {assurance}. Offsets never count."
    )


def _calendar_row(year: Plain) -> list[str]:
    role = "base year" if year["is_base_year"] else "assessed"
    counts = [f"{year['coverage'][name]:,}" for name in ("expected", "accepted", "pending", "missing", "not_due", "waived")]
    statuses = join_words(count_statuses(year))
    return [str(year["reporting_year"]), role, format_day(year["due_on"]), *counts, statuses or NOTHING]


def _reading_row(code: str, counts: Plain, commitment: Plain) -> Plain:
    return {
        "code": code,
        "passes_when": READINGS[code].passes_when,
        "own": code == commitment["reading"],
        "counts": [f"{counts[name]:,}" for name in ("passes", "fails", "says_nothing")],
    }


def _across(across: Plain | None, commitment: Plain) -> Plain | None:
    if across is None:
        return None
    return {
        "parties": across["parties"],
        "years": f"{across['totals'][0]['year']} to {across['totals'][-1]['year']}",
        "base": format_tonnes(across["totals"][0]["tco2e"]),
        "actual": format_tonnes(across["totals"][-1]["tco2e"]),
        "readings": [_across_row(outcome, commitment) for outcome in across["readings"]],
    }


def _across_row(outcome: Plain, commitment: Plain) -> Plain:
    unreachable = outcome["least_further_cut_tco2e"] == UNREACHABLE
    verdict = {
        True: "passes",
        False: "fails",
        None: f"says nothing: {NULL_REASONS.get(outcome['null_reason'] or '', 'no figures')}",
    }
    return {
        "code": outcome["reading"],
        "own": outcome["reading"] == commitment["reading"],
        "cells": [
            format_rate(outcome["rate"]),
            format_tonnes(UNREACHABLE if unreachable else outcome["allowed_tco2e"]),
            format_difference(outcome["excess_tco2e"], outcome["surplus_tco2e"]),
            verdict[outcome["passes"]],
        ],
    }


def _by_urgency(assessment: Plain) -> tuple[Any, ...]:
    outcome = declared_outcome(assessment["readings"], assessment["reading"])
    excess, surplus = (
        (Decimal(outcome[name] or 0) for name in ("excess_tco2e", "surplus_tco2e")) if outcome else (Decimal(0), Decimal(0))
    )
    beyond_reach = outcome is not None and outcome["least_further_cut_tco2e"] == UNREACHABLE
    return _ORDER[assessment["status"]], not beyond_reach, -excess, surplus, assessment["name"], assessment["party_id"]


def _suppliers(assessments: list[Plain], commitment: Plain) -> Plain:
    """A table, or only the names where there is no figure to put beside any of them."""
    bare = all(not assessment["series"] and not assessment["reasons"] for assessment in assessments)
    if bare and len({assessment["status"] for assessment in assessments}) == 1:
        return {
            "suppliers": [],
            "names": [_name(a) for a in assessments],
            "names_status": status_words(assessments[0]["status"]).lower(),
        }
    return {"suppliers": [_supplier_row(assessment) for assessment in assessments], "names": [], "names_status": ""}


def _name(assessment: Plain) -> Plain:
    place = " · ".join([*filter(None, [assessment["country"]]), f"tier {assessment['tier']}"])
    local = assessment["name_local"]
    return {"name": assessment["name"], "local": local if local != assessment["name"] else "", "place": place}


def _supplier_row(assessment: Plain) -> Plain:
    outcome = declared_outcome(assessment["readings"], assessment["reading"]) or {}
    figures = {compared["year"]: compared["tco2e"] for compared in assessment["series"]}
    unreachable = outcome.get("least_further_cut_tco2e") == UNREACHABLE
    would_be = f" (would be {status_words(assessment['would_be']).lower()})" if assessment["would_be"] else ""
    return {
        **_name(assessment),
        "notes": [
            *(reason["sentence"] for reason in assessment["reasons"]),
            *tell_in_short(assessment, places=SHOWN_PLACES),
            *_steps(assessment),
        ],
        "cells": [
            format_tonnes(figures.get(assessment["base_year"])),
            format_tonnes(figures.get(assessment["reporting_year"])),
            format_tonnes(UNREACHABLE if unreachable else assessment["allowed_tco2e"]),
            format_difference(outcome.get("excess_tco2e"), outcome.get("surplus_tco2e")),
            format_rate(assessment["rate_achieved"]),
        ],
        "status": f"{status_words(assessment['status'])}{would_be}",
        "failing": assessment["status"] in ("NON_COMPLIANT", "OVERDUE"),
        "robustness": robustness_words(assessment["robustness"]) if assessment["robustness"] else "",
    }


def _steps(assessment: Plain) -> Iterator[str]:
    for compared in assessment["series"]:
        if compared["year"] in (assessment["base_year"], assessment["reporting_year"]):
            yield from (step_words(step, compared["year"]) for step in compared["steps"])


def _revision_rows(assessment: Plain) -> Iterator[Plain]:
    """What the mandate's own verdict rests on, to recompute from; the other years stand in the attached summary."""
    outcome = declared_outcome(assessment["readings"], assessment["reading"])
    years = set(outcome["rests_on_years"]) if outcome else {compared["year"] for compared in assessment["series"]}
    for compared in assessment["series"]:
        if compared["year"] in years:
            decision, tonnes = compared["decision_id"], format_tonnes(compared["tco2e"], ALL_PLACES)
            yield {
                "name": assessment["name"],
                "cells": [str(compared["year"]), tonnes, str(compared["revision_number"])],
                "sha256": compared["content_sha256"][:HASH_LENGTH],
                "decision": decision[:8] if decision else "not accepted",
            }
