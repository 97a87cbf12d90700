from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from recycling.actions import OpeningBalance, can_reverse, record_opening_balance, reverse_entry
from recycling.models import EntryKind, LedgerEntry
from recycling.queries import measure_goal
from tests.world import ACTOR, FOUNDING_MANDATE, GOAL
from tracker.commitments.actions import read_preset, record_commitment_version
from tracker.commitments.models import Commitment
from tracker.commitments.queries import get_commitment
from tracker.compliance.commitments import Goal
from tracker.compliance.goals import GoalProgress, MassState
from tracker.compliance.periods import Period
from tracker.records.clock import database_now
from tracker.records.refusals import Conflict, Missing, Refusal


def balance(year: int = 2022, mass_kg: str = "4500000", **changes: object) -> OpeningBalance:
    fields: dict[str, object] = {
        "period": Period(date(year, 1, 1), date(year, 12, 31)),
        "mass_kg": Decimal(mass_kg),
        "source": "Yearly figure in an ESG report",
    }
    return OpeningBalance(**fields | changes)  # type: ignore[arg-type]


def record(*args: OpeningBalance) -> list[LedgerEntry]:
    now = database_now()
    return [record_opening_balance(actor=ACTOR, commitment_key=GOAL, balance=each, now=now) for each in args]


def progress() -> GoalProgress:
    now = database_now()
    goal = get_commitment(GOAL, as_of=now)
    assert isinstance(goal, Goal)
    return measure_goal(goal, as_of=now)


def test_published_totals_count_as_claimed(goal: Commitment) -> None:
    record(balance(2022, "4500000"), balance(2023, "12260000"), balance(2024, "19697200"))
    measured = progress()
    assert (measured.total.claimed, measured.total.verified) == (36_457_200_000_000, 0)
    assert f"{measured.share}" == "0.9594"
    assert measured.figures_until == date(2024, 12, 31)


def test_a_mistake_is_reversed_and_recorded_anew(goal: Commitment) -> None:
    (entry,) = record(balance(2022, "45000000"))
    with pytest.raises(Conflict, match="stands already"):
        record(balance(2022, "4500000"))
    reversal = reverse_entry(actor=ACTOR, entry_id=entry.pk, reason="A zero too many.")
    assert (reversal.mass_kg, reversal.reverses_id) == (Decimal(-45000000), entry.pk)
    assert progress().total.counted == 0
    record(balance(2022, "4500000"))
    assert progress().total.counted == 4_500_000_000_000
    assert LedgerEntry.objects.count() == 3


def test_an_entry_is_reversed_once_and_a_reversal_never(goal: Commitment) -> None:
    (entry,) = record(balance())
    reversal = reverse_entry(actor=ACTOR, entry_id=entry.pk, reason="wrong year")
    for each, sentence in ((entry, "reversed already"), (reversal, "is not reversed")):
        assert not can_reverse(each)
        with pytest.raises(Conflict, match=sentence):
            reverse_entry(actor=ACTOR, entry_id=each.pk, reason="again")


def test_a_reversal_says_why(goal: Commitment) -> None:
    (entry,) = record(balance())
    with pytest.raises(Refusal, match="Say why"):
        reverse_entry(actor=ACTOR, entry_id=entry.pk, reason=" ")
    with pytest.raises(Missing):
        reverse_entry(actor=ACTOR, entry_id=goal.pk, reason="no such entry")


