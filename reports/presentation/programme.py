"""One mandate over all its partners, as sentences and tables. Facts alone; `forecast` has what is projected."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from tracker.presentation.numbers import (
    NOTHING,
    format_change,
    format_count,
    format_decimal,
    format_rate,
    format_tonnes,
    join_words,
)
from tracker.presentation.programme import MEANS, NO_MEANS, PARTS, RULES
from tracker.presentation.words import NULL_REASONS, STATUSES

from .answers import Answer

Plain = dict[str, Any]
MOST_ROWS = 20
VERDICTS = {True: "meets", False: "misses"}


def answer_programme(programme: Plain) -> Answer:
    weighted, unweighted = _declared(programme, "weighted"), _declared(programme, "unweighted")
    sentences = [
        *_own_sentence(programme),
        *_weighted_sentence(programme, weighted),
        *_unweighted_sentence(programme, unweighted),
        *_moved_sentences(programme["change_from_base_year"]),
        _coverage_sentence(programme["coverage"]),
    ]
    return Answer(_tone(weighted, unweighted), _headline(programme, weighted, unweighted), sentences)


def _declared(programme: Plain, name: str) -> Plain | None:
    """What the mandate's own reading says of one of the two roll-ups."""
    roll_up = programme["roll_ups"][name] or []
    readings: list[Plain] = roll_up["readings"] if isinstance(roll_up, dict) else roll_up
    return next((each for each in readings if each["reading"] == programme["reading"]), None)


def _tone(weighted: Plain | None, unweighted: Plain | None) -> str:
    said = {outcome["passes"] for outcome in (weighted, unweighted) if outcome} - {None}
    return "OPEN" if len(said) != 1 else "GOOD" if True in said else "BAD"


def _headline(programme: Plain, weighted: Plain | None, unweighted: Plain | None) -> str:
    year = programme["reporting_year"]
    if weighted is None or weighted["passes"] is None:
        return f"Across partners, {year} has no verdict."
    first = f"Across partners, the sum {VERDICTS[weighted['passes']]} the mandate in {year}"
    if unweighted is None or unweighted["passes"] is None:
        return f"{first}."
    if unweighted["passes"] is weighted["passes"]:
        return f"{first}, and so does the mean of the partners."
    return f"{first}; the mean of the partners {VERDICTS[unweighted['passes']]} it."


def _own_sentence(programme: Plain) -> Iterator[str]:
    own = programme["roll_ups"]["own_verdicts"]
    counts = [f"{own[code]:,} {STATUSES[code].label.lower()}" for code in STATUSES if own.get(code)]
    if counts:
        yield f"The suppliers' own verdicts: {join_words(counts)}."


def _weighted_sentence(programme: Plain, weighted: Plain | None) -> Iterator[str]:
    if weighted is not None:
        parties = format_count(programme["roll_ups"]["weighted"]["parties"], "partner")
        yield f"Weighted by tonnes, the verdict on the sum of {parties}: {_say(weighted)} under {weighted['reading']}."


def _unweighted_sentence(programme: Plain, unweighted: Plain | None) -> Iterator[str]:
    if unweighted is None:
        return
    if unweighted["no_mean"]:
        yield f"Unweighted: {NO_MEANS[unweighted['no_mean']]}."
        return
    index = f", mean index {unweighted['index']}" if unweighted["index"] else ""
    yield (
        f"Unweighted, every partner counting the same, {MEANS[unweighted['mean_of']]} of "
        f"{format_count(unweighted['parties'], 'partner')}: {_say(unweighted)} under {unweighted['reading']}{index}."
    )


def _say(outcome: Plain) -> str:
    if outcome["passes"] is None:
        return f"says nothing: {NULL_REASONS.get(outcome['null_reason'] or '', 'no figures')}"
    rate = f", {format_rate(outcome['rate'])} a year" if outcome["rate"] is not None else ""
    return f"{'passes' if outcome['passes'] else 'fails'}{rate}"


def _moved_sentences(change: Plain | None) -> Iterator[str]:
    if change is None:
        return
    moved = change["parts"]["moved"]
    most = next(each for each in change["contributions"] if each["part"] == "MOVED")
    yield (
        f"From {change['before_year']} to {change['year']}, the {format_count(moved['suppliers'], 'supplier')} with both "
        f"figures moved the total by {signed(moved['change_tco2e'])} t; {most['name']} moved it most, by "
        f"{signed(most['change_tco2e'])} t."
    )
    others = [
        f"{words.label} {change['parts'][code]['suppliers']:,} ({signed(change['parts'][code]['change_tco2e'])} t)"
        for code, words in PARTS.items()
        if code != "moved" and change["parts"][code]["suppliers"]
    ]
    if others:
        yield f"Apart from that: {join_words(others)}."


def _coverage_sentence(coverage: Plain) -> str:
    reported, expected = coverage["reported"], coverage["expected"]
    share = reported["share_of_base_year_tco2e"]
    weight = f", which had {format_rate(share)} of the base-year emissions that are known" if share is not None else ""
    unknown = expected["base_year_unknown"]
    silence = f"; the base year of {format_count(unknown, 'supplier')} is not known" if unknown else ""
    return f"Reported: {reported['partners']:,} of {expected['partners']:,}{weight}{silence}."


def signed(text: str | None, places: int | None = 1) -> str:
    if text is None:
        return NOTHING
    return f"{'+' if Decimal(text) > 0 else ''}{format_tonnes(text, places)}"


def present_programme(programme: Plain) -> Plain:
    return {
        "answer": answer_programme(programme)._asdict(),
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
        return ["none", NOTHING, NO_MEANS[mean["no_mean"]]]
    index = f": {mean['index']}" if mean["index"] else ""
    return [*_cells(mean), f"{MEANS[mean['mean_of']]}{index}"]


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
    note = " ".join(f"{words.label.capitalize()}: {words.meaning}" for words in PARTS.values())
    return _table(f"Who moved the total from {change['before_year']} to {change['year']}", headings, rows, note)


def _percent(before: str, after: str) -> str:
    return format_change(Decimal(before), Decimal(after)) if Decimal(before) else NOTHING


def _contribution_row(each: Plain) -> list[str]:
    figures = [format_tonnes(each[name]) for name in ("before_tco2e", "after_tco2e")]
    return [each["name"], PARTS[each["part"].lower()].label, *figures, signed(each["change_tco2e"]), _share(each)]


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
        {"name": each["name"], "party_id": each["party_id"], "rule": RULES[each["rule"]].label, "reason": _reason(each)}
        for each in outliers[:MOST_ROWS]
    ]


def _reason(each: Plain) -> str:
    words = RULES[each["rule"]].meaning
    if each["before_tco2e"] is not None:
        before, after = format_tonnes(each["before_tco2e"], None), format_tonnes(each["after_tco2e"], None)
        return f"From {before} t in {each['before_year']} to {after} t. {words}"
    if each["excess_tco2e"] is not None:
        return f"{format_decimal(Decimal(each['excess_tco2e']), 1)} t above. {words}"
    return words
