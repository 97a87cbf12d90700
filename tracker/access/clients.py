from __future__ import annotations

from typing import cast
from uuid import UUID

from rest_framework.request import Request

from .models import ApiClient


def client_of(request: Request) -> ApiClient:
    """The caller; the default permission lets nobody else through."""
    return cast("ApiClient", request.user)


def party_of(request: Request) -> UUID:
    """The party that a writing client files for; the default permission lets no other client write."""
    return cast("UUID", client_of(request).party_id)
