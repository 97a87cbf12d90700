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
    Problem("invalid-body", 400, "What was sent has faults", "Mend each field that `errors` points at and send it again."),
    Problem("invalid-report", 400, "The report has faults", "Mend each field that `errors` points at and send it again."),
    Problem(
        "invalid-idempotency-key",
        400,
        "No `Idempotency-Key`, or none that can be kept",
        "Send 1 to 255 printable ASCII characters, such as a UUID: a new key for what is new, the same for what is sent again.",
    ),
    Problem(
        "invalid-precondition", 400, "`If-Match` cannot be read", "Send one strong `ETag`, with its quotes, as you read it."
    ),
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
    Problem("not-acceptable", 406, "No such form of answer", "Ask in `Accept` for a kind that `detail` names."),
    Problem("report-exists", 409, "There is a report about this year already", "Amend it by a revision with its reason."),
    Problem(
        "revision-waits", 409, "The last revision still waits for review", "Amend the report once it is accepted or returned."
    ),
    Problem("not-a-supplier", 403, "Emissions reports are filed by suppliers", "Use a client of the supplier itself."),
    Problem("invalid-token", 400, "The token asked for has faults", "Mend each field that `errors` points at and ask again."),
    Problem("client-revoked", 409, "The API client is revoked", "Issue the token to another client."),
    Problem("token-ended", 409, "The token has ended", "Issue a new one to its client."),
    Problem("token-rotated", 409, "The token has a successor already", "Rotate that one, or issue a new one to its client."),
    Problem(
        "key-in-flight",
        409,
        "A request with this key is still at work",
        "Send the same again after `Retry-After`: you get its answer.",
    ),
    Problem("malformed-form", 400, "The body is not a form as we read it", "Send `multipart/form-data`, each field once."),
    Problem("invalid-evidence", 400, "The evidence has faults", "Mend what `errors` points at and send it again."),
    Problem("evidence-attached", 409, "The file backs this revision already", "Nothing is left to do."),
    Problem("invalid-plan", 400, "The corrective action plan has faults", "Mend what `errors` points at and send it again."),
    Problem("invalid-milestone-report", 400, "The milestone's report has faults", "Mend what `errors` points at."),
    Problem("no-plan-owed", 409, "No corrective action plan is owed", "See at /api/v1/obligations/ how the year stands."),
    Problem("plan-exists", 409, "There is a plan about this year already", "Amend it by a further version."),
    Problem("plan-waits", 409, "The last version still waits for a decision", "Amend the plan once it is decided."),
    Problem("plan-state", 409, "The plan stands in a state in which this cannot be done", "See `detail` for what can be."),
    Problem("milestone-reported", 409, "The milestone is reported done already", "Nothing is left to do."),
    Problem(
        "length-required", 411, "The body has no stated length", "Send `Content-Length`; most clients do unless told to stream."
    ),
    Problem(
        "precondition-failed",
        412,
        "It has changed since you read it",
        "GET it, look at what is new, and send your change with `If-Match` and its present `ETag`.",
    ),
    Problem("body-too-large", 413, "The body is too large", "Send at most 1 MiB of JSON, and a file of at most 20 MiB."),
    Problem(
        "unsupported-media-type",
        415,
        "The body is of a kind that is not read here",
        "Send `Content-Type: application/json`; a file, as `multipart/form-data`.",
    ),
    Problem(
        "unsatisfiable-range", 416, "The file has no such range", "Ask for one range of bytes inside the file, or for all."
    ),
    Problem("key-reused", 422, "This `Idempotency-Key` was used for something else", "Send what is new with a new key."),
    Problem("precondition-required", 428, "A change names what it changes", "GET it, and send its `ETag` as `If-Match`."),
    Problem("too-many-requests", 429, "Too many requests", "Wait as long as `Retry-After` says."),
    Problem(
        "server-error", 500, "A fault of ours", "Nothing was recorded. Send it again, and tell us the `request_id` if it stays."
    ),
    Problem("file-damaged", 500, "A stored file does not hold what was stored", "We have been told. Tell us the `request_id`."),
    Problem("record-busy", 503, "Somebody else is at work on the same record", "Send it again after `Retry-After`."),
    Problem(
        "receipt-unsigned",
        503,
        "No receipt can be signed at the moment",
        "Nothing was recorded. Send the same again under the same `Idempotency-Key` after `Retry-After`.",
    ),
    Problem("unavailable", 503, "Away for a moment", "Send it again after `Retry-After`."),
)

CATALOGUE: Mapping[str, Problem] = {problem.code: problem for problem in _PROBLEMS}
