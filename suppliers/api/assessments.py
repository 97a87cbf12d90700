from __future__ import annotations

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from suppliers.models import EmissionsReport
from suppliers.paging import Owed, assess_owed, list_owed
from suppliers.serializers.assessments import (
    OBLIGATION_FIELDS,
    AssessmentSchema,
    ObligationSchema,
)
from tracker.access.clients import client_of
from tracker.api.parameters import Reader, one_of, read_parameters, until, year
from tracker.api.schema import (
    AS_OF,
    COMMITMENT,
    PROBLEMS,
    REPORTING_YEAR,
)
from tracker.commitments.queries import list_mandates
from tracker.compliance.assessments import Status
from tracker.compliance.plain import plain_assessment
from tracker.presentation.explanations import LANGUAGES, list_sentences
from tracker.records.clock import database_now


class AssessmentList(GenericAPIView[Any]):
    queryset = EmissionsReport.objects.none()
    serializer_class = AssessmentSchema

    @extend_schema(
        operation_id="list_assessments",
        parameters=[
            COMMITMENT,
            REPORTING_YEAR,
            AS_OF,
            OpenApiParameter("language", str, enum=LANGUAGES, description="Of the sentences; en when left out."),
        ],
        responses={200: AssessmentSchema(many=True), **PROBLEMS},
    )
    def get(self, request: Request) -> Response:
        """The verdict on each obligation: every reading, what is allowed, the inputs down to decision and hash, and why."""
        asked, owed = list_asked(request, language=one_of(LANGUAGES))
        language = asked.get("language", "en")
        page = assess_owed(self.paginate_queryset(owed) or [], as_of=asked["as_of"])
        rows = [plain_assessment(judged, partner) for partner, judged in page]
        return self.get_paginated_response([row | {"sentences": list_sentences(row, language)} for row in rows])


class ObligationList(GenericAPIView[Any]):
    queryset = EmissionsReport.objects.none()
    serializer_class = ObligationSchema

    @extend_schema(
        operation_id="list_obligations",
        parameters=[
            COMMITMENT,
            REPORTING_YEAR,
            AS_OF,
            OpenApiParameter("status", str, description="Only those in this status."),
        ],
        responses={200: ObligationSchema(many=True), **PROBLEMS},
    )
    def get(self, request: Request) -> Response:
        """What is owed, when, and how it stands."""
        asked, owed = list_asked(request, status=one_of(Status))
        as_of = asked["as_of"]
        if status := asked.get("status"):
            # A status is known once all are judged.
            judged = [each for each in assess_owed(owed, as_of=as_of) if each[1].status == status]
            page = self.paginate_queryset(judged) or []
        else:
            page = assess_owed(self.paginate_queryset(owed) or [], as_of=as_of)
        rows = [plain_assessment(assessment, partner) for partner, assessment in page]
        return self.get_paginated_response([{name: row[name] for name in OBLIGATION_FIELDS} for row in rows])


def list_asked(request: Request, **readers: Reader) -> tuple[dict[str, Any], list[Owed]]:
    """What was asked, and the obligations that answer it; nobody is judged yet."""
    now = database_now()
    asked = read_parameters(request, commitment=str, reporting_year=year, as_of=until(now), **readers)
    asked.setdefault("as_of", now)
    party_id, as_of, wanted = client_of(request).party_id, asked["as_of"], asked.get("reporting_year")
    mandates = list_mandates(as_of=as_of, key=asked.get("commitment"))
    owed = list_owed(mandates, as_of=as_of, party_ids=[party_id] if party_id else None)
    return asked, [each for each in owed if wanted in (None, each.year)]
