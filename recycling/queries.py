from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet

from tracker.compliance.commitments import Goal
from tracker.compliance.goals import GoalProgress, LedgerLine, MassState, measure_progress
from tracker.compliance.periods import Period
from tracker.compliance.quantities import to_micro

from .models import LedgerEntry


def list_entries(commitment_key: str, *, as_of: datetime) -> QuerySet[LedgerEntry]:
    return LedgerEntry.objects.filter(commitment__key=commitment_key, recorded_at__lte=as_of)


def measure_goal(goal: Goal, *, as_of: datetime) -> GoalProgress:
    """Progress as the ledger had it at `as_of`."""
    lines = [_as_line(entry) for entry in list_entries(goal.key, as_of=as_of)]
    return measure_progress(goal, lines, today=as_of.astimezone(goal.zone).date())


def _as_line(entry: LedgerEntry) -> LedgerLine:
    return LedgerLine(
        entry_id=str(entry.pk),
        period=Period(entry.period_start, entry.period_end),
        micro_kg=to_micro(entry.mass_kg),
        state=MassState(entry.state),
        estimated=entry.estimated,
        source=entry.source,
        source_url=entry.source_url or None,
        qualifier=entry.qualifier,
        reverses=str(entry.reverses_id) if entry.reverses_id else None,
    )
