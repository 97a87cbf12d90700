"""Every list in pages, each with the address of the next. A place in a list is signed: it is its reader's own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar, cast
from urllib.parse import urlencode

from django.core.signing import BadSignature, dumps, loads
from django.db.models import Model, Q, QuerySet
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response

from .problems import InvalidParameters

if TYPE_CHECKING:
    # It imports this module itself, by the settings.
    from rest_framework.generics import GenericAPIView

LARGEST = 200
_Row = TypeVar("_Row")


def page_as_of(view: GenericAPIView[Any], rows: Sequence[_Row], as_of: datetime) -> list[_Row]:
    """Of rows that are computed by what was known at an instant."""
    pages = cast("Pages", view.paginator)
    pages.as_of = as_of
    return pages.paginate_queryset(rows, view.request, view) or []


class Pages(BasePagination):
    """A page size above the largest is cut to it; what is no size at all, `read_parameters` refuses by name.

    Rows of a table are continued after the last one that was shown, so that none is shown twice or passed over when rows
    come and go meanwhile. What is computed anew for each answer is continued by its number, so its view names the instant
    that it answers by, and all further pages answer by that one.
    """

    page_size = 50
    next_place: list[Any] | int | None
    as_of: datetime | None = None

    def paginate_queryset(
        self, queryset: QuerySet[Any] | Sequence[Any], request: Request, view: object = None
    ) -> list[Any] | None:
        self.request, size, place = request, _size_of(request, self.page_size), _read_place(request)
        if isinstance(queryset, QuerySet):
            self.count = queryset.count()
            keys = _keys_of(queryset)
            # One more than is shown tells whether there is a further page.
            found = list(_after(queryset, keys, place)[: size + 1])
            rows, further = found[:size], len(found) > size
            self.next_place = [_as_plain(rows[-1], key) for key in keys] if further else None
        else:
            start = place if isinstance(place, int) else 0
            self.count, rows = len(queryset), list(queryset[start : start + size])
            self.next_place = start + size if start + size < len(queryset) else None
        return rows

    def get_paginated_response(self, data: Any) -> Response:
        return Response({"count": self.count, "next": self._next(), "results": data})

    def _next(self) -> str | None:
        if self.next_place is None:
            return None
        asked = self.request.query_params.dict()
        if self.as_of is not None:
            asked.setdefault("as_of", self.as_of.isoformat())
        asked["cursor"] = dumps(self.next_place, salt=_salt_of(self.request, asked))
        return self.request.build_absolute_uri(f"{self.request.path}?{urlencode(asked)}")

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        link = {"type": ["string", "null"], "format": "uri", "description": "The next page, with all that was asked."}
        properties = {"count": {"type": "integer", "description": "Of all pages."}, "next": link, "results": schema}
        return {"type": "object", "required": list(properties), "properties": properties}

    def get_schema_operation_parameters(self, view: object) -> list[dict[str, Any]]:
        size = {"type": "integer", "minimum": 1, "default": self.page_size}
        said = f"Rows of a page; above {LARGEST}, {LARGEST} are shown."
        place = "Where to go on: from `next` of your own answer to the same question. Left out, it begins at the beginning."
        return [
            {"name": "cursor", "in": "query", "required": False, "description": place, "schema": {"type": "string"}},
            {"name": "page_size", "in": "query", "required": False, "description": said, "schema": size},
        ]


def _size_of(request: Request, default: int) -> int:
    # A number of many digits is none that is counted with.
    asked = request.query_params.get("page_size", "").lstrip("0")
    return min(int(asked[:9]), LARGEST) if asked else default


def _salt_of(request: Request, asked: Mapping[str, str]) -> str:
    """A place holds for the party that it was given to, in the list that it asked for."""
    question = sorted(item for item in asked.items() if item[0] not in ("cursor", "page_size", "format"))
    return f"cursor {getattr(request.user, 'party_id', None)} {request.path}?{urlencode(question)}"


def _read_place(request: Request) -> Any:
    sent = request.query_params.get("cursor")
    if sent is None:
        return None
    try:
        return loads(sent, salt=_salt_of(request, request.query_params.dict()))
    except (BadSignature, ValueError) as error:
        sentence = "It is no place in this list. Follow `next` of your own answer to the same question, or leave it out."
        raise InvalidParameters({"cursor": sentence}) from error


def _keys_of(rows: QuerySet[Any]) -> list[str]:
    """By which the rows are ordered; the row's own key comes last, so that no two rows are alike."""
    keys = [str(key) for key in rows.query.order_by or rows.model._meta.ordering or ()]
    meta = rows.model._meta
    named = [("-" if key.startswith("-") else "") + meta.get_field(key.lstrip("-")).attname for key in keys]
    own = meta.pk.attname
    return named if own in (key.lstrip("-") for key in named) else [*named, own]


def _after(rows: QuerySet[Any], keys: list[str], place: Any) -> QuerySet[Any]:
    ordered = rows.order_by(*keys)
    if not isinstance(place, list):
        return ordered
    further, before = Q(), Q()
    for key, value in zip(keys, place, strict=True):
        name = key.lstrip("-")
        further |= before & Q(**{f"{name}__{'lt' if key.startswith('-') else 'gt'}": value})
        before &= Q(**{name: value})
    return ordered.filter(further)


def _as_plain(row: Model, key: str) -> Any:
    value = getattr(row, key.lstrip("-"))
    if isinstance(value, datetime):
        return value.isoformat()
    return value if isinstance(value, int) else str(value)
