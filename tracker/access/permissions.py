from __future__ import annotations

from typing import Any

from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request

from .clients import scope_of
from .models import ApiClient, Scope, User


class IsKnownCaller(BasePermission):
    """A client or a party's user who reads, or whose scope covers what a write here asks for."""

    write_scope = Scope.FILE
    message = "This caller may read only. File with a client or a user of the supplier itself whose scope is FILE or MANAGE."

    def has_permission(self, request: Request, view: Any) -> bool:
        caller: object = request.user
        if not isinstance(caller, ApiClient | User):
            return False
        # A method that nobody may use here is for the view to refuse, by its own name.
        if request.method in SAFE_METHODS or not hasattr(view, str(request.method).lower()):
            return True
        return caller.party_id is not None and scope_of(request).covers(self.write_scope)


class IsManager(IsKnownCaller):
    write_scope = Scope.MANAGE
    message = "Only an owner of the party, or a token of scope MANAGE, manages tokens."
