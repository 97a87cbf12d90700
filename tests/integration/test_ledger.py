from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from recycling.actions import OpeningBalance, can_reverse, record_opening_balance, reverse_entry
from recycling.models import EntryKind, LedgerEntry
from recycling.queries import measure_goal
from tests.world import ACTOR, FOUNDING_MANDATE, GOAL
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
    return [record_opening_balance(actor=ACTOR, commitment_key=GOAL, balance=each) for each in args]


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
    ],
)
def test_faults_are_named(goal: Commitment, faulty: OpeningBalance, pointer: str) -> None:
    with pytest.raises(Refusal) as refusal:
        record(faulty)
    assert [fault.pointer for fault in refusal.value.faults] == [pointer]
    assert not LedgerEntry.objects.exists()


def test_a_mass_is_recorded_towards_a_goal_only(mandate: Commitment) -> None:
    with pytest.raises(Conflict, match="is a mandate"):
        record_opening_balance(actor=ACTOR, commitment_key=FOUNDING_MANDATE, balance=balance())


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