@pytest.mark.parametrize(
    ("faulty", "pointer"),
    [
        (balance(mass_kg="-1"), "/mass_kg"),
        (balance(mass_kg="0"), "/mass_kg"),
        (balance(mass_kg="0.0000001"), "/mass_kg"),
        (balance(source=" "), "/source"),
        (balance(period=Period(date(2022, 2, 1), date(2022, 1, 1))), "/period_end"),
        (balance(2021), "/period_start"),
        (balance(2027), "/period_start"),
        (balance(source="x" * 301), "/source"),
        (balance(source="a\0b"), "/source"),
        (balance(qualifier="x" * 301), "/qualifier"),
        (balance(source_url="https://example.org/" + "x" * 500), "/source_url"),
        (balance(source_url="see the report"), "/source_url"),
        (balance(source_url="javascript:alert(1)"), "/source_url"),
        (balance(period=Period(date(2022, 1, 1), date(2023, 12, 31))), "/period_end"),
        (balance(period=Period(date(2022, 12, 31), date(2023, 1, 1))), "/period_end"),
    ],
)
def test_faults_are_named(goal: Commitment, faulty: OpeningBalance, pointer: str) -> None:
    with pytest.raises(Refusal) as refusal:
        record(faulty)
    assert [fault.pointer for fault in refusal.value.faults] == [pointer]
    assert not LedgerEntry.objects.exists()


def test_the_longest_texts_are_kept(goal: Commitment) -> None:
    (entry,) = record(balance(source="x" * 300, qualifier="y" * 300, source_url="https://example.org/" + "z" * 480))
    assert (len(entry.source), len(entry.qualifier), len(entry.source_url)) == (300, 300, 500)


def test_a_balance_of_two_years_is_refused_since_no_year_would_know_its_share(goal: Commitment) -> None:
    with pytest.raises(Refusal, match=r"2022-01-01 to 2023-12-31 is refused.+record one balance for each year"):
        record(balance(period=Period(date(2022, 1, 1), date(2023, 12, 31))))
    record(balance(2022), balance(2023))
    by_year = dict(progress().by_year)
    assert None not in (by_year[2022], by_year[2023])


def test_a_balance_is_recorded_when_its_period_is_over_and_not_before(goal: Commitment) -> None:
    longer = read_preset(GOAL)["terms"] | {"end": "2199-12-31", "vectors": []}
    record_commitment_version(actor=ACTOR, key=GOAL, number=2, terms=longer)
    december = balance(period=Period(date(2150, 12, 1), date(2150, 12, 31)))
    # The goal keeps the days of Shanghai, where the last day begins at 16:00 UTC.
    eve, day = datetime(2150, 12, 30, 15, 59, 59, tzinfo=UTC), datetime(2150, 12, 30, 16, tzinfo=UTC)
    with pytest.raises(Refusal, match="can be recorded from 2150-12-31 on") as refusal:
        record_opening_balance(actor=ACTOR, commitment_key=GOAL, balance=december, now=eve)
    assert [fault.pointer for fault in refusal.value.faults] == ["/period_end"]
    entry = record_opening_balance(actor=ACTOR, commitment_key=GOAL, balance=december, now=day)
    terms = get_commitment(GOAL, as_of=day)
    assert isinstance(terms, Goal)
    assert [line.entry_id for line in measure_goal(terms, as_of=day).lines] == [str(entry.pk)]


def test_a_mass_is_recorded_towards_a_goal_only(mandate: Commitment) -> None:
    with pytest.raises(Conflict, match="is a mandate"):
        record_opening_balance(actor=ACTOR, commitment_key=FOUNDING_MANDATE, balance=balance(), now=database_now())


@pytest.mark.parametrize(
    "fields",
    [
        {"kind": EntryKind.OPENING_BALANCE, "mass_kg": Decimal(-1)},
        {"kind": EntryKind.REVERSAL, "mass_kg": Decimal(-1), "reason": "of nothing"},
        {"kind": EntryKind.OPENING_BALANCE, "mass_kg": Decimal(1), "state": MassState.VERIFIED},
        {"kind": EntryKind.OPENING_BALANCE, "mass_kg": Decimal(1), "source": ""},
        {"kind": EntryKind.OPENING_BALANCE, "mass_kg": Decimal(1), "period_end": date(2021, 1, 1)},
    ],
)
def test_the_table_itself_refuses(goal: Commitment, fields: dict[str, object]) -> None:
    defaults = {
        "commitment": goal, "period_start": date(2022, 1, 1), "period_end": date(2022, 12, 31), "state": MassState.CLAIMED,
        "source": "somewhere",
    }  # fmt: skip
    with pytest.raises(IntegrityError), transaction.atomic():
        LedgerEntry.objects.create(**defaults | fields)
