"""What a filed revision should be looked at twice for, beside what was known when it was recorded."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from tracker.compliance.plausibility import PlausibilityWarning, find_implausible, find_inconsistent, find_unequal_parts

from .models import Decision, Outcome, Revision
from .queries import as_reported


def list_warnings(revisions: Iterable[Revision]) -> dict[UUID, list[PlausibilityWarning]]:
    """By revision, beside what was accepted about an earlier year when it was recorded: one query, however many they are."""
    filed = list(revisions)
    accepted = Decision.objects.filter(outcome=Outcome.ACCEPTED, party_id__in={revision.party_id for revision in filed})
    known = list(accepted.select_related("revision__report").order_by("revision__number")) if filed else []
    return {revision.pk: _warn(revision, known) for revision in filed}


def _warn(revision: Revision, known: list[Decision]) -> list[PlausibilityWarning]:
    year = revision.report.reporting_year
    earlier = [
        decision
        for decision in known
        if decision.party_id == revision.party_id
        and decision.revision.report.reporting_year < year
        and decision.recorded_at <= revision.recorded_at
    ]
    filed = as_reported(revision)
    alone = [*find_inconsistent(filed), *find_unequal_parts(filed.scope_1, filed.scope_1_by_source)]
    if not earlier:
        return alone
    # The last of the latest year: a later revision of one year stands in for an earlier one.
    last = max(earlier, key=lambda decision: (decision.revision.report.reporting_year, decision.revision.number)).revision
    return [*find_implausible(filed, as_reported(last)), *alone]
