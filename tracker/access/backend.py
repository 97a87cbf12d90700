from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.http import HttpRequest

from tracker.records.tenancy import PROGRAMME, see_as, seeing

from .models import User
from .tenants import tenant_of


class TenantBackend(ModelBackend):
    """Who somebody is comes before whose rows they see, so people are looked up among all."""

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **kwargs: Any
    ) -> User | None:
        with seeing(PROGRAMME):
            user: User | None = super().authenticate(request, username, password, **kwargs)
        if user is None or not _is_at_own_door(request, user):
            return None
        # The log-in that follows writes its time to the person's own row.
        see_as(tenant_of(user))
        return user

    def get_user(self, user_id: int) -> User | None:
        with seeing(PROGRAMME):
            user: User | None = super().get_user(user_id)
        return user


def _is_at_own_door(request: HttpRequest | None, user: User) -> bool:
    """At the other's door a right password is answered like a wrong one: neither is a place to try passwords at."""
    path = request.path if request else ""
    if path.startswith("/account/"):
        return user.party_id is not None
    return user.is_staff or not path.startswith("/admin/")
