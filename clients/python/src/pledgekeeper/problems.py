"""What the server refuses (RFC 9457), as values that can be printed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any


class NotReached(Exception):
    """No answer came, however often it was asked."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong. `pointer` names the field (RFC 6901), or ?name of a parameter."""

    pointer: str
    code: str
    detail: str
    came: Any = None
    expected: str | None = None
    hint: str | None = None

    def lines(self) -> Iterator[str]:
        yield f"  {self.pointer or '(the whole)'}: {self.detail} [{self.code}]"
        for name in ("came", "expected", "hint"):
            if getattr(self, name) is not None:
                yield f"      {name + ':':<9} {getattr(self, name)}"


class Problem(Exception):
    """An answer of 400 or more, or one that is not the server's."""

    def __init__(self, status: int, body: dict[str, Any]) -> None:
        self.status, self.body = status, body
        self.type: str = body.get("type", "about:blank")
        self.title: str = body.get("title", "The server refused it")
        self.detail: str = body.get("detail", "")
        self.request_id: str | None = body.get("request_id")
        self.link: str | None = body.get("link")
        self.faults = tuple(_read_fault(each) for each in body.get("errors", ()))
        super().__init__(f"{self.title} ({status}): {self.detail}")

    def lines(self) -> Iterator[str]:
        yield str(self)
        for fault in self.faults:
            yield from fault.lines()
        if self.link:
            yield f"  See {self.link}"
        if self.type.startswith("/"):
            yield f"  What to do: {self.type}"
        if self.request_id:
            yield f"  Request {self.request_id}"


def foreign_answer(status: int, text: str) -> Problem:
    """A proxy's own page, or a way to another address: the token goes nowhere else."""
    return Problem(status, {"title": "This is no answer of Pledgekeeper", "detail": text[:200]})


def _read_fault(item: dict[str, Any]) -> Fault:
    return Fault(
        pointer=str(item.get("pointer", "")),
        code=str(item.get("code", "")),
        detail=str(item.get("detail", "")),
        came=item.get("came"),
        expected=item.get("expected"),
        hint=item.get("hint"),
    )
