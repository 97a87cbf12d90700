"""What is refused in this room, each in one sentence."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from tracker.records.refusals import Conflict, FieldFault, Forbidden, Refusal

from .models import ApiClient, ApiToken, Contact, PartyRole, Scope, TokenState, User
from .tokens import MOST_DAYS


def check_can_issue(client: ApiClient, *, scope: Scope, days: int, most_days: int = MOST_DAYS) -> None:
    if client.revoked_at is not None:
        raise Conflict("client-revoked", f"The client “{client.name}” is revoked. Issue the token to another, or add one.")
    faults = tuple(_find_faults(client, scope, days, most_days))
    if faults:
        raise Refusal("invalid-token", " ".join(fault.detail for fault in faults), faults=faults)


def _find_faults(client: ApiClient, scope: Scope, days: int, most_days: int) -> Iterator[FieldFault]:
    if not client.most.covers(scope):
        detail = f"The client has the scope {client.most}; its token cannot have {scope}, which is wider."
        yield FieldFault("/scope", "too-wide", detail)
    if not 1 <= days <= most_days:
        own = "" if most_days == MOST_DAYS else ", as long as the one that issues it"
        detail = f"A token is valid for 1 to {most_days} days{own}; {days} were asked for. Ask for fewer."
        yield FieldFault("/days", "out-of-range", detail)


def check_can_rotate(token: ApiToken, now: datetime) -> None:
    state = token.state_at(now)
    if state is not TokenState.VALID:
        raise Conflict("token-ended", f"The token {token} is {state.lower()} already. Issue a new one to its client.")
    if token.rotated_at is not None:
        raise Conflict("token-rotated", f"The token {token} is rotated already. Rotate its successor, or issue a new one.")


def check_can_manage(user: User) -> None:
    if not can_manage(user):
        raise Forbidden("owner-required", "Only an owner of the party manages its clients and tokens.")


def can_manage(user: User) -> bool:
    return user.party_id is not None and user.party_role == PartyRole.OWNER


def check_can_invite(contact: Contact, days: int = MOST_DAYS) -> None:
    if not contact.is_active:
        raise Conflict("contact-inactive", f"The contact “{contact}” is not active. Make it active, or invite another.")
    if not contact.email:
        raise Refusal("invalid-invitation", f"The contact “{contact}” has no e-mail address. Enter one, then invite them.")
    if not 1 <= days <= MOST_DAYS:
        raise Refusal("invalid-invitation", f"A token is valid for 1 to {MOST_DAYS} days; {days} were asked for.")
    person = find_staff(contact.email)
    if person is not None:
        raise Forbidden(
            "staff-address",
            f"{contact.email} belongs to {person.get_full_name() or person.get_username()} of the programme's own staff, who "
            "files for no party. Enter the address of a person of the party.",
        )


def find_staff(email: str) -> User | None:
    """Whoever of the staff gets mail at this address, or at one that differs by what stands after a plus sign."""
    staff = User.objects.filter(party__isnull=True, erased_at=None)
    return next((user for user in staff if _mailbox(email) in {_mailbox(user.email), _mailbox(user.username)}), None)


def _mailbox(address: str) -> str:
    local, _, host = address.strip().casefold().rpartition("@")
    return f"{local.partition('+')[0]}@{host}"
