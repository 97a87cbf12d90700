"""From an invitation to a first token by one request, for whoever has no browser at hand."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from tracker.api.fields import StrictSerializer, TextField
from tracker.api.parameters import read_parameters
from tracker.api.schema import PROBLEMS
from tracker.compliance.plain import plain_instant
from tracker.records.clock import database_now
from tracker.records.tenancy import PROGRAMME, see_as, seeing

from .invitations import INVITED, Accepted, accept_invitation, check_open, find_invitation
from .models import Scope


class AcceptanceRequestSerializer(StrictSerializer):
    invitation = TextField(max_length=100, help_text="The secret in the mail: what stands last in its link.")
    client_name = TextField(max_length=100, help_text="What your program is called, such as Carbon export.")


class InvitedClientSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    name = serializers.CharField()


class AcceptanceSerializer(serializers.Serializer[Any]):
    token = serializers.CharField(help_text="Shown this once; only its hash is kept.")
    scope = serializers.ChoiceField(choices=Scope.choices)
    expires_at = serializers.CharField()
    client = InvitedClientSerializer()
    party = InvitedClientSerializer()

    def to_representation(self, instance: Accepted) -> dict[str, Any]:
        party = instance.client.party
        assert party is not None  # noqa: S101 - an invitation is a party's
        return {
            "token": instance.secret,
            "scope": instance.token.scope,
            "expires_at": plain_instant(instance.token.expires_at),
            "client": {"id": str(instance.client.pk), "name": instance.client.name},
            "party": {"id": str(party.pk), "name": party.name},
        }


EXAMPLE = OpenApiExample(
    "A first token",
    request_only=True,
    value={"invitation": "invite_k1QzR0yE4d8sVb2mN6tXwA3uHjL9pCfG5oIiKqYvZxM", "client_name": "Carbon export"},
)


class InvitationAcceptance(APIView):
    faults_code = "invalid-invitation"
    authentication_classes = ()
    permission_classes = ()

    @extend_schema(
        operation_id="accept_invitation",
        request=AcceptanceRequestSerializer,
        responses={201: AcceptanceSerializer, **PROBLEMS},
        examples=[EXAMPLE],
        auth=[],
    )
    def post(self, request: Request) -> Response:
        """Turns an invitation into an API client of your party and its first token. It works once and needs no token."""
        read_parameters(request)
        asked = AcceptanceRequestSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        wanted, now = asked.validated_data, database_now()
        with seeing(PROGRAMME):
            found = find_invitation(wanted["invitation"])
        # Refused out here, where the request sees nobody's rows again.
        invitation = check_open(found, now)
        see_as(invitation.party_id)
        accepted = accept_invitation(actor=INVITED, invitation=invitation, client_name=wanted["client_name"], now=now)
        return Response(AcceptanceSerializer(accepted).data, status=201, headers={"Cache-Control": "no-store"})
