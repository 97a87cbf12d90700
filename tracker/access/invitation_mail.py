"""The mail of an invitation. Its secret is made here for this one attempt: the claim keeps the hash, the mail the secret."""

from __future__ import annotations

import shlex
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from django.conf import settings

from tracker.presentation.invitations import write_invitation
from tracker.presentation.notices import Letter
from tracker.records.acting import action
from tracker.records.actors import Actor, system_actor
from tracker.records.audit import record_event
from tracker.records.clock import database_now
from tracker.records.mailing import MailOutcome, send_once, wait_after
from tracker.records.outbox import enqueue
from tracker.records.refusals import Refusal

from .checks import check_can_invite
from .invitations import INVITATION_TASK, InvitationState, make_invitation_secret, state_of
from .models import Contact, Invitation, InvitationEvent
from .tokens import digest_of

WORKER = system_actor("worker")


@dataclass(frozen=True, slots=True)
class Invited:
    contact: Contact

    @property
    def addresses(self) -> list[str]:
        return [self.contact.email] if self.contact.email else []


def prepare_invitation(invitation_id: UUID) -> Callable[[], object]:
    invitation = Invitation.objects.get(pk=invitation_id)
    secret = make_invitation_secret()
    return send_once(
        invitation,
        find=lambda: Invited(Contact.objects.get(pk=invitation.contact_id)),
        compose=lambda to: _write(invitation_id, to.contact, secret),
        record=partial(_record, invitation, digest_of(secret)),
    )


def _write(invitation_id: UUID, contact: Contact, secret: str) -> Letter | MailOutcome:
    """Stopped once it has ended, or where the address is no longer one to invite."""
    invitation = Invitation.objects.select_related("party", "contact", "invited_by", "end").get(pk=invitation_id)
    if state_of(invitation, database_now()) is not InvitationState.OPEN:
        return MailOutcome.STOPPED
    try:
        check_can_invite(contact)
    except Refusal:
        return MailOutcome.STOPPED
    inviter = invitation.invited_by.get_full_name() if invitation.invited_by else ""
    facts = {
        "party": invitation.party.name,
        # By its path: the door of the parties' people stands in the storey above.
        "link": f"{settings.PUBLIC_URL}/account/invitation/{secret}/",
        "command": accepting_command(secret),
        "until": f"{invitation.expires_at:%Y-%m-%d %H:%M} UTC",
    }
    return write_invitation(inviter, facts, contact.language, is_to_file=invitation.is_to_file)


def accepting_command(secret: str) -> str:
    body = shlex.quote(f'{{"invitation": "{secret}", "client_name": "Carbon export"}}')
    address = f"{settings.PUBLIC_URL}/api/v1/invitations/accept/"
    return f'curl -sS {shlex.quote(address)} -H "Content-Type: application/json" -d {body}'


def _record(invitation: Invitation, digest: str, what: MailOutcome, to: Invited | None, detail: str) -> object:
    claimed = digest if what == MailOutcome.SENDING else ""
    return record_invitation_event(actor=WORKER, invitation=invitation, what=what, digest=claimed, detail=detail)


@action
def record_invitation_event(
    *, actor: Actor, invitation: Invitation, what: MailOutcome, digest: str = "", detail: str = ""
) -> InvitationEvent:
    """The unique number refuses a second writer; what surely did not leave is promised anew."""
    number = invitation.events.count() + 1
    event = InvitationEvent.objects.create(
        invitation=invitation, party_id=invitation.party_id, number=number, what=what, digest=digest, detail=detail
    )
    facts = {"of": str(invitation.pk), "what": what, "number": number}
    record_event(verb="access.record_invitation_event", subject=event, party_id=invitation.party_id, facts=facts)
    wait = wait_after(invitation.events.filter(what=MailOutcome.FAILED).count()) if what == MailOutcome.FAILED else None
    if wait is not None:
        args = {"invitation_id": str(invitation.pk)}
        key = f"invitation:{invitation.pk}:{number}"
        enqueue(kind=INVITATION_TASK, key=key, args=args, not_before=database_now() + wait)
    return event
