from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from tracker.api.pagination import page_as_of
from tracker.api.parameters import read_parameters, until
from tracker.api.schema import AS_OF, PROBLEMS
from tracker.commitments.queries import list_goals
from tracker.compliance.plain import plain_progress
from tracker.records.clock import database_now

from .models import LedgerEntry
from .queries import measure_goal
from .serializers import ProgressSchema


class ProgressList(GenericAPIView[Any]):
    queryset = LedgerEntry.objects.none()
    serializer_class = ProgressSchema

    @extend_schema(operation_id="list_progress", parameters=[AS_OF], responses={200: ProgressSchema(many=True), **PROBLEMS})
    def get(self, request: Request) -> Response:
        """Each cumulative goal: what is claimed, verified and quarantined, what is missing, and the entries it adds up."""
        now = database_now()
        as_of = read_parameters(request, as_of=until(now)).get("as_of", now)
        progress = [plain_progress(measure_goal(goal, as_of=as_of)) for goal in list_goals(as_of=as_of)]
        return self.get_paginated_response(page_as_of(self, progress, as_of))
