from __future__ import annotations

from datetime import datetime
from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from tracker.api.pagination import page_as_of
from tracker.api.parameters import one_of, read_parameters, until
from tracker.api.schema import AS_OF, PROBLEMS
from tracker.compliance.commitments import Commitment as Promise
from tracker.compliance.plain import Plain, plain_commitment, plain_measured, plain_vectors
from tracker.presentation.languages import LANGUAGES
from tracker.presentation.rules import explain_rule
from tracker.records.clock import database_now

from .measuring import list_measured_progress
from .models import Commitment, Measurement
from .queries import get_commitment, list_commitments
from .serializers import CommitmentRowSchema, MeasuredProgressSchema

LANGUAGE = OpenApiParameter(
    "language", str, enum=list(LANGUAGES), description="The language of the rule in words; `en` when left out."
)


def read_asked(request: Request) -> tuple[datetime, str]:
    """The instant and the language."""
    now = database_now()
    asked = read_parameters(request, as_of=until(now), language=one_of(LANGUAGES))
    return asked.get("as_of", now), asked.get("language", next(iter(LANGUAGES)))


def as_row(commitment: Promise, language: str) -> Plain:
    plain = plain_commitment(commitment)
    rule = [part._asdict() for part in explain_rule(plain, language)]
    return {**plain, "rule": rule, "vectors": plain_vectors(commitment)}


class CommitmentList(GenericAPIView[Any]):
    queryset = Commitment.objects.none()
    serializer_class = CommitmentRowSchema

    @extend_schema(
        operation_id="list_commitments",
        parameters=[AS_OF, LANGUAGE],
        responses={200: CommitmentRowSchema(many=True), **PROBLEMS},
    )
    def get(self, request: Request) -> Response:
        """Every promise in the version in force: what it says, how it is read, and its source."""
        as_of, language = read_asked(request)
        rows = [as_row(commitment, language) for commitment in list_commitments(as_of=as_of)]
        return self.get_paginated_response(page_as_of(self, rows, as_of))


class CommitmentDetail(APIView):
    @extend_schema(
        operation_id="get_commitment", parameters=[AS_OF, LANGUAGE], responses={200: CommitmentRowSchema, **PROBLEMS}
    )
    def get(self, request: Request, key: str) -> Response:
        """One promise."""
        as_of, language = read_asked(request)
        return Response(as_row(get_commitment(key, as_of=as_of), language))


class MeasuredProgressList(GenericAPIView[Any]):
    queryset = Measurement.objects.none()
    serializer_class = MeasuredProgressSchema

    @extend_schema(
        operation_id="list_measured_progress",
        parameters=[AS_OF],
        responses={200: MeasuredProgressSchema(many=True), **PROBLEMS},
    )
    def get(self, request: Request) -> Response:
        """Each share by a date and each count in a period: where it stands, and the figures that it rests on."""
        now = database_now()
        as_of = read_parameters(request, as_of=until(now)).get("as_of", now)
        rows = [plain_measured(progress) for progress in list_measured_progress(as_of=as_of)]
        return self.get_paginated_response(page_as_of(self, rows, as_of))
