"""What a party reported about one year, and what speaks against resting a verdict on it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum

from .commitments import AllocationMethod, Assurance, Denominator, Mandate, Scope2Method
from .gases import Gas
from .periods import Period

Fact = str | int | tuple[str, ...]


class ReasonCode(StrEnum):
    BASE_YEAR_MISSING = "BASE_YEAR_MISSING"
    BASE_YEAR_ZERO = "BASE_YEAR_ZERO"
    SCOPE_MISSING = "SCOPE_MISSING"
    SCOPE_2_METHOD_DIFFERS = "SCOPE_2_METHOD_DIFFERS"
    SCOPE_3_CATEGORIES_DIFFER = "SCOPE_3_CATEGORIES_DIFFER"
    CONSOLIDATION_DIFFERS = "CONSOLIDATION_DIFFERS"
    GWP_SET_DIFFERS = "GWP_SET_DIFFERS"
    DENOMINATOR_MISSING = "DENOMINATOR_MISSING"
    DENOMINATOR_DIFFERS = "DENOMINATOR_DIFFERS"
    DENOMINATOR_ZERO = "DENOMINATOR_ZERO"
    ALLOCATION_MISSING = "ALLOCATION_MISSING"
    ALLOCATION_METHOD_DIFFERS = "ALLOCATION_METHOD_DIFFERS"
    READING_IS_NULL = "READING_IS_NULL"
    UNACCEPTED_INPUT = "UNACCEPTED_INPUT"
    PARTIAL_YEAR = "PARTIAL_YEAR"
    ASSURANCE_TOO_LOW = "ASSURANCE_TOO_LOW"


LONG_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Reason:
    """`facts` are what the sentence names, for whoever says it in another language."""

    code: ReasonCode
    sentence: str
    facts: Mapping[str, Fact] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportedYear:
    """One revision of one emissions report, as far as a verdict asks. Quantities in micro-tonnes CO2e.

    Scope 3 by category, the masses of scope 1 by gas in micro-tonnes of gas, denominators in millionths of their unit, the
    share that falls to the buyer in millionths, energy in millionths of a MWh.
    """

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
    evidence_sha256: tuple[str, ...] = ()
    scope_3: Mapping[int, int] = field(default_factory=dict)
    gas_masses: Mapping[Gas, int] = field(default_factory=dict)
    denominators: Mapping[Denominator, int] = field(default_factory=dict)
    allocation_method: AllocationMethod | None = None
    allocation_share: int | None = None
    electricity: int | None = None
    renewable_energy: int | None = None
    scope_1_by_source: Mapping[str, int] = field(default_factory=dict)
    reason_code: str = ""
    filed_at: datetime = LONG_AGO
    decided_at: datetime | None = None

    @property
    def accepted(self) -> bool:
        return self.decision_id is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class YearRecord:
    """What we hold about one year: the newest accepted revision, and one after it that waits for review.

    `history` holds every accepted one in the order of decision; it may stay empty where there is only one.
    """

    accepted: ReportedYear | None = None
    pending: ReportedYear | None = None
    history: tuple[ReportedYear, ...] = ()


def compared_micro_tco2e(reported: ReportedYear, mandate: Mandate) -> int | None:
    """The sum, as it was stated, of the scopes that the mandate compares; None when one of them was not reported."""
    parts = list(compared_parts(reported, mandate).values())
    known = [part for part in parts if part is not None]
    return sum(known) if len(known) == len(parts) else None


def compared_parts(reported: ReportedYear, mandate: Mandate) -> dict[str, int | None]:
    """By the scope in words."""
    scope_2 = reported.scope_2_market if mandate.scope_2_method is Scope2Method.MARKET_BASED else reported.scope_2_location
    method = mandate.scope_2_method.replace("_", "-").lower()
    scope_3 = sum(reported.scope_3.values()) if reported.scope_3 else None
    parts = ((1, "scope 1", reported.scope_1), (2, f"scope 2 {method}", scope_2), (3, "scope 3", scope_3))
    return {words: part for scope, words, part in parts if scope in mandate.scopes}


def why_provisional(mandate: Mandate, reported: ReportedYear) -> Iterator[Reason]:
    if not reported.accepted:
        yield Reason(
            ReasonCode.UNACCEPTED_INPUT, f"The report about {reported.year} is not accepted yet.", {"year": reported.year}
        )
    if not reported.period.is_full_year:
        yield Reason(
            ReasonCode.PARTIAL_YEAR,
            f"The report about {reported.year} covers {reported.period.days} days; it is never annualized.",
            {"year": reported.year, "days": reported.period.days},
        )
    if reported.assurance.strength < mandate.minimum_assurance.strength:
        yield Reason(
            ReasonCode.ASSURANCE_TOO_LOW,
            f"{reported.year} has assurance {reported.assurance}; {mandate.label} asks for {mandate.minimum_assurance}.",
            {
                "year": reported.year,
                "found": reported.assurance,
                "against": mandate.label,
                "expected": mandate.minimum_assurance,
            },
        )
