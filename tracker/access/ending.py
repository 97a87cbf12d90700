"""How an invitation ends: by its use, or before it."""

from __future__ import annotations

from tracker.records.audit import record_event

from .models import ApiClient, Contact, Invitation, InvitationEnd, User


def end_invitations(contact: Contact) -> None:
    """Those that have not ended, in the name of whoever changes the contact, which is locked."""
    for invitation in Invitation.objects.select_for_update(of=("self",)).filter(contact=contact, end__isnull=True):
        end_invitation(invitation)


def end_invitation(invitation: Invitation, client: ApiClient | None = None, user: User | None = None) -> InvitationEnd:
    end = InvitationEnd.objects.create(invitation=invitation, party_id=invitation.party_id, client=client)
    made = {"client": str(client.pk), "user": user.pk if user else None} if client else {}
    verb = "access.accept_invitation" if client else "access.revoke_invitation"
    facts = {"invitation": str(invitation.pk), **made}
    record_event(verb=verb, subject=end, party_id=invitation.party_id, facts=facts)
    return end
