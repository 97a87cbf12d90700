"""Every error of the API as application/problem+json (RFC 9457)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.http import Http404
from psycopg.errors import LockNotAvailable
from rest_framework import exceptions
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView, set_rollback

from tracker.records.acting import request_id
from tracker.records.evidence.downloads import UnsatisfiableRange
from tracker.records.files import FileDamaged
from tracker.records.refusals import Busy, Conflict, FieldFault, Forbidden, Missing, Refusal, Unavailable

from .catalogue import CATALOGUE, Problem
from .faults import fault_items, shorten
from .renderers import CanonicalJSONRenderer

MEDIA_TYPE = "application/problem+json"
RETRY_AFTER_SECONDS = "5"


class InvalidParameters(Refusal):
    """Query parameters that cannot be read: for each name, what was expected."""

    def __init__(self, sentences: Mapping[str, str]) -> None:
        code = "invalid-parameter"
        faults = tuple(FieldFault(f"?{name}", code, sentence) for name, sentence in sentences.items())
        told = [f"{shorten(name)}: {sentence}" for name, sentence in sentences.items()]
        many = f"Parameters that cannot be used: {len(told)}. Each is named in errors."
        super().__init__(code, told[0] if len(told) == 1 else many, faults=faults)


def as_problem(
    code: str,
    detail: str,
    *,
    status: int,
    faults: Iterable[FieldFault] = (),
    link: str | None = None,
    came: Request | None = None,
) -> dict[str, Any]:
    problem = CATALOGUE.get(code) or Problem(code, status, code.replace("-", " ").capitalize(), "")
    body: dict[str, Any] = {
        "type": f"/api/problems/{code}/",
        "title": problem.title,
        "status": status,
        "detail": detail,
        "request_id": request_id.get(),
    }
    # What a parser has read already: to read the body of a refused request anew would be refused anew.
    errors = fault_items(faults, vars(came).get("_full_data"), came.query_params) if came else fault_items(faults)
    return {**body, **({"errors": errors} if errors else {}), **({"link": link} if link else {})}


def problem_response(error: Exception, context: dict[str, Any]) -> Response | None:
    """REST framework's exception handler. What it does not know goes on to Django's own 500, which answers in kind.

    A view may have a `faults_code`: what the catalogue calls it when fields of its body have faults.
    """
    _say_what_is_taken(error, context["view"])
    answer = _answer(error, getattr(context["view"], "faults_code", "invalid-body"), context.get("request"))
    if answer is None:
        return None
    set_rollback()
    if request := context.get("request"):
        # A view that draws other things (a PDF, a page) still answers an error in kind.
        request.accepted_renderer, request.accepted_media_type = CanonicalJSONRenderer(), MEDIA_TYPE
    return answer


def describe(error: Exception, view: APIView) -> dict[str, Any]:
    """The body that a refusal would have, for who asks before sending."""
    answer = _answer(error, getattr(view, "faults_code", "invalid-body"), view.request)
    if answer is None:
        raise error
    return dict(answer.data)


def _say_what_is_taken(error: Exception, view: APIView) -> None:
    if isinstance(error, exceptions.UnsupportedMediaType):
        kinds = ", ".join(parser.media_type for parser in view.parser_classes)
        error.detail = exceptions.ErrorDetail(f"{error.detail} Send {kinds}.", error.default_code)
    elif isinstance(error, exceptions.NotAcceptable):
        kinds = ", ".join(dict.fromkeys(renderer.media_type for renderer in view.renderer_classes))
        error.detail = exceptions.ErrorDetail(f"Accept names no kind of answer that is given here. Given: {kinds}.")
    elif isinstance(error, exceptions.MethodNotAllowed):
        methods = ", ".join(view.allowed_methods)
        error.detail = exceptions.ErrorDetail(f"{error.detail} Taken here: {methods}.", error.default_code)


def _answer(error: Exception, faults_code: str, request: Request | None) -> Response | None:
    match error:
        case Refusal():
            return _from_refusal(error, request)
        case Http404():
            return _respond("not-found", 404, "There is nothing at this address, or it is not yours to see.")
        case RequestDataTooBig():
            return _respond("body-too-large", 413, "The body is larger than 1 MiB.")
        case PermissionDenied():
            return _respond("forbidden", 403, str(error) or CATALOGUE["forbidden"].remedy)
        case FileDamaged():
            return _respond("file-damaged", 500, "The stored file does not hold what was stored; it is not served.")
        case UnsatisfiableRange():
            return _respond("unsatisfiable-range", 416, str(error), headers={"Content-Range": f"bytes */{error.size}"})
        case OperationalError() | InterfaceError():
            return _respond(*why_unavailable(error), headers={"Retry-After": RETRY_AFTER_SECONDS})
        case exceptions.APIException():
            return _from_api_exception(error, faults_code, request)
    return None


def why_unavailable(error: Exception) -> tuple[str, int, str]:
    """Code, status and sentence. A lock that was waited for in vain is in somebody's hands; the database is there."""
    if isinstance(error.__cause__, LockNotAvailable):
        sentence = "Somebody else is at work on the same record. Nothing was recorded; try again in a few seconds."
        return "record-busy", 503, sentence
    return "unavailable", 503, "The database is away. Nothing was recorded; try again in a few seconds."


