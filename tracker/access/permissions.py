from __future__ import annotations

from typing import Any

from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request

from .models import ApiClient, ClientScope


class HasApiClient(BasePermission):
    """A known client; one that reads for the programme only reads."""

    message = "This client may read only. File with a client of the supplier itself."

    def has_permission(self, request: Request, view: Any) -> bool:
        client: object = request.user
        if not isinstance(client, ApiClient):
            return False
        return request.method in SAFE_METHODS or client.scope == ClientScope.PARTY
