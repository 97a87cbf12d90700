from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import NoReturn
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator

from tracker.commitments.models import Commitment
from tracker.commitments.queries import get_commitment
from tracker.compliance.commitments import Goal
from tracker.compliance.goals import MassState
from tracker.compliance.periods import Period
from tracker.compliance.quantities import QuantityError, check_quantity
from tracker.records.acting import action
from tracker.records.actors import Actor
from tracker.records.audit import record_event
from tracker.records.refusals import Conflict, FieldFault, Missing, Refusal
from tracker.records.text import find_unstorable

from .models import TEXT_LENGTH, URL_LENGTH, EntryKind, LedgerEntry

CHECK_ADDRESS = URLValidator(schemes=["http", "https"])


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningBalance:
    """A published total for a period that nobody has recorded consignments for. It counts as claimed."""

    period: Period
    mass_kg: Decimal
    source: str
    source_url: str = ""
    qualifier: str = ""
    estimated: bool = False


@action
def record_opening_balance(*, actor: Actor, commitment_key: str, balance: OpeningBalance, now: datetime) -> LedgerEntry:
    """Raises Refusal with every fault, or Conflict where a balance for some of these days stands already."""
    commitment = _lock_goal(commitment_key)
    check_opening_balance(balance)
    check_can_record(commitment, balance.period, get_commitment(commitment_key, as_of=now), now)
    entry = LedgerEntry.objects.create(
        commitment=commitment,
        kind=EntryKind.OPENING_BALANCE,
        state=MassState.CLAIMED,
        period_start=balance.period.start,
        period_end=balance.period.end,
        mass_kg=balance.mass_kg,
        source=balance.source,
        source_url=balance.source_url,
        qualifier=balance.qualifier,
        estimated=balance.estimated,
        entered_by_id=actor.user_id,
    )
    facts = {"commitment": commitment_key, "mass_kg": f"{balance.mass_kg:f}", "source": balance.source}
    record_event(verb="recycling.record_opening_balance", subject=entry, party_id=None, facts=facts)
    return entry


@action
def reverse_entry(*, actor: Actor, entry_id: UUID, reason: str) -> LedgerEntry:
    """The counter-entry that takes a line back, whole. Raises Missing, Refusal or Conflict."""
    entry = LedgerEntry.objects.select_for_update(of=("self",)).filter(pk=entry_id).first()
    if entry is None:
        raise Missing("not-found", "There is no such ledger entry.")
    check_can_reverse(entry, reason)
    reversal = LedgerEntry.objects.create(
        commitment_id=entry.commitment_id,
        party_id=entry.party_id,
        kind=EntryKind.REVERSAL,
        state=entry.state,
        period_start=entry.period_start,
        period_end=entry.period_end,
        mass_kg=-entry.mass_kg,
        source=entry.source,
        source_url=entry.source_url,
        estimated=entry.estimated,
        reverses=entry,
        reason=reason.strip(),
        entered_by_id=actor.user_id,
    )
    facts = {"reverses": str(entry.pk), "mass_kg": f"{reversal.mass_kg:f}", "reason": reversal.reason}
    record_event(verb="recycling.reverse_entry", subject=reversal, party_id=entry.party_id, facts=facts)
    return reversal


def check_opening_balance(balance: OpeningBalance) -> None:
    faults = []
    if balance.period.end < balance.period.start:
        faults.append(FieldFault("/period_end", "period-order", f"{balance.period.end} is before {balance.period.start}."))
    if not balance.source.strip():
        faults.append(FieldFault("/source", "required", "A published figure names its source: who published it, and where."))
    faults += _faults_of_texts(balance)
    try:
        if not check_quantity(balance.mass_kg):
            faults.append(FieldFault("/mass_kg", "quantity", "A balance of zero kilograms says nothing; leave it out."))
    except QuantityError as error:
        faults.append(FieldFault("/mass_kg", "quantity", str(error)))
    if faults:
        raise Refusal("invalid-entry", f"Nothing was recorded. Faults found: {len(faults)}.", faults=tuple(faults))


