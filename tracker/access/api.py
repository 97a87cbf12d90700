"""A party's own tokens, and what was done in its name or to its rows."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from tracker.api.parameters import read_parameters
from tracker.api.schema import PROBLEMS
from tracker.records.clock import database_now
from tracker.records.models import AuditEvent
from tracker.records.refusals import FieldFault, Missing, Refusal

from .actions import issue_token, revoke_token, rotate_token
from .clients import client_of, longest_token_of, party_of
from .models import ApiClient, ApiToken, Scope
from .permissions import IsManager
from .queries import list_audit_events, list_tokens
from .serializers import AuditEventSerializer, EmptySerializer, SecretSerializer, TokenRequestSerializer, TokenSerializer
from .tokens import digest_of


def own_tokens(request: Request) -> QuerySet[ApiToken]:
    return list_tokens(party_id=client_of(request).party_id)


class TokenList(GenericAPIView[ApiToken]):
    faults_code = "invalid-token"
    queryset = ApiToken.objects.none()
    serializer_class = TokenSerializer
    permission_classes = (IsManager,)

    @extend_schema(operation_id="list_tokens", responses={200: TokenSerializer(many=True), **PROBLEMS})
    def get(self, request: Request) -> Response:
        """Your party's tokens, the newest first; ended ones too."""
        read_parameters(request)
        page, shown = self.paginate_queryset(own_tokens(request)), TokenSerializer(context={"now": database_now()})
        return self.get_paginated_response([shown.to_representation(token) for token in page or []])

    @extend_schema(operation_id="issue_token", request=TokenRequestSerializer, responses={201: SecretSerializer, **PROBLEMS})
    def post(self, request: Request) -> Response:
        """A new token for one of your API clients, no longer than yours. Its secret is in this answer alone."""
        read_parameters(request)
        asked = TokenRequestSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        wanted: dict[str, Any] = asked.validated_data
        client = ApiClient.objects.filter(pk=wanted["client_id"], party_id=party_of(request)).first()
        if client is None:
            fault = FieldFault("/client_id", "not-found", "There is no such API client, or it is not yours to see.")
            raise Refusal("invalid-token", fault.detail, faults=(fault,))
        scope = Scope(wanted["scope"]) if "scope" in wanted else None
        now = database_now()
        secret = issue_token(
            actor=client_of(request).as_actor(),
            client=client,
            now=now,
            scope=scope,
            days=wanted.get("days"),
            most_days=longest_token_of(request),
        )
        return shown_once(request, secret)


class TokenRevocation(APIView):
    permission_classes = (IsManager,)

    @extend_schema(operation_id="revoke_token", request=EmptySerializer, responses={200: TokenSerializer, **PROBLEMS})
    def post(self, request: Request, token_id: UUID) -> Response:
        """Ends it with the next request."""
        check_is_own(request, token_id)
        now = database_now()
        revoke_token(actor=client_of(request).as_actor(), token_id=token_id, now=now)
        return Response(TokenSerializer(own_tokens(request).get(pk=token_id), context={"now": now}).data)


class TokenRotation(APIView):
    permission_classes = (IsManager,)

    @extend_schema(operation_id="rotate_token", request=EmptySerializer, responses={201: SecretSerializer, **PROBLEMS})
    def post(self, request: Request, token_id: UUID) -> Response:
        """A new token in its place; the old one ends within 24 hours."""
        check_is_own(request, token_id)
        secret = rotate_token(
            actor=client_of(request).as_actor(), token_id=token_id, now=database_now(), most_days=longest_token_of(request)
        )
        return shown_once(request, secret)


class AuditEventList(GenericAPIView[AuditEvent]):
    queryset = AuditEvent.objects.none()
    serializer_class = AuditEventSerializer

    @extend_schema(operation_id="list_audit_events", responses={200: AuditEventSerializer(many=True), **PROBLEMS})
    def get(self, request: Request) -> Response:
        """What was done to your party's rows, by whom and when; the newest first."""
        read_parameters(request)
        page = self.paginate_queryset(list_audit_events(party_id=client_of(request).party_id))
        return self.get_paginated_response([AuditEventSerializer(event).data for event in page or []])


def check_is_own(request: Request, token_id: UUID) -> None:
    read_parameters(request)
    EmptySerializer(data=request.data or {}).is_valid(raise_exception=True)
    if not own_tokens(request).filter(pk=token_id).exists():
        raise Missing("not-found", "There is no such token, or it is not yours to see.")


def shown_once(request: Request, secret: str) -> Response:
    token = own_tokens(request).get(digest=digest_of(secret))
    shown = SecretSerializer(token, context={"now": database_now(), "secret": secret})
    return Response(shown.data, status=201, headers={"Cache-Control": "no-store"})
