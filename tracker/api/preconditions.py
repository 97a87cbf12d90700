"""Strong ETags, and `If-Match` on changes: nobody amends what he has not seen."""

from __future__ import annotations

import hashlib
import re
from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from tracker.records.refusals import Refusal

from .parameters import LONGEST_PARAMETER
from .renderers import CanonicalJSONRenderer

_STRONG = re.compile(r'"[!#-~]{1,100}"')


def etag_of(shown: Any) -> str:
    """A hash of the very bytes that are answered."""
    return f'"{hashlib.sha256(CanonicalJSONRenderer().render(shown)).hexdigest()[:32]}"'


def with_etag(request: Request, shown: Any) -> Response:
    """304 without a body for a reader who has it already."""
    etag = etag_of(shown)
    if is_known(request, etag):
        return Response(status=304, headers={"ETag": etag})
    return Response(shown, headers={"ETag": etag})


def is_known(request: Request, etag: str) -> bool:
    """Whether `If-None-Match` names it, in a list or by `*`, weakly or strongly."""
    sent = request.headers.get("If-None-Match", "")
    if len(sent) > LONGEST_PARAMETER:
        sentence = (
            f"If-None-Match has {len(sent)} characters; at most {LONGEST_PARAMETER} are read. Send the ETag that you have."
        )
        raise Refusal("invalid-precondition", sentence)
    known = sent.split(",")
    return any(tag.strip().removeprefix("W/") in (etag, "*") for tag in known)


def read_if_match(request: Request) -> str:
    sent = request.headers.get("If-Match")
    if sent is None:
        sentence = (
            "The header If-Match is missing. GET what you change, and send its ETag, so that you change what you have seen."
        )
        raise Refusal("precondition-required", sentence)
    if not _STRONG.fullmatch(sent):
        raise Refusal(
            "invalid-precondition",
            'If-Match is not one strong ETag. Send the one that you read, with its quotes, such as "0a1b2c"; no *, W/ or list.',
        )
    return sent


def check_match(sent: str, current: str) -> None:
    if sent != current:
        raise Refusal(
            "precondition-failed",
            f"It has changed since you read it: its ETag is {current} by now. GET it, look at what is new, and send your "
            f"change with If-Match: {current}",
        )
