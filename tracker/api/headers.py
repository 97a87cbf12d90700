"""What a browser may load and run on each kind of answer. Only the theme of the admin needs more than our own files."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable
from pathlib import Path

from django.http import HttpRequest, HttpResponse

PLAIN_STYLE = (Path(__file__).parent / "templates" / "api" / "plain.css").read_text(encoding="utf-8")
_PLAIN_HASH = base64.b64encode(hashlib.sha256(PLAIN_STYLE.encode()).digest()).decode("ascii")

_OWN = (
    "default-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; "
    "connect-src 'self'; font-src 'self'; img-src 'self' data:"
)
# By the beginning of the path. Alpine, in the admin, reads its attributes as code; both kinds of pages set styles by script.
_POLICIES = (
    ("/admin/", f"{_OWN}; script-src 'self' 'unsafe-eval'; style-src 'self' 'unsafe-inline'"),
    ("/account/", f"{_OWN}; style-src 'self'"),
    ("/api/docs/", f"{_OWN}; script-src 'self'; style-src 'self'"),
    ("/api/reference/", f"{_OWN}; script-src 'self'; style-src 'self' 'unsafe-inline'"),
    ("/", f"default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; style-src 'sha256-{_PLAIN_HASH}'"),
)


class PolicyMiddleware:
    """A view that asks for a stricter policy keeps it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        policy = next(policy for start, policy in _POLICIES if request.path.startswith(start))
        response.headers.setdefault("Content-Security-Policy", policy)
        return response
