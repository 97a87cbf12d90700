from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.generics import GenericAPIView
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from tracker.access.clients import client_of
from tracker.api.parameters import read_parameters
from tracker.api.renderers import CanonicalJSONRenderer
from tracker.api.schema import PROBLEMS
from tracker.records.refusals import Missing

from .downloads import report_pdf, report_summary
from .models import ComplianceReport
from .queries import list_compliance_reports
from .serializers import ComplianceReportSerializer


class PdfRenderer(BaseRenderer):
    """Lets a caller ask for the PDF by `Accept`; the view answers with the stored bytes themselves."""

    media_type = "application/pdf"
    format = "pdf"

    def render(self, data: Any, accepted_media_type: str | None = None, renderer_context: Any = None) -> bytes:
        return CanonicalJSONRenderer().render(data)


def reports_for(request: Request) -> QuerySet[ComplianceReport]:
    """Programme reports show every supplier, so a supplier's own client sees none of them."""
    reports = list_compliance_reports()
    return reports if client_of(request).party_id is None else reports.none()


def find_report(request: Request, report_id: UUID) -> ComplianceReport:
    report = reports_for(request).filter(pk=report_id).first()
    if report is None:
        raise Missing("not-found", "There is nothing at this address, or it is not yours to see.")
    return report


class ComplianceReportList(GenericAPIView[ComplianceReport]):
    queryset = ComplianceReport.objects.none()
    serializer_class = ComplianceReportSerializer

    @extend_schema(operation_id="list_compliance_reports", responses={200: ComplianceReportSerializer(many=True), **PROBLEMS})
    def get(self, request: Request) -> Response:
        """Issued reports, the newest first."""
        read_parameters(request)
        page = self.paginate_queryset(reports_for(request))
        return self.get_paginated_response([ComplianceReportSerializer(report).data for report in page or []])


class ComplianceReportDetail(APIView):
    @extend_schema(operation_id="get_compliance_report", responses={200: ComplianceReportSerializer, **PROBLEMS})
    def get(self, request: Request, report_id: UUID) -> Response:
        """One issued report with its hashes."""
        read_parameters(request)
        return Response(ComplianceReportSerializer(find_report(request, report_id)).data)


class ComplianceReportPdf(APIView):
    renderer_classes = (PdfRenderer, CanonicalJSONRenderer)

    @extend_schema(
        operation_id="get_compliance_report_pdf", responses={(200, "application/pdf"): OpenApiTypes.BINARY, **PROBLEMS}
    )
    def get(self, request: Request, report_id: UUID) -> HttpResponse:
        """The PDF, checked against its hash."""
        read_parameters(request)
        return report_pdf(find_report(request, report_id))


class ComplianceReportSummary(APIView):
    @extend_schema(operation_id="get_compliance_report_summary", responses={200: OpenApiTypes.OBJECT, **PROBLEMS})
    def get(self, request: Request, report_id: UUID) -> HttpResponse:
        """Every figure of the report as canonical JSON: the bytes that `input_sha256` is the hash of."""
        read_parameters(request)
        return report_summary(find_report(request, report_id))
