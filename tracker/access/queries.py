from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.apps import apps
from django.db.models import Q, QuerySet

from tracker.records.actors import ActorKind
from tracker.records.models import AuditEvent

from .models import ApiClient, ApiToken, Scope, User


@dataclass(frozen=True, slots=True)
class PartyName:
    name: str
    name_local: str
    country: str


def list_party_names(*, as_of: datetime, party_ids: Iterable[UUID] | None = None) -> dict[UUID, PartyName]:
    """What each party was called at `as_of`, from the history that a trigger writes."""
    events = apps.get_model("access", "PartyEvent").objects.filter(pgh_created_at__lte=as_of)
    if party_ids is not None:
        events = events.filter(pgh_obj_id__in=list(party_ids))
    latest = events.order_by("pgh_obj_id", "-pgh_created_at", "-pgh_id").distinct("pgh_obj_id")
    return {
        party_id: PartyName(name, name_local, country)
        for party_id, name, name_local, country in latest.values_list("pgh_obj_id", "name", "name_local", "country")
    }


def list_clients(*, party_id: UUID) -> QuerySet[ApiClient]:
    return ApiClient.objects.filter(party_id=party_id).prefetch_related("tokens")


def list_tokens(*, party_id: UUID | None) -> QuerySet[ApiToken]:
    """Those of a party; of all when there is none, for the programme."""
    tokens = ApiToken.objects.select_related("client")
    return tokens.filter(party_id=party_id) if party_id else tokens


def list_audit_events(*, party_id: UUID | None) -> QuerySet[AuditEvent]:
    """Those of a party; of all when there is none, for the programme."""
    return AuditEvent.objects.filter(party_id=party_id) if party_id else AuditEvent.objects.all()


def has_held_key(user: User, client: ApiClient) -> bool:
    """Issued a token of this client, or one of the same party that issues others."""
    keys = Q(client=client) | Q(party_id=client.party_id, party__isnull=False, scope=Scope.MANAGE)
    return ApiToken.objects.filter(keys, issued_by=user).exists()


def has_set_up(user: User, other_id: int) -> bool:
    """Added the other user, or changed anything of theirs, such as the password."""
    about = AuditEvent.objects.filter(subject_type=User._meta.label, subject_id=str(other_id))
    return about.filter(actor_kind=ActorKind.USER, actor_id=str(user.pk)).exists()
