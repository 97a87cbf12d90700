"""What no view has to look at: methods that nobody serves, and text that cannot be stored, in an address or a form."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import unquote_to_bytes

from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve

from tracker.records.text import find_unstorable, without_unstorable

from .handlers import method_not_allowed, refuse
from .problems import MEDIA_TYPE

_API_METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
_PAGE_METHODS = ("GET", "HEAD", "POST")
_API = ("/api/", "/healthz/")


class MethodMiddleware:
    """405 as problem+json with `Allow`, whoever found it. No header and no parameter stands in for the method."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        is_api = request.path.startswith(_API)
        if request.method not in (_API_METHODS if is_api else _PAGE_METHODS):
            return method_not_allowed(request, ", ".join(_methods_of(request.path) if is_api else _PAGE_METHODS))
        response = self.get_response(request)
        if response.status_code == 405 and response["Content-Type"] != MEDIA_TYPE:
            answer = method_not_allowed(request, response["Allow"])
            answer["Cache-Control"] = response.get("Cache-Control", "no-store")
            return answer
        return response


def _methods_of(path: str) -> list[str]:
    try:
        view: Any = resolve(path).func
    except Resolver404:
        view = None
    served = getattr(view, "cls", None) or getattr(view, "view_class", None)
    # A view that is a function here only shows something.
    named = [name for name in served.http_method_names if hasattr(served, name)] if served else ["get"]
    return [method for method in _API_METHODS if method.lower() in named or (method == "HEAD" and "get" in named)]


class TextMiddleware:
    """Refuses an address that is not text that we store. JSON bodies are for their parser, which names the field as well."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        sentence = _fault_of_address(request)
        return refuse(request, "bad-request", 400, sentence) if sentence else self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, named: Any) -> HttpResponse | None:
        if request.method != "POST" or request.path.startswith(_API):
            return None
        sentence = next(_faults("The field", request.POST.lists()), None)
        return refuse(request, "bad-request", 400, sentence) if sentence else None


def _fault_of_address(request: HttpRequest) -> str | None:
    try:
        unquote_to_bytes(request.META.get("QUERY_STRING", "").encode("latin-1")).decode("utf-8")
    except UnicodeDecodeError:
        return "What follows the question mark is not UTF-8. Send text as percent-encoded UTF-8."
    if found := find_unstorable(request.path):
        return f"The address holds the character {found}, which is not accepted in text."
    return next(_faults("The parameter", request.GET.lists()), None)


def _faults(kind: str, named: Any) -> Iterator[str]:
    for name, values in named:
        for text in (name, *values):
            if found := find_unstorable(text):
                shown = without_unstorable(name[:60])
                yield f"{kind} “{shown}” holds the character {found}, which is not accepted in text. Send it without."
