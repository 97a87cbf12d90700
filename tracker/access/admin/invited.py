"""How the invitations of contacts stand, for the pages of a contact and of its party."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from tracker.access.invitations import InvitationState, state_of
from tracker.access.models import Contact, Invitation
from tracker.presentation.notices import OUTCOMES
from tracker.records.admin.cells import pill

TONES = {"OPEN": "info", "USED": "good", "REVOKED": "quiet", "EXPIRED": "warn"}


@dataclass(frozen=True, slots=True)
class InvitationLine:
    invitation: Invitation
    state: SafeString
    is_open: bool
    mail: str


@dataclass(frozen=True, slots=True)
class ContactLine:
    contact: Contact
    may_be_invited: bool
    invitations: list[InvitationLine]


def may_invite(request: HttpRequest) -> bool:
    return request.user.has_perm("access.add_invitation")


def describe_contacts(contacts: Iterable[Contact], *, now: datetime) -> list[ContactLine]:
    """Each with its invitations, the newest first."""
    contacts = list(contacts)
    invitations: dict[UUID, list[Invitation]] = defaultdict(list)
    found = Invitation.objects.filter(contact__in=contacts).select_related("contact", "invited_by", "end")
    for invitation in found.prefetch_related("events"):
        invitations[invitation.contact_id].append(invitation)
    return [
        ContactLine(
            contact, contact.is_active and bool(contact.email), [_as_line(each, now) for each in invitations[contact.pk]]
        )
        for contact in contacts
    ]


def _as_line(invitation: Invitation, now: datetime) -> InvitationLine:
    state = state_of(invitation, now)
    words = {"OPEN": _("Open"), "USED": _("Used"), "REVOKED": _("Revoked"), "EXPIRED": _("Expired")}
    events = list(invitation.events.all())
    mail = OUTCOMES[events[-1].what if events else "PLANNED"].capitalize()
    return InvitationLine(invitation, pill(words[state], TONES[state]), state is InvitationState.OPEN, mail)
