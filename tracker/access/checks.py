"""What is refused in this room, each in one sentence."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from tracker.records.refusals import Conflict, FieldFault, Forbidden, Refusal

from .models import ApiClient, ApiToken, PartyRole, Scope, TokenState, User
from .tokens import MOST_DAYS


def check_can_issue(client: ApiClient, *, scope: Scope, days: int) -> None:
    if client.revoked_at is not None:
        raise Conflict("client-revoked", f"The client “{client.name}” is revoked. Issue the token to another, or add one.")
    faults = tuple(_find_faults(client, scope, days))
    if faults:
        raise Refusal("invalid-token", " ".join(fault.detail for fault in faults), faults=faults)


def _find_faults(client: ApiClient, scope: Scope, days: int) -> Iterator[FieldFault]:
    if not client.most.covers(scope):
        detail = f"The client has the scope {client.most}; its token cannot have {scope}, which is wider."
        yield FieldFault("/scope", "too-wide", detail)
    if not 1 <= days <= MOST_DAYS:
        yield FieldFault("/days", "out-of-range", f"A token is valid for 1 to {MOST_DAYS} days; {days} were asked for.")


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
