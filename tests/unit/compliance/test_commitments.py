from __future__ import annotations

import tomllib
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.unit.compliance.makers import GOAL_TERMS, MANDATE_TERMS, make_goal, make_mandate, without
from tracker.compliance.commitments import Assurance, Commitment, CommitmentError, Fate, Goal, Mandate, Reading, read_commitment
from tracker.compliance.quantities import Rate

PRESETS = Path(__file__).parents[3] / "tracker/commitments/presets"


def read_preset(name: str) -> Commitment:
    document = tomllib.loads((PRESETS / f"{name}.toml").read_text(encoding="utf-8"), parse_float=Decimal)
    return read_commitment(document["key"], document["version"], document["terms"])


def test_the_founding_mandate() -> None:
    mandate = read_preset("supplier-carbon-mandate")
    assert isinstance(mandate, Mandate)
    assert mandate.rate == Rate(1, 20)
    assert mandate.reading is Reading.COMPOUND
    assert (mandate.base_year, mandate.first_assessed_year, mandate.end_year) == (2025, 2026, 2030)
    assert mandate.scopes == {1, 2}
    assert mandate.label == "supplier-carbon-mandate v1"


def test_the_founding_goal() -> None:
    goal = read_preset("ewaste-goal")
    assert isinstance(goal, Goal)
    assert goal.target_micro_kg == 38_000 * 1_000 * 1_000_000
    assert (goal.start, goal.end) == (date(2022, 1, 1), date(2026, 12, 31))
    assert goal.counted_fates == {Fate.RECYCLING, Fate.PREPARATION_FOR_REUSE}


@pytest.mark.parametrize("path", sorted(PRESETS.glob("*.toml")), ids=lambda path: path.stem)
def test_every_preset_is_read_and_names_a_source(path: Path) -> None:
    commitment = read_preset(path.stem)
    assert commitment.key == path.stem
    assert commitment.sources


def test_the_due_day_and_the_end_of_grace_lie_in_the_next_year() -> None:
    mandate = make_mandate(due_month=12, due_day=31, grace_days=1)
    assert mandate.due_on(2026) == date(2027, 12, 31)
    assert mandate.grace_ends_on(2026) == date(2028, 1, 1)


def test_assurance_is_ordered() -> None:
    assert Assurance.NONE.strength < Assurance.LIMITED.strength < Assurance.REASONABLE.strength


def test_optional_terms() -> None:
    assert make_mandate().gwp_set is None
    assert make_mandate(gwp_set="AR6").gwp_set == "AR6"
    assert make_goal().illustration_note is None


MANDATE_REFUSALS = [
    ("rate", 5, "rate must be given as str, not 5."),
    ("rate", "5 %", "rate must be a plain decimal in quotes. “5 %”"),
    ("rate", "5E-2", "rate must be a plain decimal in quotes. “5E-2”"),
    ("rate", "0_1", "rate must be a plain decimal in quotes."),
    ("rate", "-0.05", "rate must be a plain decimal in quotes."),
    ("rate", "0", "rate must lie between 0 and 1, not 0."),
    ("rate", "1", "rate must lie between 0 and 1, not 1."),
    ("rate", "5", "rate must lie between 0 and 1, not 5."),
    (
        "reading",
        "AVERAGE",
        "reading must be one of COMPOUND, LINEAR, MEAN_YEAR_ON_YEAR, EVERY_YEAR, CUMULATIVE, not 'AVERAGE'.",
    ),
    ("base_year", "2025", "base_year must be given as int, not '2025'."),
    ("base_year", True, "base_year must be given as int, not True."),
    ("base_year", 0, "base_year must be a whole number from 1 to 9997, not 0."),
    ("end_year", 9998, "end_year must be a whole number from 1 to 9997, not 9998."),
    ("base_year", 2026, "base_year, first_assessed_year and end_year must follow each other, not 2026, 2026, 2030."),
    ("end_year", 2025, "must follow each other, not 2025, 2026, 2025."),
    ("scopes", "1", "scopes must be given as list, not '1'."),
    ("scopes", [], "scopes must be some of 1, 2, 3, not []."),
    ("scopes", [1, 4], "scopes must be some of 1, 2, 3, not [1, 4]."),
    ("scopes", ["1"], "scopes must be some of 1, 2, 3, not ['1']."),
    ("scopes", [1, "a"], "scopes must be some of 1, 2, 3, not [1, 'a']."),
    ("scopes", [True], "scopes must be some of 1, 2, 3, not [True]."),
    ("scopes", [Decimal(1)], "scopes must be some of 1, 2, 3, not [Decimal('1')]."),
    ("scopes", [[1]], "scopes must be some of 1, 2, 3, not [[1]]."),
    ("scope_2_method", "BOTH", "scope_2_method must be one of MARKET_BASED, LOCATION_BASED, not 'BOTH'."),
    ("gwp_set", 5, "gwp_set must be given as str, not 5."),
    ("gwp_set", "SAR", "gwp_set must be one of AR4, AR5, AR6, not 'SAR'."),
    ("gwp_set", "", "gwp_set must be one of AR4, AR5, AR6, not ''."),
    ("minimum_assurance", "SOME", "minimum_assurance must be one of NONE, LIMITED, REASONABLE, not 'SOME'."),
    ("recalculation_threshold", "5%", "recalculation_threshold must be a plain decimal in quotes."),
    ("due_month", 13, "due_month must be a whole number from 1 to 12, not 13."),
    ("due_day", 0, "due_day must be a whole number from 1 to 31, not 0."),
    ("due_day", 31, "due_month and due_day must be a day that every year has, not month 6, day 31."),
    ("grace_days", -1, "grace_days must be a whole number from 0 to 366, not -1."),
    ("grace_days", 10**9, "grace_days must be a whole number from 0 to 366, not 1000000000."),
    ("zone", "Asia/Atlantis", "zone must be a time zone such as Asia/Shanghai."),
    ("zone", "../etc/passwd", "zone must be a time zone such as Asia/Shanghai."),
    ("valid_from", "1.1.2025", "valid_from must be a day such as 2026-12-31."),
    ("valid_from", "2024-W01-1", "valid_from must be a day such as 2026-12-31, not '2024-W01-1'."),
    ("valid_from", "20240101", "valid_from must be a day such as 2026-12-31, not '20240101'."),
    ("valid_from", "2024-02-30", "valid_from must be a day such as 2026-12-31."),
    ("sources", [], "sources must name one or more, each a text and perhaps a url, not []."),
    ("sources", ["a"], "sources must name one or more"),
    ("sources", [{"url": "https://example.org"}], "sources must name one or more"),
    ("sources", [{"text": 5}], "sources must name one or more"),
    ("sources", [{"text": " "}], "sources must name one or more"),
    ("sources", [{"text": "a\0b"}], "sources must name one or more"),
    ("title", "a\0b", "title must not hold the character NUL."),
    ("sources", [{"text": "a", "page": "3"}], "sources must name one or more"),
    ("title", None, "title must be given as str, not None."),
    ("measure", "PER_WAFER", "measure must be one of ABSOLUTE, INTENSITY, not 'PER_WAFER'."),
    ("measure", "INTENSITY", "denominator must name what emissions are divided by, with its unit, such as"),
    ("denominator", {"name": "WAFERS", "unit": "1000 wafers"}, "denominator belongs to the measure INTENSITY;"),
    ("denominator", "WAFERS", "denominator must be given as dict, not 'WAFERS'."),
    ("allocation", "HALF", "allocation must be one of NONE, BUYER_SHARE, not 'HALF'."),
    ("grace_day", 14, "unknown term grace_day. Known: allocation, base_year, denominator, due_day, due_month, end_year,"),
    (
        "kind",
        "PROMISE",
        "kind must be one of ANNUAL_AVERAGE_REDUCTION, CUMULATIVE_TOTAL, SHARE_BY_DATE, COUNT_IN_PERIOD, not 'PROMISE'.",
    ),
]

