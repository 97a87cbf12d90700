from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db.models import Q, QuerySet

from tracker.access.queries import PartyName, list_party_names
from tracker.compliance.commitments import Commitment, CountGoal, Goal, Mandate, ShareGoal, read_commitment
from tracker.compliance.quantities import to_micro
from tracker.compliance.summaries import Spend
from tracker.records.refusals import Missing

from .models import CommitmentVersion


@dataclass(frozen=True, slots=True)
class EnrolledParty:
    """Who is bound by a mandate, as things stood at an instant."""

    party_id: UUID
    base_year: int
    first_assessed_year: int
    end_year: int
    tier: int
    category: str
    spend: Spend | None
    name: PartyName


class Standing(StrEnum):
    AHEAD = "AHEAD"
    IN_FORCE = "IN_FORCE"
    SUPERSEDED = "SUPERSEDED"


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionRow:
    pk: UUID
    number: int
    valid_from: date
    standing: Standing


@dataclass(frozen=True, slots=True, kw_only=True)
class EnrolledCount:
    tier: int
    base_year: int
    count: int


def list_commitments(*, as_of: datetime) -> list[Commitment]:
    """The version of each commitment that was recorded and in force at `as_of`; what only illustrates comes last."""
    versions = CommitmentVersion.objects.filter(recorded_at__lte=as_of).order_by("commitment__key", "-number")
    in_force: dict[str, Commitment] = {}
    for key, number, terms in versions.values_list("commitment__key", "number", "terms"):
        if key not in in_force and _is_in_force(version := read_commitment(key, number, terms), as_of):
            in_force[key] = version
    return sorted(in_force.values(), key=lambda each: (each.illustration_note is not None, each.key))


def _is_in_force(version: Commitment, as_of: datetime) -> bool:
    return version.valid_from <= as_of.astimezone(version.zone).date()


def list_mandates(*, as_of: datetime, key: str | None = None) -> list[Mandate]:
    """All of them, or the one with this key. Raises Missing where no commitment has it."""
    commitments = list_commitments(as_of=as_of) if key is None else [get_commitment(key, as_of=as_of)]
    return [commitment for commitment in commitments if isinstance(commitment, Mandate)]


def list_goals(*, as_of: datetime) -> list[Goal]:
    return [commitment for commitment in list_commitments(as_of=as_of) if isinstance(commitment, Goal)]


def list_measured_goals(*, as_of: datetime) -> list[ShareGoal | CountGoal]:
    return [commitment for commitment in list_commitments(as_of=as_of) if isinstance(commitment, ShareGoal | CountGoal)]


def get_commitment(key: str, *, as_of: datetime) -> Commitment:
    """Raises Missing, naming the keys that exist."""
    commitments = list_commitments(as_of=as_of)
    for commitment in commitments:
        if commitment.key == key:
            return commitment
    known = ", ".join(commitment.key for commitment in commitments) or "none yet"
    instant = f"{as_of.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"
    raise Missing("commitment-unknown", f"There is no commitment “{key}” at {instant}. Known: {known}.")


def list_versions(key: str, *, as_of: datetime) -> list[VersionRow]:
    """What was recorded of one commitment until `as_of`, the newest first: of those whose day has come, the highest holds."""
    versions = CommitmentVersion.objects.filter(commitment__key=key, recorded_at__lte=as_of).order_by("-number")
    rows: list[VersionRow] = []
    held = False
    for pk, number, terms in versions.values_list("pk", "number", "terms"):
        version = read_commitment(key, number, terms)
        come = _is_in_force(version, as_of)
        standing = Standing.AHEAD if not come and not held else Standing.SUPERSEDED if held else Standing.IN_FORCE
        rows.append(VersionRow(pk=pk, number=number, valid_from=version.valid_from, standing=standing))
        held = held or come
    return rows


def count_enrolled(commitment_key: str, *, as_of: datetime) -> list[EnrolledCount]:
    counts = Counter((party.tier, party.base_year) for party in list_enrolled(commitment_key, as_of=as_of))
    return [EnrolledCount(tier=tier, base_year=year, count=counts[tier, year]) for tier, year in sorted(counts)]


def list_enrolled(commitment_key: str, *, as_of: datetime, party_ids: Sequence[UUID] | None = None) -> list[EnrolledParty]:
    """The parties bound by a mandate at `as_of`, by name."""
    asked = Q(commitment__key=commitment_key) & (Q() if party_ids is None else Q(party_id__in=party_ids))
    rows = _list_enrolments(asked, as_of=as_of)
    names = list_party_names(as_of=as_of, party_ids=party_ids)
    enrolled = [_as_enrolled(names, *row) for _, *row in rows]
    return sorted(enrolled, key=lambda party: party.name.name)


def list_enrolled_ids(commitment_key: str, *, as_of: datetime) -> list[UUID]:
    rows = _list_enrolments(Q(commitment__key=commitment_key), as_of=as_of)
    return sorted(party_id for _, party_id, *_ in rows)


def list_enrolments_of(party_id: UUID, *, as_of: datetime) -> dict[str, EnrolledParty]:
    """By the key of the commitment: in two queries, however many they are."""
    rows = _list_enrolments(Q(party_id=party_id), as_of=as_of)
    names = list_party_names(as_of=as_of, party_ids=[party_id])
    return {key: _as_enrolled(names, *row) for key, *row in rows}


def is_base_year(year: int, *, party_id: UUID, as_of: datetime) -> bool:
    """Whether any mandate measures the party against this year."""
    return any(party.base_year == year for party in list_enrolments_of(party_id, as_of=as_of).values())


def _list_enrolments(asked: Q, *, as_of: datetime) -> Iterable[tuple[Any, ...]]:
    events: QuerySet[Any] = apps.get_model("commitments", "EnrolmentEvent").objects.all()
    until = events.filter(pgh_created_at__lte=as_of, pgh_obj_id__in=events.filter(asked).values("pgh_obj_id"))
    latest = until.order_by("pgh_obj_id", "-pgh_created_at", "-pgh_id").distinct("pgh_obj_id")
    # Asked again of the latest event: an enrolment may have passed to another party since the one that was found.
    return events.filter(asked, pgh_id__in=latest.values("pgh_id")).values_list(
        "commitment__key", "party_id", "base_year", "first_assessed_year", "end_year", "tier", "category", "annual_spend",
        "spend_currency",
    )  # fmt: skip


def _as_enrolled(
    names: Mapping[UUID, PartyName],
    party: UUID,
    base: int,
    first: int,
    end: int,
    tier: int,
    category: str,
    amount: Decimal | None,
    currency: str,
) -> EnrolledParty:
    return EnrolledParty(party, base, first, end, tier, category, _as_spend(amount, currency), names[party])


def _as_spend(amount: Decimal | None, currency: str) -> Spend | None:
    return None if amount is None else Spend(currency, to_micro(amount))
