from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.db.models import Max

from tracker.access.models import Party, PartyKind
from tracker.compliance.commitments import Commitment as Promise
from tracker.compliance.commitments import CommitmentError, CommitmentKind, read_commitment
from tracker.compliance.vectors import find_broken
from tracker.records.acting import action
from tracker.records.actors import Actor
from tracker.records.audit import record_event
from tracker.records.refusals import Conflict, FieldFault, Refusal

from .categories import find_category_faults
from .models import Commitment, CommitmentVersion, Enrolment

PRESETS = Path(__file__).with_name("presets")
EARLIEST_YEAR, LATEST_YEAR = 1990, 2200
HIGHEST_NUMBER = 32767  # of a small integer's column

_KEY = re.compile(r"[a-zA-Z0-9_-]{1,60}")
_KIND_IN_WORDS = {
    CommitmentKind.ANNUAL_AVERAGE_REDUCTION: "a mandate",
    CommitmentKind.CUMULATIVE_TOTAL: "a goal",
    CommitmentKind.SHARE_BY_DATE: "a share by a date",
    CommitmentKind.COUNT_IN_PERIOD: "a count in a period",
}


def read_preset(name: str) -> dict[str, Any]:
    return read_document(PRESETS / f"{name}.toml")


def read_document(path: Path) -> dict[str, Any]:
    with path.open("rb") as stream:
        return tomllib.load(stream, parse_float=Decimal)


@action
def record_commitment_version(*, actor: Actor, key: str, number: int, terms: dict[str, Any]) -> CommitmentVersion:
    """Recording the same terms again changes nothing; other terms under a recorded number are refused."""
    check_key_and_number(key, number)
    pledged = read_terms(key, number, terms)
    commitment = _lock_commitment(key, CommitmentKind(terms["kind"]))
    recorded = CommitmentVersion.objects.filter(commitment=commitment, number=number).first()
    if recorded is not None and recorded.terms == terms:
        return recorded
    check_can_record_version(commitment, pledged, CommitmentKind(terms["kind"]))
    check_vectors(pledged)
    version = CommitmentVersion.objects.create(
        commitment=commitment, number=number, valid_from=pledged.valid_from, terms=terms, recorded_by=actor.label
    )
    record_event(
        verb="commitments.record_version", subject=version, also=[commitment], party_id=None, facts={"label": pledged.label}
    )
    return version


def check_key_and_number(key: str, number: int) -> None:
    if not isinstance(key, str) or not _KEY.fullmatch(key):
        raise Refusal("commitment-key", f"key must be 1 to 60 letters, digits, hyphens and underscores, not {key!r}.")
    if not _is_within(number, 1, HIGHEST_NUMBER):
        raise Refusal("commitment-number", f"version must be a whole number from 1 to {HIGHEST_NUMBER}, not {number!r}.")


def check_can_record_version(commitment: Commitment, pledged: Promise, kind: CommitmentKind) -> None:
    if commitment.kind != kind:
        was, would_be = _KIND_IN_WORDS[CommitmentKind(commitment.kind)], _KIND_IN_WORDS[kind]
        raise Conflict(
            "commitment-kind", f"“{commitment.key}” is {was}; {would_be} cannot be a version of it. Give it a key of its own."
        )
    last = commitment.versions.aggregate(last=Max("number"))["last"] or 0
    if commitment.versions.filter(number=pledged.version).exists():
        raise Conflict(
            "commitment-version-recorded",
            f"{pledged.label} is recorded with other terms. Versions never change; use {last + 1}.",
        )
    if pledged.version != last + 1:
        raise Conflict(
            "commitment-version-next", f"The next version of “{commitment.key}” is {last + 1}, not {pledged.version}."
        )


def check_vectors(pledged: Promise) -> None:
    """Of new versions alone: one that is recorded stands, whatever a later engine would make of its vectors."""
    if broken := list(find_broken(pledged)):
        raise Refusal("commitment-vectors", " ".join(f"{pledged.label}: {each.sentence}" for each in broken))


