"""Invitations: a contact sets up the access of its party by itself, with a secret that its mailbox alone has seen.

Whoever invites holds no key afterwards, so that what comes by it was not entered by them (docs/adr/0010).
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from django.db import IntegrityError, transaction

from tracker.compliance.plain import plain_instant
from tracker.records.acting import action
from tracker.records.actors import Actor, system_actor
from tracker.records.audit import record_event
from tracker.records.mailing import MailOutcome
from tracker.records.outbox import enqueue
from tracker.records.refusals import Conflict, FieldFault, Missing, Refusal

from .actions import add_client, issue_token
from .checks import check_can_invite
from .contacts import lock_contact
from .ending import end_invitation, end_invitations
from .models import ApiClient, ApiToken, Contact, Invitation, InvitationEnd, InvitationEvent, PartyRole, Scope, User
from .people import fill_password
from .tokens import MOST_DAYS, digest_of

INVITATION_TASK = "access.send_invitation"
INVITED = system_actor("invitation")
VALID_FOR = timedelta(days=14)
PREFIX = "invite_"
LONGEST_USER_NAME = 150

_SECRET = re.compile(rf"{PREFIX}[A-Za-z0-9_-]{{43}}", re.ASCII)


class InvitationState(StrEnum):
    OPEN = "OPEN"
    USED = "USED"
    REVOKED = "REVOKED"
    EXPIRED = "EXPIRED"


@dataclass(frozen=True, slots=True)
class NewPerson:
    name: str
    password: str


@dataclass(frozen=True, slots=True)
class Accepted:
    client: ApiClient
    token: ApiToken
    secret: str
    user: User | None


def make_invitation_secret() -> str:
    return PREFIX + secrets.token_urlsafe(32)


@action
def invite_contact(
    *, actor: Actor, contact_id: UUID, now: datetime, scope: Scope = Scope.FILE, days: int = MOST_DAYS
) -> Invitation:
    """Ends what the contact was sent before. The mail follows by the outbox. Raises Refusal, Missing, Forbidden or Conflict."""
    contact = lock_contact(contact_id)
    check_can_invite(contact, days)
    end_invitations(contact)
    invitation = Invitation.objects.create(
        party_id=contact.party_id,
        contact=contact,
        invited_by_id=actor.user_id,
        scope=scope,
        days=days,
        created_at=now,
        expires_at=now + VALID_FOR,
    )
    facts = {"contact": str(contact.pk), "scope": scope, "days": days, "expires_at": plain_instant(invitation.expires_at)}
    record_event(verb="access.invite_contact", subject=invitation, party_id=contact.party_id, facts=facts)
    args = {"invitation_id": str(invitation.pk)}
    enqueue(kind=INVITATION_TASK, key=f"invitation:{invitation.pk}:0", args=args, not_before=now)
    return invitation


@action
def revoke_invitation(*, actor: Actor, invitation_id: UUID, now: datetime) -> Invitation:
    """Revoking one that has ended changes nothing. Raises Missing."""
    invitation = Invitation.objects.filter(pk=invitation_id).select_related("contact").first()
    if invitation is None:
        raise Missing("not-found", "There is no such invitation.")
    Contact.objects.select_for_update().get(pk=invitation.contact_id)
    if state_of(_lock(invitation.pk), now) is InvitationState.OPEN:
        end_invitation(invitation)
    return invitation


def find_invitation(secret: str) -> Invitation | None:
    """The one whose last mail holds this secret. Among all parties': who asks is not known yet."""
    if not _SECRET.fullmatch(secret):
        return None
    claims = InvitationEvent.objects.filter(what=MailOutcome.SENDING)
    found = claims.filter(digest=digest_of(secret)).first()
    if found is None or claims.filter(invitation=found.invitation_id, number__gt=found.number).exists():
        return None
    return Invitation.objects.select_related("party", "contact", "invited_by", "end").get(pk=found.invitation_id)


def state_of(invitation: Invitation, now: datetime) -> InvitationState:
    end: InvitationEnd | None = getattr(invitation, "end", None)
    if end is not None:
        return InvitationState.USED if end.client_id else InvitationState.REVOKED
    if not invitation.contact.is_active:
        return InvitationState.REVOKED
    return InvitationState.EXPIRED if invitation.expires_at <= now else InvitationState.OPEN


_ENDED = {
    InvitationState.USED: "was used already, and each works once",
    InvitationState.REVOKED: "was revoked, or replaced by a newer one",
    InvitationState.EXPIRED: "has expired",
}
UNKNOWN = "This is no invitation of ours, or not all of it: take it whole from the mail, or ask the programme for a new one."


def check_open(invitation: Invitation | None, now: datetime) -> Invitation:
    """Raises Refusal or Conflict."""
    if invitation is None:
        fault = FieldFault("/invitation", "not-found", UNKNOWN)
        raise Refusal("invitation-unknown", UNKNOWN, faults=(fault,))
    state = state_of(invitation, now)
    if state is not InvitationState.OPEN:
        raise Conflict(f"invitation-{state.lower()}", f"This invitation {_ENDED[state]}. Ask the programme for a new one.")
    return invitation


@action
def accept_invitation(
    *, actor: Actor, invitation: Invitation, client_name: str, now: datetime, person: NewPerson | None = None
) -> Accepted:
    """A client of the party with its first token, and its owner where there is a person. Raises Refusal or Conflict."""
    contact = Contact.objects.select_for_update().get(pk=invitation.contact_id)
    invitation = check_open(_lock(invitation.pk), now)
    user = _add_owner(contact, person) if person else None
    holder = user.as_actor() if user else actor
    if not client_name.strip():
        raise Refusal("invalid-invitation", "The program has no name. Give it one, such as “Carbon export”.")
    client = add_client(actor=holder, party=invitation.party, name=client_name.strip(), scope=Scope(invitation.scope))
    secret = issue_token(actor=holder, client=client, now=now, days=invitation.days)
    end_invitation(invitation, client, user)
    return Accepted(client, ApiToken.objects.get(digest=digest_of(secret)), secret, user)


def _lock(invitation_id: UUID) -> Invitation:
    rows = Invitation.objects.select_for_update(of=("self",), no_key=True).select_related("contact", "party")
    return rows.get(pk=invitation_id)


def _add_owner(contact: Contact, person: NewPerson) -> User:
    for username in _user_names(contact.email):
        # Those of other parties are not seen here, and refused by the table.
        if User.objects.filter(username=username).exists():
            continue
        user = User(username=username, first_name=person.name.strip(), email=contact.email)
        user.party_id, user.party_role = contact.party_id, PartyRole.OWNER
        fill_password(user, person.password)
        with suppress(IntegrityError), transaction.atomic():
            user.save()
            facts = {"party_role": user.party_role, "contact": str(contact.pk)}
            record_event(verb="access.add_user", subject=user, party_id=user.party_id, facts=facts)
            return user
    raise Conflict("user-name-taken", "No user name is left for this address. Ask the programme for an access of your own.")


def _user_names(email: str) -> Iterator[str]:
    """The address, or the address with a number: a person may act for several parties, and have a name at each."""
    stem = re.sub(r"[^\w.@+-]", "_", email.lower())[: LONGEST_USER_NAME - 4]
    yield stem
    yield from (f"{stem}-{number}" for number in range(2, 100))
