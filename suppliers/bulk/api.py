from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse, HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from suppliers.api.evidence import NOTHING_HERE, FileRenderer
from suppliers.models import BulkFile
from tracker.access.clients import client_of, party_of
from tracker.api.forms import StrictFormParser
from tracker.api.parameters import read_parameters
from tracker.api.schema import PROBLEMS, SUBMISSION_PROBLEMS
from tracker.api.submissions import once
from tracker.records.media import MediaType
from tracker.records.refusals import Missing

from .actions import start_bulk_file, upload_bulk_file
from .downloads import result_file, template_file
from .queries import Progress, list_bulk_files, list_progress
from .serializers import BulkFileSerializer, SentBulkFileSerializer
from .templates import csv_template, xlsx_template

ACCEPTED_AT = OpenApiParameter(
    "Location", str, OpenApiParameter.HEADER, response=[202], description="Where its progress is told."
)


def find_progress(request: Request, bulk_file_id: UUID) -> Progress:
    found = list_progress(list_bulk_files(party_id=client_of(request).party_id).filter(pk=bulk_file_id))
    if not found:
        raise Missing("not-found", NOTHING_HERE)
    return found[0]


class BulkFileList(GenericAPIView[BulkFile]):
    faults_code = "invalid-bulk-file"
    queryset = BulkFile.objects.none()
    serializer_class = BulkFileSerializer  # type: ignore[assignment]  # it shows a file's progress
    parser_classes = (StrictFormParser,)

    @extend_schema(operation_id="list_bulk_files", responses={200: BulkFileSerializer(many=True), **PROBLEMS})
    def get(self, request: Request) -> Response:
        """Your bulk files, the newest first, and how far each is worked through."""
        read_parameters(request)
        page = self.paginate_queryset(list_bulk_files(party_id=client_of(request).party_id))
        return self.get_paginated_response([BulkFileSerializer(progress).data for progress in list_progress(page or [])])

    @extend_schema(
        operation_id="file_bulk_file",
        request={"multipart/form-data": SentBulkFileSerializer},
        parameters=[ACCEPTED_AT],
        responses={202: BulkFileSerializer, **SUBMISSION_PROBLEMS},
    )
    @once
    def post(self, request: Request) -> Response:
        """File many reports by one table. Each row is filed, amended, skipped or refused for itself; the result says which."""
        sent = SentBulkFileSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        file, actor, party_id = sent.validated_data["file"], client_of(request).as_actor(), party_of(request)
        bulk_file = upload_bulk_file(actor=actor, party_id=party_id, content=file.content, file_name=file.name)
        start_bulk_file(actor=actor, party_id=party_id, bulk_file_id=bulk_file.pk)
        answer = BulkFileSerializer(find_progress(request, bulk_file.pk)).data
        return Response(answer, status=202, headers={"Location": f"/api/v1/bulk-files/{bulk_file.pk}/"})


class BulkFileDetail(APIView):
    @extend_schema(operation_id="get_bulk_file", responses={200: BulkFileSerializer, **PROBLEMS})
    def get(self, request: Request, bulk_file_id: UUID) -> Response:
        """How far it is worked through, and what came of its rows."""
        read_parameters(request)
        return Response(BulkFileSerializer(find_progress(request, bulk_file_id)).data)


class BulkFileResult(APIView):
    renderer_classes = (FileRenderer,)

    @extend_schema(
        operation_id="get_bulk_file_result",
        responses={**{(200, str(kind)): OpenApiTypes.BINARY for kind in (MediaType.CSV, MediaType.XLSX)}, **PROBLEMS},
    )
    def get(self, request: Request, bulk_file_id: UUID) -> HttpResponseBase:
        """Your own table, with what came of each row and every fault in it. Mend it and send it again as it is."""
        read_parameters(request)
        return result_file(find_progress(request, bulk_file_id))


class CsvTemplate(APIView):
    renderer_classes = (FileRenderer,)

    @extend_schema(operation_id="get_bulk_template_csv", responses={(200, str(MediaType.CSV)): OpenApiTypes.BINARY, **PROBLEMS})
    def get(self, request: Request) -> HttpResponse:
        """The columns of a bulk file."""
        read_parameters(request)
        return template_file(csv_template(), MediaType.CSV)


class XlsxTemplate(APIView):
    renderer_classes = (FileRenderer,)

    @extend_schema(
        operation_id="get_bulk_template_xlsx", responses={(200, str(MediaType.XLSX)): OpenApiTypes.BINARY, **PROBLEMS}
    )
    def get(self, request: Request) -> HttpResponse:
        """The columns of a bulk file, as a workbook with a sheet of explanations."""
        read_parameters(request)
        return template_file(xlsx_template(), MediaType.XLSX)