def _from_refusal(refusal: Refusal, request: Request | None) -> Response:
    known = CATALOGUE.get(refusal.code)
    status = {Busy: 409, Conflict: 409, Forbidden: 403, Missing: 404, Unavailable: 503}.get(
        type(refusal), known.status if known else 400
    )
    headers = {"Retry-After": RETRY_AFTER_SECONDS} if isinstance(refusal, Busy | Unavailable) else None
    return _respond(
        refusal.code, status, refusal.sentence, faults=refusal.faults, link=refusal.link, headers=headers, came=request
    )


_CODES = {
    400: "bad-request", 401: "not-authenticated", 403: "forbidden", 404: "not-found", 405: "method-not-allowed",
    406: "not-acceptable", 413: "body-too-large", 415: "unsupported-media-type", 429: "too-many-requests", 503: "unavailable",
}  # fmt: skip


def _from_api_exception(error: exceptions.APIException, faults_code: str, request: Request | None) -> Response:
    headers = {}
    if isinstance(error, exceptions.AuthenticationFailed | exceptions.NotAuthenticated):
        headers["WWW-Authenticate"] = 'Bearer realm="pledgekeeper"'
    if isinstance(error, exceptions.ValidationError):
        faults = tuple(iterate_faults(error.detail))
        sentence = f"Nothing was recorded. Faults found: {len(faults)}."
        return _respond(faults_code, 400, sentence, faults=faults, came=request)
    code = "malformed-json" if isinstance(error, exceptions.ParseError) else _CODES.get(error.status_code, "bad-request")
    return _respond(code, error.status_code, str(error.detail), headers=headers)


def iterate_faults(detail: Any, pointer: str = "") -> Iterator[FieldFault]:
    """REST framework's nested error details, flattened to JSON pointers."""
    if isinstance(detail, dict):
        for key, inner in detail.items():
            name = "" if key == "non_field_errors" else "/" + str(key).replace("~", "~0").replace("/", "~1")
            yield from iterate_faults(inner, pointer + name)
    elif isinstance(detail, list):
        for inner in detail:
            yield from iterate_faults(inner, pointer)
    else:
        yield FieldFault(pointer, str(getattr(detail, "code", "invalid")).replace("_", "-"), str(detail))


def _respond(
    code: str,
    status: int,
    detail: str,
    *,
    faults: Iterable[FieldFault] = (),
    link: str | None = None,
    headers: dict[str, str] | None = None,
    came: Request | None = None,
) -> Response:
    body = as_problem(code, detail, status=status, faults=faults, link=link, came=came)
    return Response(body, status=status, headers=headers, content_type=MEDIA_TYPE)
