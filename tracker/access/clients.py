"""Who calls the REST doors: an API client with its token, or a party's user in the browser."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from rest_framework.request import Request

from .models import ApiClient, ApiToken, PartyRole, Scope, User
from .tokens import MOST_DAYS


def client_of(request: Request) -> ApiClient | User:
    """The caller; the default permission lets nobody else through."""
    return cast("ApiClient | User", request.user)


def party_of(request: Request) -> UUID:
    """The party that a writing caller files for; the default permission lets no other caller write."""
    return cast("UUID", client_of(request).party_id)


def scope_of(request: Request) -> Scope:
    """What the caller may do. A token never does more than its client may, even if it once was issued for more."""
    caller = client_of(request)
    if isinstance(caller, User):
        return PartyRole(caller.party_role).scope
    asked = Scope(cast("ApiToken", request.auth).scope)
    return asked if caller.most.covers(asked) else caller.most


def longest_token_of(request: Request) -> int:
    """In days. A token gives none a longer life than its own whole one; a person in the browser gives what any may have."""
    token: ApiToken | None = request.auth  # type: ignore[assignment]
    return MOST_DAYS if token is None else max(1, (token.expires_at - token.created_at).days)
