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
        # A method that nobody may use here is for the view to refuse, by its own name.
        reads = request.method in SAFE_METHODS or not hasattr(view, str(request.method).lower())
        return reads or client.scope == ClientScope.PARTY
