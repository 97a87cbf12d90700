"""Judged here as the server judges: by the same core, which the wheel carries."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from pledgekeeper.offline import NotJudged, read_mandate, simulate_offline

from tests.unit.compliance.makers import Amount, make_count_goal, make_mandate, micro
from tests.unit.compliance.test_simulations import suppose
from tracker.compliance.plain import plain_commitment, plain_simulation, plain_vectors
from tracker.compliance.simulations import Start

TODAY = date(2026, 11, 24)


def shown(**terms: Any) -> dict[str, Any]:
    """As the server shows a commitment."""
    mandate = make_mandate(**terms)
    return {**plain_commitment(mandate), "vectors": plain_vectors(mandate), "rule": [{"code": "PROMISE"}]}


INTENSITY = {"measure": "INTENSITY", "denominator": {"name": "WAFERS", "unit": "1000 wafers"}}


@pytest.mark.parametrize(
    "terms", [{}, {"reading": "CUMULATIVE", "gwp_set": "AR5"}, {"allocation": "BUYER_SHARE", "plan_days": 30}, INTENSITY]
)
def test_it_says_what_the_server_says(terms: dict[str, Any]) -> None:
    figures = {"2025": "100", "2026": "94.5", "2028": "91"}
    answer = simulate_offline(shown(**terms), figures, today=TODAY)
    series: dict[int, Amount] = {int(year): amount for year, amount in figures.items()}
    there = plain_simulation(suppose({}, series, start=Start.NOTHING, **terms))
    for each in (there, *there["years"]):
        each["party_id"] = ""
    assert answer == there


def test_all_that_is_wrong_comes_at_once() -> None:
    with pytest.raises(NotJudged) as refused:
        simulate_offline(shown(), {"2024": "1", "2026": "1,5", "next": "1", "2027": "-1"}, today=TODAY)
    years = [sentence.partition(":")[0] for sentence in refused.value.sentences]
    assert years == ["2024", "2026", "next", "2027", "2025"]


@pytest.mark.parametrize("commitment", [{}, {"key": "x", "version": "y"}, {"key": "x", "version": 1}, shown() | {"rate": "5"}])
def test_what_is_no_commitment_is_told_so(commitment: dict[str, Any]) -> None:
    with pytest.raises(NotJudged, match="no commitment as the server shows it"):
        read_mandate(commitment)


def test_a_goal_judges_no_supplier() -> None:
    with pytest.raises(NotJudged, match="asks no supplier"):
        read_mandate(plain_commitment(make_count_goal()))


def test_figures_stay_exact() -> None:
    answer = simulate_offline(shown(), {"2025": "0.000001", "2026": "0"}, today=TODAY)
    assert answer["years"][1]["series"][0]["tco2e"] == "0.000001"
    assert micro("0.000001") == 1
