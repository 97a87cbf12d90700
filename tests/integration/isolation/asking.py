"""One cell of the matrix: a caller asks a route by a method, about an object, with a body that would be taken."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from typing import Any, NamedTuple
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from tests.evidence_samples import SAMPLES
from tests.world import MINIMAL
from tracker.records.models import AuditEvent

from .bulk import TABLE
from .conversation import WARNING
from .routes import address_of, is_rest, parameters_of
from .world import Values, World, missing, undone


class Answer(NamedTuple):
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    wrote: bool


AMENDMENT = {name: value for name, value in MINIMAL.items() if name != "reporting_year"} | {
    "reason_code": "ERROR",
    "reason_text": "A meter was read twice.",
}


PLAN: Values = {
    "cause": "A unit failed.",
    "milestones": [{"key": "repair", "title": "It runs again", "due_on": "2199-12-31"}],
}


def _amend(year: int) -> Values:
    return AMENDMENT | {"period_start": f"{year}-01-01", "period_end": f"{year}-12-31"}


def _token(world: World, name: str) -> Values:
    return {"client_id": str(world.clients["b1" if name == "b1" else "a1"].pk), "scope": "READ", "days": 30}


# By the start of a route; one without a row here is sent {}.
BODIES: dict[str, Callable[[World, str], Values]] = {
    "api/v1/emissions-reports/": lambda world, name: (
        MINIMAL | {"reporting_year": 2021, "period_start": "2021-01-01", "period_end": "2021-12-31"}
    ),
    "api/v1/clients/": lambda world, name: {"name": "a new program"},
    "api/v1/tokens/": _token,
    "api/v1/invitations/accept/": lambda world, name: {"invitation": world.secret, "client_name": "a new program"},
    "account/invitation/": lambda world, name: {
        "name": "Ann Lee",
        "program": "a new program",
        "new_password1": "correct horse battery",
        "new_password2": "correct horse battery",
    },
    "api/v1/corrective-action-plans/": lambda world, name: PLAN | {"commitment": world.mandate.key, "reporting_year": 2026},
    "api/v1/simulations/": lambda world, name: {
        "commitment": world.mandate.key,
        "start_from": "NOTHING",
        "figures": {"2025": "1"},
    },
    "api/v1/evidence/": lambda world, name: {
        "title": "A statement",
        "effective_date": "2025-12-31",
        "file": SimpleUploadedFile("a.pdf", SAMPLES["a.pdf"]),
    },
    "api/v1/bulk-files/": lambda world, name: {"file": SimpleUploadedFile("reports.csv", TABLE)},
    "account/clients/<uuid:client_id>/tokens/": lambda world, name: {"scope": "READ", "days": "30"},
    "account/clients/": lambda world, name: {"name": "a new program", "scope": "FILE"},
    "admin/suppliers/revision/": lambda world, name: {"reason": "Scope 2 is missing.", "text": "Why is it?"},
    "admin/suppliers/waiver/": lambda world, name: {
        "obligation": f"{world.mandate.key}:2026",
        "expires_on": "2199-12-31",
        "reason": "A flood.",
    },
    "admin/suppliers/correctiveactionplan/": lambda world, name: {"reason": "A unit is missing.", "due_on": "2199-12-31"},
    "admin/": lambda world, name: {},
}
FORMS = ("api/v1/evidence/", "api/v1/bulk-files/")
TOKEN_ACTIONS = ("/revoke/", "/rotate/")


def body_for(route: str, world: World, name: str, values: Values) -> Values:
    if route.endswith("/revisions/"):
        return _amend(world.years.get(values["report_id"], 2025))
    if route.startswith("api/v1/") and route.endswith(TOKEN_ACTIONS):
        return {}
    if route.startswith("api/v1/") and route.endswith("/evidence/") and parameters_of(route):
        return {"evidence_id": str(world.unattached[name if name in world.unattached else "a1"].pk)}
    if route.endswith("/warning-answers/"):
        return WARNING
    if route.endswith("/answers/"):
        return {"question_id": str(values["question_id"]), "text": "It stood still."}
    if route.endswith("/withdraw/"):
        return {"reason": "A slip."}
    if route.endswith("/versions/"):
        return PLAN
    if route.endswith("/reports/") and route.startswith("api/v1/corrective-action-plans/"):
        return {"done_on": "2026-01-01"}
    return next((make(world, name) for start, make in BODIES.items() if route.startswith(start)), {})


def ask(client: Client, method: str, route: str, values: Values, body: Values) -> Answer:
    """What came back, and whether anything was recorded; that is undone."""
    options: dict[str, Any] = {"headers": {"Idempotency-Key": str(uuid4()), "If-Match": _tag_of(client, values)}}
    if is_rest(route) and route not in FORMS:
        options["content_type"] = "application/json"
    # A log-out among the cells ends none of the others.
    cookies = deepcopy(client.cookies)
    with undone():
        last = _last_event()
        if method in ("POST", "PUT", "PATCH"):
            response = getattr(client, method.lower())(address_of(route, values), body, **options)
        else:
            response = client.generic(method, address_of(route, values), headers=options["headers"])
        answer = Answer(response.status_code, _headers(response), _content(response), _last_event() != last)
    client.cookies = cookies
    return answer


def _content(response: Any) -> bytes:
    return bytes(response.getvalue() if response.streaming else response.content)


def _tag_of(client: Client, values: Values) -> str:
    """As the caller has read it; who may not read it guesses."""
    names = {"report_id": "emissions-reports", "plan_id": "corrective-action-plans"}
    address = next((f"/api/v1/{names[name]}/{values[name]}/" for name in names if name in values), None)
    return client.get(address).headers.get("ETag", '"guessed"') if address else '"guessed"'


def _last_event() -> int | None:
    return AuditEvent.objects.order_by("-pk").values_list("pk", flat=True).first()


def _headers(response: Any) -> tuple[tuple[str, str], ...]:
    kept: HttpResponse = response
    # These follow the clock, and how much was asked before.
    return tuple(sorted((name, value) for name, value in kept.items() if not name.startswith(("RateLimit", "Expires", "Date"))))


def subjects_of(route: str, world: World) -> tuple[Values, ...]:
    """Nothing to name, the programme's one object, or the three of two parties; the longest start that fits counts."""
    if not parameters_of(route):
        return ({},)
    starts = [start for start in world.subjects if route.startswith(start)]
    return world.subjects[max(starts, key=len)]


def missing_like(subjects: tuple[Values, ...]) -> Values:
    return missing(subjects[0])
