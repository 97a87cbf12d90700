from __future__ import annotations

from rest_framework.pagination import PageNumberPagination


class Pages(PageNumberPagination):
    """A page size above the largest is cut to it; what is no page at all, `read_parameters` refuses by name."""

    page_size = 50
    page_size_query_param = "page_size"
    max_page_size = 200
