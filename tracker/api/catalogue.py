"""The published catalogue of problems: each `type` in an answer leads to one of these."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    code: str
    status: int
    title: str
    remedy: str


_PROBLEMS = (
    Problem("malformed-json", 400, "The body is not JSON as we read it", "Send one JSON object in UTF-8, each key once."),
    Problem("invalid-parameter", 400, "A query parameter cannot be read", "See its name and what was expected in `errors`."),
    Problem("invalid-report", 400, "The report has faults", "Mend each field that `errors` points at and send it again."),
    Problem("bad-request", 400, "The request cannot be read", "See `detail`."),
    Problem("not-authenticated", 401, "Who are you?", "Send `Authorization: Bearer` with a token of your API client."),
    Problem("forbidden", 403, "This client may not do this", "Use a client with the right scope."),
    Problem(
        "not-found",
        404,
        "There is no such thing",
        "Check the address. What belongs to others reads the same as what does not exist.",
    ),
    Problem("commitment-unknown", 404, "There is no such commitment", "List them at /api/v1/commitments/."),
    Problem("method-not-allowed", 405, "This address does not take this method", "See the `Allow` header."),
    Problem("not-acceptable", 406, "No such form of answer", "Ask for application/json."),
    Problem("report-exists", 409, "There is a report about this year already", "Amend it by a revision with its reason."),
    Problem(
        "revision-waits", 409, "The last revision still waits for review", "Amend the report once it is accepted or returned."
    ),
    Problem("not-a-supplier", 403, "Emissions reports are filed by suppliers", "Use a client of the supplier itself."),
    Problem("invalid-token", 400, "The token asked for has faults", "Mend each field that `errors` points at and ask again."),
    Problem("client-revoked", 409, "The API client is revoked", "Issue the token to another client."),
    Problem("token-ended", 409, "The token has ended", "Issue a new one to its client."),
    Problem("conflict", 409, "The record stands in a state in which this cannot be done", "See `detail`."),
    Problem(
        "length-required", 411, "The body has no stated length", "Send `Content-Length`; most clients do unless told to stream."
    ),
    Problem("body-too-large", 413, "The body is too large", "Send at most 1 MiB."),
    Problem(
        "unsupported-media-type", 415, "The body is of a kind that is not read here", "Send `Content-Type: application/json`."
    ),
    Problem("too-many-requests", 429, "Too many requests", "Wait as long as `Retry-After` says."),
    Problem(
        "server-error", 500, "A fault of ours", "Nothing was recorded. Send it again, and tell us the `request_id` if it stays."
    ),
    Problem("file-damaged", 500, "A stored file does not hold what was stored", "We have been told. Tell us the `request_id`."),
    Problem("unavailable", 503, "Away for a moment", "Send it again after `Retry-After`."),
)

CATALOGUE: Mapping[str, Problem] = {problem.code: problem for problem in _PROBLEMS}
