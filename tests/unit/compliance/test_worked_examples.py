"""Runs every row of tests/worked_examples; that folder's README says how to add one."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Callable, Collection
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

import pytest

from tests.unit.compliance.makers import accepted, assess, make_goal, micro, pending, year_line
from tracker.compliance.commitments import AllocationMethod, Denominator, Reading
from tracker.compliance.gases import Gas
from tracker.compliance.goals import measure_progress
from tracker.compliance.plain import plain_assessment, plain_outcome, plain_progress
from tracker.compliance.quantities import QuantityError, Rate, check_quantity
from tracker.compliance.readings import ALLOWED, ReadingOutcome, read_series
from tracker.compliance.robustness import assess_robustness

FOLDER = Path(__file__).parents[2] / "worked_examples"
PASSES = {True: "yes", False: "no", None: "says nothing"}
ALWAYS = {"id", "why", "source"}

Row = dict[str, Any]
Reported = TypeVar("Reported")


def read_examples(topic: str) -> list[Row]:
    rows: list[Row] = tomllib.loads((FOLDER / f"{topic}.toml").read_text(encoding="utf-8")).get("example", [])
    return rows


def examples(topic: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("row", [pytest.param(row, id=row["id"]) for row in read_examples(topic)])


def check_words(row: Row, known: Collection[str]) -> None:
    assert set(row) - ALWAYS <= set(known), "a misspelt word"
    assert all(isinstance(row[name], str) and row[name].strip() for name in ALWAYS)


def by_year(row: Row, reported: Callable[[int, str], Reported]) -> dict[int, Reported]:
    return {int(year): reported(int(year), amount) for year, amount in row["figures"].items()}


def listed_readings(row: Row) -> list[Reading]:
    return [reading for reading in Reading if reading in row]


def read_outcomes(row: Row) -> dict[Reading, ReadingOutcome]:
    figures = by_year(row, lambda _, tonnes: micro(tonnes))
    first, last = min(figures), max(figures)
    return read_series(figures, Rate.from_decimal(Decimal(row["rate"])), base_year=first, year=last, end_year=last)


@examples("readings")
def test_readings(row: Row) -> None:
    check_words(row, {"rate", "figures", "robustness", *Reading})
    outcomes = read_outcomes(row)
    for reading in listed_readings(row):
        plain = plain_outcome(outcomes[reading])
        found = {
            "passes": PASSES[plain["passes"]],
            "rate": plain["rate"],
            "allowed": plain["allowed_tco2e"] if outcomes[reading].reachable else "UNREACHABLE",
            "excess": plain["excess_tco2e"],
            "surplus": plain["surplus_tco2e"],
        }
        assert {word: found[word] for word in row[reading]} == row[reading], reading
    assert assess_robustness(outcomes) == row.get("robustness", assess_robustness(outcomes))


@examples("bounds")
def test_bounds(row: Row) -> None:
    check_words(row, {"rate", "years", *Reading})
    series = [micro(100_000)] * (row["years"] + 1)
    readings = listed_readings(row)
    assert readings
    for reading in readings:
        allowed = ALLOWED[reading](series, Rate.from_decimal(Decimal(row["rate"])), row["years"])
        assert allowed < 0 if row[reading] == "UNREACHABLE" else allowed == micro(row[reading])


@examples("goals")
def test_goals(row: Row) -> None:
    results = {"status", "counted_kg", "share", "remaining_kg", "beyond_kg", "met_on"}
    check_words(row, {"target_kg", "start", "end", "today", "figures", *results})
    goal = make_goal(**{term: row[term] for term in ("target_kg", "start", "end")})
    lines = by_year(row, lambda year, kg: year_line(str(year), year, kg)).values()
    plain = plain_progress(measure_progress(goal, lines, today=date.fromisoformat(row["today"])))
    assert {word: plain[word] for word in results & set(row)} == {word: row[word] for word in results & set(row)}


@examples("statuses")
def test_statuses(row: Row) -> None:
    check_words(row, {"today", "figures", "pending", "status", "would_be", "reason"})
    waits = row.get("pending", [])
    records = by_year(row, lambda year, tonnes: pending(year, tonnes) if year in waits else accepted(year, tonnes))
    assessment = assess(records, 2026, today=date.fromisoformat(row["today"]))
    assert (assessment.status, assessment.would_be) == (row["status"], row.get("would_be"))
    if "reason" in row:
        assert [reason.code for reason in assessment.reasons] == [row["reason"]]


def stated_beside(row: Row, year: str) -> Row:
    """What a row of comparisons.toml says of one year, as a report states it."""
    stated: Row = {"gwp_set": row.get("gwp_sets", {}).get(year, "AR5")}
    stated["gas_masses"] = {Gas(gas): micro(mass) for gas, mass in row.get("masses", {}).get(year, {}).items()}
    if "per" in row:
        stated["denominators"] = {Denominator(**row["per"]): micro(row["made"][year])}
    if "shares" in row:
        stated |= {"allocation_share": micro(row["shares"][year]), "allocation_method": AllocationMethod(row["methods"][year])}
    return stated


@examples("comparisons")
def test_comparisons(row: Row) -> None:
    given = {"figures", "per", "made", "shares", "methods", "gwp_sets", "masses"}
    check_words(row, {*given, "status", "reason", "allowed", "compared"})
    terms: Row = {"measure": "INTENSITY", "denominator": row["per"]} if "per" in row else {}
    terms |= {"allocation": "BUYER_SHARE"} if "shares" in row else {}
    records = {int(year): accepted(int(year), tonnes, **stated_beside(row, year)) for year, tonnes in row["figures"].items()}
    plain = plain_assessment(assess(records, 2026, **terms))
    assert plain["status"] == row["status"]
    assert [reason["code"] for reason in plain["reasons"]] == [row[word] for word in ("reason",) if word in row]
    assert plain["allowed_tco2e"] == row.get("allowed")
    compared = {str(each["year"]): each["tco2e"] for each in plain["series"]}
    assert compared == row.get("compared", compared)


@examples("quantities")
def test_quantities(row: Row) -> None:
    check_words(row, {"number", "taken", "refused"})
    if "taken" in row:
        assert check_quantity(Decimal(row["number"])) == Decimal(row["taken"])
    else:
        with pytest.raises(QuantityError) as refusal:
            check_quantity(Decimal(row["number"]))
        assert row["refused"] in str(refusal.value)


def test_every_file_is_run_and_none_is_empty() -> None:
    files = {path.stem for path in FOLDER.iterdir() if path.name != "README.md"}
    assert files == {name.removeprefix("test_") for name in globals() if name.removeprefix("test_") in files}
    assert [topic for topic in sorted(files) if not read_examples(topic)] == []


def test_no_id_repeats() -> None:
    ids = Counter(row["id"] for path in FOLDER.glob("*.toml") for row in read_examples(path.stem))
    assert [row_id for row_id, times in ids.items() if times > 1] == []
