from __future__ import annotations

from typing import Any, cast
from uuid import UUID

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from tracker.records.models import Receipt
from tracker.records.receipts import KIND, as_document, list_receipts
from tracker.records.refusals import Missing

from .parameters import read_parameters
from .schema import PROBLEMS


class ReceiptSubjectSchema(serializers.Serializer[Any]):
    type = serializers.CharField()
    id = serializers.CharField()


class ReceiptEventSchema(serializers.Serializer[Any]):
    """Where your audit chain stood with it: see /api/v1/audit-events/."""

    sequence = serializers.IntegerField()
    hash = serializers.CharField()


class RecordedSchema(serializers.Serializer[Any]):
    """One fact that the submission left in the record."""

    verb = serializers.CharField()
    subject = ReceiptSubjectSchema()
    number = serializers.IntegerField(required=False, help_text="Of a revision or a version.")
    content_sha256 = serializers.CharField(required=False, help_text="Of its content.")
    sha256 = serializers.CharField(required=False, help_text="Of a file.")
    event = ReceiptEventSchema()


class ReceiptCheckpointSchema(serializers.Serializer[Any]):
    """The newest audit checkpoint at that instant."""

    number = serializers.IntegerField()
    sha256 = serializers.CharField()


class ReceiptStatementSchema(serializers.Serializer[Any]):
    """Its canonical JSON is what is signed."""

    kind = serializers.CharField(help_text=f"“{KIND}”.")
    id = serializers.UUIDField()
    party_id = serializers.UUIDField()
    recorded = RecordedSchema(many=True)
    body_sha256 = serializers.CharField(help_text="Of the body, byte for byte as it came.")
    canonical_sha256 = serializers.CharField(help_text="Of its canonical JSON (RFC 8785), each number as text.")
    instant = serializers.CharField()
    checkpoint = ReceiptCheckpointSchema(allow_null=True)
    key = serializers.CharField(help_text="Its `kid` at /.well-known/jwks.json.")


class ReceiptSchema(serializers.Serializer[Any]):
    """It can be kept anywhere, and checked by anybody with the public key."""

    statement = ReceiptStatementSchema()
    signature = serializers.CharField(help_text="Ed25519, in base64url.")


class ReceiptList(GenericAPIView[Receipt]):
    queryset = Receipt.objects.none()
    serializer_class = ReceiptSchema

    @extend_schema(operation_id="list_receipts", responses={200: ReceiptSchema(many=True), **PROBLEMS})
    def get(self, request: Request) -> Response:
        """Your receipts, the newest first."""
        read_parameters(request)
        page = self.paginate_queryset(own_receipts(request)) or []
        return self.get_paginated_response([as_document(receipt) for receipt in page])


class ReceiptDetail(APIView):
    @extend_schema(operation_id="get_receipt", responses={200: ReceiptSchema, **PROBLEMS})
    def get(self, request: Request, receipt_id: UUID) -> Response:
        """One receipt, as it came with the answer to its submission."""
        read_parameters(request)
        receipt = own_receipts(request).filter(pk=receipt_id).first()
        if receipt is None:
            raise Missing("not-found", "There is nothing at this address, or it is not yours to see.")
        return Response(as_document(receipt))


def own_receipts(request: Request) -> QuerySet[Receipt]:
    return list_receipts(party_id=cast("Any", request.user).party_id)
