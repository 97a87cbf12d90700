"""Callers of the REST doors as they should be: each submission under a key of its own."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from rest_framework.test import APIClient


class Caller(APIClient):
    """A test that is about the key sends its own, or None for none."""

    def generic(
        self, method: str, path: Any, data: Any = "", content_type: Any = "", secure: bool = False, **extra: Any
    ) -> Any:
        if method == "POST":
            extra.setdefault("HTTP_IDEMPOTENCY_KEY", uuid4().hex)
        sent = {name: value for name, value in extra.items() if value is not None}
        return super().generic(method, path, data, content_type, secure, **sent)
