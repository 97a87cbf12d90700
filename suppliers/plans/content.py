"""What a supplier files as its plan, as one value: checked, hashed and shown in the same form."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from suppliers.models import CorrectiveActionPlan
from tracker.compliance.plain import plain_decimal
from tracker.records.canonical import canonical_json, sha256_of


@dataclass(frozen=True, slots=True, kw_only=True)
class MilestoneContent:
    key: str
    title: str
    due_on: date
    expected_cut_tco2e: Decimal | None = None

    def as_plain(self) -> dict[str, Any]:
        cut = plain_decimal(self.expected_cut_tco2e)
        return {"key": self.key, "title": self.title, "due_on": self.due_on.isoformat(), "expected_cut_tco2e": cut}


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanContent:
    """Why the year was missed, and the steps against it, in their order."""

    cause: str
    milestones: tuple[MilestoneContent, ...]

    def as_plain(self, *, plan: CorrectiveActionPlan, number: int) -> dict[str, Any]:
        """The values whose canonical JSON is hashed."""
        return {
            "party_id": str(plan.party_id),
            "commitment": plan.commitment.key,
            "reporting_year": plan.reporting_year,
            "version_number": number,
            "cause": self.cause,
            "milestones": [milestone.as_plain() for milestone in self.milestones],
        }

    def sha256(self, *, plan: CorrectiveActionPlan, number: int) -> str:
        return sha256_of(canonical_json(self.as_plain(plan=plan, number=number)))
