"""The rules about what was sent, asked although some of its fields could not be read, so that all faults come at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import MISSING, fields
from typing import Any, TypeVar, cast

from tracker.records.refusals import FieldFault

_Content = TypeVar("_Content")


class NotReadError(Exception):
    """A rule asked for a field that could not be read: there is nothing that it could say."""


class _PartlyRead:
    def __init__(self, known: Mapping[str, Any]) -> None:
        self._known = known

    def __getattr__(self, name: str) -> Any:
        if name not in self._known:
            raise NotReadError(name)
        return self._known[name]


def partly(content: type[_Content], read: Mapping[str, Any], unread: frozenset[str]) -> _Content:
    """Stands in for the content where its rules are asked. It knows what was read, and the default of what was not sent."""
    defaults = {field.name: field.default for field in fields(content) if field.default is not MISSING}  # type: ignore[arg-type]
    known = {name: value for name, value in {**defaults, **read}.items() if name not in unread}
    return cast("_Content", _PartlyRead(known))


def as_far_as_read(*rules: Iterator[FieldFault]) -> Iterator[FieldFault]:
    """Each rule by itself. Of what was read as a whole, all of them."""
    for rule in rules:
        try:
            yield from rule
        except NotReadError:
            continue
