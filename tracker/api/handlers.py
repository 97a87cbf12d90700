"""Django's own errors, in kind: problem+json below /api/, a plain page elsewhere."""

from __future__ import annotations

from typing import Any

import msgspec
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from tracker.records.acting import request_id
from tracker.records.media import LARGEST_MIB

from .headers import PLAIN_STYLE
from .problems import MEDIA_TYPE, RETRY_AFTER_SECONDS, as_problem, why_unavailable

_HEADINGS = {
    400: "Not readable",
    403: "Not open to you",
    404: "Not found",
    429: "Too many requests",
    500: "A fault of ours",
    503: "Not at this moment",
}


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return refuse(request, "bad-request", 400, "The request cannot be read; check its host and its headers.")


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    said = "" if _is_api(request) or not isinstance(exception, PermissionDenied) else str(exception)
    return refuse(request, "forbidden", 403, said or "This is not permitted.")


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    slash = "" if request.path.endswith("/") else " Every address here ends with a slash."
    return refuse(request, "not-found", 404, f"There is nothing at this address, or it is not yours to see.{slash}")


def server_error(request: HttpRequest) -> HttpResponse:
    return refuse(request, "server-error", 500, "Something failed on our side. Nothing was recorded.")


def length_required(request: HttpRequest) -> HttpResponse:
    return _problem("length-required", 411, "The body came in chunks, without its length. Send Content-Length.")


def method_not_allowed(request: HttpRequest, allow: str) -> HttpResponse:
    answer = _problem("method-not-allowed", 405, f"{request.method} is not taken here. Taken: {allow}.")
    answer["Allow"] = allow
    return answer


def body_too_large(request: HttpRequest) -> HttpResponse:
    sentence = f"The request is larger than a file of {LARGEST_MIB} MiB with its form. Send less at once."
    if not _is_api(request):
        return HttpResponse(sentence, status=413, content_type="text/plain")
    return _problem("body-too-large", 413, sentence)


def unavailable(request: HttpRequest, error: Exception) -> HttpResponse:
    answer = refuse(request, *why_unavailable(error))
    answer["Retry-After"] = RETRY_AFTER_SECONDS
    return answer


def too_many_requests(request: HttpRequest, limit: int, seconds: int) -> HttpResponse:
    sentence = f"More than {limit} requests came within a minute. Wait {seconds} seconds, and send fewer at a time."
    answer = refuse(request, "too-many-requests", 429, sentence)
    answer["Retry-After"] = str(seconds)
    return answer


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    if _is_api(request):
        return _problem("forbidden", 403, "This address takes no form from a browser.")
    sentence = "The form came without its mark, or with an old one. Nothing was recorded; load the page again and send it anew."
    return refuse(request, "forbidden", 403, sentence)


def refuse(request: HttpRequest, code: str, status: int, sentence: str) -> HttpResponse:
    """In kind. Drawn without the request, the database or a static file: it is shown when these are what failed."""
    if _is_api(request):
        return _problem(code, status, sentence)
    shown = {"heading": _HEADINGS[status], "sentence": sentence, "request_id": request_id.get(), "style": PLAIN_STYLE}
    return HttpResponse(render_to_string("api/refusal.html", shown), status=status)


def _is_api(request: HttpRequest) -> bool:
    return request.path.startswith("/api/")


def _problem(code: str, status: int, detail: str) -> HttpResponse:
    body: dict[str, Any] = as_problem(code, detail, status=status)
    return HttpResponse(msgspec.json.encode(body), status=status, content_type=MEDIA_TYPE)
