"""One cumulative goal as the tables and sentences of a report."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from tracker.presentation.numbers import NOTHING, format_count, format_day, format_mass, format_span, join_words
from tracker.presentation.words import MASS_STATES, fate_words

from .answers import answer_goal
from .mandate import sources

Plain = dict[str, Any]
MOST_ENTRIES = 200
_MOST_SOURCES = 3


def present_goal(progress: Plain) -> Plain:
    commitment = progress["commitment"]
    shown = _largest(progress["entries"])
    return {
        "title": commitment["title"],
        "illustration_note": commitment["illustration_note"],
        "answer": answer_goal(progress)._asdict(),
        "coverage": _masses(progress),
        "facts": list(_facts(commitment)),
        "years": list(_year_rows(progress)),
        "entries": [_entry_row(entry) for entry in shown],
        "left_out": _left_out(len(progress["entries"]), len(shown)),
    }


def _masses(progress: Plain) -> list[list[str]]:
    names = ("claimed", "verified", "quarantined", "estimated", "remaining")
    return [[name, f"{format_mass(progress[f'{name}_kg'])} t"] for name in names]


def _facts(commitment: Plain) -> Iterator[list[str]]:
    fates = join_words([fate_words(fate) for fate in commitment["counted_fates"]])
    yield ["Promise", commitment["statement"]]
    yield [
        "Rule",
        f"At least {format_mass(commitment['target_kg'], 0)} t in sum from {format_day(commitment['start'])} to "
        f"{format_day(commitment['end'])}, both days included; days in {commitment['zone']}.",
    ]
    yield ["Counted", f"{fates[:1].upper()}{fates[1:]}. Claimed and verified mass count; quarantined mass does not."]
    yield [
        "Version",
        f"{commitment['key']}, version {commitment['version']}, valid from {format_day(commitment['valid_from'])}",
    ]
    yield from sources(commitment)


def _year_rows(progress: Plain) -> Iterator[list[str]]:
    total = Decimal(0)
    for row in progress["by_year"]:
        if row["counted_kg"] is None:
            yield [str(row["year"]), NOTHING, NOTHING, NOTHING, NOTHING, "no figures; not the same as zero"]
            continue
        total += Decimal(row["counted_kg"])
        masses = [format_mass(row[name]) for name in ("claimed_kg", "verified_kg", "quarantined_kg")]
        yield [str(row["year"]), *masses, format_mass(str(total)), _origin(progress["entries"], row["year"])]


def _origin(entries: list[Plain], year: int) -> str:
    of_year = [entry for entry in entries if entry["period_end"].startswith(f"{year}-")]
    origins = list(dict.fromkeys(_source(entry) for entry in of_year))
    return "; ".join(origins) if len(origins) <= _MOST_SOURCES else format_count(len(of_year), "entry", "entries")


def _source(entry: Plain) -> str:
    return f"{entry['source']} ({entry['qualifier']})" if entry["qualifier"] else str(entry["source"])


def _largest(entries: list[Plain]) -> list[Plain]:
    ranked = sorted(entries, key=lambda entry: -abs(Decimal(entry["mass_kg"])))[:MOST_ENTRIES]
    kept = {entry["entry_id"] for entry in ranked}
    return [entry for entry in entries if entry["entry_id"] in kept]


def _left_out(total: int, shown: int) -> str:
    return f"The {shown:,} largest of {total:,} entries; summary.json has them all." if shown < total else ""


def _entry_row(entry: Plain) -> Plain:
    return {
        "period": format_span(entry["period_start"], entry["period_end"]),
        "mass": format_mass(entry["mass_kg"]),
        "state": MASS_STATES[entry["state"]].label + (", estimated" if entry["estimated"] else ""),
        "source": entry["source"],
        "url": entry["source_url"] or "",
        "qualifier": entry["qualifier"],
        "reverses": f"reverses {entry['reverses'][:8]}" if entry["reverses"] else "",
        "id": entry["entry_id"][:8],
    }
