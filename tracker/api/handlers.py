"""Django's own errors, in kind: problem+json below /api/, Django's pages elsewhere."""

from __future__ import annotations

from typing import Any

import msgspec
from django.http import HttpRequest, HttpResponse
from django.views import csrf, defaults

from .problems import MEDIA_TYPE, RETRY_AFTER_SECONDS, as_problem


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    if not _is_api(request):
        return defaults.bad_request(request, exception)
    return _problem("bad-request", 400, "The request cannot be read; check its host and its headers.")


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    if not _is_api(request):
        return defaults.permission_denied(request, exception)
    return _problem("forbidden", 403, "This is not permitted.")


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    if not _is_api(request):
        return defaults.page_not_found(request, exception)
    slash = "" if request.path.endswith("/") else " Every address here ends with a slash."
    return _problem("not-found", 404, f"There is nothing at this address, or it is not yours to see.{slash}")


def server_error(request: HttpRequest) -> HttpResponse:
    if not _is_api(request):
        return defaults.server_error(request)
    return _problem("server-error", 500, "Something failed on our side. Nothing was recorded.")


def length_required(request: HttpRequest) -> HttpResponse:
    return _problem("length-required", 411, "The body came in chunks, without its length. Send Content-Length.")


def unavailable(request: HttpRequest) -> HttpResponse:
    answer = _problem("unavailable", 503, "The database is away. Nothing was recorded.")
    if not _is_api(request):
        answer = HttpResponse("Away for a moment. Nothing was recorded; try again.", status=503, content_type="text/plain")
    answer["Retry-After"] = RETRY_AFTER_SECONDS
    return answer


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    if not _is_api(request):
        return csrf.csrf_failure(request, reason)
    return _problem("forbidden", 403, "This address takes no form from a browser.")


def _is_api(request: HttpRequest) -> bool:
    return request.path.startswith("/api/")


def _problem(code: str, status: int, detail: str) -> HttpResponse:
    body: dict[str, Any] = as_problem(code, detail, status=status)
    return HttpResponse(msgspec.json.encode(body), status=status, content_type=MEDIA_TYPE)