GOAL_REFUSALS = [
    ("target_kg", "0", "target_kg must be above zero, not '0'."),
    ("target_kg", "0.0000001", "target_kg must be a plain decimal in quotes."),
    ("target_kg", 38000000, "target_kg must be given as str, not 38000000."),
    ("end", "2021-12-31", "end must not lie before start, 2022-01-01; it is 2021-12-31."),
    ("start", "soon", "start must be a day such as 2026-12-31."),
    ("counted_fates", [], "counted_fates must be some of PREPARATION_FOR_REUSE, RECYCLING,"),
    ("counted_fates", ["RECYLING"], "not ['RECYLING']."),
    ("counted_fates", [1], "not [1]."),
    ("rate", "0.05", "unknown term rate."),
]


@pytest.mark.parametrize(("name", "value", "sentence"), MANDATE_REFUSALS)
def test_a_mandate_that_cannot_be_read_is_refused_by_the_name_of_the_term(name: str, value: object, sentence: str) -> None:
    with pytest.raises(CommitmentError) as refusal:
        read_commitment("mandate", 3, MANDATE_TERMS | {name: value})
    assert str(refusal.value).startswith("mandate v3: ")
    assert sentence in str(refusal.value)


@pytest.mark.parametrize(("name", "value", "sentence"), GOAL_REFUSALS)
def test_a_goal_that_cannot_be_read_is_refused_by_the_name_of_the_term(name: str, value: object, sentence: str) -> None:
    with pytest.raises(CommitmentError) as refusal:
        read_commitment("goal", 1, GOAL_TERMS | {name: value})
    assert sentence in str(refusal.value)


@pytest.mark.parametrize("name", sorted(MANDATE_TERMS))
def test_a_missing_term_of_a_mandate_is_named(name: str) -> None:
    with pytest.raises(CommitmentError, match=f"mandate v1: {name} must be given as"):
        read_commitment("mandate", 1, without(MANDATE_TERMS, name))


@pytest.mark.parametrize("name", sorted(GOAL_TERMS))
def test_a_missing_term_of_a_goal_is_named(name: str) -> None:
    with pytest.raises(CommitmentError, match=f"goal v1: {name} must be given as"):
        read_commitment("goal", 1, without(GOAL_TERMS, name))


@pytest.mark.parametrize("terms", [{}, [], "terms", 5, None])
def test_terms_are_a_table(terms: Any) -> None:
    with pytest.raises(CommitmentError, match="goal v1: terms must be a table of what was promised, not"):
        read_commitment("goal", 1, terms)


def test_one_day_is_a_period_for_a_goal() -> None:
    assert make_goal(start="2026-12-31", end="2026-12-31").start == date(2026, 12, 31)


def test_the_last_day_of_february_is_a_due_day_and_the_29th_is_none() -> None:
    assert make_mandate(due_month=2, due_day=28).due_on(2027) == date(2028, 2, 28)
    with pytest.raises(CommitmentError, match="not month 2, day 29"):
        make_mandate(due_month=2, due_day=29)
