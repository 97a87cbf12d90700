from __future__ import annotations

from django.db import OperationalError, connection
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from .catalogue import CATALOGUE
from .problems import RETRY_AFTER_SECONDS


@require_safe
def show_live(request: HttpRequest) -> HttpResponse:
    """The process answers; nothing else is asked."""
    return HttpResponse("live\n", content_type="text/plain")


@require_safe
def show_ready(request: HttpRequest) -> HttpResponse:
    """The database answers. A dead beat or broker takes no web node down."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except OperationalError:
        return JsonResponse({"database": "away"}, status=503, headers={"Retry-After": RETRY_AFTER_SECONDS})
    return JsonResponse({"database": "ready"})


@require_safe
def show_problems(request: HttpRequest) -> HttpResponse:
    return render(request, "api/problems.html", {"problems": CATALOGUE.values()})


@require_safe
def show_problem(request: HttpRequest, code: str) -> HttpResponse:
    if code not in CATALOGUE:
        raise Http404
    return render(request, "api/problems.html", {"problems": [CATALOGUE[code]]})
