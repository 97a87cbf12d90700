"""Answers as lines of text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import groupby
from operator import itemgetter
from typing import Any

Row = Mapping[str, Any]
HEADINGS = ("year", "figure", "status", "allowed", "over (+) or under (-)", "averages")
SHOWN_PATH = "The least path, by reading"


def show_standing(rows: Iterable[Row]) -> Iterator[str]:
    """By mandate, each with its years."""
    for key, owed in groupby(rows, key=itemgetter("commitment")):
        yield key
        yield from show_years(owed)
        yield ""


def show_years(rows: Iterable[Row]) -> Iterator[str]:
    yield from _table([HEADINGS, *map(_cells, rows)])


def show_sentences(row: Row) -> Iterator[str]:
    yield from (f"  {sentence}" for sentence in row.get("sentences", ()))


def show_simulation(simulation: Row) -> Iterator[str]:
    rate = _percent(simulation["rate_required"])
    yield f"{simulation['commitment']}, read as {simulation['reading']}: {rate} a year on average"
    if denominator := simulation["denominator"]:
        yield f"All figures are for each {denominator['unit']} ({denominator['name']})."
    yield from simulation.get("sentences", ())
    yield ""
    yield from show_years(simulation["years"])
    yield ""
    yield f"{SHOWN_PATH} (t CO2e):"
    yield from _table([_path_cells(path) for path in simulation["least_paths"]], indent="  ")


def show_submitted(answer: Row) -> Iterator[str]:
    last = (answer.get("revisions") or [{}])[-1]
    yield f"Report about {answer.get('reporting_year')}, revision {last.get('number')}: {answer.get('state')}"
    for warning in last.get("warnings", ()):
        yield f"  Warning {warning.get('code')}: {warning.get('detail') or warning.get('sentence')}"
    if receipt := answer.get("receipt"):
        yield f"  Receipt {receipt['statement'].get('id')} of {receipt['statement'].get('instant')}"


def show_replayed(report: Row) -> Iterator[str]:
    """`report` as it stands now; the answer that the server kept tells how it stood then."""
    last = (report.get("revisions") or [{}])[-1]
    yield "The same was answered before; nothing was recorded anew. Send what is to be recorded anyway under another --key."
    yield f"Now: report about {report.get('reporting_year')}, revision {last.get('number')}: {report.get('state')}"


def show_statement(statement: Row) -> Iterator[str]:
    yield f"The receipt holds. It was signed with the key {statement['key']}."
    for name in ("instant", "party_id", "body_sha256", "canonical_sha256"):
        if name in statement:
            yield f"  {name}: {statement[name]}"
    for each in statement.get("recorded", ()):
        subject = each.get("subject", {})
        yield f"  recorded: {each.get('verb')} {subject.get('type', '')} {subject.get('id', '')}"


def _cells(row: Row) -> tuple[str, ...]:
    declared: Row = next((each for each in row["readings"] if each["reading"] == row["reading"]), {})
    figure = next((each["tco2e"] for each in row["series"] if each["year"] == row["reporting_year"]), None)
    status = row["status"] if row["would_be"] is None else f"{row['status']} (would be {row['would_be']})"
    return (
        str(row["reporting_year"]),
        f"{figure or '-'}{'*' if row.get('figure_is') == 'SUPPOSED' else ''}",
        status,
        "none would do" if declared.get("least_further_cut_tco2e") == "UNREACHABLE" else declared.get("allowed_tco2e") or "-",
        _difference(declared),
        row["robustness"] or "-",
    )


def _difference(declared: Row) -> str:
    excess, surplus = declared.get("excess_tco2e"), declared.get("surplus_tco2e")
    if excess is None or surplus is None:
        return "-"
    return f"+{excess}" if excess != "0" else f"-{surplus}" if surplus != "0" else "0"


def _path_cells(path: Row) -> tuple[str, ...]:
    steps = [f"{step['year']}: {step['allowed_tco2e']}" for step in path["path"]]
    stop = path["path_stop"]
    return (path["reading"], "  ".join([*steps, *([f"{stop['year']}: {stop['code']}"] if stop else [])]) or "-")


def _percent(rate: str) -> str:
    return f"{(Decimal(rate) * 100).normalize():f} %"


def _table(rows: Sequence[Sequence[str]], indent: str = "") -> Iterator[str]:
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))] if rows else []
    for row in rows:
        yield indent + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