def read_terms(key: str, number: int, terms: dict[str, Any]) -> Promise:
    try:
        return read_commitment(key, number, terms)
    except CommitmentError as error:
        raise Refusal("commitment-terms", str(error)) from error


def _lock_commitment(key: str, kind: CommitmentKind) -> Commitment:
    """So that two versions that are recorded at once get two numbers."""
    commitment, _ = Commitment.objects.get_or_create(key=key, defaults={"kind": kind})
    return Commitment.objects.select_for_update().get(pk=commitment.pk)


@action
def enrol_party(
    *,
    actor: Actor,
    party: Party,
    commitment: Commitment,
    base_year: int,
    first_assessed_year: int,
    end_year: int,
    tier: int = 1,
    category: str = "",
) -> Enrolment:
    """Raises Refusal with every fault, or Conflict where the party is enrolled already."""
    commitment = Commitment.objects.select_for_update().get(pk=commitment.pk)
    check_can_enrol(party, commitment, (base_year, first_assessed_year, end_year), tier, category)
    enrolment = Enrolment.objects.create(
        party=party,
        commitment=commitment,
        base_year=base_year,
        first_assessed_year=first_assessed_year,
        end_year=end_year,
        tier=tier,
        category=category,
    )
    facts = {"commitment": commitment.key, "base_year": base_year, "tier": tier, "category": category}
    record_event(verb="commitments.enrol_party", subject=enrolment, party_id=party.pk, facts=facts)
    return enrolment


def check_can_enrol(party: Party, commitment: Commitment, years: tuple[int, int, int], tier: int, category: str) -> None:
    """`years` are the base year, the first assessed year and the end year."""
    faults = (*_faults_of_parties(party, commitment), *_faults_of_years(*years))
    if not _is_within(tier, 1, HIGHEST_NUMBER):
        faults += (FieldFault("/tier", "tier", f"tier must be a whole number from 1 to {HIGHEST_NUMBER}, not {tier!r}."),)
    if category:
        faults += tuple(find_category_faults(category))
    if faults:
        raise Refusal("invalid-enrolment", " ".join(fault.detail for fault in faults), faults=faults)
    if Enrolment.objects.filter(party=party, commitment=commitment).exists():
        raise Conflict("party-enrolled", f"{party} is enrolled in {commitment} already.")


def _faults_of_parties(party: Party, commitment: Commitment) -> Iterator[FieldFault]:
    if commitment.kind != CommitmentKind.ANNUAL_AVERAGE_REDUCTION:
        yield FieldFault(
            "/commitment",
            "not-a-mandate",
            f"{commitment} is {_KIND_IN_WORDS[CommitmentKind(commitment.kind)]}; a party is enrolled in a mandate.",
        )
    if party.kind != PartyKind.SUPPLIER:
        yield FieldFault("/party", "not-a-supplier", f"{party} is not a supplier; a mandate binds suppliers.")


def _faults_of_years(base_year: int, first_assessed_year: int, end_year: int) -> Iterator[FieldFault]:
    years = {"base_year": base_year, "first_assessed_year": first_assessed_year, "end_year": end_year}
    outside = [name for name, year in years.items() if not _is_within(year, EARLIEST_YEAR, LATEST_YEAR)]
    for name in outside:
        sentence = f"{name} must be a year from {EARLIEST_YEAR} to {LATEST_YEAR}, not {years[name]!r}."
        yield FieldFault(f"/{name}", "year", sentence)
    if outside:
        return
    if first_assessed_year <= base_year:
        sentence = f"first_assessed_year must come after the base year {base_year}, not be {first_assessed_year}."
        yield FieldFault("/first_assessed_year", "year-order", sentence)
    if end_year < first_assessed_year:
        sentence = f"end_year must not come before the first assessed year {first_assessed_year}; it is {end_year}."
        yield FieldFault("/end_year", "year-order", sentence)


def _is_within(number: object, low: int, high: int) -> bool:
    return isinstance(number, int) and not isinstance(number, bool) and low <= number <= high
