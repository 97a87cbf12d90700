"""Whom to ask at a party. What the audit trail says of them are ids and the names of fields, never what stands in these."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from tracker.records.acting import action
from tracker.records.actors import Actor
from tracker.records.audit import record_event
from tracker.records.refusals import Conflict, FieldFault, Missing, Refusal

from .ending import end_invitations
from .models import Contact, Language, Party, Purpose

LONGEST = {"name": 200, "job_title": 200, "email": 254, "phone": 40}


@dataclass(frozen=True, slots=True)
class ContactDetails:
    name: str
    job_title: str = ""
    email: str = ""
    phone: str = ""
    purpose: Purpose = Purpose.GENERAL
    language: Language | str = ""
    is_active: bool = True


@action
def add_contact(*, actor: Actor, party: Party, details: ContactDetails) -> Contact:
    """Raises Refusal."""
    check_details(details)
    contact = Contact.objects.create(party=party, **asdict(details))
    record_event(verb="access.add_contact", subject=contact, party_id=party.pk)
    return contact


@action
def change_contact(*, actor: Actor, contact_id: UUID, changes: Mapping[str, Any]) -> Contact:
    """The details that are named. What they say already changes nothing. Raises Refusal, Missing or Conflict."""
    contact = lock_contact(contact_id)
    before = {field.name: getattr(contact, field.name) for field in fields(ContactDetails)}
    details = ContactDetails(**{**before, **changes})
    check_details(details)
    changed = {name: value for name, value in asdict(details).items() if before[name] != value}
    if changed:
        for name, value in changed.items():
            setattr(contact, name, value)
        contact.save(update_fields=list(changed))
        # One that was left open would come back with its contact.
        if "email" in changed or not contact.is_active:
            end_invitations(contact)
        facts = {"fields": sorted(changed)}
        record_event(verb="access.change_contact", subject=contact, party_id=contact.party_id, facts=facts)
    return contact


def lock_contact(contact_id: UUID) -> Contact:
    """One that is not erased."""
    contact = Contact.objects.select_for_update().filter(pk=contact_id).first()
    if contact is None:
        raise Missing("not-found", "There is no such contact.")
    if contact.erased_at is not None:
        raise Conflict("already-erased", f"The contact {contact.pk} is erased already. Add a new one instead.")
    return contact


def check_details(details: ContactDetails) -> None:
    """Raises Refusal, with a fault for each field."""
    faults = tuple(_find_faults(details))
    if faults:
        raise Refusal("invalid-contact", " ".join(fault.detail for fault in faults), faults=faults)


def _find_faults(details: ContactDetails) -> Iterator[FieldFault]:
    if not details.name.strip():
        yield FieldFault("/name", "required", "A contact has a name. Enter one.")
    for name, longest in LONGEST.items():
        value = getattr(details, name)
        if len(value) > longest or "\0" in value:
            detail = f"The {name.replace('_', ' ')} has at most {longest} characters, none of them NUL. Shorten it."
            yield FieldFault(f"/{name}", "too-long", detail)
    if details.language and details.language not in Language:
        detail = f"The language is one of {', '.join(Language)}, or empty where it is not known. Choose one."
        yield FieldFault("/language", "unknown", detail)
    try:
        validate_email(details.email or "nobody@example.com")
    except ValidationError:
        yield FieldFault("/email", "invalid", "This is no e-mail address; one like name@example.com is expected. Correct it.")
