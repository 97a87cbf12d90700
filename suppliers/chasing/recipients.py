"""Who a letter goes to, found at the moment of sending: whoever is erased or has left by then gets none."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

from django.db.models import Case, IntegerField, Value, When

from tracker.access.models import Contact, Purpose, User
from tracker.access.roles import Role
from tracker.compliance.chasing import Recipient

# By their place here; who is there for e-waste is not asked about carbon.
_PURPOSES = (Purpose.CARBON_REPORTING, Purpose.GENERAL)
_RANK = Case(
    *(When(purpose=purpose, then=Value(place)) for place, purpose in enumerate(_PURPOSES)), output_field=IntegerField()
)
_PLACES = {Recipient.FIRST_CONTACT: 0, Recipient.SECOND_CONTACT: 1}


def list_contacts(party_ids: Iterable[UUID]) -> dict[UUID, list[Contact]]:
    """Those whom one may write to about carbon, in the order in which they are asked."""
    found = Contact.objects.filter(party_id__in=party_ids, is_active=True, erased_at=None, purpose__in=_PURPOSES)
    contacts: dict[UUID, list[Contact]] = defaultdict(list)
    for contact in found.exclude(email="").order_by(_RANK, "created_at", "id"):
        contacts[contact.party_id].append(contact)
    return contacts


def list_analysts() -> list[User]:
    analysts = User.objects.filter(groups__name=Role.ANALYST, is_active=True, is_staff=True, erased_at=None)
    return list(analysts.exclude(email="").order_by("pk"))


def find_contact(contacts: list[Contact], recipient: str) -> Contact | None:
    place = _PLACES[Recipient(recipient)]
    return contacts[place] if place < len(contacts) else None
