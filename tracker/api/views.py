from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from .catalogue import CATALOGUE
from .headers import PLAIN_STYLE


@require_safe
def show_problems(request: HttpRequest) -> HttpResponse:
    return render(request, "api/problems.html", {"problems": CATALOGUE.values(), "style": PLAIN_STYLE})


@require_safe
def show_problem(request: HttpRequest, code: str) -> HttpResponse:
    if code not in CATALOGUE:
        raise Http404
    return render(request, "api/problems.html", {"problems": [CATALOGUE[code]], "style": PLAIN_STYLE})
