from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.apps import apps
from django.db.models import CharField, Model, Q, QuerySet
from django.db.models.functions import Cast

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


def had_a_hand(user: User, entry: str = "") -> Q:
    """A condition on what was entered: by `user`, or by whatever they, or a person whom they set up, held the key of.

    `entry` leads to the row that says who entered it, such as `evidence__`.
    """
    people = _people_in_the_hands_of(user)
    # Whoever issues a token that manages may go on to issue any other of the party.
    managed = ApiToken.objects.filter(issued_by__in=people, party__isnull=False, scope=Scope.MANAGE)
    held = Q(created_by__in=people) | Q(tokens__issued_by__in=people) | Q(party__in=managed.values("party"))
    clients = ApiClient.objects.filter(held)
    return Q(**{f"{entry}entered_by_user__in": people}) | Q(**{f"{entry}entered_by_client__in": clients})


def _people_in_the_hands_of(user: User) -> QuerySet[User]:
    """Themselves, and those whom they added or of whom they changed anything, such as the password."""
    acts = AuditEvent.objects.filter(actor_kind=ActorKind.USER, actor_id=str(user.pk), subject_type=User._meta.label)
    return User.objects.alias(key=Cast("pk", CharField())).filter(Q(pk=user.pk) | Q(key__in=acts.values("subject_id")))


def has_entered(user: User, entry: Model) -> bool:
    """Themselves, or by a user or client that was in their hands; `entry` is a row that says by whom it was entered."""
    return type(entry)._default_manager.filter(had_a_hand(user), pk=entry.pk).exists()


def acts_for(user: User, party_id: UUID) -> bool:
    """Made a client of the party, issued one of its tokens, or set up one of its people; or somebody whom they set up did."""
    people = _people_in_the_hands_of(user)
    made = Q(created_by__in=people) | Q(tokens__issued_by__in=people)
    return ApiClient.objects.filter(made, party_id=party_id).exists() or people.filter(party_id=party_id).exists()
