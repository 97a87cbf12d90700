"""A small programme, made through the actions that every door uses."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection

from suppliers.actions import accept_revision, file_evidence, submit_emissions_report
from suppliers.content import RevisionContent
from suppliers.models import Revision
from tests.evidence_samples import SAMPLES
from tracker.access.actions import add_party
from tracker.access.models import Party, PartyKind, User
from tracker.commitments.actions import enrol_party, read_preset, record_commitment_version
from tracker.commitments.measuring import Figure, record_measurement
from tracker.commitments.models import Commitment, Measurement
from tracker.compliance.periods import Period
from tracker.records.actors import Actor, system_actor
from tracker.records.clock import database_now
from tracker.records.models import Evidence

ACTOR = system_actor("test")
FOUNDING_MANDATE = "supplier-carbon-mandate"
GOAL = "ewaste-goal"
VEHICLES, RENEWABLES = "vehicles-2026", "renewable-electricity"

MINIMAL = {
    "reporting_year": 2025,
    "period_start": "2025-01-01",
    "period_end": "2025-12-31",
    "consolidation_approach": "OPERATIONAL_CONTROL",
    "gwp_set": "AR5",
    "scope_1_tco2e": "51712.8",
    "scope_2_location_tco2e": "20100",
    "scope_2_market_tco2e": "18250.5",
}


@contextmanager
def as_owner() -> Iterator[None]:
    """As the owner of the tables, who is no application: in the test's own transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        (role,) = cursor.fetchone()
        cursor.execute("RESET ROLE")
        try:
            yield
        finally:
            cursor.execute(f'SET ROLE "{role}"')


def utc_now() -> datetime:
    return datetime.now(UTC)


def add_mandate(preset: str = FOUNDING_MANDATE) -> Commitment:
    document = read_preset(preset)
    version = record_commitment_version(actor=ACTOR, key=document["key"], number=document["version"], terms=document["terms"])
    return version.commitment


def add_goal() -> Commitment:
    return add_mandate(GOAL)


def add_measurement(
    preset: str = VEHICLES,
    start: str = "2026-01-01",
    end: str = "2026-06-30",
    amount: str = "201000",
    of_total: str | None = None,
    **changes: Any,
) -> Measurement:
    """Recorded as soon as its period was over; the commitment is there since then at the latest."""
    add_mandate(preset)
    figure = Figure(
        period=Period(date.fromisoformat(start), date.fromisoformat(end)),
        amount=Decimal(amount),
        of_total=None if of_total is None else Decimal(of_total),
        source="A made-up report",
    )
    return record_measurement(actor=ACTOR, commitment_key=preset, figure=replace(figure, **changes), now=database_now())


def add_supplier_party(
    name: str, mandate: Commitment, *, name_local: str = "", base_year: int = 2025, end_year: int = 2030
) -> Party:
    party = add_party(actor=ACTOR, kind=PartyKind.SUPPLIER, name=name, name_local=name_local, country="CN")
    enrol_party(
        actor=ACTOR,
        party=party,
        commitment=mandate,
        base_year=base_year,
        first_assessed_year=base_year + 1,
        end_year=end_year,
    )
    return party


def content(year: int = 2025, scope_1: str = "100", **changes: Any) -> RevisionContent:
    fields: dict[str, Any] = {
        "period_start": date(year, 1, 1),
        "period_end": date(year, 12, 31),
        "consolidation_approach": "OPERATIONAL_CONTROL",
        "gwp_set": "AR5",
        "scope_1_tco2e": Decimal(scope_1),
        "scope_2_market_tco2e": Decimal(0),
    }
    return RevisionContent(**fields | changes)


def submit(party: Party, year: int = 2025, scope_1: str = "100", **changes: Any) -> Revision:
    return submit_emissions_report(
        actor=ACTOR, party_id=party.pk, reporting_year=year, content=content(year, scope_1, **changes), now=utc_now()
    )


def submit_accepted(party: Party, user: User, year: int = 2025, scope_1: str = "100", **changes: Any) -> UUID:
    revision = submit(party, year, scope_1, **changes)
    accept_revision(user=user, revision_id=revision.pk)
    return revision.pk


def record_sample(party: Party, name: str = "a.pdf", *, actor: Actor = ACTOR, **changes: Any) -> Evidence:
    fields: dict[str, Any] = {
        "title": "Assurance statement",
        "effective_date": date(2025, 12, 31),
        "content": SAMPLES.get(name),
    }
    return file_evidence(actor=actor, party_id=party.pk, file_name=name, now=utc_now(), **fields | changes)
