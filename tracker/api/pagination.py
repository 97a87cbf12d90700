from __future__ import annotations

from typing import Any

from rest_framework.pagination import PageNumberPagination
from rest_framework.request import Request

from .problems import InvalidParameter


class Pages(PageNumberPagination):
    """A page size above the largest is cut to it; what is no page at all is refused by name."""

    page_size = 50
    page_size_query_param = "page_size"
    max_page_size = 200

    def get_page_size(self, request: Request) -> int | None:
        text = request.query_params.get("page_size", "1")
        if not (text.isascii() and text.isdigit() and text.strip("0")):
            raise InvalidParameter("page_size", f"“{text[:40]}” is not a page size. Send a whole number from 1 to 200.")
        return super().get_page_size(request)

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any] | None:
        text = request.query_params.get("page", "1")
        if not (text.isascii() and text.isdigit() and text.strip("0")):
            raise InvalidParameter("page", f"“{text[:40]}” is not a page. Send a whole number from 1.")
        return super().paginate_queryset(queryset, request, view)
