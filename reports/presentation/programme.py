"""One mandate over all its partners, as its answer and tables. Facts alone; `forecast` has what is projected."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from tracker.presentation.numbers import (
    NOTHING,
    format_change,
    format_count,
    format_decimal,
    format_rate,
    format_tonnes,
)
from tracker.presentation.programme import MEANS, NO_MEANS, PARTS, RULES

from .programme_answer import answer_programme, signed

Plain = dict[str, Any]
MOST_ROWS = 20


def present_programme(programme: Plain, language: str = "en") -> Plain:
    """The answer in one of the languages, beside the tables."""
    return {
        "answer": answer_programme(programme, language)._asdict(),
        "coverage": _coverage_table(programme["coverage"]),
        "roll_ups": _roll_up_table(programme),
        "changes": [
            _change_table(programme[name]) for name in ("change_from_base_year", "change_from_prior_year") if programme[name]
        ],
        "breakdowns": [_breakdown_table(name, rows) for name, rows in programme["breakdowns"].items()],
        "outliers": _list_outliers(programme["outliers"]),
        "outliers_left_out": max(0, len(programme["outliers"]) - MOST_ROWS),
    }


def _table(caption: str, headings: list[str], rows: list[list[str]], note: str = "") -> Plain:
    return {"caption": caption, "headings": headings, "rows": rows, "note": note}


def _coverage_table(coverage: Plain) -> Plain:
    names = ("reported", "accepted", "pending", "missing", "waived", "not_due", "expected")
    rows = [
        [
            name.replace("_", " "),
            f"{row['partners']:,}",
            format_rate(row["share_of_partners"]),
            format_tonnes(row["base_year_tco2e"]),
            format_rate(row["share_of_base_year_tco2e"]),
            f"{row['base_year_unknown']:,}",
            _say_spend(row),
        ]
        for name, row in ((name, coverage[name]) for name in names)
    ]
    headings = ["", "Partners", "of all", "Base year, tCO₂e", "of what is known", "Base year unknown", "Spend"]
    return _table("Coverage", headings, rows, "Reported is accepted and pending together.")


def _say_spend(row: Plain) -> str:
    known = [f"{each['currency']} {format_tonnes(each['amount'], 0)} ({format_rate(each['share'])})" for each in row["spend"]]
    if row["spend_unknown"]:
        known.append(f"{row['spend_unknown']:,} unknown" if known else "unknown")
    return "; ".join(known) or NOTHING


def _roll_up_table(programme: Plain) -> Plain:
    weighted = programme["roll_ups"]["weighted"]
    means = {each["reading"]: each for each in programme["roll_ups"]["unweighted"]}
    rows = [
        [
            outcome["reading"] + (" (the mandate's)" if outcome["reading"] == programme["reading"] else ""),
            *_cells(outcome),
            *_mean_cells(means.get(outcome["reading"])),
        ]
        for outcome in (weighted["readings"] if weighted else [])
    ]
    headings = ["Reading", "Weighted: the sum", "Rate", "Unweighted: the mean", "Rate", "What is averaged"]
    return _table(
        "Across partners, both ways", headings, rows, "Beside the suppliers' own verdicts, and in place of none of them."
    )


def _cells(outcome: Plain) -> list[str]:
    return [{True: "passes", False: "fails", None: "says nothing"}[outcome["passes"]], format_rate(outcome["rate"])]


def _mean_cells(mean: Plain | None) -> list[str]:
    if mean is None:
        return [NOTHING] * 3
    if mean["no_mean"]:
        return ["none", NOTHING, NO_MEANS[mean["no_mean"]].en]
    index = f": {mean['index']}" if mean["index"] else ""
    return [*_cells(mean), f"{MEANS[mean['mean_of']].en}{index}"]


def _change_table(change: Plain) -> Plain:
    """The largest first; whom there is no room for are summed."""
    rows = [_contribution_row(each) for each in change["contributions"][:MOST_ROWS]]
    rest = change["contributions"][MOST_ROWS:]
    if rest:
        total = sum((Decimal(each["change_tco2e"]) for each in rest), Decimal(0))
        words = f"the other {format_count(len(rest), 'supplier')}"
        rows.append([words, NOTHING, NOTHING, NOTHING, signed(str(total)), NOTHING])
    before, after = change["before_tco2e"], change["after_tco2e"]
    rows.append(
        ["Total", "", format_tonnes(before), format_tonnes(after), signed(change["change_tco2e"]), _percent(before, after)]
    )
    headings = ["Supplier", "Part", f"{change['before_year']}, t", f"{change['year']}, t", "Change, t", "Share of what moved"]
    note = " ".join(f"{words.label.en.capitalize()}: {words.meaning.en}" for words in PARTS.values())
    return _table(f"Who moved the total from {change['before_year']} to {change['year']}", headings, rows, note)


def _percent(before: str, after: str) -> str:
    return format_change(Decimal(before), Decimal(after)) if Decimal(before) else NOTHING


def _contribution_row(each: Plain) -> list[str]:
    figures = [format_tonnes(each[name]) for name in ("before_tco2e", "after_tco2e")]
    return [each["name"], PARTS[each["part"].lower()].label.en, *figures, signed(each["change_tco2e"]), _share(each)]


def _share(each: Plain) -> str:
    return format_rate(each["share_of_moved"])


def _breakdown_table(name: str, groups: list[Plain]) -> Plain:
    rows = [
        [
            group["key"] or "not known",
            f"{group['partners']:,}",
            f"{group['statuses'].get('COMPLIANT', 0):,}",
            f"{group['statuses'].get('NON_COMPLIANT', 0):,}",
            f"{group['partners'] - sum(group['statuses'].get(code, 0) for code in ('COMPLIANT', 'NON_COMPLIANT')):,}",
            f"{group['summed_partners']:,}",
            format_tonnes(group["base_year_tco2e"]),
            format_tonnes(group["tco2e"]),
            format_rate(group["rate"]),
            {True: "passes", False: "fails", None: NOTHING}[group["passes"]],
        ]
        for group in groups
    ]
    headings = [
        name.capitalize(), "Partners", "Compliant", "Not compliant", "No verdict", "Summed", "Base year, t", "This year, t",
        "Weighted rate", "The sum",
    ]  # fmt: skip
    return _table(f"By {name}", headings, rows)


def _list_outliers(outliers: list[Plain]) -> list[Plain]:
    return [
        {"name": each["name"], "party_id": each["party_id"], "rule": RULES[each["rule"]].label.en, "reason": _reason(each)}
        for each in outliers[:MOST_ROWS]
    ]


def _reason(each: Plain) -> str:
    words = RULES[each["rule"]].meaning.en
    if each["before_tco2e"] is not None:
        before, after = format_tonnes(each["before_tco2e"], None), format_tonnes(each["after_tco2e"], None)
        return f"From {before} t in {each['before_year']} to {after} t. {words}"
    if each["excess_tco2e"] is not None:
        return f"{format_decimal(Decimal(each['excess_tco2e']), 1)} t above. {words}"
    return words
