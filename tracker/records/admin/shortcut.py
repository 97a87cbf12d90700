from __future__ import annotations

from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse


def refuse_shortcut(request: HttpRequest, content_type_id: str, object_id: str) -> HttpResponse:
    """The admin's way to a row's page on the site: no row has one, and it would look into models without a table."""
    return admin.site.admin_view(_find_nothing)(request)


def _find_nothing(request: HttpRequest) -> HttpResponse:
    raise Http404("No row has a page outside the admin.")
