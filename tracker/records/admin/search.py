from __future__ import annotations

from django.contrib import admin
from django.core.paginator import InvalidPage
from django.http import Http404, HttpRequest, HttpResponse


def search(request: HttpRequest) -> HttpResponse:
    """The theme's own search, which takes any page for a number that exists."""
    try:
        found: HttpResponse = admin.site.admin_view(admin.site.search)(request)  # type: ignore[attr-defined]
    except (InvalidPage, ValueError) as error:
        raise Http404("There is no such page of results.") from error
    return found
