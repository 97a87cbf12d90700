from __future__ import annotations

from collections.abc import Callable

import structlog
from django.http import HttpRequest, HttpResponse
from django.utils.encoding import escape_uri_path

from tracker.records.tenancy import see_as

from .models import ApiClient, User
from .tenants import tenant_of

log = structlog.get_logger()


class TenantMiddleware:
    """Pages: who is logged in decides whose rows are seen. The API asks for a token, in its own authentication."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path.startswith(("/api/", "/healthz/")) and request.user.is_authenticated:
            see_as(tenant_of(request.user))
        return self.get_response(request)


class RefusalLogMiddleware:
    """A refused authorization is a line in the log: who, by id, and where; never what was sent."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code in (401, 403):
            path = escape_uri_path(request.path)
            log.warning("access.refused", status=response.status_code, method=request.method, path=path, who=_who(request))
        return response


def _who(request: HttpRequest) -> str:
    # The API's authentication leaves its client here as well.
    somebody: object = request.user
    if not isinstance(somebody, User | ApiClient):
        return "nobody"
    actor = somebody.as_actor()
    return f"{actor.kind} {actor.identifier}"
