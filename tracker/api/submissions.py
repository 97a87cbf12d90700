"""A submission gets a signed receipt. Sent again under its `Idempotency-Key` it changes nothing and gets the same answer."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast
from uuid import UUID

import msgspec
from django.http import HttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from tracker.records.answers import keep_answer, take_key
from tracker.records.canonical import canonical_json, canonical_received, sha256_of
from tracker.records.models import KeptAnswer
from tracker.records.receipts import as_document, give_receipt
from tracker.records.refusals import Refusal

from .forms import SentFile, SentForm
from .parameters import read_parameters, yes_or_no
from .schema import IDEMPOTENCY_KEY, IDEMPOTENT_REPLAYED

HEADER = "Idempotency-Key"
REPLAYED = "Idempotent-Replayed"
KEPT_HEADERS = ("Content-Type", "Location", "ETag")

_KEY = re.compile(r"[!-~]{1,255}")
_Post = TypeVar("_Post", bound=Callable[..., Any])


def once(post: _Post) -> _Post:
    """For the `post` of a view of submissions. A refusal is not kept: once the fault is mended, the key may be used again.

    A view that can `rehearse` is asked to by `?dry_run=true`: it records nothing, and needs no key.
    """

    @wraps(post)
    def answer(view: APIView, request: Request, *args: Any, **named: Any) -> HttpResponse:
        readers = {"dry_run": yes_or_no} if hasattr(view, "rehearse") else {}
        if read_parameters(request, **readers).get("dry_run"):
            return cast("HttpResponse", view.rehearse(request, *args, **named))  # type: ignore[attr-defined]
        key, body_sha256 = read_key(request), digest_of(request)
        # The default permission lets nobody write who files for no party.
        party_id = cast("UUID", request.user.party_id)  # type: ignore[union-attr]
        kept = take_key(party_id=party_id, key=key)
        if kept is not None:
            return _replay(kept, request.path, body_sha256)
        # Drawn here, inside the transaction of the change, since these very bytes are what is kept.
        response = view.finalize_response(request, _with_receipt(request, post(view, request, *args, **named)))
        response.render()
        if response.status_code >= 300:
            return response
        keep_answer(
            party_id=party_id,
            key=key,
            address=request.path,
            body_sha256=body_sha256,
            status=response.status_code,
            headers={name: response[name] for name in KEPT_HEADERS if name in response},
            body=response.content.decode(),
        )
        return response

    return cast("_Post", extend_schema(parameters=[IDEMPOTENCY_KEY, IDEMPOTENT_REPLAYED])(answer))


def read_key(request: Request) -> str:
    key = request.headers.get(HEADER)
    if key is None:
        raise Refusal(
            "invalid-idempotency-key",
            f"The header {HEADER} is missing. Send a key of your own with each submission, such as a UUID, "
            "and the same key when you send the same again.",
        )
    if not _KEY.fullmatch(key):
        sentence = f"The {HEADER} of {len(key)} characters cannot be kept. Send 1 to 255 printable ASCII characters, no spaces."
        raise Refusal("invalid-idempotency-key", sentence)
    return key


def digest_of(request: Request) -> str:
    """Of the body as it came; of a form, of its fields, since its boundary is another each time that it is sent."""
    form = str(request.content_type).startswith("multipart/")
    body = msgspec.json.encode(request.data, order="deterministic") if form else request.body
    return hashlib.sha256(body).hexdigest()


def _with_receipt(request: Request, response: Response) -> Response:
    if response.status_code in (201, 202):
        caller = cast("Any", request.user)
        receipt = give_receipt(actor=caller.as_actor(), party_id=caller.party_id, **_digests_of(request))
        if receipt is not None:
            response.data["receipt"] = as_document(receipt)
    return response


def _digests_of(request: Request) -> dict[str, str]:
    """Of the bytes that came, and of what they say whatever their spaces and the order of their keys."""
    sent = request.data
    if isinstance(sent, SentForm):
        said = {name: _as_said(value) for name, value in sent.items()}
        return {"body_sha256": sent.body_sha256, "canonical_sha256": sha256_of(canonical_json(said))}
    return {"body_sha256": sha256_of(request.body), "canonical_sha256": sha256_of(canonical_received(request.body))}


def _as_said(value: Any) -> Any:
    """A file counts by its name, its bytes by their hash."""
    return {"file_name": value.name, "sha256": sha256_of(value.content)} if isinstance(value, SentFile) else value


def _replay(kept: KeptAnswer, address: str, body_sha256: str) -> HttpResponse:
    if (kept.address, kept.body_sha256) != (address, body_sha256):
        raise Refusal(
            "key-reused",
            f"This {HEADER} was used for another submission already. Send what is new with a key of its own, "
            "and what is the same with exactly the same body.",
        )
    return HttpResponse(kept.body, status=kept.status, headers={**kept.headers, REPLAYED: "true"})
