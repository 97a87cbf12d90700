"""What whoever has just got a first token pastes: it reads what is owed, and files a report."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _

from suppliers.models import EmissionsReport
from suppliers.queries import assess_partners
from tracker.access.models import Invitation, PartyKind
from tracker.commitments.queries import list_mandates


@dataclass(frozen=True, slots=True)
class FirstStep:
    title: str
    command: str


def list_first_steps(invitation: Invitation, token: str, *, now: datetime) -> list[FirstStep]:
    if invitation.party.kind != PartyKind.SUPPLIER:
        return [FirstStep(_("See how the goal stands"), _ask("progress", token))]
    reading = FirstStep(_("See what you owe"), _ask("obligations", token))
    return [reading, _filing(invitation.party_id, token, now)] if invitation.is_to_file else [reading]


def _filing(party_id: UUID, token: str, now: datetime) -> FirstStep:
    year = find_year_to_file(party_id, now=now)
    lines = [
        _ask("emissions-reports", token),
        '-H "Content-Type: application/json"',
        f'-H "Idempotency-Key: report-{year}"',
        f"-d '{json.dumps(_minimal_report(year), indent=2)}'",
    ]
    return FirstStep(_("File your report about %d, with your own figures") % year, " \\\n  ".join(lines))


def _ask(door: str, token: str) -> str:
    return f'curl -sS {settings.PUBLIC_URL}/api/v1/{door}/ \\\n  -H "Authorization: Bearer {token}"'


def find_year_to_file(party_id: UUID, *, now: datetime) -> int:
    """The first year that is over, is owed and has no report; without one, the year before this."""
    filed = set(EmissionsReport.objects.filter(party_id=party_id).values_list("reporting_year", flat=True))
    owed = {
        assessment.obligation.year
        for mandate in list_mandates(as_of=now)
        for _partner, assessment in assess_partners(mandate, as_of=now, party_ids=[party_id])
    }
    return min((year for year in owed - filed if year < now.year), default=now.year - 1)


def _minimal_report(year: int) -> dict[str, object]:
    return {
        "reporting_year": year,
        "period_start": f"{year}-01-01",
        "period_end": f"{year}-12-31",
        "consolidation_approach": "OPERATIONAL_CONTROL",
        "gwp_set": "AR5",
        "scope_1_tco2e": "48213.6",
        "scope_2_market_tco2e": "18250.5",
    }
