"""Which revision of the base year counts. Every table says: accepted figures in their order, and what is adopted."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from suppliers.models import ReasonCode as RevisionReason
from tests.unit.compliance.makers import accepted, assess, known, make_mandate, make_report, pending
from tracker.compliance.assessments import Assessment, ReportedYear, Status, YearRecord
from tracker.compliance.commitments import Assurance, Reading
from tracker.compliance.periods import Period
from tracker.compliance.plain import plain_base
from tracker.compliance.readings import NullReason
from tracker.compliance.recalculation import RESTATING, AdoptedBase, AdoptionCause, adopt_base

START = datetime(2026, 3, 1, tzinfo=UTC)
FIRST, REACHED, BASIS, USABLE, DOUBT = (
    AdoptionCause.FIRST_ACCEPTED,
    AdoptionCause.THRESHOLD_REACHED,
    AdoptionCause.BASIS_CHANGED,
    AdoptionCause.BECAME_USABLE,
    AdoptionCause.DOUBT_REMOVED,
)


def filed(year: int, number: int, tonnes: Any, reason: str = "", *, day: int | None = None, **changes: Any) -> ReportedYear:
    """Filed on a day after START, its number by default, and accepted an hour later."""
    at = START + timedelta(days=number if day is None else day)
    names = {"revision_id": f"{year}/{number}", "revision_number": number, "decision_id": f"decision-{year}/{number}"}
    return make_report(year, tonnes, reason_code=reason, filed_at=at, decided_at=at + timedelta(hours=1), **names, **changes)


def history(*figures: Any, reason: str = "ERROR", **changes: Any) -> tuple[ReportedYear, ...]:
    return tuple(
        filed(2025, number, tonnes, reason if number > 1 else "", **changes) for number, tonnes in enumerate(figures, start=1)
    )


def record(*reported: ReportedYear) -> YearRecord:
    return YearRecord(accepted=reported[-1], history=reported)


def adopt(*revisions: ReportedYear, **terms: Any) -> AdoptedBase:
    return known(adopt_base(make_mandate(**terms), revisions))


@pytest.mark.parametrize(
    ("figures", "adopted", "cause", "net", "share"),
    [
        (["100"], 1, FIRST, "0", "0"),
        (["100", "104.99"], 1, FIRST, "4.99", "0.0499"),
        (["100", "105"], 2, REACHED, "0", "0"),
        (["100", "95.01"], 1, FIRST, "-4.99", "-0.0499"),
        (["100", "95"], 2, REACHED, "0", "0"),
        # One millionth of a tonne below: it never prints as what reaches it.
        (["100", "104.999999"], 1, FIRST, "4.999999", "0.0499"),
        (["51712.8", "54298.439999"], 1, FIRST, "2585.639999", "0.0499"),
        (["51712.8", "54298.44"], 2, REACHED, "0", "0"),
        # Small ones add up since the adoption: 3 % and 3 %.
        (["100", "103", "106"], 3, REACHED, "0", "0"),
        (["100", "97", "94"], 3, REACHED, "0", "0"),
        # Down, then up: the net is what counts.
        (["100", "96", "99"], 1, FIRST, "-1", "-0.01"),
        (["100", "104", "100"], 1, FIRST, "0", "0"),
        (["100", "104", "96"], 1, FIRST, "-4", "-0.04"),
        # From the new base on it is measured anew: 105 to 110.24 is less than 5 % of 105.
        (["100", "105", "110.24"], 2, REACHED, "5.24", "0.0499"),
        (["100", "105", "110.25"], 3, REACHED, "0", "0"),
        # And it can come back: 105 to 99.75.
        (["100", "105", "99.75"], 3, REACHED, "0", "0"),
    ],
)
def test_the_threshold(figures: list[str], adopted: int, cause: AdoptionCause, net: str, share: str) -> None:
    base = adopt(*history(*figures))
    assert (base.reported.revision_number, base.cause) == (adopted, cause)
    assert (Decimal(int(base.net_change)).scaleb(-6), base.net_share) == (Decimal(net), Decimal(share))
    assert [change.reported.revision_number for change in base.pending_changes] == list(range(adopted + 1, len(figures) + 1))


@pytest.mark.parametrize("reason", list(RevisionReason))
def test_every_reason_follows_the_same_threshold(reason: str) -> None:
    assert adopt(*history("100", "104.99", reason=reason)).reported.revision_number == 1
    assert adopt(*history("100", "105", reason=reason)).reported.revision_number == 2


@pytest.mark.parametrize(
    ("threshold", "figures", "adopted"),
    [("0", ["100", "100.000001"], 2), ("0", ["100", "100"], 2), ("0.1", ["100", "109.99"], 1), ("0.1", ["100", "110"], 2)],
)
def test_the_threshold_is_a_term_of_the_mandate(threshold: str, figures: list[str], adopted: int) -> None:
    assert adopt(*history(*figures), recalculation_threshold=threshold).reported.revision_number == adopted


def test_only_the_scopes_that_the_mandate_compares_are_measured() -> None:
    first, later = filed(2025, 1, "100"), filed(2025, 2, "100", "ERROR", scope_2_market=10_000_000, scope_2_location=0)
    assert adopt(first, later).reported is later
    assert adopt(first, later, scopes=[1]).reported is first
    assert adopt(first, later, scope_2_method="LOCATION_BASED").reported is first


NO_SCOPE_2 = {"scope_2_market": None}
HALF = {"period": Period(date(2025, 1, 1), date(2025, 6, 30))}


@pytest.mark.parametrize(
    ("first", "second", "terms", "adopted", "cause"),
    [
        # Nothing to compare with before: the first that can be compared is the base.
        (NO_SCOPE_2, {}, {}, 2, USABLE),
        # Nothing to compare now: the base stays.
        ({}, NO_SCOPE_2, {}, 1, FIRST),
        (NO_SCOPE_2, NO_SCOPE_2, {}, 1, FIRST),
        # Figures under another set or approach are unlike, so no change can be measured between them.
        ({}, {"gwp_set": "AR6"}, {}, 2, BASIS),
        ({}, {"consolidation_approach": "EQUITY_SHARE"}, {}, 2, BASIS),
        ({}, {"gwp_set": "AR6"}, {"gwp_set": "AR5"}, 1, FIRST),
        ({"gwp_set": "AR6"}, {}, {"gwp_set": "AR5"}, 2, USABLE),
        # What kept the verdicts provisional is mended, and nothing else is spoiled.
        (HALF, {}, {}, 2, DOUBT),
        ({}, HALF, {}, 1, FIRST),
        ({}, {"assurance": Assurance.LIMITED}, {"minimum_assurance": "LIMITED"}, 2, DOUBT),
        ({}, {"assurance": Assurance.LIMITED}, {"minimum_assurance": "REASONABLE"}, 1, FIRST),
        (HALF, {"assurance": Assurance.NONE}, {"minimum_assurance": "LIMITED"}, 2, DOUBT),
        ({"assurance": Assurance.LIMITED, **HALF}, {}, {"minimum_assurance": "LIMITED"}, 1, FIRST),
    ],
)
def test_what_a_threshold_cannot_measure_has_a_name(
    first: dict[str, Any], second: dict[str, Any], terms: dict[str, Any], adopted: int, cause: AdoptionCause
) -> None:
    base = adopt(filed(2025, 1, "100", **first), filed(2025, 2, "100.1", "ERROR", **second), **terms)
    assert (base.reported.revision_number, base.cause) == (adopted, cause)


def test_an_unlike_figure_is_listed_without_a_change() -> None:
    base = adopt(filed(2025, 1, "100"), filed(2025, 2, "103", "ERROR"), filed(2025, 3, "1", "ERROR", **NO_SCOPE_2))
    assert [(change.figure and change.figure.micro_tco2e, change.net) for change in base.pending_changes] == [
        (103_000_000, 3_000_000),
        (None, None),
    ]
    assert base.net_change == 3_000_000


def test_from_a_base_of_zero_any_figure_is_significant() -> None:
    assert adopt(*history("0", "0.000001")).reported.revision_number == 2
    base = adopt(*history("0"))
    assert (int(base.net_change), base.net_share) == (0, None)


def test_without_an_accepted_revision_there_is_no_base() -> None:
    assert adopt_base(make_mandate(), ()) is None
    assert assess({2025: pending(2025)}, 2025).base is None


figure = st.integers(min_value=0, max_value=10**13)
figures = st.lists(figure, min_size=1, max_size=6)


def numbers(amounts: list[int], **terms: Any) -> tuple[int, AdoptionCause, list[Fraction | None]]:
    base = adopt(*(filed(2025, number, 0, "ERROR", scope_1=micro) for number, micro in enumerate(amounts, 1)), **terms)
    return base.reported.revision_number, base.cause, [change.net for change in base.pending_changes]


@given(figures, st.integers(min_value=1, max_value=1000))
def test_one_factor_on_all_figures_changes_nothing(amounts: list[int], factor: int) -> None:
    adopted, cause, nets = numbers(amounts)
    assert numbers([amount * factor for amount in amounts]) == (adopted, cause, [net and net * factor for net in nets])


@given(figures, figures)
def test_only_what_was_accepted_until_then_matters(earlier: list[int], later: list[int]) -> None:
    """Each step follows from the base before it: going through all at once or one by one is the same."""
    once, _, _ = numbers(earlier + later)
    first, _, _ = numbers(earlier)
    base, place = earlier[first - 1], first
    for number, amount in enumerate((earlier + later)[first:], start=first + 1):
        if abs(amount - base) * 20 >= base:
            base, place = amount, number
    assert once == place


@given(figures)
def test_what_is_pending_stays_below_the_threshold(amounts: list[int]) -> None:
    base = adopt(*(filed(2025, number, 0, "ERROR", scope_1=micro) for number, micro in enumerate(amounts, 1)))
    assert all(abs(known(change.net)) * 20 < known(base.figure).tonnes for change in base.pending_changes)
    assert base.net_share is None or abs(base.net_share) < Decimal("0.05")


@given(figures)
def test_what_waits_and_what_other_years_say_does_not_matter(amounts: list[int]) -> None:
    revisions = [filed(2025, number, 0, "ERROR", scope_1=micro) for number, micro in enumerate(amounts, 1)]
    alone = assess({2025: record(*revisions)}, 2026).base
    waits = YearRecord(
        accepted=revisions[-1], history=tuple(revisions), pending=make_report(2025, 1, accepted=False, revision_number=9)
    )
    assert assess({2025: waits, 2026: accepted(2026, 7), 2024: accepted(2024, 9)}, 2026).base == alone


# What the verdicts do with it.


def judge(base: tuple[ReportedYear, ...], year: int = 2027, reading: str = "COMPOUND", **records: YearRecord) -> Assessment:
    years = {int(name.removeprefix("y")): held for name, held in records.items()}
    return assess({2025: record(*base)} | years, year, reading=reading)


def test_a_verdict_rests_on_the_adopted_base_and_lists_the_rest() -> None:
    judged = judge(history("100", "103"), 2026, y2026=accepted(2026, "96"))
    assert (judged.status, known(judged.outcome).allowed) == (Status.NON_COMPLIANT, 95_000_000)
    assert known(plain_base(judged)) == {
        "revision_id": "2025/1",
        "revision_number": 1,
        "adopted_at": "2026-03-02T01:00:00.000000Z",
        "adopted_because": "FIRST_ACCEPTED",
        "tco2e": "100",
        "net_change_tco2e": "3",
        "net_change_share": "0.03",
        "threshold": "0.05",
        "pending_changes": [
            {
                "revision_id": "2025/2",
                "revision_number": 2,
                "decision_id": "decision-2025/2",
                "accepted_at": "2026-03-03T01:00:00.000000Z",
                "reason_code": "ERROR",
                "tco2e": "103",
                "net_change_tco2e": "3",
            }
        ],
        "years_to_restate": [],
    }
    over = judge(history("100", "103", "106"), 2026, y2026=accepted(2026, "96"))
    assert (over.status, known(over.outcome).allowed) == (Status.COMPLIANT, 100_700_000)


def test_the_base_year_report_stands_at_its_adopted_revision() -> None:
    judged = judge(history("100", "103"), 2025)
    assert (judged.status, known(judged.current).revision_number) == (Status.COMPLIANT, 1)


NEED_INTERIM = {Reading.MEAN_YEAR_ON_YEAR, Reading.EVERY_YEAR, Reading.CUMULATIVE}
OLD = filed(2026, 1, "95", day=0)


def nulls(judged: Assessment) -> dict[Reading, NullReason]:
    return {reading: out.null_reason for reading, out in judged.outcomes.items() if out.null_reason is not None}


@pytest.mark.parametrize("reason", sorted(RESTATING))
def test_years_between_wait_until_they_are_restated_too(reason: str) -> None:
    base = history("100", "120", reason=reason)
    current = record(filed(2027, 1, "90", day=9))
    judged = judge(base, y2026=record(OLD), y2027=current)
    assert nulls(judged) == dict.fromkeys(NEED_INTERIM, NullReason.YEAR_TO_RESTATE)
    assert (judged.status, judged.years_to_restate) == (Status.COMPLIANT, (2026,))
    assert known(judged.outcomes[Reading.COMPOUND]).allowed == 108_300_000
    # Restated as a whole year, for a reason of that kind.
    for code in sorted(RESTATING):
        restated = judge(base, y2026=record(OLD, filed(2026, 2, "114", code, day=5)), y2027=current)
        assert (nulls(restated), restated.years_to_restate) == ({}, ())


@pytest.mark.parametrize("reason", ["ERROR", "VERIFIED_FIGURES"])
def test_a_mistake_in_one_year_says_nothing_about_the_others(reason: str) -> None:
    judged = judge(history("100", "120", reason=reason), y2026=record(OLD), y2027=accepted(2027, "90"))
    assert (nulls(judged), judged.years_to_restate) == ({}, ())


@pytest.mark.parametrize(
    ("revisions", "waits"),
    [
        # Corrected, but for another reason.
        ([OLD, filed(2026, 2, "114", "ERROR", day=5)], True),
        # Restated before the base was.
        ([OLD, filed(2026, 2, "114", "STRUCTURAL_CHANGE", day=1)], True),
        # Filed for the first time after it, in the new form at once.
        ([filed(2026, 1, "114", day=5)], False),
        # Restated, and corrected since.
        ([OLD, filed(2026, 2, "114", "STRUCTURAL_CHANGE", day=5), filed(2026, 3, "113", "ERROR", day=6)], False),
    ],
)
def test_what_counts_as_restated(revisions: list[ReportedYear], waits: bool) -> None:
    base = history("100", "120", reason="STRUCTURAL_CHANGE")
    judged = judge(base, reading="MEAN_YEAR_ON_YEAR", y2026=record(*revisions), y2027=record(filed(2027, 1, "90", day=9)))
    assert (judged.years_to_restate == (2026,)) is waits
    assert (judged.status is Status.NOT_ASSESSABLE) is waits
    sentences = [reason.sentence for reason in judged.reasons]
    said = "The reading MEAN_YEAR_ON_YEAR says nothing, since a year in between was not restated with the base year."
    assert sentences == ([said] if waits else [])


def test_a_small_structural_change_waits_with_the_others_for_the_adoption() -> None:
    small = (filed(2025, 1, "100"), filed(2025, 2, "103", "STRUCTURAL_CHANGE"))
    assert judge(small, y2026=record(OLD), y2027=accepted(2027, "90")).years_to_restate == ()
    reached = (*small, filed(2025, 3, "106", "ERROR", day=7))
    assert judge(reached, y2026=record(OLD)).years_to_restate == (2026,)
    between = record(OLD, filed(2026, 2, "99", "STRUCTURAL_CHANGE", day=5))
    assert judge(reached, y2026=between).years_to_restate == ()


def test_the_first_report_restates_nothing_whatever_reason_it_bears() -> None:
    """Its number is above one where the one before it was returned."""
    assert judge((filed(2025, 2, "100", "STRUCTURAL_CHANGE"),), y2026=record(OLD)).years_to_restate == ()


def test_a_year_that_waited_for_the_base_in_the_new_form_is_not_restated_again() -> None:
    base = (filed(2025, 1, "100"), filed(2025, 2, "101", "METHOD_CHANGE", gwp_set="AR6"))
    judged = judge(base, y2026=record(filed(2026, 1, "95", day=0, gwp_set="AR6")))
    assert judged.years_to_restate == ()
    assert judge(base, y2026=record(OLD)).years_to_restate == (2026,)


def test_the_year_under_judgment_is_named_and_compared_as_it_was_filed() -> None:
    judged = judge(history("100", "120", reason="STRUCTURAL_CHANGE"), 2026, y2026=record(OLD))
    assert (judged.years_to_restate, judged.status, nulls(judged)) == ((2026,), Status.COMPLIANT, {})


def test_a_year_that_is_missing_is_still_called_missing() -> None:
    judged = judge(history("100", "120", reason="STRUCTURAL_CHANGE"), 2028, y2026=record(OLD), y2028=accepted(2028, "80"))
    assert set(nulls(judged).values()) == {NullReason.MISSING_YEAR}


def test_the_reasons_that_restate_are_reasons_of_a_revision() -> None:
    assert set(RevisionReason.values) >= RESTATING
