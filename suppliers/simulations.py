"""Supposed figures of a supplier beside its recorded ones. Nothing is written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tracker.commitments.queries import list_enrolments_of, list_mandates
from tracker.compliance.assessments import Obligation, YearRecord
from tracker.compliance.commitments import Mandate
from tracker.compliance.plain import Plain, plain_simulation
from tracker.compliance.simulations import Start, has_base, simulate
from tracker.compliance.summaries import Partner

from .queries import as_partner, list_year_records, obligations_of
from .waiver_queries import list_waivers_in_force


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """One mandate that binds a supplier, with the years that the supplier owes and what is recorded of them."""

    party_id: UUID
    partner: Partner
    mandate: Mandate
    obligations: Sequence[Obligation]
    records: Mapping[int, YearRecord]

    @property
    def base_year(self) -> int:
        return self.obligations[0].base_year

    @property
    def years(self) -> range:
        return range(self.base_year, self.obligations[0].end_year + 1)

    @property
    def has_base(self) -> bool:
        return has_base(self.records, self.base_year)


def list_bound(party_id: UUID, *, as_of: datetime) -> dict[str, Bound]:
    """By the key of the mandate."""
    enrolled = list_enrolments_of(party_id, as_of=as_of)
    records = list_year_records(as_of=as_of, party_ids=[party_id]).get(party_id, {})
    return {
        mandate.key: Bound(
            party_id=party_id,
            partner=as_partner(enrolled[mandate.key]),
            mandate=mandate,
            obligations=obligations_of(mandate, enrolled[mandate.key]),
            records=records,
        )
        for mandate in list_mandates(as_of=as_of)
        if mandate.key in enrolled
    }


def simulate_figures(bound: Bound, figures: Mapping[int, int], *, start: Start, as_of: datetime) -> Plain:
    waivers = list_waivers_in_force(bound.mandate, as_of=as_of, party_ids=[bound.party_id])
    simulation = simulate(
        bound.mandate,
        bound.obligations,
        bound.records,
        figures,
        today=as_of.astimezone(bound.mandate.zone).date(),
        start=start,
        waivers={year: waiver for (_, year), waiver in waivers.items()},
    )
    return plain_simulation(simulation, bound.partner)
