from __future__ import annotations

import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.db import transaction

from tracker.access.models import Party
from tracker.compliance.commitments import CommitmentError, CommitmentKind, read_commitment
from tracker.records.actors import Actor
from tracker.records.audit import record_event
from tracker.records.refusals import Conflict, Refusal

from .models import Commitment, CommitmentVersion, Enrolment

PRESETS = Path(__file__).with_name("presets")


def read_preset(name: str) -> dict[str, Any]:
    return read_document(PRESETS / f"{name}.toml")


def read_document(path: Path) -> dict[str, Any]:
    with path.open("rb") as stream:
        return tomllib.load(stream, parse_float=Decimal)


@transaction.atomic
def record_commitment_version(*, actor: Actor, key: str, number: int, terms: dict[str, Any]) -> CommitmentVersion:
    """Recording the same terms again changes nothing; other terms under a recorded number are refused."""
    try:
        pledged = read_commitment(key, number, terms)
    except CommitmentError as error:
        raise Refusal("commitment-terms", str(error)) from error
    commitment, _ = Commitment.objects.get_or_create(key=key, defaults={"kind": CommitmentKind(terms["kind"])})
    recorded = CommitmentVersion.objects.filter(commitment=commitment, number=number).first()
    if recorded is not None:
        if recorded.terms == terms:
            return recorded
        raise Conflict(
            "commitment-version-recorded",
            f"{pledged.label} is recorded with other terms. Versions never change; use {number + 1}.",
        )
    version = CommitmentVersion.objects.create(
        commitment=commitment, number=number, valid_from=pledged.valid_from, terms=terms, recorded_by=actor.label
    )
    record_event(actor=actor, verb="commitments.record_version", subject=version, party_id=None, facts={"label": pledged.label})
    return version


@transaction.atomic
def enrol_party(
    *,
    actor: Actor,
    party: Party,
    commitment: Commitment,
    base_year: int,
    first_assessed_year: int,
    end_year: int,
    tier: int = 1,
) -> Enrolment:
    enrolment = Enrolment.objects.create(
        party=party,
        commitment=commitment,
        base_year=base_year,
        first_assessed_year=first_assessed_year,
        end_year=end_year,
        tier=tier,
    )
    facts = {"commitment": commitment.key, "base_year": base_year, "tier": tier}
    record_event(actor=actor, verb="commitments.enrol_party", subject=enrolment, party_id=party.pk, facts=facts)
    return enrolment
