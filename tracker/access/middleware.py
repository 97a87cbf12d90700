from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from tracker.records.tenancy import see_as

from .tenants import tenant_of


class TenantMiddleware:
    """Pages: who is logged in decides whose rows are seen. The API asks for a token, in its own authentication."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path.startswith(("/api/", "/healthz/")) and request.user.is_authenticated:
            see_as(tenant_of(request.user))
        return self.get_response(request)
