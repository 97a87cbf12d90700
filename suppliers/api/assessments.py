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
from tracker.api.pagination import page_as_of
from tracker.api.parameters import Reader, one_of, read_parameters, until, year
from tracker.api.schema import (
    AS_OF,
    COMMITMENT,
    PROBLEMS,
    REPORTING_YEAR,
)
from tracker.commitments.queries import list_mandates
from tracker.compliance.assessments import Assessment, Status
from tracker.compliance.plain import plain_assessment, plain_verdict
from tracker.compliance.robustness import Robustness
from tracker.compliance.summaries import Partner
from tracker.presentation.explanations import LANGUAGES, list_sentences
from tracker.records.clock import database_now

LANGUAGE = OpenApiParameter("language", str, enum=LANGUAGES, description="Of the sentences; en when left out.")
STATUS = OpenApiParameter("status", str, enum=list(Status), description="Only those in this status.")
ROBUSTNESS = OpenApiParameter("robustness", str, enum=list(Robustness), description="Only those whose three averages agree so.")


class JudgedList(GenericAPIView[Any]):
    def judge(self, request: Request, **readers: Reader) -> tuple[dict[str, Any], list[tuple[Partner, Assessment]]]:
        """What was asked, and the page that answers it. What a verdict is needed to choose by is known once all are judged."""
        asked, owed = list_asked(request, **readers)
        chosen = {name: asked[name] for name in ("status", "robustness") if name in asked}
        if not chosen:
            return asked, assess_owed(page_as_of(self, owed, asked["as_of"]), as_of=asked["as_of"])
        judged = assess_owed(owed, as_of=asked["as_of"])
        wanted = [each for each in judged if all(getattr(each[1], name) == code for name, code in chosen.items())]
        return asked, page_as_of(self, wanted, asked["as_of"])


class AssessmentList(JudgedList):
    queryset = EmissionsReport.objects.none()
    serializer_class = AssessmentSchema

    @extend_schema(
        operation_id="list_assessments",
        parameters=[COMMITMENT, REPORTING_YEAR, STATUS, ROBUSTNESS, AS_OF, LANGUAGE],
        responses={200: AssessmentSchema(many=True), **PROBLEMS},
    )
    def get(self, request: Request) -> Response:
        """The verdict on each obligation: every reading, what is allowed, the inputs down to decision and hash, and why."""
        asked, found = self.judge(request, status=one_of(Status), robustness=one_of(Robustness), language=one_of(LANGUAGES))
        language = asked.get("language", "en")
        rows = [plain_verdict(judged, partner) for partner, judged in found]
        return self.get_paginated_response([row | {"sentences": list_sentences(row, language)} for row in rows])


class ObligationList(JudgedList):
    queryset = EmissionsReport.objects.none()
    serializer_class = ObligationSchema

    @extend_schema(
        operation_id="list_obligations",
        parameters=[COMMITMENT, REPORTING_YEAR, STATUS, AS_OF],
        responses={200: ObligationSchema(many=True), **PROBLEMS},
    )
    def get(self, request: Request) -> Response:
        """What is owed, when, and how it stands."""
        _, found = self.judge(request, status=one_of(Status))
        rows = [plain_assessment(judged, partner) for partner, judged in found]
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
