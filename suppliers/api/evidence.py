from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseNotModified
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.generics import GenericAPIView
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from suppliers.actions import attach_evidence, file_evidence
from suppliers.queries import get_revision, list_evidence_with_revisions
from suppliers.serializers.evidence import AttachmentSerializer, EvidenceSerializer, SentEvidenceSerializer
from suppliers.serializers.reports import ReportSerializer
from tracker.access.clients import client_of, party_of
from tracker.api.forms import StrictFormParser
from tracker.api.parameters import read_parameters
from tracker.api.preconditions import is_known
from tracker.api.renderers import CanonicalJSONRenderer
from tracker.api.schema import ETAG, LOCATION, PROBLEMS, RANGE, RANGE_PROBLEMS, SUBMISSION_PROBLEMS
from tracker.api.submissions import once
from tracker.records.clock import database_now
from tracker.records.evidence.downloads import etag_of, evidence_file
from tracker.records.media import MediaType
from tracker.records.models import Evidence
from tracker.records.refusals import Missing

from .reports import created

NOTHING_HERE = "There is nothing at this address, or it is not yours to see."


class FileRenderer(BaseRenderer):
    """Lets a caller ask for the file by any `Accept`; the view answers with the stored bytes themselves."""

    media_type = "*/*"
    format = "file"

    def render(self, data: Any, accepted_media_type: str | None = None, renderer_context: Any = None) -> bytes:
        return CanonicalJSONRenderer().render(data)


def find_evidence(request: Request, evidence_id: UUID) -> Evidence:
    evidence = list_evidence_with_revisions(party_id=client_of(request).party_id).filter(pk=evidence_id).first()
    if evidence is None:
        raise Missing("not-found", NOTHING_HERE)
    return evidence


class EvidenceList(GenericAPIView[Evidence]):
    faults_code = "invalid-evidence"
    queryset = Evidence.objects.none()
    serializer_class = EvidenceSerializer
    parser_classes = (StrictFormParser,)

    @extend_schema(operation_id="list_evidence", responses={200: EvidenceSerializer(many=True), **PROBLEMS})
    def get(self, request: Request) -> Response:
        """Your files, the newest first."""
        read_parameters(request)
        page = self.paginate_queryset(list_evidence_with_revisions(party_id=client_of(request).party_id))
        return self.get_paginated_response([EvidenceSerializer(evidence).data for evidence in page or []])

    @extend_schema(
        operation_id="file_evidence",
        request={"multipart/form-data": SentEvidenceSerializer},
        responses={201: EvidenceSerializer, **SUBMISSION_PROBLEMS},
    )
    @once
    def post(self, request: Request) -> Response:
        """File a document: PDF, XLSX, CSV, PNG or JPEG, at most 20 MiB; attached at once where a revision is named."""
        sent = SentEvidenceSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        file = sent.validated_data["file"]
        evidence = file_evidence(
            actor=client_of(request).as_actor(),
            party_id=party_of(request),
            content=file.content,
            file_name=file.name,
            title=sent.validated_data["title"],
            effective_date=sent.validated_data["effective_date"],
            revision_id=sent.validated_data.get("revision"),
            now=database_now(),
        )
        answer = EvidenceSerializer(find_evidence(request, evidence.pk)).data
        return Response(answer, status=201, headers={"Location": f"/api/v1/evidence/{evidence.pk}/"})


class EvidenceDetail(APIView):
    @extend_schema(operation_id="get_evidence", responses={200: EvidenceSerializer, **PROBLEMS})
    def get(self, request: Request, evidence_id: UUID) -> Response:
        """What is known of one file, and which revisions it backs."""
        read_parameters(request)
        return Response(EvidenceSerializer(find_evidence(request, evidence_id)).data)


class EvidenceFile(APIView):
    renderer_classes = (FileRenderer,)

    @extend_schema(
        operation_id="get_evidence_file",
        parameters=[RANGE],
        responses={
            **{(status, str(media_type)): OpenApiTypes.BINARY for status in (200, 206) for media_type in MediaType},
            304: OpenApiResponse(description="It is as `If-None-Match` has it: a file never changes."),
            **RANGE_PROBLEMS,
        },
    )
    def get(self, request: Request, evidence_id: UUID) -> HttpResponse:
        """The bytes as they were sent, checked against their hash, which is the ETag."""
        read_parameters(request)
        evidence = find_evidence(request, evidence_id)
        etag, headers = etag_of(evidence), request.headers
        asked = headers.get("Range") if headers.get("If-Range", etag) == etag else None
        if is_known(request, etag):
            evidence_file(evidence)
            return HttpResponseNotModified(headers={"ETag": etag})
        return evidence_file(evidence, asked_range=asked)


class RevisionEvidenceList(APIView):
    faults_code = "invalid-evidence"

    @extend_schema(
        operation_id="attach_evidence",
        request=AttachmentSerializer,
        parameters=[ETAG, LOCATION],
        responses={201: ReportSerializer, **SUBMISSION_PROBLEMS},
    )
    @once
    def post(self, request: Request, report_id: UUID, number: int) -> Response:
        """Attach a file that you have filed to a revision, a decided one too. What was filed stands as it is."""
        attachment = AttachmentSerializer(data=request.data)
        attachment.is_valid(raise_exception=True)
        revision = get_revision(party_id=party_of(request), report_id=report_id, number=number)
        attach_evidence(
            actor=client_of(request).as_actor(),
            party_id=revision.party_id,
            revision_id=revision.pk,
            evidence_id=attachment.validated_data["evidence_id"],
        )
        return created(request, report_id)
