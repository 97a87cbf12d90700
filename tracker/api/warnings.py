"""The published list of plausibility warnings: a page for a person, JSON for a program."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from tracker.compliance.plausibility_words import WARNINGS

from .headers import PLAIN_STYLE

KINDS = ("text/html", "application/json")


def list_meanings() -> list[dict[str, Any]]:
    return [
        {"code": str(code), "meaning": words.meaning.en, "meaning_zh": words.meaning.zh} for code, words in WARNINGS.items()
    ]


@require_safe
def show_warnings(request: HttpRequest) -> HttpResponse:
    if request.get_preferred_type(KINDS) == "application/json":
        answer: HttpResponse = JsonResponse({"results": list_meanings()}, json_dumps_params={"ensure_ascii": False})
    else:
        answer = render(request, "api/warnings.html", {"warnings": list_meanings(), "style": PLAIN_STYLE})
    patch_vary_headers(answer, ["Accept"])
    return answer
