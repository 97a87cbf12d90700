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
        "revision-waits",
        409,
        "The last revision still waits for review",
        "Amend the report once it is accepted or returned, or withdraw the revision.",
    ),
    Problem(
        "revision-decided", 409, "The revision is decided or withdrawn already", "Correct what is wrong by the next revision."
    ),
    Problem("invalid-withdrawal", 400, "The withdrawal has faults", "Send the reason as text in `reason`."),
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
    Problem("invalid-bulk-file", 400, "The bulk file cannot be taken", "Mend what `errors` points at and send it again."),
    Problem("bulk-file-at-work", 409, "The bulk file has no result yet", "Ask for its progress until it is DONE."),
    Problem("not-the-sender", 403, "Somebody else sent the bulk file", "Whoever sent it starts it."),
    Problem("bulk-file-started", 409, "The bulk file was started before", "Send it again as a new file."),
    Problem("evidence-attached", 409, "The file backs this revision already", "Nothing is left to do."),
    Problem("invalid-answer", 400, "The answer has faults", "Mend what `errors` points at and send it again."),
    Problem("warning-answered", 409, "The warning is answered already", "Nothing is left to do."),
    Problem("question-answered", 409, "The question is answered already", "Nothing is left to do."),
    Problem("question-closed", 409, "The question is closed", "A decision on the revision closed it; say it in the next one."),
    Problem("not-the-supplier", 403, "Only the supplier itself answers", "Use a client of the supplier itself."),
    Problem("invalid-plan", 400, "The corrective action plan has faults", "Mend what `errors` points at and send it again."),
    Problem("invalid-simulation", 400, "The figures to simulate have faults", "Mend what `errors` points at and ask again."),
    Problem("invalid-milestone-report", 400, "The milestone's report has faults", "Mend what `errors` points at."),
    Problem("no-plan-owed", 409, "No corrective action plan is owed", "See at /api/v1/obligations/ how the year stands."),
    Problem("plan-exists", 409, "There is a plan about this year already", "Amend it by a further version."),
    Problem("plan-waits", 409, "The last version still waits for a decision", "Amend the plan once it is decided."),
    Problem("plan-state", 409, "The plan stands in a state in which this cannot be done", "See `detail` for what can be."),
    Problem("milestone-reported", 409, "The milestone is reported done already", "Nothing is left to do."),
    Problem("invalid-client", 400, "The API client has faults", "Mend what `errors` points at and send it again."),
    Problem("invalid-invitation", 400, "The invitation cannot be taken as it was sent", "Mend what `detail` names."),
    Problem("invitation-unknown", 400, "No invitation of ours", "Take it whole from the mail, or ask for a new one."),
    Problem("invitation-used", 409, "The invitation was used already", "Ask the programme for a new one."),
    Problem("invitation-revoked", 409, "The invitation was revoked or replaced", "Use the newest, or ask for a new one."),
    Problem("invitation-expired", 409, "The invitation has expired", "Ask the programme for a new one."),
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

