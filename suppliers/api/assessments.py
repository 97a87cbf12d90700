from __future__ import annotations

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from suppliers.models import EmissionsReport
from suppliers.queries import assess_partners
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
from tracker.compliance.assessments import Assessment, Status
from tracker.compliance.plain import plain_assessment
from tracker.compliance.summaries import Partner
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
        asked, found = list_assessed(request, language=one_of(LANGUAGES))
        language = asked.get("language", "en")
        rows = [plain_assessment(judged, partner) for partner, judged in self.paginate_queryset(found) or []]
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
        asked, found = list_assessed(request, status=one_of(Status))
        wanted = [each for each in found if asked.get("status") in (None, each[1].status)]
        rows = [plain_assessment(judged, partner) for partner, judged in self.paginate_queryset(wanted) or []]
        return self.get_paginated_response([{name: row[name] for name in OBLIGATION_FIELDS} for row in rows])


def list_assessed(request: Request, **readers: Reader) -> tuple[dict[str, Any], list[tuple[Partner, Assessment]]]:
    """What was asked, and the assessments that answer it."""
    now = database_now()
    asked = read_parameters(request, commitment=str, reporting_year=year, as_of=until(now), **readers)
    as_of, wanted, key = asked.get("as_of", now), asked.get("reporting_year"), asked.get("commitment")
    party_id = client_of(request).party_id
    party_ids = [party_id] if party_id else None
    rows: list[tuple[Partner, Assessment]] = []
    for mandate in list_mandates(as_of=as_of, key=key):
        found = assess_partners(mandate, as_of=as_of, party_ids=party_ids)
        rows += [each for each in found if wanted in (None, each[1].obligation.year)]
    return asked, rows
