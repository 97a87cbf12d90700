"""A URL conf with views that fail, for tests alone."""

from __future__ import annotations

from typing import NoReturn

from django.db import connection
from django.http import HttpRequest
from django.urls import path
from rest_framework.request import Request
from rest_framework.views import APIView

from tracker.urls import handler400, handler403, handler404, handler500, urlpatterns

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]

SECRET = "hunter2-in-a-local-variable"


def fail_in_sql(request: HttpRequest) -> NoReturn:
    password = SECRET
    with connection.cursor() as cursor:
        cursor.execute("SELECT secret_column FROM secret_table WHERE name = %s", [password])
    raise AssertionError


class Failing(APIView):
    authentication_classes = ()
    permission_classes = ()

    def get(self, request: Request) -> NoReturn:
        fail_in_sql(request)


urlpatterns = [*urlpatterns, path("broken/", fail_in_sql), path("api/v1/broken/", Failing.as_view())]
