from __future__ import annotations

from functools import partial
from typing import Any
from uuid import UUID

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from suppliers.models import CorrectiveActionPlan
from tracker.access.clients import client_of, party_of
from tracker.api.pagination import page_as_of
from tracker.api.parameters import one_of, read_parameters, until, year
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
from tracker.compliance.plans import PlanState
from tracker.records.clock import database_now
from tracker.records.refusals import Missing

from .actions import ADDRESS, amend_plan, file_plan, report_milestone
from .queries import find_plan, list_plans
from .serializers import AmendedPlanSerializer, DoneSerializer, FiledPlanSerializer, PlanSchema

STATE = OpenApiParameter("state", str, enum=list(PlanState), description="Only those in this state.")


def show_plan(request: Request, plan_id: UUID) -> dict[str, Any]:
    standing = find_plan(plan_id, as_of=database_now(), party_id=client_of(request).party_id)
    if standing is None:
        raise Missing("not-found", "There is nothing at this address, or it is not yours to see.")
    return standing.as_plain()


def created(request: Request, plan_id: UUID) -> Response:
    shown = show_plan(request, plan_id)
    return Response(shown, status=201, headers={"Location": f"{ADDRESS}{plan_id}/", "ETag": etag_of(shown)})


def check_seen(request: Request, plan_id: UUID, seen: str) -> None:
    check_match(seen, etag_of(show_plan(request, plan_id)))


class PlanList(GenericAPIView[Any]):
    faults_code = "invalid-plan"
    queryset = CorrectiveActionPlan.objects.none()
    serializer_class = PlanSchema

    @extend_schema(
        operation_id="list_corrective_action_plans",
        parameters=[COMMITMENT, REPORTING_YEAR, STATE, AS_OF],
        responses={200: PlanSchema(many=True), **PROBLEMS},
    )
    def get(self, request: Request) -> Response:
        """The plans that are owed, filed, accepted and over. One that is owed and not opened has no id yet."""
        now = database_now()
        asked = read_parameters(request, commitment=str, reporting_year=year, state=one_of(PlanState), as_of=until(now))
        party_id, as_of = client_of(request).party_id, asked.get("as_of", now)
        found = list_plans(
            as_of=as_of,
            party_ids=[party_id] if party_id else None,
            commitment_key=asked.get("commitment"),
        )
        wanted = {name: value for name, value in asked.items() if name in ("reporting_year", "state")}
        rows = [row for row in (each.as_plain() for each in found) if all(row[name] == wanted[name] for name in wanted)]
        return self.get_paginated_response(page_as_of(self, rows, as_of))

    @extend_schema(
        operation_id="file_corrective_action_plan",
        request=FiledPlanSerializer,
        parameters=[ETAG, LOCATION],
        responses={201: PlanSchema, **SUBMISSION_PROBLEMS},
    )
    @once
    def post(self, request: Request) -> Response:
        """File the plan for a year that you missed: its cause, and the steps against it."""
        sent = FiledPlanSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        version = file_plan(
            actor=client_of(request).as_actor(),
            party_id=party_of(request),
            commitment_key=sent.validated_data["commitment"],
            reporting_year=sent.validated_data["reporting_year"],
            content=sent.as_content(),
            now=database_now(),
        )
        return created(request, version.plan_id)


class PlanDetail(APIView):
    @extend_schema(
        operation_id="get_corrective_action_plan",
        parameters=[IF_NONE_MATCH, ETAG],
        responses={200: PlanSchema, 304: NOT_MODIFIED, **PROBLEMS},
    )
    def get(self, request: Request, plan_id: UUID) -> Response:
        """One plan with all its versions, reports and decisions."""
        read_parameters(request)
        return with_etag(request, show_plan(request, plan_id))


class PlanVersionList(APIView):
    faults_code = "invalid-plan"

    @extend_schema(
        operation_id="amend_corrective_action_plan",
        request=AmendedPlanSerializer,
        parameters=[IF_MATCH, ETAG, LOCATION],
        responses={201: PlanSchema, **CHANGE_PROBLEMS},
    )
    @once
    def post(self, request: Request, plan_id: UUID) -> Response:
        """File a further version, whole. The one in force stays in force until this one is accepted."""
        seen = read_if_match(request)
        sent = AmendedPlanSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        amend_plan(
            actor=client_of(request).as_actor(),
            party_id=party_of(request),
            plan_id=plan_id,
            content=sent.as_content(),
            now=database_now(),
            check_current=partial(check_seen, request, plan_id, seen),
        )
        return created(request, plan_id)


class MilestoneReportList(APIView):
    faults_code = "invalid-milestone-report"

    @extend_schema(
        operation_id="report_milestone",
        request=DoneSerializer,
        parameters=[ETAG, LOCATION],
        responses={201: PlanSchema, **SUBMISSION_PROBLEMS},
    )
    @once
    def post(self, request: Request, plan_id: UUID, key: str) -> Response:
        """Report a milestone of the accepted version done. That one is missed needs no report: its day says it."""
        sent = DoneSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        done = {"note": "", **sent.validated_data}
        report_milestone(
            actor=client_of(request).as_actor(),
            party_id=party_of(request),
            plan_id=plan_id,
            key=key,
            now=database_now(),
            **done,
        )
        return created(request, plan_id)
