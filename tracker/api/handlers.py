"""Django's own errors, in kind: problem+json below /api/, Django's pages elsewhere."""

from __future__ import annotations

from typing import Any

import msgspec
from django.http import HttpRequest, HttpResponse
from django.views import defaults

from .problems import MEDIA_TYPE, as_problem


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
    return _problem("not-found", 404, "There is nothing at this address, or it is not yours to see.")


def server_error(request: HttpRequest) -> HttpResponse:
    if not _is_api(request):
        return defaults.server_error(request)
    return _problem("server-error", 500, "Something failed on our side. Nothing was recorded.")


def _is_api(request: HttpRequest) -> bool:
    return request.path.startswith("/api/")


def _problem(code: str, status: int, detail: str) -> HttpResponse:
    body: dict[str, Any] = as_problem(code, detail, status=status)
    return HttpResponse(msgspec.json.encode(body), status=status, content_type=MEDIA_TYPE)
