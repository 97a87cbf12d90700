from __future__ import annotations

from datetime import datetime
from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from suppliers.models import EmissionsReport
from suppliers.paging import list_bound, reconcile_bound
from suppliers.serializers.restatements import ReconciliationSchema
from tracker.access.clients import client_of
from tracker.api.pagination import page_as_of
from tracker.api.parameters import read_parameters, until
from tracker.api.problems import InvalidParameters
from tracker.api.schema import AS_OF, COMMITMENT, PROBLEMS
from tracker.commitments.queries import list_mandates
from tracker.compliance.plain import plain_reconciliation
from tracker.records.clock import database_now

FROM = OpenApiParameter("from", datetime, description="What was known at this instant is the start; else the beginning.")


class ReconciliationList(GenericAPIView[Any]):
    queryset = EmissionsReport.objects.none()
    serializer_class = ReconciliationSchema

    @extend_schema(
        operation_id="list_reconciliations",
        parameters=[COMMITMENT, FROM, AS_OF],
        responses={200: ReconciliationSchema(many=True), **PROBLEMS},
    )
    def get(self, request: Request) -> Response:
        """How the compared figures came to be what they are: each acceptance, and the obligations that it flipped."""
        now = database_now()
        asked = read_parameters(request, commitment=str, as_of=until(now), **{"from": until(now)})
        as_of, since = asked.get("as_of", now), asked.get("from")
        if since is not None and since > as_of:
            raise InvalidParameters({"from": f"It lies after as_of, {as_of.isoformat()}. Send an earlier instant."})
        party_id = client_of(request).party_id
        mandates = list_mandates(as_of=as_of, key=asked.get("commitment"))
        bound = list_bound(mandates, as_of=as_of, party_ids=[party_id] if party_id else None)
        page = reconcile_bound(page_as_of(self, bound, as_of), from_as_of=since, as_of=as_of)
        return self.get_paginated_response([plain_reconciliation(found, partner) for partner, found in page])
