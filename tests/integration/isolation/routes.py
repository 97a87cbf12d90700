"""Every route that the URL resolver knows, with the methods that its view takes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")
FORM_METHODS = ("GET", "POST")
REST_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
# Django leads any other address below the admin to its log-in, and lists the rooms by one pattern.
APP_LIST, ELSEWHERE = re.compile(r"\^\(\?P<app_label>.*"), "(?P<url>.*)$"


def all_routes() -> dict[str, Any]:
    """The view of each, by its whole pattern."""
    return {
        APP_LIST.sub("<app_label>/", route).replace(ELSEWHERE, "<url>"): entry.callback
        for route, entry in _walk(get_resolver(), "")
    }


def _walk(resolver: URLResolver, start: str) -> Iterator[tuple[str, URLPattern]]:
    for entry in resolver.url_patterns:
        route = start + str(entry.pattern)
        if isinstance(entry, URLPattern):
            yield route, entry
        else:
            yield from _walk(entry, route)


def methods_of(view: Any) -> tuple[str, ...]:
    """What a view of the REST framework implements; a page is asked both ways, whatever it makes of them."""
    rest = getattr(view, "cls", None)
    return tuple(method for method in REST_METHODS if hasattr(rest, method.lower())) if rest else FORM_METHODS


def is_rest(route: str) -> bool:
    return hasattr(all_routes()[route], "cls")


def parameters_of(route: str) -> list[str]:
    return PARAMETER.findall(route)


def address_of(route: str, values: dict[str, Any]) -> str:
    return "/" + PARAMETER.sub(lambda match: str(values[match[1]]), route)
