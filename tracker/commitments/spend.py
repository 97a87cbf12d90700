"""What the buyer spends with a party: a weight beside the emissions, so that coverage can be told by money too."""

from __future__ import annotations

import re
from decimal import Decimal
from uuid import UUID

from tracker.records.acting import action
from tracker.records.actors import Actor
from tracker.records.audit import record_event
from tracker.records.refusals import Missing, Refusal

from .models import Enrolment

CENT = Decimal("0.01")
MOST_SPEND = Decimal(10) ** 14
_CURRENCY = re.compile(r"[A-Z]{3}", re.ASCII)


@action
def record_spend(*, actor: Actor, commitment_key: str, party_id: UUID, annual_spend: Decimal, currency: str) -> Enrolment:
    """The last one counts; what was recorded before stays in the enrolment's history, and answers for the past keep it."""
    check_can_record_spend(annual_spend, currency)
    found = Enrolment.objects.select_for_update().filter(commitment__key=commitment_key, party_id=party_id).first()
    if found is None:
        raise Missing("not-enrolled", f"The party {party_id} is not enrolled in “{commitment_key}”. Enrol it first.")
    found.annual_spend, found.spend_currency = annual_spend, currency
    found.save(update_fields=["annual_spend", "spend_currency"])
    facts = {"commitment": commitment_key, "annual_spend": f"{annual_spend:f}", "currency": currency}
    record_event(verb="commitments.record_spend", subject=found, party_id=found.party_id, facts=facts)
    return found


def check_can_record_spend(annual_spend: Decimal, currency: str) -> None:
    if not annual_spend.is_finite() or not 0 <= annual_spend < MOST_SPEND or annual_spend.quantize(CENT) != annual_spend:
        raise Refusal("spend-amount", f"{annual_spend!s:.40} is no amount of money. Send one from 0 with at most two decimals.")
    if not _CURRENCY.fullmatch(currency):
        raise Refusal("spend-currency", f"“{currency[:10]}” is no currency. Send the three letters of ISO 4217, such as CNY.")
