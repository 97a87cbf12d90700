from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from functools import cache

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularAPIView
from rest_framework.request import Request

from .catalogue import CATALOGUE, Problem
from .fault_catalogue import FAULTS, Fault
from .guides import GUIDES, list_sections, render_guide
from .headers import PLAIN_STYLE
from .parameters import read_parameters


@require_safe
def show_problems(request: HttpRequest) -> HttpResponse:
    return _show(request, problems=CATALOGUE.values(), faults=FAULTS.values())


@require_safe
def show_problem(request: HttpRequest, code: str) -> HttpResponse:
    if code not in CATALOGUE:
        raise Http404
    return _show(request, problems=[CATALOGUE[code]])


@require_safe
def show_fault(request: HttpRequest, code: str) -> HttpResponse:
    if code not in FAULTS:
        raise Http404
    return _show(request, faults=[FAULTS[code]])


def _show(request: HttpRequest, problems: Iterable[Problem] = (), faults: Iterable[Fault] = ()) -> HttpResponse:
    """As a page, or for a program by `?format=json`."""
    shown = {"problems": [asdict(each) for each in problems], "faults": [asdict(each) for each in faults]}
    if request.GET.get("format") == "json":
        return JsonResponse(shown)
    return render(request, "api/problems.html", {**shown, "style": PLAIN_STYLE})


@require_safe
def show_first_guide(request: HttpRequest) -> HttpResponse:
    return show_guide(request, next(iter(GUIDES)))


@require_safe
def show_guide(request: HttpRequest, slug: str) -> HttpResponse:
    if slug not in GUIDES:
        raise Http404
    guide = GUIDES[slug]
    return render(request, "api/guide.html", {"guide": guide, "body": render_guide(guide), "sections": list_sections()})


class PublishedSchema(SpectacularAPIView):
    @extend_schema(exclude=True)
    def get(self, request: Request) -> HttpResponse:
        read_parameters(request)
        renderer = request.accepted_renderer
        answer = HttpResponse(_draw_schema(renderer.media_type), content_type=renderer.media_type)
        answer["Content-Disposition"] = f'inline; filename="Pledgekeeper.{renderer.format}"'
        return answer


@cache
def _draw_schema(media_type: str) -> str | bytes:
    """Once in a process for each form: it takes a fifth of a second, and nobody has to say who he is to ask for it."""
    published = SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
    renderer = next(each for each in PublishedSchema.renderer_classes if each.media_type == media_type)
    drawn: str | bytes = renderer().render(published, media_type, {})
    return drawn
