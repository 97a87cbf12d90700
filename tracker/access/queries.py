from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.apps import apps


@dataclass(frozen=True, slots=True)
class PartyName:
    name: str
    name_local: str
    country: str


def list_party_names(*, as_of: datetime, party_ids: Iterable[UUID] | None = None) -> dict[UUID, PartyName]:
    """What each party was called at `as_of`, from the history that a trigger writes."""
    events = apps.get_model("access", "PartyEvent").objects.filter(pgh_created_at__lte=as_of)
    if party_ids is not None:
        events = events.filter(pgh_obj_id__in=list(party_ids))
    latest = events.order_by("pgh_obj_id", "-pgh_created_at", "-pgh_id").distinct("pgh_obj_id")
    return {
        party_id: PartyName(name, name_local, country)
        for party_id, name, name_local, country in latest.values_list("pgh_obj_id", "name", "name_local", "country")
    }
