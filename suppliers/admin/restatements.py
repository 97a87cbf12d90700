"""How a supplier's figures came to be what they are, as a table of a page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.safestring import SafeString

from suppliers.restatements import reconcile
from tracker.commitments.queries import list_mandates
from tracker.compliance.commitments import Mandate
from tracker.compliance.plain.restatements import plain_acceptance
from tracker.compliance.restatements import Reconciliation
from tracker.presentation.base_years import reason_words, signed
from tracker.presentation.comparison import step_words
from tracker.presentation.numbers import ALL_PLACES, format_tonnes

from .words import status_pill


@dataclass(frozen=True, slots=True)
class Flipped:
    year: int
    before: SafeString | None
    after: SafeString | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StepLine:
    at: datetime | None
    year: int
    is_base_year: bool
    revision_id: str
    revision_number: int
    reason: str
    stated: str
    steps: tuple[str, ...]
    counts: bool
    before: str
    after: str
    difference: str
    flips: tuple[Flipped, ...]


@dataclass(frozen=True, slots=True)
class MandateSteps:
    mandate: Mandate
    lines: tuple[StepLine, ...]


def list_steps(party_id: UUID, *, as_of: datetime) -> list[MandateSteps]:
    """By mandate, from the beginning."""
    found = [reconcile(mandate, party_id=party_id, from_as_of=None, as_of=as_of) for mandate in list_mandates(as_of=as_of)]
    return [MandateSteps(each.mandate, _lines(each)) for each in found if each is not None]


def _lines(reconciliation: Reconciliation) -> tuple[StepLine, ...]:
    return tuple(
        _line(plain_acceptance(acceptance), acceptance.reported.decided_at, reconciliation.base_year)
        for acceptance in reconciliation.acceptances
    )


def _line(plain: Mapping[str, Any], at: datetime | None, base_year: int) -> StepLine:
    return StepLine(
        at=at,
        year=plain["reporting_year"],
        is_base_year=plain["reporting_year"] == base_year,
        revision_id=plain["revision_id"],
        revision_number=plain["revision_number"],
        reason=reason_words(plain["reason_code"]),
        stated=format_tonnes(plain["stated_tco2e"], ALL_PLACES),
        steps=tuple(step_words(step, plain["reporting_year"]) for step in plain["steps"]),
        counts=plain["counts"],
        before=format_tonnes(plain["before_tco2e"], ALL_PLACES),
        after=format_tonnes(plain["after_tco2e"], ALL_PLACES),
        difference=signed(plain["difference_tco2e"]),
        flips=tuple(_flip(flip, base_year) for flip in plain["flipped"]),
    )


def _flip(flip: Mapping[str, Any], base_year: int) -> Flipped:
    year = flip["reporting_year"]
    before, after = (status_pill(flip[when], is_base_year=year == base_year) for when in ("before", "after"))
    return Flipped(year, before, after)
