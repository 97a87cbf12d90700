"""A party's own API clients: each is a program that acts for it, and has tokens."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from tracker.api.fields import CodeField, StrictSerializer, TextField
from tracker.api.parameters import read_parameters
from tracker.api.schema import PROBLEMS
from tracker.compliance.plain import plain_instant
from tracker.records.clock import database_now
from tracker.records.refusals import Missing

from .actions import add_client, revoke_client
from .clients import client_of, party_of
from .models import ApiClient, ClientScope, Party, Scope
from .permissions import IsManager
from .serializers import EmptySerializer


class ClientRequestSerializer(StrictSerializer):
    name = TextField(max_length=100, help_text="What the program does, such as Carbon export.")
    scope = CodeField(choices=Scope.choices, required=False, help_text="The widest that its tokens may have; FILE unless told.")

    def validate_name(self, name: str) -> str:
        if not name.strip():
            raise serializers.ValidationError("The name is blank. Call the program after what it does.", code="blank")
        return name.strip()


class ClientSerializer(serializers.Serializer[ApiClient]):
    id = serializers.UUIDField()
    party_id = serializers.UUIDField(allow_null=True)
    name = serializers.CharField()
    scope = serializers.ChoiceField(choices=ClientScope.choices)
    created_at = serializers.CharField()
    revoked_at = serializers.CharField(allow_null=True)

    def to_representation(self, instance: ApiClient) -> dict[str, Any]:
        return {
            "id": str(instance.pk),
            "party_id": str(instance.party_id) if instance.party_id else None,
            "name": instance.name,
            "scope": instance.scope,
            "created_at": plain_instant(instance.created_at),
            "revoked_at": plain_instant(instance.revoked_at) if instance.revoked_at else None,
        }


class ClientList(GenericAPIView[ApiClient]):
    faults_code = "invalid-client"
    queryset = ApiClient.objects.none()
    serializer_class = ClientSerializer
    permission_classes = (IsManager,)

    @extend_schema(operation_id="list_clients", responses={200: ClientSerializer(many=True), **PROBLEMS})
    def get(self, request: Request) -> Response:
        """The programs that act for your party; ended ones too."""
        read_parameters(request)
        party_id = client_of(request).party_id
        found = ApiClient.objects.filter(party_id=party_id) if party_id else ApiClient.objects.all()
        page = self.paginate_queryset(found.order_by("name", "id"))
        return self.get_paginated_response([ClientSerializer(client).data for client in page or []])

    @extend_schema(operation_id="add_client", request=ClientRequestSerializer, responses={201: ClientSerializer, **PROBLEMS})
    def post(self, request: Request) -> Response:
        """A further program of your party. It needs a token."""
        read_parameters(request)
        asked = ClientRequestSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        wanted: dict[str, Any] = asked.validated_data
        client = add_client(
            actor=client_of(request).as_actor(),
            party=Party.objects.get(pk=party_of(request)),
            name=wanted["name"],
            scope=Scope(wanted.get("scope", Scope.FILE)),
        )
        return Response(ClientSerializer(ApiClient.objects.get(pk=client.pk)).data, status=201)


class ClientRevocation(APIView):
    permission_classes = (IsManager,)

    @extend_schema(operation_id="revoke_client", request=EmptySerializer, responses={200: ClientSerializer, **PROBLEMS})
    def post(self, request: Request, client_id: UUID) -> Response:
        """Ends it and all its tokens with the next request."""
        read_parameters(request)
        EmptySerializer(data=request.data or {}).is_valid(raise_exception=True)
        if not ApiClient.objects.filter(pk=client_id, party_id=party_of(request)).exists():
            raise Missing("not-found", "There is no such API client, or it is not yours to see.")
        client = revoke_client(actor=client_of(request).as_actor(), client_id=client_id, now=database_now())
        return Response(ClientSerializer(client).data)
