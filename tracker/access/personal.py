"""What is held about a person, and its erasure.

The rows stay: the record points at them by id, and no figure and no link of the audit chain rests on what they say.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from django.apps import apps
from django.contrib.sessions.models import Session
from django.db.models import Field, Q

from tracker.compliance.plain import plain_instant
from tracker.records.acting import action
from tracker.records.actors import Actor, ActorKind
from tracker.records.audit import record_event
from tracker.records.clock import database_now
from tracker.records.models import AuditEvent
from tracker.records.refusals import Conflict, Forbidden, Missing, Refusal

from .contacts import lock_contact
from .ending import end_invitations
from .models import Contact, User
from .roles import Role

LONGEST_REASON = 500


def export_person(*, user_id: int | None = None, contact_id: UUID | None = None) -> dict[str, Any]:
    """Everything that is held about a user or a contact. Raises Missing."""
    if user_id is not None:
        return _export_user(user_id)
    if contact_id is None:
        raise Missing("not-found", "Name a user or a contact.")
    return _export_contact(contact_id)


def _export_user(user_id: int) -> dict[str, Any]:
    user = User.objects.filter(pk=user_id).first()
    if user is None:
        raise Missing("not-found", "There is no such person.")
    profile = ("username", "first_name", "last_name", "email", "party_role", "is_active", "is_staff", "is_superuser")
    acted = AuditEvent.objects.filter(actor_kind=ActorKind.USER, actor_id=str(user.pk))
    return {
        "user": user.pk,
        "profile": {name: getattr(user, name) for name in profile},
        "party": str(user.party_id) if user.party_id else None,
        "roles": sorted(user.groups.values_list("name", flat=True)),
        "joined_at": plain_instant(user.date_joined),
        "last_login_at": _instant(user.last_login),
        "erased_at": _instant(user.erased_at),
        "entered_or_decided": dict(_rows_pointing_at(user)),
        "mail": dict(_mail_to_staff(user)),
        "audit_events_by_them": sorted(acted.values_list("pk", flat=True)),
        "audit_events_about_them": _events_about(user),
    }


def _export_contact(contact_id: UUID) -> dict[str, Any]:
    contact = Contact.objects.filter(pk=contact_id).first()
    if contact is None:
        raise Missing("not-found", "There is no such contact.")
    profile = ("name", "job_title", "email", "phone", "purpose", "language", "is_active")
    return {
        "contact": str(contact.pk),
        "profile": {name: getattr(contact, name) for name in profile},
        "party": str(contact.party_id),
        "created_at": plain_instant(contact.created_at),
        "erased_at": _instant(contact.erased_at),
        "mail": dict(_rows_pointing_at(contact)),
        "audit_events_about_them": _events_about(contact),
    }


def _rows_pointing_at(person: User | Contact) -> Iterator[tuple[str, list[str]]]:
    """The ids of the rows of every model, by its name and field, that has a foreign key to such people."""
    for field in _list_fields():
        if field.related_model is type(person):
            yield from _ids(field, **{field.name: person})


def _mail_to_staff(user: User) -> Iterator[tuple[str, list[str]]]:
    """A letter to several names them in one column, by number."""
    for field in _list_fields():
        if field.name == "user_ids":
            yield from _ids(field, user_ids__contains=[user.pk])


def _list_fields() -> list[Field[Any, Any]]:
    return sorted((field for model in apps.get_models() for field in model._meta.concrete_fields), key=str)


def _ids(field: Field[Any, Any], **named: Any) -> Iterator[tuple[str, list[str]]]:
    if found := sorted(map(str, field.model._default_manager.filter(**named).values_list("pk", flat=True))):
        yield str(field), found


def _events_about(subject: User | Contact) -> list[int]:
    about = AuditEvent.objects.filter(subject_type=subject._meta.label, subject_id=str(subject.pk))
    return sorted(about.values_list("pk", flat=True))


def _instant(moment: datetime | None) -> str | None:
    return plain_instant(moment) if moment else None


@action
def erase_person(*, actor: Actor, user_id: int, reason: str) -> User:
    """Raises Refusal, Missing, Forbidden or Conflict."""
    _check_reason(reason)
    user = lock_person(user_id)
    check_can_erase(actor, user)
    user.username, user.first_name, user.last_name, user.email = user.erased_name, "", "", ""
    user.set_unusable_password()
    user.is_active = user.is_staff = user.is_superuser = False
    user.last_login, user.erased_at = None, database_now()
    user.save()
    user.groups.clear()
    user.user_permissions.clear()
    _end_sessions(user)
    record_event(verb="access.erase_person", subject=user, party_id=user.party_id, facts={"reason": reason})
    return user


def lock_person(user_id: int) -> User:
    """One that is not erased, and all of the staff, so that of two last administrators neither takes the other away."""
    people = User.objects.select_for_update().filter(Q(pk=user_id) | Q(is_staff=True)).order_by("pk")
    user = next((person for person in people if person.pk == user_id), None)
    if user is None:
        raise Missing("not-found", "There is no such person.")
    if user.is_erased:
        raise Conflict("already-erased", f"The person {user.pk} is erased already; nothing is left to erase or change.")
    return user


def check_can_erase(actor: Actor, user: User) -> None:
    if actor.user_id == user.pk:
        raise Forbidden("own-erasure", "Nobody erases themselves. Ask another administrator.")
    acting = User.objects.filter(pk=actor.user_id).first() if actor.user_id else None
    if user.is_superuser and acting and not acting.is_superuser:
        raise Forbidden("ranks-above", "Only a superuser erases a superuser. Ask one.")
    others = _administrators().exclude(pk=user.pk)
    if _administrators().filter(pk=user.pk).exists() and not others.exists():
        raise _last_administrator()


def check_administrator_stays() -> None:
    """After a change by somebody who was one, under the lock of `lock_person`."""
    if not _administrators().exists():
        raise _last_administrator()


def _administrators() -> Any:
    ranks = Q(is_superuser=True) | Q(groups__name=Role.ADMINISTRATOR)
    return User.objects.filter(ranks, is_active=True, is_staff=True)


def _last_administrator() -> Conflict:
    return Conflict("last-administrator", "This is the last active administrator. Make another person one first.")


def _end_sessions(user: User) -> None:
    """A session says whose it is only inside."""
    sessions = Session.objects.all().iterator()
    theirs = [each.pk for each in sessions if each.get_decoded().get("_auth_user_id") == str(user.pk)]
    Session.objects.filter(pk__in=theirs).delete()


@action
def erase_contact(*, actor: Actor, contact_id: UUID, reason: str) -> Contact:
    """Raises Refusal, Missing or Conflict."""
    _check_reason(reason)
    contact = lock_contact(contact_id)
    contact.name = contact.job_title = contact.email = contact.phone = contact.language = ""
    contact.is_active, contact.erased_at = False, database_now()
    contact.save()
    end_invitations(contact)
    record_event(verb="access.erase_contact", subject=contact, party_id=contact.party_id, facts={"reason": reason})
    return contact


def _check_reason(reason: str) -> None:
    if not reason.strip() or len(reason) > LONGEST_REASON or "\0" in reason:
        raise Refusal(
            "reason-required", f"Say why the data is erased, in at most {LONGEST_REASON} characters and without a name."
        )
