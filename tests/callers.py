"""Callers of the REST doors as they should be: each submission under a key of its own."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from email.message import Message
from typing import Any
from uuid import uuid4

from rest_framework.test import APIClient

from tests.house import House


class Caller(APIClient):
    """A test that is about the key sends its own, or None for none."""

    def generic(
        self, method: str, path: Any, data: Any = "", content_type: Any = "", secure: bool = False, **extra: Any
    ) -> Any:
        if method == "POST":
            extra.setdefault("HTTP_IDEMPOTENCY_KEY", uuid4().hex)
        sent = {name: value for name, value in extra.items() if value is not None}
        return super().generic(method, path, data, content_type, secure, **sent)


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: Message
    content: bytes

    @property
    def body(self) -> Any:
        return json.loads(self.content)


def token_of(house: House) -> str:
    """The example supplier's."""
    return str(json.loads((house.var / "example.json").read_text(encoding="utf-8"))["supplier"]["token"])


def ask(house: House, address: str, *, token: str | None = None, **headers: str) -> Answer:
    return _open(house, address, None, token or token_of(house), headers)


def send(house: House, address: str, body: dict[str, Any], *, key: str | None = None, **headers: str) -> Answer:
    sent = {"Content-Type": "application/json", "Idempotency-Key": key or uuid4().hex} | headers
    return _open(house, address, json.dumps(body).encode(), token_of(house), sent)


def _open(house: House, address: str, body: bytes | None, token: str, headers: dict[str, str]) -> Answer:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    request = urllib.request.Request(  # noqa: S310 - our own address
        f"{house.url}{address}", data=body, headers={"Authorization": f"Bearer {token}"} | named
    )
    try:
        with urllib.request.urlopen(request, timeout=60) as response:  # noqa: S310
            return Answer(response.status, response.headers, response.read())
    except urllib.error.HTTPError as error:
        with error:
            return Answer(error.code, error.headers, error.read())


def at_once(count: int, call: Any) -> list[Answer]:
    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(lambda _: call(), range(count)))
