"""Which revision of the base year counts. Every table says: accepted figures in their order, and what is adopted."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from suppliers.models import ReasonCode as RevisionReason
from tests.unit.compliance.makers import accepted, assess, filed, history, known, make_mandate, make_report, pending, record
from tracker.compliance.assessments import ReportedYear, YearRecord
from tracker.compliance.commitments import Assurance
from tracker.compliance.periods import Period
from tracker.compliance.recalculation import AdoptedBase, AdoptionCause, adopt_base

FIRST, REACHED, BASIS, USABLE, DOUBT = (
    AdoptionCause.FIRST_ACCEPTED,
    AdoptionCause.THRESHOLD_REACHED,
    AdoptionCause.BASIS_CHANGED,
    AdoptionCause.BECAME_USABLE,
    AdoptionCause.DOUBT_REMOVED,
)


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


NO_SCOPE_2: dict[str, Any] = {"scope_2_market": None}
HALF: dict[str, Any] = {"period": Period(date(2025, 1, 1), date(2025, 6, 30))}


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


def test_part_of_a_year_never_displaces_a_whole_one() -> None:
    base = adopt(filed(2025, 1, "100"), filed(2025, 2, "50", "ERROR", **HALF))
    assert (base.reported.revision_number, base.pending_changes[0].net) == (1, None)


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
