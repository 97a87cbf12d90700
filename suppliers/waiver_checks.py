"""What is refused about waivers, each in one sentence: `check_can_x` raises it, `can_x` asks it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from uuid import UUID

from tracker.access.models import User
from tracker.access.queries import acts_for, has_entered
from tracker.records.models import Evidence
from tracker.records.refusals import Conflict, FieldFault, Forbidden, Refusal

from .models import Waiver

LONGEST_REASON = 2000


def check_can_grant_waiver(user: User, party_id: UUID) -> None:
    if user.party_id is not None or not user.has_perm("suppliers.add_waiver"):
        raise Forbidden("role-required", "Only an analyst or an administrator grants or ends a waiver.")
    if acts_for(user, party_id):
        sentence = "You set up a client or a user of this party, or issued one of its tokens; somebody else waives for it."
        raise Forbidden("four-eyes", sentence)


def can_grant_waiver(user: User, party_id: UUID) -> bool:
    try:
        check_can_grant_waiver(user, party_id)
    except Refusal:
        return False
    return True


def check_waiver(*, reason: str, expires_on: date, today: date) -> None:
    faults = tuple(_find_faults(reason, expires_on, today))
    if faults:
        raise Refusal("invalid-waiver", f"Nothing was recorded. Faults found: {len(faults)}.", faults=faults)


def _find_faults(reason: str, expires_on: date, today: date) -> Iterator[FieldFault]:
    if not reason.strip():
        yield FieldFault("/reason", "required", "Say why the obligation is waived: the supplier and every auditor read it.")
    if len(reason) > LONGEST_REASON:
        sentence = f"{len(reason)} characters were sent; at most {LONGEST_REASON} are kept. Shorten the text."
        yield FieldFault("/reason", "too-long", sentence)
    if expires_on < today:
        yield FieldFault("/expires_on", "past", f"{expires_on} is past. The last day of a waiver is {today} at the earliest.")


def check_backing(user: User, party_id: UUID, evidence_id: UUID | None) -> None:
    if evidence_id is None:
        return
    evidence = Evidence.objects.filter(pk=evidence_id, party_id=party_id).first()
    if evidence is None:
        fault = FieldFault("/evidence_id", "not-found", "There is no such file of this party. Choose one of its own.")
        raise Refusal("invalid-waiver", "Nothing was recorded. Faults found: 1.", faults=(fault,))
    if has_entered(user, evidence):
        sentence = (
            "You entered the file that backs the waiver, or set up the client or user it came by; somebody else grants it."
        )
        raise Forbidden("four-eyes", sentence)


def check_waives_alone(standing: Waiver | None) -> None:
    if standing is not None:
        raise Conflict(
            "waiver-exists",
            f"Waiver {standing.pk} lifts this obligation until {standing.expires_on} already. End that one first, "
            "or grant a new one once it has expired.",
        )


def check_can_end_waiver(user: User, waiver: Waiver, *, reason: str, today: date) -> None:
    check_can_grant_waiver(user, waiver.party_id)
    if getattr(waiver, "end", None) is not None:
        raise Conflict("waiver-ended", "This waiver was ended already. An end stands; a new waiver can be granted.")
    if waiver.expires_on < today:
        raise Conflict("waiver-expired", f"This waiver expired on {waiver.expires_on} by itself; there is nothing to end.")
    if not reason.strip():
        raise Refusal("reason-required", "Say why the waiver ends: the supplier owes again from then on.")


def can_end_waiver(user: User, waiver: Waiver, *, today: date) -> bool:
    try:
        check_can_end_waiver(user, waiver, reason="asked", today=today)
    except Refusal:
        return False
    return True
