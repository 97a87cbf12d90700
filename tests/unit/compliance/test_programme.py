"""Coverage, roll-ups, contributions, cuts and outliers of one mandate in one year."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from tests.unit.compliance.makers import accepted, known, micro, pending
from tests.unit.compliance.programmes import summarize, view
from tracker.compliance.assessments import Status, YearRecord
from tracker.compliance.commitments import Assurance, Reading
from tracker.compliance.periods import Period
from tracker.compliance.plain import plain_programme
from tracker.compliance.programme import (
    ChangeOfTotal,
    Dimension,
    MeanAcross,
    MeanOf,
    NoMean,
    OutlierRule,
    Part,
    ProgrammeView,
    share_of_moved,
    view_programme,
)
from tracker.compliance.summaries import Spend

HALF_OF_2027 = Period(date(2027, 1, 1), date(2027, 6, 30))


def mean(seen: ProgrammeView, reading: Reading) -> MeanAcross:
    return next(each for each in seen.unweighted if each.reading is reading)


def moves(change: ChangeOfTotal, part: Part = Part.MOVED) -> list[tuple[str, int]]:
    return [(each.party_id, each.change) for each in change.part(part)]


def test_coverage_by_count_by_emissions_and_by_spend() -> None:
    coverage = view(
        {"a": [700, 600], "b": [200, pending(2026, 190)], "c": [90], "d": [None, None], "e": [10, 5]},
        year=2026,
        waived=["e"],
        partners={"a": {"spend": Spend("CNY", micro(5))}, "c": {"spend": Spend("EUR", micro(2))}},
    ).coverage
    assert {name: part.partners for name, part in coverage.parts.items()} == {
        "accepted": 1, "pending": 1, "missing": 2, "waived": 1, "not_due": 0,
    }  # fmt: skip
    assert (coverage.expected.base_micro_tco2e, coverage.expected.base_unknown) == (micro(1000), 1)
    assert (coverage.reported.partners, coverage.reported.base_micro_tco2e) == (2, micro(900))
    assert (coverage.parts["missing"].base_micro_tco2e, coverage.parts["missing"].base_unknown) == (micro(90), 1)
    assert (coverage.expected.spend, coverage.expected.spend_unknown) == ({"CNY": micro(5), "EUR": micro(2)}, 3)
    assert (coverage.parts["missing"].spend, coverage.parts["missing"].spend_unknown) == ({"EUR": micro(2)}, 1)


def test_a_base_year_figure_that_nobody_accepted_is_unknown() -> None:
    coverage = view({"a": [pending(2025, 100), 90], "b": [100, 90]}, year=2026).coverage
    assert (coverage.expected.base_micro_tco2e, coverage.expected.base_unknown) == (micro(100), 1)


def test_the_two_roll_ups_can_disagree_and_say_which_they_are() -> None:
    seen = view({"large": [1000, 990], "small": [10, 5]}, year=2026)
    weighted = known(seen.weighted).outcomes[Reading.COMPOUND]
    unweighted = mean(seen, Reading.COMPOUND)
    assert (weighted.passes, weighted.rate) == (False, Decimal("0.0148"))
    assert (unweighted.passes, unweighted.mean_of, unweighted.index) == (True, MeanOf.INDEX, Decimal("0.7450"))
    assert unweighted.rate == Decimal("0.2550")
    assert {status: count for status, count in seen.year.statuses.items() if count} == {
        Status.COMPLIANT: 1, Status.NON_COMPLIANT: 1,
    }  # fmt: skip


def test_the_mean_of_each_reading_on_its_bound() -> None:
    """0.9 and 0.905 average 0.9025 = 0.95²; 100, 95, 90 falls by exactly 5 % a year of the base."""
    on_bound = view({"a": [1000, 950, 900], "b": [1000, 950, 905]}, year=2027)
    assert (mean(on_bound, Reading.COMPOUND).passes, mean(on_bound, Reading.COMPOUND).index) == (True, Decimal("0.9025"))
    above = view({"a": [1000, 950, 900], "b": [1000, 950, "905.000001"]}, year=2027)
    assert (mean(above, Reading.COMPOUND).passes, mean(above, Reading.COMPOUND).index) == (False, Decimal("0.9026"))
    linear = view({"a": [100, 95, 80], "b": [100, 95, 100]}, year=2027)
    assert (mean(linear, Reading.LINEAR).passes, mean(linear, Reading.LINEAR).rate) == (True, Decimal("0.0500"))
    by_years = view({"a": [45, 48, 40], "b": [45, 48, 40]}, year=2027)
    found = mean(by_years, Reading.MEAN_YEAR_ON_YEAR)
    assert (found.passes, found.rate, found.mean_of) == (True, Decimal("0.0500"), MeanOf.MEAN_YEAR_ON_YEAR_RATE)


def test_what_has_no_mean_is_refused_by_name() -> None:
    seen = view({"a": [100, 0, 0], "b": [100, 90, 80]}, year=2027)
    assert {each.reading: each.no_mean for each in seen.unweighted} == {
        Reading.COMPOUND: None,
        Reading.LINEAR: None,
        Reading.MEAN_YEAR_ON_YEAR: NoMean.ZERO_YEAR,
        Reading.EVERY_YEAR: NoMean.SMALLEST_IS_NO_MEAN,
        Reading.CUMULATIVE: NoMean.BUDGET_HAS_NO_RATE,
    }
    assert [each.passes for each in seen.unweighted][2:] == [None, None, None]


def test_without_a_verdict_there_is_no_roll_up() -> None:
    seen = view({"a": [100], "b": [100, pending(2026, 90)]}, year=2026)
    assert (seen.weighted, seen.unweighted, seen.from_base) == (None, (), None)


def test_a_zero_base_year_beside_an_older_calendar_has_no_mean() -> None:
    seen = view({"a": [100, 0, 50], "b": [100, 90]}, joined={"a": 2024}, year=2026)
    assert [each.no_mean for each in seen.unweighted][:2] == [NoMean.ZERO_YEAR] * 2


def test_who_moved_the_total_by_the_size_of_the_move() -> None:
    seen = view({"a": [100, 90, 95], "b": [300, 250, 240], "c": [50, 55, 80]}, year=2027)
    change = known(seen.from_base)
    assert (change.before_year, change.total_before, change.total_after) == (2025, micro(450), micro(415))
    assert moves(change) == [("b", -micro(60)), ("c", micro(30)), ("a", -micro(5))]
    shares = [share_of_moved(each, change.change_of(Part.MOVED)) for each in change.contributions]
    assert shares == [Decimal("1.7143"), Decimal("-0.8571"), Decimal("0.1429")]
    assert moves(known(seen.from_prior)) == [("c", micro(25)), ("b", -micro(10)), ("a", micro(5))]


def test_who_joined_left_or_has_a_gap_is_named_apart() -> None:
    seen = view(
        {"stays": [100, 90, 80], "joins": [40, 30], "leaves": [60, 50], "silent": [70, 65], "late": [None, None, 20]},
        joined={"joins": 2026},
        left={"leaves": 2026},
        year=2027,
    )
    change = known(seen.from_base)
    assert moves(change) == [("stays", -micro(20))]
    assert moves(change, Part.JOINED) == [("joins", micro(30))]
    assert moves(change, Part.LEFT) == [("leaves", -micro(60))]
    assert moves(change, Part.GAP) == [("silent", -micro(70)), ("late", micro(20))]
    assert change.change == sum(change.change_of(part) for part in Part)
    assert all(
        share_of_moved(each, change.change_of(Part.MOVED)) is None
        for each in change.contributions
        if each.part is not Part.MOVED
    )


def test_no_total_holds_what_is_not_accepted_or_not_a_whole_year() -> None:
    half = accepted(2027, 40, period=HALF_OF_2027)
    change = known(view({"a": [100, 95, 90], "b": [100, 95, half], "c": [100, 95, pending(2027, 1)]}, year=2027).from_base)
    assert moves(change) == [("a", -micro(10))]
    assert [party for party, _ in moves(change, Part.GAP)] == ["b", "c"]


@pytest.mark.parametrize("reading", list(Reading))
def test_a_figure_that_is_held_in_doubt_is_no_gap(reading: Reading) -> None:
    """It serves no reading of a later year that can do without it, and the total of its own year all the same."""
    sure: dict[str, Any] = {"assurance": Assurance.LIMITED}
    ends = {2025: accepted(2025, 100, **sure), 2027: accepted(2027, 80, **sure)}
    held = {
        "weak": accepted(2026, 90),
        "other": accepted(2026, 90, **sure, gwp_set="AR6"),
        "waits": pending(2026, 90, **sure),
        "none": YearRecord(),
        "good": accepted(2026, 95, **sure),
    }
    series = {name: [ends[2025], between, ends[2027]] for name, between in held.items()}
    change = known(view(series, year=2027, minimum_assurance="LIMITED", reading=reading).from_prior)
    assert sorted(moves(change)) == [("good", -micro(15)), ("weak", -micro(10))]
    assert sorted(moves(change, Part.GAP)) == [(name, micro(80)) for name in ("none", "other", "waits")]


def test_shares_of_no_change_are_not_shown() -> None:
    change = known(view({"a": [100, 90], "b": [100, 110]}, year=2026).from_base)
    assert [share_of_moved(each, change.change_of(Part.MOVED)) for each in change.contributions] == [None, None]


def test_cuts_by_tier_and_by_country() -> None:
    seen = view(
        {"a": [100, 90], "b": [100, 110], "c": [50]},
        year=2026,
        partners={"a": {"tier": 10}, "b": {"tier": 2, "country": "VN"}, "c": {"tier": 2, "country": ""}},
    )
    tiers = plain_programme(seen)["breakdowns"]["tier"]
    assert [(row["key"], row["partners"], row["summed_partners"], row["rate"], row["passes"]) for row in tiers] == [
        ("2", 2, 1, "-0.1", False),
        ("10", 1, 1, "0.1", True),
    ]
    assert (tiers[0]["statuses"][Status.NON_COMPLIANT], tiers[0]["statuses"][Status.OVERDUE]) == (1, 1)
    assert (tiers[0]["base_year_tco2e"], tiers[0]["tco2e"]) == ("100", "110")
    assert [group.key for group in seen.breakdowns[Dimension.COUNTRY]] == ["", "CN", "VN"]
    assert seen.breakdowns[Dimension.COUNTRY][0].across is None


def test_cuts_by_category_come_by_their_codes_and_the_unknown_first() -> None:
    given = {"a": "FOUNDRY", "b": "ASSEMBLY", "c": "FOUNDRY", "d": ""}
    seen = view(
        {"a": [100, 90], "b": [100, 110], "c": [50, 40], "d": [10, 10]},
        year=2026,
        partners={name: {"category": category} for name, category in given.items()},
    )
    cut = plain_programme(seen)["breakdowns"]["category"]
    assert [(row["key"], row["partners"], row["tco2e"], row["passes"]) for row in cut] == [
        ("", 1, "10", False), ("ASSEMBLY", 1, "110", False), ("FOUNDRY", 2, "130", True),
    ]  # fmt: skip


CALM: dict[str, Any] = {"a": [100, 94], "b": [100, 95], "c": [100, 96], "d": [100, 97]}


@pytest.mark.parametrize(
    ("figure", "rule"),
    [
        (50, OutlierRule.FELL_FAR),
        (130, OutlierRule.ROSE_FAR),
        ("0.1", OutlierRule.UNIT_SLIP),
        (0, OutlierRule.FELL_FAR),
        (99, None),
    ],
)
def test_outliers_of_one_step(figure: Any, rule: OutlierRule | None) -> None:
    found = [each.rule for each in view(CALM | {"x": [100, figure]}, year=2026).outliers if each.party_id == "x"]
    assert [each for each in found if each is not OutlierRule.LARGEST_EXCESS] == ([rule] if rule else [])


def test_too_few_or_all_alike_have_no_spread() -> None:
    few = view({"a": [100, 90], "x": [100, 300]}, year=2026)
    alike = view({name: [100, 95] for name in "abcd"} | {"x": [100, 300]}, year=2026)
    assert (few.spread, alike.spread) == (None, None)
    assert {each.rule for each in (*few.outliers, *alike.outliers)} == {OutlierRule.LARGEST_EXCESS}
    spread = known(view(CALM | {"x": [100, 98]}, year=2026).spread)
    assert (spread.suppliers, spread.median, spread.deviation) == (5, Fraction(24, 25), Fraction(1, 100))


def test_the_largest_excesses_and_what_hangs_on_the_reading() -> None:
    seen = view({"a": [100, 99], "b": [100, 120], "c": [100, 110], "d": [100, 98], "e": [100, 95]}, year=2026)
    excesses = [(each.party_id, each.excess) for each in seen.outliers if each.rule is OutlierRule.LARGEST_EXCESS]
    assert excesses == [("b", micro(25)), ("c", micro(15)), ("a", micro(4))]
    depends = view({"a": [100, 100, 100, 100, 100, 77], "b": [100, 60, 60, 60, 60, 60]}, year=2030)
    assert [(each.party_id, each.rule) for each in depends.outliers if each.rule is OutlierRule.DEPENDS_ON_READING] == [
        ("a", OutlierRule.DEPENDS_ON_READING)
    ]


def test_another_year_can_be_asked_and_one_that_is_none_is_refused() -> None:
    summary = summarize({"a": [100, 95, 90]})
    assert view_programme(summary).year.year == 2030
    base = view_programme(summary, year=2025)
    assert (base.unweighted, base.from_base, base.from_prior) == ((), None, None)
    with pytest.raises(ValueError, match=r"2024 is not a year of mandate v1\. Its years: 2025, 2026, 2027"):
        view_programme(summary, year=2024)
