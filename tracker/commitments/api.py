from __future__ import annotations

from datetime import datetime
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from tracker.api.parameters import read_parameters, until
from tracker.api.schema import AS_OF, PROBLEMS
from tracker.compliance.plain import plain_commitment
from tracker.records.clock import database_now

from .models import Commitment
from .queries import get_commitment, list_commitments
from .serializers import CommitmentSchema


def read_as_of(request: Request) -> datetime:
    now = database_now()
    as_of: datetime = read_parameters(request, as_of=until(now)).get("as_of", now)
    return as_of


class CommitmentList(GenericAPIView[Any]):
    queryset = Commitment.objects.none()
    serializer_class = CommitmentSchema

    @extend_schema(
        operation_id="list_commitments", parameters=[AS_OF], responses={200: CommitmentSchema(many=True), **PROBLEMS}
    )
    def get(self, request: Request) -> Response:
        """Every promise in the version in force: what it says, how it is read, and its source."""
        commitments = [plain_commitment(commitment) for commitment in list_commitments(as_of=read_as_of(request))]
        return self.get_paginated_response(self.paginate_queryset(commitments))


class CommitmentDetail(APIView):
    @extend_schema(operation_id="get_commitment", parameters=[AS_OF], responses={200: CommitmentSchema, **PROBLEMS})
    def get(self, request: Request, key: str) -> Response:
        """One promise."""
        return Response(plain_commitment(get_commitment(key, as_of=read_as_of(request))))
