from __future__ import annotations

from typing import Any

from rest_framework.exceptions import NotFound
from rest_framework.pagination import PageNumberPagination
from rest_framework.request import Request

from tracker.records.refusals import FieldFault, Missing


class Pages(PageNumberPagination):
    """A page size above the largest is cut to it; what is no page at all, `read_parameters` refuses by name."""

    page_size = 50
    page_size_query_param = "page_size"
    max_page_size = 200

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any] | None:
        try:
            return super().paginate_queryset(queryset, request, view)
        except NotFound as error:
            last = self.django_paginator_class(queryset, self.get_page_size(request) or self.page_size).num_pages
            sentence = f"There is no page {request.query_params['page'][:20]}. The last one is {last}."
            raise Missing("not-found", sentence, faults=(FieldFault("?page", "not-found", sentence),)) from error