# Met in the admin, at /account/ and by commands. There the sentence stands on the page; the pages about them say the same.
_ELSEWHERE = (
    Problem("already-erased", 409, "The person's data is erased already", "Nothing is left to do."),
    Problem("balance-stands", 409, "A balance for this period stands already", "Reverse it first."),
    Problem("contact-inactive", 409, "The contact is not active", "Make it active, or choose another."),
    Problem("invalid-category", 400, "The category is no code", "Use capitals, digits and underscores, such as DISPLAY."),
    Problem("invalid-question", 400, "The question has faults", "Mend what `errors` points at."),
    Problem("invalid-points", 400, "The points of the return have faults", "Mend what `errors` points at."),
    Problem(
        "milestones-settled",
        409,
        "Milestones were reported meanwhile, and this version does not keep them",
        "Return the version, so that it is filed with them; or return those reports first.",
    ),
    Problem("staff-address", 403, "The address belongs to the programme's own staff", "Enter one of a person of the party."),
    Problem("too-many-questions", 409, "Many questions were asked already", "Return the revision, with points to mend."),
    Problem("user-name-taken", 409, "No user name is left for the address", "Ask the programme for an access of your own."),
    Problem("commitment-key", 400, "The commitment's key is none", "Use small letters, digits and hyphens."),
    Problem("commitment-kind", 409, "A commitment keeps its kind", "Give the other kind a key of its own."),
    Problem("commitment-number", 400, "The version's number is none", "Number versions from 1."),
    Problem("commitment-terms", 400, "The terms of the commitment have faults", "Mend what `detail` names."),
    Problem("commitment-vectors", 400, "The worked examples of the terms do not come out", "Mend the terms or the examples."),
    Problem("commitment-version-next", 409, "Versions follow each other by one", "Number it as `detail` says."),
    Problem("commitment-version-recorded", 409, "This version is recorded, with other terms", "Record a further version."),
    Problem("entry-reversed", 409, "The entry is reversed already", "Nothing is left to do."),
    Problem("four-eyes", 403, "Nobody decides on what they entered", "Let somebody else decide."),
    Problem("invalid-contact", 400, "The contact has faults", "Mend what `errors` points at."),
    Problem("invalid-enrolment", 400, "The enrolment has faults", "Mend what `errors` points at."),
    Problem("invalid-entry", 400, "The ledger entry has faults", "Mend what `errors` points at."),
    Problem("invalid-measurement", 400, "The measured figure has faults", "Mend what `errors` points at."),
    Problem("invalid-user", 400, "The user has faults", "Mend what `detail` names."),
    Problem("invalid-waiver", 400, "The waiver has faults", "Mend what `errors` points at."),
    Problem("is-reversal", 409, "A reversal is not reversed", "Record what holds anew."),
    Problem("last-administrator", 409, "The last administrator stays", "Make somebody else an administrator first."),
    Problem("measurement-reversed", 409, "The figure is reversed already", "Nothing is left to do."),
    Problem("measurement-stands", 409, "A figure for this period stands already", "Reverse it first."),
    Problem(
        "milestones-open", 409, "Milestones of the plan are not done", "Close it once they are, or cancel it with a reason."
    ),
    Problem("no-signing-key", 409, "There is no signing key", "Make one: `manage.py signing_key --new`."),
    Problem("not-a-goal", 409, "The commitment is no cumulative goal", "Choose a goal."),
    Problem("not-enrolled", 404, "The party is not enrolled in the commitment", "Enrol it, or choose another."),
    Problem("not-measured", 409, "The commitment is not measured", "Choose one that is."),
    Problem("not-text", 400, "The text holds a character that is not accepted", "Write it without."),
    Problem("obligation-unknown", 404, "There is no such obligation", "List them at /api/v1/obligations/."),
    Problem("outside-goal", 400, "The period lies outside the goal's", "Correct the period."),
    Problem("own-erasure", 403, "Nobody erases their own data", "Let another administrator do it."),
    Problem("owner-required", 403, "Only an owner of the party may do this", "Ask an owner."),
    Problem("party-enrolled", 409, "The party is enrolled already", "Nothing is left to do."),
    Problem("passwords-differ", 400, "The two passwords differ", "Type both anew."),
    Problem("period-not-over", 400, "The period is not over", "Record it once it is over."),
    Problem("plan-decided", 409, "A decision on the plan stands", "Decide on what is filed next."),
    Problem("ranks-above", 403, "The person ranks above you", "Let a superuser do it."),
    Problem("reason-required", 400, "A reason is missing", "Say why, in the words that a reader will want."),
    Problem("reason-too-long", 400, "The reason is too long", "Shorten it to what `detail` says."),
    Problem("revision-decided", 409, "The revision is decided already", "Decide on the next one."),
    Problem("role-required", 403, "Your role does not cover this", "Let somebody with the role do it; `detail` names it."),
    Problem("several", 409, "Several have this name", "Name the one by its id."),
    Problem("signing-key-unusable", 409, "The signing key cannot be read", "Put its file back, or begin a new key."),
    Problem("spans-years", 400, "The period does not lie in one calendar year", "Record one for each year."),
    Problem("spend-amount", 400, "The spend is no amount", "State it as a decimal from 0."),
    Problem("spend-currency", 400, "The currency is none", "State its three letters, such as EUR."),
    Problem("waiver-ended", 409, "The waiver was ended already", "Nothing is left to do."),
    Problem("waiver-exists", 409, "The obligation is waived already", "End that waiver first."),
    Problem("waiver-expired", 409, "The waiver is over", "Grant a new one if need be."),
)

CATALOGUE: Mapping[str, Problem] = {problem.code: problem for problem in (*_PROBLEMS, *_ELSEWHERE)}
