from __future__ import annotations

import re
from collections.abc import Callable
from uuid import uuid4

import structlog
from django.db import InterfaceError, OperationalError, connection, transaction
from django.http import HttpRequest, HttpResponse
from django.middleware.common import CommonMiddleware

from tracker.records.acting import request_id
from tracker.records.media import LARGEST_REQUEST
from tracker.records.tenancy import NOBODY, see_as

from .handlers import body_too_large, length_required, unavailable

HEADER = "X-Request-ID"
# Health says itself how the database is; the rest can be read while it is away.
WITHOUT_DATABASE = ("/healthz/", "/api/docs/", "/api/reference/", "/api/problems/", "/api/faults/", "/api/warnings/")
log = structlog.get_logger()

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
    """A body without a stated length never reaches Django, which would take it for an empty one.

    Nor does one that is larger than any address takes. What takes no file takes less: Django and the JSON parser see to it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.headers.get("Transfer-Encoding") and not request.headers.get("Content-Length"):
            return length_required(request)
        length = request.headers.get("Content-Length", "")
        if length.isdigit() and (len(length) > 18 or int(length) > LARGEST_REQUEST):
            return body_too_large(request)
        return self.get_response(request)


class TransactionMiddleware:
    """One transaction a request. It sees nobody's rows until the edge knows who asks, and a fault of ours leaves nothing.

    Templates and sessions are drawn and saved in it too. A commit that comes too late, and a database that is away, may be
    tried again.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith(WITHOUT_DATABASE):
            return self.get_response(request)
        try:
            inside_another = connection.in_atomic_block
            with transaction.atomic():
                before = see_as(NOBODY)
                response = self.get_response(request)
                if response.status_code >= 500:
                    transaction.set_rollback(True)
                elif inside_another:
                    see_as(before)
        except (OperationalError, InterfaceError) as error:
            log.warning("request.unavailable", error=f"{type(error).__name__}: {error}")
            return unavailable(request, error)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """What a page raises would be a 500 before it came back here."""
        return unavailable(request, exception) if isinstance(exception, OperationalError | InterfaceError) else None
