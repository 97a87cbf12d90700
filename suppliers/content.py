"""What a supplier submits, as one value: checked, hashed and shown in the same form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from typing import Any

from tracker.compliance.plain import plain_decimal
from tracker.records.canonical import canonical_json, sha256_of

from .details import Details
from .models import Revision

OPTIONAL = frozenset({"facilities", *(field.name for field in fields(Details))})


@dataclass(frozen=True, slots=True, kw_only=True)
class RevisionContent(Details):
    """The fields of one revision that its sender stated. Quantities in tonnes CO2e; the period with both its days."""

    period_start: date
    period_end: date
    consolidation_approach: str
    gwp_set: str
    scope_1_tco2e: Decimal
    scope_2_location_tco2e: Decimal | None = None
    scope_2_market_tco2e: Decimal | None = None
    assurance_level: str = "NONE"
    assurance_standard: str = ""
    assurance_provider: str = ""
    explanation: str = ""
    reason_code: str = ""
    reason_text: str = ""
    facilities: Sequence[Mapping[str, Any]] = ()

    def as_plain(self, *, party_id: str, reporting_year: int, number: int) -> dict[str, Any]:
        """The values whose canonical JSON is hashed. What is optional and absent stays out, as it was before there was any."""
        stated = {field.name: _plain(getattr(self, field.name)) for field in fields(self)}
        stated = {name: value for name, value in stated.items() if value or name not in OPTIONAL}
        return {"party_id": party_id, "reporting_year": reporting_year, "revision_number": number, **stated}

    def sha256(self, *, party_id: str, reporting_year: int, number: int) -> str:
        return sha256_of(canonical_json(self.as_plain(party_id=party_id, reporting_year=reporting_year, number=number)))


def content_of(revision: Revision) -> RevisionContent:
    return RevisionContent(**{field.name: getattr(revision, field.name) for field in fields(RevisionContent)})


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return plain_decimal(value)
    return value.isoformat() if isinstance(value, date) else value
