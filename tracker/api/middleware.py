from __future__ import annotations

import re
from collections.abc import Callable
from uuid import uuid4

import structlog
from django.http import HttpRequest, HttpResponse
from django.middleware.common import CommonMiddleware

from tracker.records.audit import request_id

from .handlers import length_required

HEADER = "X-Request-ID"
_PLAUSIBLE = re.compile(r"[A-Za-z0-9._-]{8,64}")


class RequestIdMiddleware:
    """Gives each request an id that its answer, log lines and audit events carry; a caller's own is kept if it is plain."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        sent = request.headers.get(HEADER, "")
        token = request_id.set(sent if _PLAUSIBLE.fullmatch(sent) else uuid4().hex)
        structlog.contextvars.bind_contextvars(request_id=request_id.get())
        try:
            response = self.get_response(request)
            response[HEADER] = request_id.get()
            return response
        finally:
            # The log's copy stays until the next request: Django writes of a refusal after this.
            request_id.reset(token)


class SlashMiddleware(CommonMiddleware):
    """Leads a reader to the address with its slash; a sender would follow as a reader and lose the body, and gets a 404."""

    def should_redirect_with_slash(self, request: HttpRequest) -> bool:
        return request.method in ("GET", "HEAD") and super().should_redirect_with_slash(request)


class LengthMiddleware:
    """A body without a stated length never reaches Django, which would take it for an empty one."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.headers.get("Transfer-Encoding") and not request.headers.get("Content-Length"):
            return length_required(request)
        return self.get_response(request)
