from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from tracker.access.clients import client_of, party_of
from tracker.api.parameters import Reader, one_of, read_parameters, until, year
from tracker.api.preconditions import check_match, etag_of, read_if_match, with_etag
from tracker.api.schema import (
    AS_OF,
    CHANGE_PROBLEMS,
    COMMITMENT,
    ETAG,
    IF_MATCH,
    IF_NONE_MATCH,
    LOCATION,
    NOT_MODIFIED,
    PROBLEMS,
    REPORTING_YEAR,
    SUBMISSION_PROBLEMS,
)
from tracker.api.submissions import once
from tracker.commitments.queries import get_commitment, list_mandates
from tracker.compliance.assessments import Assessment, Status
from tracker.compliance.commitments import Mandate
from tracker.compliance.plain import plain_assessment
from tracker.compliance.summaries import Partner
from tracker.presentation.explanations import LANGUAGES, list_sentences
from tracker.records.clock import database_now
from tracker.records.refusals import Missing

from .actions import amend_emissions_report, submit_emissions_report
from .models import EmissionsReport
from .queries import assess_partners, list_reports, list_warnings
from .serializers import (
    OBLIGATION_FIELDS,
    AmendmentSerializer,
    AssessmentSchema,
    ObligationSchema,
    ReportSerializer,
    SubmissionSerializer,
)


def own_reports(request: Request) -> QuerySet[EmissionsReport]:
    return list_reports(party_id=client_of(request).party_id)


def show_reports(reports: Iterable[EmissionsReport]) -> list[dict[str, Any]]:
    shown = list(reports)
    warnings = list_warnings(revision for report in shown for revision in report.revisions.all())
    return [ReportSerializer(report, context={"warnings": warnings}).data for report in shown]


class EmissionsReportList(GenericAPIView[EmissionsReport]):
    faults_code = "invalid-report"
    queryset = EmissionsReport.objects.none()
    serializer_class = ReportSerializer

    @extend_schema(
        operation_id="list_emissions_reports",
        parameters=[REPORTING_YEAR],
        responses={200: ReportSerializer(many=True), **PROBLEMS},
    )
    def get(self, request: Request) -> Response:
        """Your reports, newest year first."""
        asked = read_parameters(request, reporting_year=year)
        reports = own_reports(request)
        if "reporting_year" in asked:
            reports = reports.filter(reporting_year=asked["reporting_year"])
        page = self.paginate_queryset(reports)
        return self.get_paginated_response(show_reports(page or []))

    @extend_schema(
        operation_id="submit_emissions_report",
        request=SubmissionSerializer,
        parameters=[ETAG, LOCATION],
        responses={201: ReportSerializer, **SUBMISSION_PROBLEMS},
    )
    @once
    def post(self, request: Request) -> Response:
        """File the report about a year. A later correction is a revision."""
        submission = SubmissionSerializer(data=request.data)
        submission.is_valid(raise_exception=True)
        revision = submit_emissions_report(
            actor=client_of(request).as_actor(),
            party_id=party_of(request),
            reporting_year=submission.validated_data["reporting_year"],
            content=submission.as_content(),
            now=database_now(),
        )
        return created(request, revision.report_id)


class EmissionsReportDetail(APIView):
    @extend_schema(
        operation_id="get_emissions_report",
        parameters=[IF_NONE_MATCH, ETAG],
        responses={200: ReportSerializer, 304: NOT_MODIFIED, **PROBLEMS},
    )
    def get(self, request: Request, report_id: UUID) -> Response:
        """One report with all its revisions and decisions."""
        read_parameters(request)
        report = own_reports(request).filter(pk=report_id).first()
        if report is None:
            raise Missing("not-found", "There is nothing at this address, or it is not yours to see.")
        return with_etag(request, show_reports([report])[0])


class RevisionList(APIView):
    faults_code = "invalid-report"

    @extend_schema(
        operation_id="amend_emissions_report",
        request=AmendmentSerializer,
        parameters=[IF_MATCH, ETAG, LOCATION],
        responses={201: ReportSerializer, **CHANGE_PROBLEMS},
    )
    @once
    def post(self, request: Request, report_id: UUID) -> Response:
        """File a correction: a whole new revision with its reason. What was filed before stands as it is."""
        seen = read_if_match(request)
        amendment = AmendmentSerializer(data=request.data)
        amendment.is_valid(raise_exception=True)
        revision = amend_emissions_report(
            actor=client_of(request).as_actor(),
            party_id=party_of(request),
            report_id=report_id,
            content=amendment.as_content(),
            now=database_now(),
            check_current=partial(check_seen, request, report_id, seen),
        )
        return created(request, revision.report_id)


def check_seen(request: Request, report_id: UUID, seen: str) -> None:
    check_match(seen, etag_of(show_reports([own_reports(request).get(pk=report_id)])[0]))


def created(request: Request, report_id: UUID) -> Response:
    shown = show_reports([own_reports(request).get(pk=report_id)])[0]
    headers = {"Location": f"/api/v1/emissions-reports/{report_id}/", "ETag": etag_of(shown)}
    return Response(shown, status=201, headers=headers)


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
    commitments = list_mandates(as_of=as_of) if key is None else [get_commitment(key, as_of=as_of)]
    for mandate in commitments:
        if isinstance(mandate, Mandate):
            found = assess_partners(mandate, as_of=as_of, party_ids=party_ids)
            rows += [each for each in found if wanted in (None, each[1].obligation.year)]
    return asked, rows