def _faults_of_texts(balance: OpeningBalance) -> Iterator[FieldFault]:
    texts = (("source", balance.source, TEXT_LENGTH), ("qualifier", balance.qualifier, TEXT_LENGTH))
    for name, text, longest in (*texts, ("source_url", balance.source_url, URL_LENGTH)):
        if len(text) > longest:
            yield FieldFault(f"/{name}", "too-long", f"{len(text)} characters are too many; at most {longest} are kept.")
        elif found := find_unstorable(text):
            yield FieldFault(f"/{name}", "not-text", f"It holds the character {found}, which is not accepted. Leave it out.")
        elif name == "source_url" and text and not _is_address(text):
            yield FieldFault("/source_url", "url", "This is not an address such as https://example.org/report.")


def _is_address(text: str) -> bool:
    try:
        CHECK_ADDRESS(text)
    except ValidationError:
        return False
    return True


def check_can_record(commitment: Commitment, period: Period, goal: object, now: datetime) -> None:
    if not isinstance(goal, Goal):
        raise Conflict("not-a-goal", f"“{commitment.key}” is a mandate; a mass is recorded towards a cumulative goal.")
    check_period(period, goal, now)
    standing = _overlapping(commitment, period)
    if standing is not None:
        raise Conflict(
            "balance-stands",
            f"A balance for {standing.period_start} to {standing.period_end} stands already. "
            "Reverse it first: a kilogram counts once.",
        )


def check_period(period: Period, goal: Goal, now: datetime) -> None:
    """A balance counts in the year in which it ends and from that day on, so it is recorded when all of it is over."""
    span, stated = Period(goal.start, goal.end), f"{period.start} to {period.end}"
    if not (span.holds(period.start) and span.holds(period.end)):
        detail = f"The goal runs from {goal.start} to {goal.end}."
        _refuse_period("outside-goal", "/period_start", f"{stated} does not lie inside the goal's period. {detail}", detail)
    if period.start.year != period.end.year:
        detail = "It does not lie within one calendar year; record one balance for each year."
        _refuse_period("spans-years", "/period_end", f"{stated} is refused. {detail}", detail)
    if period.end > now.astimezone(goal.zone).date():
        detail = f"The period is not over yet; its balance can be recorded from {period.end} on."
        _refuse_period("period-not-over", "/period_end", f"{stated} is refused. {detail}", detail)


def _refuse_period(code: str, pointer: str, sentence: str, detail: str) -> NoReturn:
    raise Refusal(code, sentence, faults=(FieldFault(pointer, code, detail),))


def check_can_reverse(entry: LedgerEntry, reason: str) -> None:
    if entry.kind == EntryKind.REVERSAL:
        raise Conflict("is-reversal", "A reversal is not reversed; record the right figure as a new entry.")
    if LedgerEntry.objects.filter(reverses=entry).exists():
        raise Conflict("entry-reversed", "This entry is reversed already.")
    if not reason.strip():
        raise Refusal("reason-required", "Say why the entry is reversed: every reader of the ledger sees the reason.")


def can_reverse(entry: LedgerEntry) -> bool:
    try:
        check_can_reverse(entry, "asked")
    except Refusal:
        return False
    return True


def _lock_goal(commitment_key: str) -> Commitment:
    commitment = Commitment.objects.select_for_update().filter(key=commitment_key).first()
    if commitment is None:
        raise Missing("commitment-unknown", f"There is no commitment “{commitment_key}”.")
    return commitment


def _overlapping(commitment: Commitment, period: Period) -> LedgerEntry | None:
    return LedgerEntry.objects.filter(
        commitment=commitment,
        kind=EntryKind.OPENING_BALANCE,
        reversed_by__isnull=True,
        period_start__lte=period.end,
        period_end__gte=period.start,
    ).first()
