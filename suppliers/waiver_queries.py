from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from uuid import UUID

from django.db.models import QuerySet

from tracker.commitments.queries import get_commitment
from tracker.compliance import waivers as core
from tracker.compliance.commitments import Mandate

from .models import Waiver


def list_waivers() -> QuerySet[Waiver]:
    return Waiver.objects.select_related("party", "commitment", "granted_by", "evidence", "end__ended_by")


def list_waivers_in_force(
    mandate: Mandate, *, as_of: datetime, party_ids: Sequence[UUID] | None = None
) -> dict[tuple[str, int], core.Waiver]:
    """By party and year, those recorded by `as_of` that hold on its day: one query."""
    return keep_in_force(mandate, list_granted(as_of=as_of, party_ids=party_ids, key=mandate.key), as_of=as_of)


def list_granted(*, as_of: datetime, party_ids: Sequence[UUID] | None = None, key: str | None = None) -> list[Waiver]:
    """Those recorded by `as_of`, of one mandate or of all, whether they still hold or not."""
    granted = Waiver.objects.filter(recorded_at__lte=as_of).select_related("end", "commitment").order_by("recorded_at")
    if key is not None:
        granted = granted.filter(commitment__key=key)
    return list(granted if party_ids is None else granted.filter(party_id__in=party_ids))


def keep_in_force(mandate: Mandate, granted: Iterable[Waiver], *, as_of: datetime) -> dict[tuple[str, int], core.Waiver]:
    today = as_of.astimezone(mandate.zone).date()
    by_obligation: dict[tuple[str, int], list[core.Waiver]] = defaultdict(list)
    for waiver in granted:
        if waiver.commitment.key == mandate.key and waiver.expires_on >= today:
            by_obligation[str(waiver.party_id), waiver.reporting_year].append(as_core(waiver))
    held = {key: core.waiver_in_force(waivers, at=as_of, today=today) for key, waivers in by_obligation.items()}
    return {key: waiver for key, waiver in held.items() if waiver is not None}


def as_core(waiver: Waiver) -> core.Waiver:
    end = getattr(waiver, "end", None)
    return core.Waiver(
        waiver_id=str(waiver.pk),
        reason=waiver.reason,
        author_id=str(waiver.granted_by_id),
        granted_at=waiver.recorded_at,
        expires_on=waiver.expires_on,
        evidence_id=str(waiver.evidence_id) if waiver.evidence_id else None,
        ended_at=end.recorded_at if end else None,
    )


def day_of(waiver: Waiver, instant: datetime) -> date:
    """In the zone of the mandate whose obligation it lifts."""
    return instant.astimezone(get_commitment(waiver.commitment.key, as_of=instant).zone).date()
