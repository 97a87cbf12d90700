"""What a party supplies, as a code of the programme's own choice by which its partners are cut."""

from __future__ import annotations

import re
from collections.abc import Iterator
from uuid import UUID

from tracker.records.acting import action
from tracker.records.actors import Actor
from tracker.records.audit import record_event
from tracker.records.refusals import FieldFault, Missing, Refusal

from .models import CATEGORY_LENGTH, Enrolment

_CODE = re.compile(rf"[A-Z][A-Z0-9_]{{0,{CATEGORY_LENGTH - 1}}}", re.ASCII)


@action
def record_category(*, actor: Actor, commitment_key: str, party_id: UUID, category: str) -> Enrolment:
    """The last one counts; what was recorded before stays in the enrolment's history, and answers for the past keep it."""
    if faults := tuple(find_category_faults(category)):
        raise Refusal("invalid-category", faults[0].detail, faults=faults)
    found = Enrolment.objects.select_for_update().filter(commitment__key=commitment_key, party_id=party_id).first()
    if found is None:
        raise Missing("not-enrolled", f"The party {party_id} is not enrolled in “{commitment_key}”. Enrol it first.")
    found.category = category
    found.save(update_fields=["category"])
    facts = {"commitment": commitment_key, "category": category}
    record_event(verb="commitments.record_category", subject=found, party_id=found.party_id, facts=facts)
    return found


def find_category_faults(category: str) -> Iterator[FieldFault]:
    if not _CODE.fullmatch(category):
        sentence = (
            f"“{category[:CATEGORY_LENGTH]}” is no category. Send 1 to {CATEGORY_LENGTH} capital letters, digits and "
            "underscores, such as DISPLAY."
        )
        yield FieldFault("/category", "category", sentence)
