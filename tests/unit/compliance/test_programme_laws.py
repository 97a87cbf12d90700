"""Laws of the programme view, searched for counter-examples."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.unit.compliance.makers import known
from tests.unit.compliance.oracle import passes
from tests.unit.compliance.programmes import in_micro, summarize, view
from tracker.compliance.commitments import Reading
from tracker.compliance.forecasts import forecast_mandate
from tracker.compliance.plain import plain_mandate_summary, plain_programme
from tracker.compliance.programme import Part, ProgrammeView
from tracker.compliance.programme.rollups import sum_ratios

FIVE_PERCENT = Fraction(1, 20)
amounts = st.one_of(st.integers(1, 60), st.integers(1, 10**15))
gapless = st.lists(amounts, min_size=3, max_size=3)
programmes = st.dictionaries(st.sampled_from("abcdefgh"), gapless, min_size=1)
holey = st.dictionaries(
    st.sampled_from("abcdefgh"), st.lists(st.one_of(st.none(), st.integers(0, 10**15)), max_size=4), min_size=1
)
Programme = dict[str, list[Any]]


def tonnes(programme: Programme) -> Programme:
    return {name: [each if each is None else in_micro([each])[0] for each in series] for name, series in programme.items()}


def judged(programme: Programme) -> ProgrammeView:
    return view(tonnes(programme), year=2027)


@given(programme=holey, year=st.integers(2026, 2029), left=st.dictionaries(st.sampled_from("abcdefgh"), st.just(2027)))
def test_contributions_add_up_to_the_change_of_the_total(programme: Programme, year: int, left: dict[str, int]) -> None:
    everyone = view(tonnes(programme | {"stays": [5, 5, 5, 5, 5]}), left=left, year=year)
    for change in (known(everyone.from_base), known(everyone.from_prior)):
        assert change.total_after - change.total_before == sum(each.change for each in change.contributions)
        assert change.change == sum(change.change_of(part) for part in Part)
        figures = [(each.before, each.after) for each in change.contributions]
        assert change.total_before == sum(before for before, _ in figures if before is not None)
        assert change.total_after == sum(after for _, after in figures if after is not None)
        assert all(
            (None in pair) is (each.part is not Part.MOVED) for pair, each in zip(figures, change.contributions, strict=True)
        )
        sizes = [abs(each.change) for each in change.contributions]
        assert sizes == sorted(sizes, reverse=True)


@given(programme=programmes)
def test_the_weighted_roll_up_is_the_verdict_on_the_sum(programme: Programme) -> None:
    sums = [sum(year) for year in zip(*programme.values(), strict=True)]
    outcomes = known(judged(programme).weighted).outcomes
    for reading in Reading:
        assert outcomes[reading].passes is passes(reading, sums, FIVE_PERCENT)


@given(programme=programmes)
def test_the_unweighted_roll_up_is_the_mean_of_the_own_rates(programme: Programme) -> None:
    found = {each.reading: each for each in judged(programme).unweighted}
    series, count = list(programme.values()), len(programme)
    index = sum(Fraction(each[-1], each[0]) for each in series) / count
    linear = sum(Fraction(each[0] - each[-1], 2 * each[0]) for each in series) / count
    by_year = sum(1 - Fraction(after, before) for each in series for before, after in pairwise(each)) / (2 * count)
    assert found[Reading.COMPOUND].passes is (index <= (1 - FIVE_PERCENT) ** 2)
    assert found[Reading.LINEAR].passes is (linear >= FIVE_PERCENT)
    assert found[Reading.MEAN_YEAR_ON_YEAR].passes is (by_year >= FIVE_PERCENT)
    shown = Fraction(known(found[Reading.COMPOUND].index))
    assert shown >= index > shown - Fraction(1, 10**4)
    for reading, exact in ((Reading.LINEAR, linear), (Reading.MEAN_YEAR_ON_YEAR, by_year)):
        shown = Fraction(known(found[reading].rate))
        assert shown <= exact < shown + Fraction(1, 10**4)


@given(programme=programmes)
def test_one_partner_alone_is_read_the_same_both_ways(programme: Programme) -> None:
    name = min(programme)
    seen = judged({name: programme[name]})
    for each in seen.unweighted:
        if each.no_mean is None:
            outcome = known(seen.weighted).outcomes[each.reading]
            assert (each.passes, each.rate) == (outcome.passes, outcome.rate)


@given(programme=holey, order=st.randoms(use_true_random=False))
def test_the_order_of_the_suppliers_changes_nothing(programme: Programme, order: Any) -> None:
    names = list(programme)
    order.shuffle(names)
    shuffled = {name: programme[name] for name in names}
    assert plain_programme(judged(shuffled)) == plain_programme(judged(programme))


@given(programme=holey)
def test_no_forecast_stands_among_the_facts(programme: Programme) -> None:
    """Facts hold no year after the last reported one but the calendar's, and no word of a projection."""
    summary = summarize(tonnes(programme))
    facts = repr(plain_mandate_summary(summary))
    assert "projection" not in facts
    assert "forecast" not in facts
    forecast_mandate(summary, made_on=summary.mandate.valid_from)
    assert repr(plain_mandate_summary(summary)) == facts


@given(ratios=st.lists(st.tuples(st.integers(-(10**18), 10**18), st.integers(1, 10**18)), min_size=1, max_size=40))
def test_ratios_are_summed_exactly(ratios: list[tuple[int, int]]) -> None:
    assert Fraction(*sum_ratios(ratios)) == sum(Fraction(*ratio) for ratio in ratios)
