from __future__ import annotations

from datetime import datetime
from typing import Any

from rest_framework import serializers

from tracker.api.fields import CodeField, IdField, StrictSerializer, WholeNumberField
from tracker.compliance.plain import plain_instant
from tracker.records.actors import ActorKind
from tracker.records.models import AuditEvent

from .models import ApiToken, Scope, TokenState
from .tokens import MOST_DAYS


class TokenRequestSerializer(StrictSerializer):
    client_id = IdField(help_text="The API client that will use it; /api/v1/clients/ lists your party's.")
    scope = CodeField(choices=Scope.choices, required=False, help_text="At most what the client may do, which is the default.")
    days = WholeNumberField(1, MOST_DAYS, required=False, help_text="How long it is valid.")


class EmptySerializer(StrictSerializer):
    """A body without fields."""


class TokenClientSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    name = serializers.CharField()


class TokenSerializer(serializers.Serializer[ApiToken]):
    """A token without its secret."""

    id = serializers.UUIDField()
    party_id = serializers.UUIDField(allow_null=True)
    client = TokenClientSerializer()
    scope = serializers.ChoiceField(choices=Scope.choices)
    state = serializers.ChoiceField(choices=TokenState.choices)
    ending = serializers.CharField(help_text="Its last four characters.")
    created_at = serializers.CharField()
    expires_at = serializers.CharField()
    last_used_at = serializers.CharField(allow_null=True, help_text="To the minute.")
    revoked_at = serializers.CharField(allow_null=True)

    def to_representation(self, instance: ApiToken) -> dict[str, Any]:
        return {
            "id": str(instance.pk),
            "party_id": instance.party_id and str(instance.party_id),
            "client": {"id": str(instance.client_id), "name": instance.client.name},
            "scope": instance.scope,
            "state": instance.state_at(self.context["now"]),
            "ending": instance.ending,
            "created_at": plain_instant(instance.created_at),
            "expires_at": plain_instant(instance.expires_at),
            "last_used_at": _instant(instance.last_used_at),
            "revoked_at": _instant(instance.revoked_at),
        }


class SecretSerializer(TokenSerializer):
    secret = serializers.CharField(help_text="Shown this once; only its hash is kept.")

    def to_representation(self, instance: ApiToken) -> dict[str, Any]:
        return {**super().to_representation(instance), "secret": self.context["secret"]}


class AuditEventSerializer(serializers.Serializer[AuditEvent]):
    """One link of a chain, with every part that its hash is over. Persons stand in it by number, never by name."""

    sequence = serializers.IntegerField(help_text="Its place in the chain of the party, or of the programme.")
    recorded_at = serializers.CharField()
    party_id = serializers.UUIDField(allow_null=True)
    actor_kind = serializers.ChoiceField(choices=[(kind, kind) for kind in ActorKind])
    actor_id = serializers.CharField()
    actor_label = serializers.CharField()
    verb = serializers.CharField()
    subject_type = serializers.CharField()
    subject_id = serializers.CharField()
    facts = serializers.CharField(help_text="Canonical JSON, as it is hashed.")
    digests = serializers.CharField()
    request_id = serializers.CharField()
    previous_hash = serializers.CharField()
    hash = serializers.CharField()

    def to_representation(self, instance: AuditEvent) -> dict[str, Any]:
        return {
            "sequence": instance.sequence,
            "recorded_at": plain_instant(instance.recorded_at),
            "party_id": instance.party_id and str(instance.party_id),
            "actor_kind": instance.actor_kind,
            "actor_id": instance.actor_id,
            "actor_label": instance.actor_label,
            "verb": instance.verb,
            "subject_type": instance.subject_type,
            "subject_id": instance.subject_id,
            "facts": instance.facts_text,
            "digests": instance.digests,
            "request_id": instance.request_id,
            "previous_hash": instance.previous_hash,
            "hash": instance.hash,
        }


def _instant(instant: datetime | None) -> str | None:
    return None if instant is None else plain_instant(instant)
