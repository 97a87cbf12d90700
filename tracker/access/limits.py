"""So many requests a minute for each caller of the API and of an invitation. Health, docs and problem pages are not counted."""

from __future__ import annotations

import re
from collections.abc import Callable
from ipaddress import IPv6Address, ip_address, ip_network

import structlog
from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse

from tracker.api.handlers import too_many_requests, unavailable
from tracker.api.middleware import WITHOUT_DATABASE
from tracker.api.rates import WINDOW_SECONDS, count_request

from .tokens import digest_of

log = structlog.get_logger()

# The one page that a stranger may write by.
COUNTED = ("/api/", "/account/invitation/")
_WITH_PORT = re.compile(r"\A(?:\[([^]]+)\](?::\d{1,5})?|([^:]+):\d{1,5})", re.ASCII)


class RateMiddleware:
    """Before the request's transaction opens, so that the lock on a count lives no longer than its statement."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path.startswith(COUNTED) or request.path.startswith(WITHOUT_DATABASE):
            return self.get_response(request)
        limit = settings.RATE_LIMIT_PER_MINUTE
        try:
            standing = count_request(token_digest=digest_of(secret_of(request)), address=address_of(request))
        except (OperationalError, InterfaceError) as error:
            log.warning("request.unavailable", error=f"{type(error).__name__}: {error}")
            return unavailable(request, error)
        allowed = standing.requests <= limit
        response = self.get_response(request) if allowed else too_many_requests(request, limit, standing.seconds_left)
        response["RateLimit-Policy"] = f'"default";q={limit};w={WINDOW_SECONDS}'
        response["RateLimit"] = f'"default";r={max(limit - standing.requests, 0)};t={standing.seconds_left}'
        return response


def secret_of(request: HttpRequest) -> str:
    scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
    return secret.strip().encode("ascii", "replace").decode() if scheme.lower() == "bearer" else ""


def address_of(request: HttpRequest) -> str:
    """The last hop is the one that our own proxy has written; what stands before it anybody may have."""
    sent = request.META.get("REMOTE_ADDR", "")
    if settings.BEHIND_TLS_PROXY:
        sent = request.headers.get("X-Forwarded-For", sent).rpartition(",")[2].strip()
    if found := _WITH_PORT.fullmatch(sent):
        sent = found[1] or found[2]
    try:
        address = ip_address(sent)
    except ValueError:
        return "unknown"
    if isinstance(address, IPv6Address):
        # One subscriber holds a whole /64, and could call from a new address each time.
        return str(address.ipv4_mapped or ip_network((address, 64), strict=False))
    return str(address)
