"""What a party reported about one year, and what speaks against resting a verdict on it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from .commitments import Assurance, Mandate, Scope2Method
from .periods import Period


class ReasonCode(StrEnum):
    BASE_YEAR_MISSING = "BASE_YEAR_MISSING"
    BASE_YEAR_ZERO = "BASE_YEAR_ZERO"
    SCOPE_MISSING = "SCOPE_MISSING"
    CONSOLIDATION_DIFFERS = "CONSOLIDATION_DIFFERS"
    GWP_SET_DIFFERS = "GWP_SET_DIFFERS"
    READING_IS_NULL = "READING_IS_NULL"
    UNACCEPTED_INPUT = "UNACCEPTED_INPUT"
    PARTIAL_YEAR = "PARTIAL_YEAR"
    ASSURANCE_TOO_LOW = "ASSURANCE_TOO_LOW"


@dataclass(frozen=True, slots=True)
class Reason:
    code: ReasonCode
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportedYear:
    """One revision of one emissions report, as far as a verdict asks. Quantities in micro-tonnes CO2e."""

    year: int
    period: Period
    consolidation_approach: str
    gwp_set: str
    scope_1: int | None
    scope_2_location: int | None
    scope_2_market: int | None
    assurance: Assurance
    revision_id: str
    revision_number: int
    content_sha256: str
    decision_id: str | None = None

    @property
    def accepted(self) -> bool:
        return self.decision_id is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class YearRecord:
    """What we hold about one year: the accepted revision in force, and a newer one that waits for review."""

    accepted: ReportedYear | None = None
    pending: ReportedYear | None = None


def compared_micro_tco2e(reported: ReportedYear, mandate: Mandate) -> int | None:
    """The sum of the scopes that the mandate compares; None when one of them was not reported."""
    parts = list(_compared_parts(reported, mandate).values())
    known = [part for part in parts if part is not None]
    return sum(known) if len(known) == len(parts) else None


def _compared_parts(reported: ReportedYear, mandate: Mandate) -> dict[str, int | None]:
    """By the scope in words."""
    scope_2 = reported.scope_2_market if mandate.scope_2_method is Scope2Method.MARKET_BASED else reported.scope_2_location
    method = mandate.scope_2_method.replace("_", "-").lower()
    parts = ((1, "scope 1", reported.scope_1), (2, f"scope 2 {method}", scope_2))
    return {words: part for scope, words, part in parts if scope in mandate.scopes}


def why_not_usable(mandate: Mandate, reported: ReportedYear) -> Iterator[Reason]:
    missing = [words for words, part in _compared_parts(reported, mandate).items() if part is None]
    if missing:
        yield Reason(ReasonCode.SCOPE_MISSING, f"{reported.year} lacks a figure that is compared: {' and '.join(missing)}.")
    if mandate.gwp_set not in (None, reported.gwp_set):
        yield Reason(
            ReasonCode.GWP_SET_DIFFERS,
            f"{reported.year} is stated under {reported.gwp_set}; {mandate.label} compares {mandate.gwp_set}.",
        )


def why_not_comparable(base: ReportedYear, other: ReportedYear) -> Iterator[Reason]:
    if base.consolidation_approach != other.consolidation_approach:
        yield Reason(
            ReasonCode.CONSOLIDATION_DIFFERS,
            f"{base.year} is consolidated by {base.consolidation_approach}, {other.year} by {other.consolidation_approach}; "
            "restate one of them.",
        )
    if base.gwp_set != other.gwp_set:
        yield Reason(
            ReasonCode.GWP_SET_DIFFERS,
            f"{base.year} is stated under {base.gwp_set}, {other.year} under {other.gwp_set}; restate one of them.",
        )


def why_provisional(mandate: Mandate, reported: ReportedYear) -> Iterator[Reason]:
    if not reported.accepted:
        yield Reason(ReasonCode.UNACCEPTED_INPUT, f"The report about {reported.year} is not accepted yet.")
    if not reported.period.is_full_year:
        yield Reason(
            ReasonCode.PARTIAL_YEAR,
            f"The report about {reported.year} covers {reported.period.days} days; it is never annualized.",
        )
    if reported.assurance.strength < mandate.minimum_assurance.strength:
        yield Reason(
            ReasonCode.ASSURANCE_TOO_LOW,
            f"{reported.year} has assurance {reported.assurance}; {mandate.label} asks for {mandate.minimum_assurance}.",
        )
