"""What a load balancer and a watchman ask: `/healthz/live`, `/healthz/ready` and `/healthz/jobs`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from threading import Event
from typing import Any

from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from tracker.records.checks import find_unbound_role
from tracker.records.clock import database_now
from tracker.records.health import Check, run_checks
from tracker.records.receipts import find_unsignable

from .problems import RETRY_AFTER_SECONDS

View = Callable[[HttpRequest], HttpResponse]

# A process whose code asks for no more than the database has, and that the laws bind, will find it so until it ends.
_all_well = Event()


def _health_address(view: View) -> View:
    """Read only, never kept, outside any transaction: the database may be away."""
    return csrf_exempt(transaction.non_atomic_requests(cache_control(no_store=True)(require_safe(_answer_when_away(view)))))


def _answer_when_away(view: View) -> View:
    @wraps(view)
    def answer(request: HttpRequest) -> HttpResponse:
        try:
            return view(request)
        except (OperationalError, InterfaceError):
            return _respond({"database": "away"}, good=False)

    return answer


@_health_address
def show_live(request: HttpRequest) -> HttpResponse:
    """The process answers; nothing else is asked."""
    return HttpResponse("live\n", content_type="text/plain")


@_health_address
def show_ready(request: HttpRequest) -> HttpResponse:
    """The database answers, has every table that this code expects, and binds us; receipts can be signed.

    A dead beat takes no web node down.
    """
    if not _all_well.is_set():
        unapplied, unbound = list_unapplied(), find_unbound_role()
        if unapplied or unbound:
            migrations = {"migrations": "missing", "missing": unapplied} if unapplied else {"migrations": "applied"}
            return _respond({"database": "ready", **migrations, "role": unbound or "bound"}, good=False)
        _all_well.set()
    unsignable = find_unsignable()
    well = {"database": "ready", "migrations": "applied", "role": "bound", "receipts": unsignable or "signed"}
    return _respond(well, good=unsignable is None)


@_health_address
def show_jobs(request: HttpRequest) -> HttpResponse:
    """What happens without a request happens in time: the tick, the outbox, the reports."""
    now = database_now()
    checks = run_checks(now=now)
    return _respond({check.name: _as_plain(check, now) for check in checks}, good=all(check.good for check in checks))


def list_unapplied() -> list[str]:
    executor = MigrationExecutor(connection)
    return [f"{step.app_label}.{step.name}" for step, _ in executor.migration_plan(executor.loader.graph.leaf_nodes())]


def _as_plain(check: Check, now: datetime) -> dict[str, Any]:
    return {
        "state": check.state,
        "age_seconds": None if check.since is None else max(0, int((now - check.since).total_seconds())),
        "limit_seconds": None if check.limit is None else int(check.limit.total_seconds()),
    }


def _respond(body: dict[str, Any], *, good: bool) -> HttpResponse:
    if good:
        return JsonResponse(body)
    return JsonResponse(body, status=503, headers={"Retry-After": RETRY_AFTER_SECONDS})
