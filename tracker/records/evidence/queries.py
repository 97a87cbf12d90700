from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from tracker.records.models import Evidence


def list_evidence(*, party_id: UUID | None = None) -> QuerySet[Evidence]:
    evidence = Evidence.objects.order_by("-recorded_at", "id")
    return evidence.filter(party_id=party_id) if party_id else evidence
