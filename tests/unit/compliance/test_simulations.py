"""Supposed figures are judged as the same figures are once they were filed and accepted."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.compliance.makers import Amount, accepted, filed, make_mandate, make_report, micro, pending, record
from tracker.compliance.assessments import Assessment, Status, YearRecord, assess_obligation, list_obligations
from tracker.compliance.commitments import Assurance, Denominator, Mandate, Reading
from tracker.compliance.explanations import PathStop
from tracker.compliance.plain import plain_simulation
from tracker.compliance.readings import NullReason
from tracker.compliance.recalculation import history_of
from tracker.compliance.robustness import Robustness
from tracker.compliance.simulations import Origin, Simulation, Start, has_base, simulate
from tracker.compliance.waivers import Waiver

NOW, LATER = date(2026, 11, 24), date(2040, 1, 1)
WAFERS = {"name": "WAFERS", "unit": "1000 wafers"}


def suppose(
    records: dict[int, YearRecord], figures: dict[int, Amount], *, today: date = NOW, waivers: Any = None, **terms: Any
) -> Simulation:
    start = terms.pop("start", Start.RECORD)
    mandate = make_mandate(**terms)
    supposed = {year: micro(amount) for year, amount in figures.items()}
    return simulate(mandate, owed(mandate), records, supposed, today=today, start=start, waivers=waivers)


def owed(mandate: Mandate) -> list[Any]:
    return list_obligations(
        mandate,
        party_id="party",
        base_year=mandate.base_year,
        first_assessed_year=mandate.first_assessed_year,
        end_year=mandate.end_year,
    )


def make_waiver(expires_on: str) -> Waiver:
    return Waiver(
        waiver_id="waiver",
        reason="A flood",
        author_id="author",
        granted_at=datetime(2026, 11, 1, tzinfo=UTC),
        expires_on=date.fromisoformat(expires_on),
    )


def by_year(simulation: Simulation) -> dict[int, Assessment]:
    return {year.assessment.obligation.year: year.assessment for year in simulation.years}


def statuses(simulation: Simulation) -> dict[int, Status]:
    return {year: judged.status for year, judged in by_year(simulation).items()}


def said(judged: Assessment) -> Any:
    """All that a verdict says, but for the addresses of its inputs."""
    return judged.status, judged.would_be, dict(judged.outcomes), judged.robustness, [each.value for each in judged.series]


BASE = {2025: accepted(2025, 100)}


def test_a_plan_of_figures_is_judged_year_by_year() -> None:
    simulation = suppose(BASE, {2026: 94, 2027: "90.25", 2028: 87})
    assert statuses(simulation) == {
        2025: Status.COMPLIANT, 2026: Status.COMPLIANT, 2027: Status.COMPLIANT, 2028: Status.NON_COMPLIANT,
        2029: Status.NOT_DUE, 2030: Status.NOT_DUE,
    }  # fmt: skip
    years = by_year(simulation)
    assert years[2027].robustness is Robustness.DEPENDS_ON_READING, "LINEAR allows 90, MEAN_YEAR_ON_YEAR 90.24"
    assert {reading: outcome.passes for reading, outcome in years[2027].outcomes.items()} == {
        Reading.COMPOUND: True, Reading.LINEAR: False, Reading.MEAN_YEAR_ON_YEAR: False, Reading.EVERY_YEAR: False,
        Reading.CUMULATIVE: True,
    }  # fmt: skip
    declared = years[2028].outcome
    assert declared is not None
    assert (declared.allowed, declared.excess, declared.surplus) == (85_737_500, 1_262_500, 0)
    assert [year.origin for year in simulation.years] == [Origin.ACCEPTED, *[Origin.SUPPOSED] * 3, None, None]
    assert simulation.supposed == (2026, 2027, 2028)


def test_the_least_path_leads_on_from_what_is_recorded_whatever_was_supposed() -> None:
    one, other = suppose(BASE, {2026: 50}), suppose(BASE, {2026: 99, 2027: 99})
    assert one.paths == other.paths
    assert set(one.paths) == set(Reading)
    linear = one.paths[Reading.LINEAR]
    assert linear.steps == tuple((2025 + n, micro(100 - 5 * n)) for n in range(1, 6))
    followed = suppose(BASE, {year: str(amount / 10**6) for year, amount in one.paths[Reading.LINEAR].steps})
    assert all(status is Status.COMPLIANT for status in statuses(followed).values())


def test_recorded_years_stand_unless_they_are_supposed_anew() -> None:
    records = BASE | {2026: accepted(2026, 99)}
    assert statuses(suppose(records, {2027: 90}))[2026] is Status.NON_COMPLIANT
    anew = suppose(records, {2026: 95, 2027: 90})
    assert statuses(anew)[2026] is Status.COMPLIANT
    assert [step[0] for step in anew.paths[Reading.COMPOUND].steps] == [2027, 2028, 2029, 2030]


def test_a_base_year_supposed_anew_counts_once_the_change_is_significant() -> None:
    small = suppose(BASE, {2025: 102, 2026: "96.5"})
    declared = by_year(small)[2026].outcome
    assert declared is not None
    assert (statuses(small)[2026], declared.allowed) == (Status.NON_COMPLIANT, micro(95))
    assert [year.origin for year in small.years[:2]] == [Origin.ACCEPTED, Origin.SUPPOSED]
    large = suppose(BASE, {2025: 105, 2026: "96.5"})
    assert statuses(large)[2026] is Status.COMPLIANT
    assert large.years[0].origin is Origin.SUPPOSED
    assert statuses(suppose({2025: pending(2025, 100)}, {2025: 102, 2026: "96.5"}))[2026] is Status.COMPLIANT


def test_what_waits_for_review_makes_a_verdict_provisional() -> None:
    simulation = suppose({2025: pending(2025, 100)}, {2026: 95})
    judged = by_year(simulation)[2026]
    assert (judged.status, judged.would_be) == (Status.PROVISIONAL, Status.COMPLIANT)
    assert simulation.years[0].origin is Origin.PENDING


def test_a_gap_silences_only_the_readings_that_need_the_year() -> None:
    judged = by_year(suppose(BASE, {2028: 85}))
    assert judged[2028].status is Status.COMPLIANT
    assert judged[2028].outcomes[Reading.CUMULATIVE].null_reason is NullReason.MISSING_YEAR
    assert judged[2027].status is Status.NOT_DUE
    assert judged[2027].outcomes[Reading.COMPOUND].allowed == 90_250_000


def test_a_year_without_a_figure_stands_as_it_stands_today() -> None:
    assert statuses(suppose(BASE, {2027: 90}, today=date(2027, 7, 10)))[2026] is Status.AWAITING_REPORT
    assert statuses(suppose(BASE, {2027: 90}, today=date(2027, 8, 1)))[2026] is Status.OVERDUE


def test_a_whole_made_up_series_forgets_the_record() -> None:
    records = {2025: accepted(2025, 100, consolidation_approach="EQUITY_SHARE"), 2026: accepted(2026, 200)}
    simulation = suppose(records, {2025: 200, 2027: 180}, start=Start.NOTHING, waivers={2027: make_waiver("2040-01-01")})
    assert statuses(simulation)[2027] is Status.COMPLIANT
    assert statuses(simulation)[2026] is Status.NOT_DUE
    assert simulation.paths[Reading.EVERY_YEAR].steps[0] == (2026, micro(190))
    assert statuses(suppose({}, {2025: 200, 2026: 191}, start=Start.NOTHING))[2026] is Status.NON_COMPLIANT


@pytest.mark.parametrize(("expires_on", "status"), [("2027-07-14", Status.NON_COMPLIANT), ("2027-07-15", Status.WAIVED)])
def test_a_waiver_holds_for_a_figure_if_it_holds_once_the_year_is_due(expires_on: str, status: Status) -> None:
    waiver = make_waiver(expires_on)
    judged = by_year(suppose(BASE, {2026: 300}, waivers={2026: waiver}))[2026]
    assert (judged.status, judged.waiver) == (status, waiver if status is Status.WAIVED else None)


def test_a_waiver_lifts_a_year_without_a_figure_as_it_does_today() -> None:
    judged = by_year(suppose(BASE, {}, waivers={2026: make_waiver("2026-11-24")}))[2026]
    assert (judged.status, judged.waiver) == (Status.WAIVED, make_waiver("2026-11-24"))


def test_without_a_base_there_is_nothing_to_compare_with() -> None:
    simulation = suppose({}, {2026: 90})
    assert statuses(simulation)[2026] is Status.NOT_ASSESSABLE
    assert simulation.paths == {}
    assert not has_base({}, 2025)
    assert has_base({2025: pending(2025)}, 2025)


def test_a_base_of_zero_leads_nowhere() -> None:
    simulation = suppose({2025: accepted(2025, 0)}, {2026: 0})
    assert statuses(simulation)[2026] is Status.NOT_ASSESSABLE
    assert simulation.paths == {}


def test_a_path_that_nothing_reaches_says_so() -> None:
    simulation = suppose(BASE | {2026: accepted(2026, 99)}, {}, reading="EVERY_YEAR")
    assert simulation.paths[Reading.EVERY_YEAR].stop is PathStop.UNREACHABLE


@pytest.mark.parametrize("scopes", [[1], [2], [3], [1, 2], [1, 2, 3]])
@pytest.mark.parametrize("method", ["MARKET_BASED", "LOCATION_BASED"])
def test_the_figure_is_what_is_compared_whichever_scopes_that_are(scopes: list[int], method: str) -> None:
    parts: dict[str, Any] = {
        "scope_1": micro(60),
        "scope_2_market": micro(25),
        "scope_2_location": micro(25),
        "scope_3": {1: micro(5), 4: 0},
    }
    records = {2025: YearRecord(accepted=make_report(2025, **parts))}
    simulation = suppose(records, {2026: 40}, scopes=scopes, scope_2_method=method)
    judged = by_year(simulation)[2026]
    assert judged.status in (Status.COMPLIANT, Status.NON_COMPLIANT)
    assert judged.series[-1].value == micro(40)


def test_an_intensity_is_stated_for_each_unit() -> None:
    units = {Denominator(**WAFERS): micro("412.5")}
    records = {2025: accepted(2025, "412.5", denominators=units)}
    simulation = suppose(records, {2026: "0.95", 2027: "0.91"}, measure="INTENSITY", denominator=WAFERS)
    assert [statuses(simulation)[year] for year in (2026, 2027)] == [Status.COMPLIANT, Status.NON_COMPLIANT]
    declared = by_year(simulation)[2027].outcome
    assert declared is not None
    assert (declared.allowed, declared.excess) == (902_500, 7_500), "in tonnes for each unit"
    assert simulation.paths[Reading.COMPOUND].steps[0] == (2026, 950_000)


def test_a_share_of_the_buyer_is_stated_as_that_share() -> None:
    shared = {"allocation_share": 500_000, "allocation_method": "MASS"}
    simulation = suppose({2025: accepted(2025, 100, **shared)}, {2026: "47.5", 2027: 46}, allocation="BUYER_SHARE")
    assert [statuses(simulation)[year] for year in (2026, 2027)] == [Status.COMPLIANT, Status.NON_COMPLIANT]


def test_a_supposed_year_need_not_be_restated() -> None:
    base = record(filed(2025, 1, 100), filed(2025, 2, 150, "STRUCTURAL_CHANGE", day=400))
    judged = by_year(suppose({2025: base}, {2026: 140, 2027: 130}))[2027]
    assert judged.years_to_restate == ()
    assert judged.outcomes[Reading.EVERY_YEAR].passes is True


def test_what_was_not_filed_has_no_address() -> None:
    row = plain_simulation(suppose(BASE, {2026: 95}))
    first, second = row["years"][1]["series"]
    assert (first["supposed"], first["revision_id"]) == (False, "revision-2025")
    assert (second["supposed"], second["tco2e"]) == (True, "95")
    assert {second[name] for name in ("revision_id", "decision_id", "content_sha256", "scope_1_tco2e")} == {None}
    assert row["years"][1]["base"]["revision_id"] == "revision-2025"
    assert plain_simulation(suppose({}, {2025: 95}))["years"][0]["base"] is None
    (change,) = plain_simulation(suppose(BASE, {2025: 102}))["years"][0]["base"]["pending_changes"]
    assert (change["tco2e"], change["net_change_tco2e"], change["revision_id"], change["revision_number"]) == (
        "102",
        "2",
        None,
        None,
    )
    assert [year["figure_is"] for year in row["years"]] == ["ACCEPTED", "SUPPOSED", None, None, None, None]
    assert [path["reading"] for path in row["least_paths"]] == list(Reading)
    assert row["least_paths"][0]["path"][0] == {"year": 2026, "allowed_tco2e": "95"}


figures = st.one_of(st.integers(80 * 10**6, 105 * 10**6), st.integers(0, 200 * 10**6))
terms = st.fixed_dictionaries(
    {
        "reading": st.sampled_from([str(reading) for reading in Reading]),
        "rate": st.sampled_from(["0.05", "0.01", "0.1234"]),
        "scopes": st.sampled_from([[1], [1, 2], [1, 2, 3]]),
        "minimum_assurance": st.sampled_from(["NONE", "LIMITED"]),
    }
)


def report_of(year: int, **parts: Any) -> YearRecord:
    """Filed and accepted; location-based scope 2 is not compared."""
    rest: dict[str, Any] = {"scope_2_location": 7, "scope_3": {1: 0, 4: 0}, "assurance": Assurance.LIMITED}
    return YearRecord(accepted=replace(make_report(year), **rest | parts))


@given(
    base=st.integers(0, 120 * 10**6),
    plan=st.dictionaries(st.integers(2025, 2030), figures),
    anew=st.none() | st.integers(900, 1100),
    known=st.dictionaries(st.integers(2026, 2028), figures),
    splits=st.lists(st.integers(0, 100), min_size=6, max_size=6),
    terms=terms,
)
def test_filed_and_accepted_the_figures_get_the_same_verdicts(
    base: int, plan: dict[int, int], anew: int | None, known: dict[int, int], splits: list[int], terms: dict[str, Any]
) -> None:
    mandate = make_mandate(**terms)
    plan = plan if anew is None else plan | {2025: base * anew // 1000}

    def file(year: int, total: int) -> YearRecord:
        first = total if mandate.scopes == {1} else total * splits[year - 2025] // 100
        rest: dict[str, Any] = {"scope_2_market": total - first} if 2 in mandate.scopes else {}
        if 3 in mandate.scopes:
            rest = {"scope_2_market": 0, "scope_3": {1: 0, 4: total - first}}
        return report_of(year, scope_1=first, **rest)

    records = {2025: file(2025, base), **{year: file(year, total) for year, total in known.items()}}
    simulation = simulate(mandate, owed(mandate), records, plan, today=NOW)
    later = records | {year: file(year, total) for year, total in plan.items()}
    if 2025 in plan:
        later[2025] = record(*history_of(records[2025]), *history_of(later[2025]))
    for obligation, simulated in zip(owed(mandate), simulation.years, strict=True):
        real = assess_obligation(mandate, obligation, later, today=LATER if obligation.year in later else NOW)
        assert said(simulated.assessment) == said(real)


@given(base=st.integers(1, 120 * 10**6), known=st.dictionaries(st.integers(2026, 2028), figures), terms=terms)
def test_the_least_path_complies_wherever_there_is_one(base: int, known: dict[int, int], terms: dict[str, Any]) -> None:
    mandate = make_mandate(**terms | {"scopes": [1], "minimum_assurance": "NONE"})
    records = {year: report_of(year, scope_1=total) for year, total in ({2025: base} | known).items()}
    path = simulate(mandate, owed(mandate), records, {}, today=NOW).paths[mandate.reading]
    followed = statuses(simulate(mandate, owed(mandate), records, dict(path.steps), today=NOW))
    assert {followed[year] for year, _ in path.steps} <= {Status.COMPLIANT}
    if path.steps:
        more = {year: amount + (year == path.steps[-1][0]) for year, amount in path.steps}
        assert statuses(simulate(mandate, owed(mandate), records, more, today=NOW))[max(more)] is Status.NON_COMPLIANT
