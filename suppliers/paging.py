"""What a list holds, before anybody is judged: only those on the page that is shown are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tracker.commitments.queries import list_enrolled
from tracker.compliance.assessments import Assessment
from tracker.compliance.commitments import Mandate
from tracker.compliance.restatements import Reconciliation
from tracker.compliance.summaries import Partner

from .queries import assess_partners, obligations_of
from .restatements import reconcile_partners


@dataclass(frozen=True, slots=True)
class Bound:
    """A party that a mandate binds."""

    mandate: Mandate
    party_id: UUID


@dataclass(frozen=True, slots=True)
class Owed(Bound):
    year: int


def list_bound(mandates: Iterable[Mandate], *, as_of: datetime, party_ids: Sequence[UUID] | None = None) -> list[Bound]:
    """By mandate and party name, as `reconcile_partners` gives them."""
    return [
        Bound(mandate, party.party_id)
        for mandate in mandates
        for party in list_enrolled(mandate.key, as_of=as_of, party_ids=party_ids)
    ]


def list_owed(mandates: Iterable[Mandate], *, as_of: datetime, party_ids: Sequence[UUID] | None = None) -> list[Owed]:
    """By mandate, party name and year, as `assess_partners` gives them."""
    return [
        Owed(mandate, party.party_id, obligation.year)
        for mandate in mandates
        for party in list_enrolled(mandate.key, as_of=as_of, party_ids=party_ids)
        for obligation in obligations_of(mandate, party)
    ]


def assess_owed(rows: Sequence[Owed], *, as_of: datetime) -> list[tuple[Partner, Assessment]]:
    """In the order of `rows`, without those that are owed no more: the queries grow with the mandates among them."""
    judged = {
        (mandate.key, UUID(partner.party_id), assessment.obligation.year): (partner, assessment)
        for mandate, parties in _group(rows)
        for partner, assessment in assess_partners(mandate, as_of=as_of, party_ids=parties)
    }
    asked = ((row.mandate.key, row.party_id, row.year) for row in rows)
    return [judged[key] for key in asked if key in judged]


def reconcile_bound(
    rows: Sequence[Bound], *, from_as_of: datetime | None, as_of: datetime
) -> list[tuple[Partner, Reconciliation]]:
    return [
        each
        for mandate, parties in _group(rows)
        for each in reconcile_partners(mandate, from_as_of=from_as_of, as_of=as_of, party_ids=parties)
    ]


def _group(rows: Iterable[Bound]) -> list[tuple[Mandate, list[UUID]]]:
    """The parties of each mandate, in the order of the rows."""
    parties: dict[str, dict[UUID, None]] = defaultdict(dict)
    mandates: dict[str, Mandate] = {}
    for row in rows:
        mandates[row.mandate.key] = row.mandate
        parties[row.mandate.key][row.party_id] = None
    return [(mandate, list(parties[key])) for key, mandate in mandates.items()]
