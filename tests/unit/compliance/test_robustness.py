from __future__ import annotations

from collections.abc import Sequence
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.compliance.oracle import BASE_YEAR, rates, series
from tracker.compliance.commitments import Reading
from tracker.compliance.quantities import Rate
from tracker.compliance.readings import AVERAGES, ReadingOutcome, read_series
from tracker.compliance.robustness import Robustness, assess_robustness

Verdicts = Sequence[bool | None]
VERDICTS = (True, False, None)


def outcomes_of(verdicts: Verdicts) -> dict[Reading, ReadingOutcome]:
    return {
        reading: ReadingOutcome(reading=reading, rests_on_years=(), passes=passed)
        for reading, passed in zip(AVERAGES, verdicts, strict=True)
    }


def possible(verdicts: Verdicts) -> list[tuple[bool, bool, bool]]:
    """Every way to fill the nulls that keeps the two laws: who passes LINEAR, or MEAN, passes COMPOUND."""
    filled = product(*((True, False) if verdict is None else (verdict,) for verdict in verdicts))
    return [(compound, linear, mean) for compound, linear, mean in filled if compound or not (linear or mean)]


def brute_force(verdicts: Verdicts) -> Robustness:
    answers = {
        Robustness.ROBUST_PASS if all(full) else Robustness.DEPENDS_ON_READING if any(full) else Robustness.ROBUST_FAIL
        for full in possible(verdicts)
    }
    return answers.pop() if len(answers) == 1 else Robustness.UNDETERMINED


# COMPOUND and LINEAR rest on the same two years, so that they are null together.
CASES = [v for v in product(VERDICTS, repeat=3) if (v[0] is None) == (v[1] is None) and possible(v)]


@pytest.mark.parametrize("verdicts", CASES, ids=str)
def test_undetermined_exactly_where_a_null_could_change_it(verdicts: Verdicts) -> None:
    assert assess_robustness(outcomes_of(verdicts)) is brute_force(verdicts)


@pytest.mark.parametrize(
    ("verdicts", "expected"),
    [
        ((True, True, True), Robustness.ROBUST_PASS),
        ((True, False, True), Robustness.DEPENDS_ON_READING),
        ((False, False, False), Robustness.ROBUST_FAIL),
        ((True, True, None), Robustness.UNDETERMINED),
        ((True, False, None), Robustness.DEPENDS_ON_READING),
        ((False, False, None), Robustness.ROBUST_FAIL),
        ((None, None, None), Robustness.UNDETERMINED),
    ],
)
def test_by_hand(verdicts: Verdicts, expected: Robustness) -> None:
    assert assess_robustness(outcomes_of(verdicts)) is expected


@given(series=series(), rate=rates, gap=st.booleans())
def test_only_the_three_averages_count(series: list[int], rate: Rate, gap: bool) -> None:
    year = BASE_YEAR + len(series) - 1
    figures = dict(enumerate(series, start=BASE_YEAR))
    if gap and year > BASE_YEAR + 1:
        del figures[BASE_YEAR + 1]
    outcomes = read_series(figures, rate, base_year=BASE_YEAR, year=year, end_year=year)
    answer = assess_robustness(outcomes)
    assert answer is brute_force(tuple(outcomes[reading].passes for reading in AVERAGES))
    flipped = outcomes | {
        reading: ReadingOutcome(reading=reading, rests_on_years=(), passes=not outcomes[reading].passes)
        for reading in (Reading.EVERY_YEAR, Reading.CUMULATIVE)
    }
    assert assess_robustness(flipped) is answer
