from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from suppliers.actions import amend_emissions_report, submit_emissions_report
from suppliers.known import find_known, known_of_sender
from suppliers.lifecycle import RevisionState
from suppliers.listing import filter_reports
from suppliers.models import EmissionsReport, Revision
from suppliers.queries import list_reports
from suppliers.serializers.content import AmendmentSerializer, SubmissionSerializer
from suppliers.serializers.reports import ReportSerializer
from suppliers.serializers.trials import TrialSchema
from tracker.access.clients import client_of, party_of
from tracker.api.parameters import names_of, one_of, read_parameters, until, year
from tracker.api.preconditions import check_match, etag_of, read_if_match, with_etag
from tracker.api.schema import (
    CHANGE_PROBLEMS,
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
from tracker.records.actors import Actor
from tracker.records.clock import database_now
from tracker.records.refusals import Missing

from .shown import show_report, show_reports
from .trials import DRY_RUN, rehearse

STATE = OpenApiParameter("state", str, enum=list(RevisionState), description="Only those whose newest revision is in it.")
UPDATED_SINCE = OpenApiParameter(
    "updated_since",
    datetime,
    description="Only those to which something happened at this instant or after it. Poll with the newest `updated_at` that "
    "you have seen, less 60 seconds: what is recorded is committed within 30.",
)
FIELDS = OpenApiParameter(
    "fields",
    {"type": "string", "pattern": "^[a-z_]+(,[a-z_]+)*$"},
    description="Only these of each report, with commas between them, such as id,state,updated_at.",
)


def own_reports(request: Request) -> QuerySet[EmissionsReport]:
    return list_reports(party_id=client_of(request).party_id)


def file_report(body: Any, *, actor: Actor, party_id: UUID, now: datetime) -> Revision:
    submission = SubmissionSerializer(data=body, context={"known": partial(known_of_sender, party_id)})
    submission.is_valid(raise_exception=True)
    return submit_emissions_report(
        actor=actor,
        party_id=party_id,
        reporting_year=submission.validated_data["reporting_year"],
        content=submission.as_content(),
        replies=submission.as_replies(),
        now=now,
    )


def file_revision(
    body: Any,
    *,
    actor: Actor,
    party_id: UUID,
    report_id: UUID,
    now: datetime,
    check_current: Callable[[], None] | None = None,
) -> Revision:
    known = partial(find_known, report_id, party_id=party_id, now=now)
    amendment = AmendmentSerializer(data=body, context={"known": known})
    amendment.is_valid(raise_exception=True)
    return amend_emissions_report(
        actor=actor,
        party_id=party_id,
        report_id=report_id,
        content=amendment.as_content(),
        replies=amendment.as_replies(),
        now=now,
        check_current=check_current,
    )


def sender_of(request: Request) -> dict[str, Any]:
    return {"actor": client_of(request).as_actor(), "party_id": party_of(request), "now": database_now()}


class EmissionsReportList(GenericAPIView[EmissionsReport]):
    faults_code = "invalid-report"
    queryset = EmissionsReport.objects.none()
    serializer_class = ReportSerializer

    @extend_schema(
        operation_id="list_emissions_reports",
        parameters=[REPORTING_YEAR, STATE, UPDATED_SINCE, FIELDS],
        responses={200: ReportSerializer(many=True), **PROBLEMS},
    )
    def get(self, request: Request) -> Response:
        """Your reports, newest year first."""
        asked = read_parameters(
            request,
            reporting_year=year,
            state=one_of(RevisionState),
            updated_since=until(database_now()),
            fields=names_of(ReportSerializer().fields),
        )
        wanted = asked.pop("fields", None)
        filters = {name: asked[name] for name in ("reporting_year", "state", "updated_since") if name in asked}
        page = show_reports(self.paginate_queryset(filter_reports(own_reports(request), **filters)) or [])
        rows = page if wanted is None else [{name: row[name] for name in wanted} for row in page]
        return self.get_paginated_response(rows)

    @extend_schema(
        operation_id="submit_emissions_report",
        request=SubmissionSerializer,
        parameters=[DRY_RUN, ETAG, LOCATION],
        responses={200: TrialSchema, 201: ReportSerializer, **SUBMISSION_PROBLEMS},
    )
    @once
    def post(self, request: Request) -> Response:
        """File the report about a year. A later correction is a revision."""
        return created(request, file_report(request.data, **sender_of(request)).report_id)

    def rehearse(self, request: Request) -> Response:
        return rehearse(self, partial(file_report, request.data, **sender_of(request)))


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
        parameters=[DRY_RUN, IF_MATCH, ETAG, LOCATION],
        responses={200: TrialSchema, 201: ReportSerializer, **CHANGE_PROBLEMS},
    )
    @once
    def post(self, request: Request, report_id: UUID) -> Response:
        """File a correction: a whole new revision with its reason. What was filed before stands as it is."""
        check = partial(check_seen, request, report_id, read_if_match(request))
        revision = file_revision(request.data, report_id=report_id, check_current=check, **sender_of(request))
        return created(request, revision.report_id)

    def rehearse(self, request: Request, report_id: UUID) -> Response:
        """Whoever sends `If-Match` is told if the report has changed."""
        seen = read_if_match(request) if "If-Match" in request.headers else None
        check = partial(check_seen, request, report_id, seen) if seen else None
        file = partial(file_revision, request.data, report_id=report_id, check_current=check, **sender_of(request))
        return rehearse(self, file)


def check_seen(request: Request, report_id: UUID, seen: str) -> None:
    check_match(seen, etag_of(show_report(report_id, party_id=client_of(request).party_id)))


def created(request: Request, report_id: UUID) -> Response:
    shown = show_report(report_id, party_id=client_of(request).party_id)
    headers = {"Location": f"/api/v1/emissions-reports/{report_id}/", "ETag": etag_of(shown)}
    return Response(shown, status=201, headers=headers)
