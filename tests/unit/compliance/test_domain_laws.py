"""The laws of the five readings (docs/algorithms/readings.md), with 10,000 examples of each before anything is released."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.unit.compliance.oracle import as_fraction, passes, read
from tracker.compliance.commitments import Reading
from tracker.compliance.quantities import Rate
from tracker.compliance.readings import ReadingOutcome

FIVE_PERCENT = Rate(1, 20)
FAR_BEYOND_A_FLOAT = 10**24


def scale(figures: list[int], unit: int, off: int) -> list[int]:
    """Small figures hit bounds exactly; in large units the last one then misses them by a hair."""
    *earlier, last = (figure * unit for figure in figures)
    return [*earlier, max(0, last + off)]


def series(*, max_years: int = 6) -> st.SearchStrategy[list[int]]:
    figures = st.lists(st.integers(1, 120), min_size=2, max_size=max_years + 1)
    return st.builds(scale, figures, st.sampled_from([1, 1_000_000, FAR_BEYOND_A_FLOAT]), st.integers(-1, 1))


rates = st.one_of(st.just(FIVE_PERCENT), st.integers(1, 9_999).map(lambda parts: Rate(parts, 10_000)))


def is_exact(outcome: ReadingOutcome) -> bool:
    amounts = (outcome.actual, outcome.allowed, outcome.excess, outcome.surplus)
    return all(type(amount) in (int, type(None)) for amount in amounts) and type(outcome.rate) in (Decimal, type(None))


@given(series=series(), rate=rates)
@example(series=[45, 48, 40], rate=FIVE_PERCENT)
@example(series=[45, 48, 41], rate=FIVE_PERCENT)
@example(series=scale([45, 48, 40], FAR_BEYOND_A_FLOAT, 0), rate=FIVE_PERCENT)
@example(series=scale([45, 48, 40], FAR_BEYOND_A_FLOAT, 1), rate=FIVE_PERCENT)
@example(series=[100, 95, 90, 85, 80, 75], rate=FIVE_PERCENT)
@example(series=[20**12] + [20**12 - 1] * 11 + [19**12], rate=FIVE_PERCENT)
@example(series=[20**12] + [20**12 - 1] * 11 + [19**12 + 1], rate=FIVE_PERCENT)
def test_the_verdict_in_integers_is_the_verdict_in_fractions_and_no_float_takes_part(series: list[int], rate: Rate) -> None:
    outcomes, exact = read(series, rate), as_fraction(rate)
    assert {reading: outcomes[reading].passes for reading in Reading} == {
        reading: passes(reading, series, exact) for reading in Reading
    }
    assert all(map(is_exact, outcomes.values()))


def test_45_then_48_then_40_averages_exactly_five_percent() -> None:
    for unit in (1, 1_000_000, FAR_BEYOND_A_FLOAT):
        for off, verdict in ((0, True), (1, False)):
            assert read(scale([45, 48, 40], unit, off), FIVE_PERCENT)[Reading.MEAN_YEAR_ON_YEAR].passes is verdict


@given(series=series(), rate=rates)
@example(series=[45, 48, 40], rate=FIVE_PERCENT)
def test_whoever_passes_linear_passes_compound(series: list[int], rate: Rate) -> None:
    outcomes = read(series, rate)
    assert outcomes[Reading.COMPOUND].passes or not outcomes[Reading.LINEAR].passes


@given(series=series(), rate=rates)
@example(series=[45, 48, 40], rate=FIVE_PERCENT)
def test_whoever_passes_the_mean_passes_compound(series: list[int], rate: Rate) -> None:
    outcomes = read(series, rate)
    assert outcomes[Reading.COMPOUND].passes or not outcomes[Reading.MEAN_YEAR_ON_YEAR].passes


@given(series=series(max_years=1), rate=rates)
def test_after_one_year_all_readings_agree(series: list[int], rate: Rate) -> None:
    outcomes = read(series, rate).values()
    assert len({(outcome.passes, outcome.allowed, outcome.excess, outcome.surplus) for outcome in outcomes}) == 1
    assert len({outcome.rate for outcome in outcomes if outcome.rate is not None}) == 1


@given(series=series(), rate=rates, factor=st.integers(2, 10**6))
@example(series=[45, 48, 40], rate=FIVE_PERCENT, factor=3)
def test_one_factor_on_all_years_changes_no_verdict_and_no_rate(series: list[int], rate: Rate, factor: int) -> None:
    plain, scaled = read(series, rate), read([figure * factor for figure in series], rate)
    for reading in Reading:
        assert (plain[reading].passes, plain[reading].rate) == (scaled[reading].passes, scaled[reading].rate)
        assert plain[reading].reachable is scaled[reading].reachable


def test_what_runs_before_a_release_asks_for_ten_thousand_examples() -> None:
    release = (Path(__file__).parents[3] / ".ci/run").read_text(encoding="utf-8")
    assert (
        f"HYPOTHESIS_PROFILE=thorough PLEDGEKEEPER_NO_SKIPS=1 make test ARGS=tests/unit/compliance/{Path(__file__).name}"
        in release
    )
    assert settings.get_profile("thorough").max_examples >= 10_000
