"""Test vectors in the terms: read strictly, and run through the rule that they stand beside."""

from __future__ import annotations

import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.unit.compliance.makers import make_goal, make_mandate
from tracker.compliance.commitments import CommitmentError, Reading, read_commitment
from tracker.compliance.plain import plain_vectors
from tracker.compliance.vectors import find_broken

PRESETS = sorted((Path(__file__).parents[3] / "tracker/commitments/presets").glob("*.toml"))


def vector(figures: dict[str, Any], why: str = "why", **more: Any) -> dict[str, Any]:
    expect = {name: code for name, code in more.items() if name not in ("on", "source")}
    return {"figures": figures, "expect": expect, "why": why} | {k: v for k, v in more.items() if k in ("on", "source")}


def broken(*vectors: dict[str, Any], **terms: Any) -> list[tuple[int, str, str, str]]:
    mandate = make_mandate(vectors=list(vectors), **{"base_year": 2025, "first_assessed_year": 2026, "end_year": 2030} | terms)
    return [(each.number, each.name, each.expected, each.got) for each in find_broken(mandate)]


@pytest.mark.parametrize("path", PRESETS, ids=lambda path: path.stem)
def test_every_preset_publishes_vectors_that_hold_and_say_where_they_are_from(path: Path) -> None:
    document = tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
    commitment = read_commitment(document["key"], 1, document["terms"])
    assert len(commitment.vectors) >= 2
    assert all(each.source for each in commitment.vectors)
    assert list(find_broken(commitment)) == []


def test_the_same_figures_pass_or_fail_with_the_terms() -> None:
    exact = vector({"2025": "100", "2026": "95"}, status="COMPLIANT")
    assert broken(exact, rate="0.05") == []
    assert broken(exact, rate="0.050001") == [(1, "status", "COMPLIANT", "NON_COMPLIANT")]


@pytest.mark.parametrize("reading", Reading)
def test_each_reading_is_asked_by_its_own_name(reading: Reading) -> None:
    forty_five = {"2025": "45", "2026": "48", "2027": "40"}
    verdicts = dict.fromkeys(Reading, "PASSES") | {
        Reading.EVERY_YEAR: "FAILS", Reading.CUMULATIVE: "FAILS",
    }  # fmt: skip
    assert broken(vector(forty_five, **{reading: verdicts[reading]})) == []
    other = {"PASSES": "FAILS", "FAILS": "PASSES"}[verdicts[reading]]
    assert broken(vector(forty_five, **{reading: other})) == [(1, reading, other, verdicts[reading])]


def test_every_expectation_that_does_not_hold_is_named() -> None:
    gap = vector({"2025": "100", "2027": "99"}, status="COMPLIANT", LINEAR="PASSES", EVERY_YEAR="FAILS")
    assert broken(vector({"2025": "1", "2026": "0"}, status="COMPLIANT"), gap) == [
        (2, "status", "COMPLIANT", "NON_COMPLIANT"),
        (2, "LINEAR", "PASSES", "FAILS"),
        (2, "EVERY_YEAR", "FAILS", "SAYS_NOTHING"),
    ]


def test_a_vector_holds_under_whatever_the_mandate_asks_of_reports() -> None:
    exact = vector({"2025": "100", "2026": "95"}, status="COMPLIANT")
    strict: dict[str, Any] = {"gwp_set": "AR6", "minimum_assurance": "REASONABLE", "scope_2_method": "LOCATION_BASED"}
    assert broken(exact, scopes=[2], **strict) == broken(exact, scopes=[1, 2], **strict) == []
    wafers = {"measure": "INTENSITY", "denominator": {"name": "WAFERS", "unit": "1000 wafers"}}
    assert broken(exact, scopes=[1, 2, 3]) == broken(exact, scopes=[3]) == broken(exact, allocation="BUYER_SHARE") == []
    assert broken(exact, **wafers) == []


def test_the_base_year_alone_is_a_report_that_is_there() -> None:
    assert broken(vector({"2025": "100"}, status="COMPLIANT")) == []


def test_a_day_of_its_own() -> None:
    assert broken(vector({"2025": "100", "2026": "95"}, status="NOT_DUE", on="2026-12-31")) == []


def test_a_goal_is_judged_the_day_after_its_last_figure_or_on_the_day_that_is_named() -> None:
    terms = {"target_kg": "10", "start": "2022-01-01", "end": "2023-12-31"}
    vectors = [
        vector({"2022": "9.999999"}, status="IN_PROGRESS"),
        vector({"2022": "10"}, status="MET"),
        vector({"2022": "9.999999"}, status="MISSED", on="2024-01-01"),
        vector({"2022": "10"}, status="MISSED"),
    ]
    found = list(find_broken(make_goal(vectors=vectors, **terms)))
    assert [(each.number, each.got) for each in found] == [(4, "MET")]
    assert found[0].sentence.startswith("vector 4 (“why”) expects status to be MISSED, and the terms make it MET.")


@pytest.mark.parametrize(
    ("stated", "sentence"),
    [
        ("vectors", "vectors must be given as list"),
        ([5], "vector 1 must be a table of figures, expect and why"),
        ([{"figures": {"2025": "1"}, "why": "x"}], "vector 1 must be a table"),
        ([vector({"2025": "1"}, status="COMPLIANT") | {"note": "x"}], "vector 1 must be a table"),
        ([vector({}, status="COMPLIANT")], "mandate v1, vector 1: figures must not be empty."),
        ([vector({"2025": "1"})], "expect must not be empty."),
        ([vector({"soon": "1"}, status="COMPLIANT")], "named by years such as 2026, not 'soon'."),
        ([vector({"999": "1"}, status="COMPLIANT")], "named by years"),
        ([vector({"2025": "-1"}, status="COMPLIANT")], "figure of 2025 must be a plain decimal in quotes. -1 is negative."),
        ([vector({"2025": 5}, status="COMPLIANT"), vector({"2025": "x"}, status="A")], "vector 2: the figure of 2025"),
        ([vector({"2025": "1"}, verdict="GOOD")], "not verdict = 'GOOD'."),
        ([vector({"2025": "1"}, status=True)], "not status = True."),
        ([vector({"2025": "1"}, status="COMPLIANT", on="2026")], "on must be a day"),
        ([vector({"1999": "1"}, status="COMPLIANT")], "vector 1 must end in the base year 2025 or later, not in 1999."),
    ],
)
def test_a_vector_that_cannot_be_read_is_refused_by_its_number(stated: Any, sentence: str) -> None:
    with pytest.raises(CommitmentError) as error:
        make_mandate(vectors=stated, base_year=2025, first_assessed_year=2026, end_year=2030)
    assert sentence in str(error.value)


def test_a_goal_has_no_readings_to_expect_something_of() -> None:
    with pytest.raises(CommitmentError, match="expect must say a code of status, not COMPOUND = 'PASSES'"):
        make_goal(vectors=[vector({"2025": "1"}, COMPOUND="PASSES")])


def test_as_plain_values() -> None:
    goal = make_goal(vectors=[vector({"2023": "1.50", "2022": "2"}, status="MET", on="2027-01-01", source="A page")])
    assert plain_vectors(goal) == [
        {
            "figures": {"2022": "2", "2023": "1.5"},
            "on": "2027-01-01",
            "expect": {"status": "MET"},
            "why": "why",
            "source": "A page",
        }
    ]
