"""Who is bound by a mandate: what enrols, what is refused, and who sees it afterwards."""

from __future__ import annotations

from typing import Any

import pytest

from reports.pdf import ReportIdentity, render_compliance_report
from reports.queries import summarize_programme
from tests.world import ACTOR, add_mandate, add_supplier_party, submit_accepted
from tracker.access.actions import add_party
from tracker.access.models import Party, PartyKind, User
from tracker.commitments.actions import enrol_party
from tracker.commitments.models import Commitment, Enrolment
from tracker.commitments.queries import list_enrolled
from tracker.compliance.plain import plain_summary
from tracker.records.clock import database_now
from tracker.records.refusals import Conflict, Refusal


@pytest.fixture
def newcomer(db: None) -> Party:
    return add_party(actor=ACTOR, kind=PartyKind.SUPPLIER, name="Duskwater Displays", name_local="", country="CN")


def enrol(party: Party, commitment: Commitment, **changes: Any) -> Enrolment:
    years = {"base_year": 2025, "first_assessed_year": 2026, "end_year": 2030}
    return enrol_party(actor=ACTOR, party=party, commitment=commitment, **(years | changes))


@pytest.mark.parametrize(
    "changes",
    [
        {"base_year": 1990, "first_assessed_year": 1991, "end_year": 2200},
        {"end_year": 2026},
        {"tier": 3},
        {"category": "DISPLAY"},
    ],
)
def test_a_supplier_is_enrolled_on_years_of_its_own(mandate: Commitment, newcomer: Party, changes: dict[str, Any]) -> None:
    enrolment = enrol(newcomer, mandate, **changes)
    assert {name: getattr(enrolment, name) for name in changes} == changes


@pytest.mark.parametrize(
    ("changes", "pointers", "sentence"),
    [
        ({"end_year": 20300}, ["/end_year"], "end_year must be a year from 1990 to 2200, not 20300."),
        ({"base_year": 1989}, ["/base_year"], "base_year must be a year from 1990 to 2200, not 1989."),
        ({"end_year": 70000, "base_year": -1}, ["/base_year", "/end_year"], "not -1. end_year must be"),
        ({"base_year": True}, ["/base_year"], "not True."),
        ({"base_year": "2025"}, ["/base_year"], "not '2025'."),
        ({"base_year": 2026}, ["/first_assessed_year"], "must come after the base year 2026, not be 2026."),
        ({"end_year": 2025}, ["/end_year"], "must not come before the first assessed year 2026; it is 2025."),
        ({"tier": 0}, ["/tier"], "tier must be a whole number from 1 to 32767, not 0."),
        ({"tier": 40000}, ["/tier"], "not 40000."),
        ({"category": "Display panels"}, ["/category"], "“Display panels” is no category. Send 1 to 30 capital letters"),
        ({"tier": 0, "end_year": 2201}, ["/end_year", "/tier"], "not 2201. tier must be"),
    ],
)
def test_what_cannot_be_enrolled_is_refused_by_name(
    mandate: Commitment, newcomer: Party, changes: dict[str, Any], pointers: list[str], sentence: str
) -> None:
    with pytest.raises(Refusal) as refusal:
        enrol(newcomer, mandate, **changes)
    assert [fault.pointer for fault in refusal.value.faults] == pointers
    assert sentence in refusal.value.sentence
    assert not Enrolment.objects.exists()


def test_only_a_mandate_binds_and_only_suppliers(mandate: Commitment, goal: Commitment, newcomer: Party) -> None:
    recycler = add_party(actor=ACTOR, kind=PartyKind.RECYCLER, name="Emberline Recovery", name_local="", country="CN")
    with pytest.raises(Refusal, match="ewaste-goal is a goal") as towards_goal:
        enrol(newcomer, goal)
    with pytest.raises(Refusal, match="Emberline Recovery is not a supplier") as of_recycler:
        enrol(recycler, mandate)
    assert [fault.pointer for fault in (*towards_goal.value.faults, *of_recycler.value.faults)] == ["/commitment", "/party"]
    assert not Enrolment.objects.exists()


def test_a_party_is_enrolled_once(mandate: Commitment, newcomer: Party) -> None:
    enrol(newcomer, mandate)
    with pytest.raises(Conflict, match="Duskwater Displays is enrolled in supplier-carbon-mandate already"):
        enrol(newcomer, mandate, base_year=2027, first_assessed_year=2028)
    assert Enrolment.objects.get().base_year == 2025


def test_an_enrolment_that_passed_to_another_party_is_seen_by_that_one_only(mandate: Commitment, newcomer: Party) -> None:
    former = add_supplier_party("Amberlin Semiconductor", mandate)
    before = database_now()
    Enrolment.objects.filter(party=former).update(party=newcomer)
    after = database_now()

    def seen(party: Party | None, as_of: Any) -> list[str]:
        ids = None if party is None else [party.pk]
        return [each.name.name for each in list_enrolled(mandate.key, as_of=as_of, party_ids=ids)]

    assert [seen(party, before) for party in (former, newcomer, None)] == [[former.name], [], [former.name]]
    assert [seen(party, after) for party in (former, newcomer, None)] == [[], [newcomer.name], [newcomer.name]]
    assert list_enrolled(mandate.key, as_of=after, party_ids=[]) == []


@pytest.mark.parametrize(
    ("preset", "base_year", "end_year", "years", "summed"),
    [
        ("supplier-carbon-mandate", 2024, 2030, [2024, 2025], None),
        ("supplier-carbon-mandate", 2020, 2024, [2020, 2021, 2022, 2023, 2024], None),
        ("chip-fab-replay", 2018, 2024, [2018, 2019, 2020, 2021, 2022, 2023, 2024], 2024),
    ],
)
def test_a_calendar_beside_the_mandates_own_leaves_the_programme_and_its_report_standing(
    analyst: User, preset: str, base_year: int, end_year: int, years: list[int], summed: int | None
) -> None:
    party = add_supplier_party("Amberlin Semiconductor", add_mandate(preset), base_year=base_year, end_year=end_year)
    for year in years:
        submit_accepted(party, analyst, year, str(1000 - year % 100))
    summary = summarize_programme(as_of=database_now())
    across = summary.mandates[0].across_partners
    assert (across and across.totals[-1][0]) == summed
    identity = ReportIdentity(number="CR-0001", title="Report", issued_for="2025", record_note="Kept.")
    assert render_compliance_report(plain_summary(summary), identity=identity).startswith(b"%PDF")
