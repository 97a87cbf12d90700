"""What several endpoints share in the published schema."""

from __future__ import annotations

from datetime import datetime

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse
from rest_framework import serializers


class FaultSchema(serializers.Serializer[object]):
    pointer = serializers.CharField(help_text="JSON pointer into the body, or ?name of a query parameter.")
    code = serializers.CharField(help_text="Explained at /api/faults/{code}/.")
    detail = serializers.CharField(help_text="One sentence: what is wrong, and what to do.")
    came = serializers.CharField(allow_null=True, help_text="What came, as JSON text, shortened; null where nothing did.")
    expected = serializers.CharField(help_text="What was expected.")
    hint = serializers.CharField(help_text="What to do.")


class ProblemSchema(serializers.Serializer[object]):
    """RFC 9457."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()
    request_id = serializers.CharField()
    errors = FaultSchema(many=True, required=False)  # type: ignore[assignment]  # a field here, a property there
    link = serializers.CharField(required=False)


_TITLES = {
    400: "What was sent cannot be read or has faults.",
    401: "No token, or not one of ours.",
    403: "This client may not do this.",
    404: "There is no such thing, or it is not yours to see.",
    409: "The record stands in a state in which this cannot be done.",
    413: "The body is too large.",
    429: "Too many requests; the next may come after `Retry-After`.",
    500: "A fault of ours. Nothing was recorded.",
    503: "Away or busy for a moment. Nothing was recorded; send it again after `Retry-After`.",
    415: "The body is of a kind that is not read here.",
}
_OF_SUBMISSIONS = {422: "This `Idempotency-Key` was used for something else."}
_OF_CHANGES = {
    412: "It has changed since you read it.",
    428: "`If-Match` is missing.",
}


def _publish(titles: dict[int, str]) -> dict[tuple[int, str], OpenApiResponse]:
    return {
        (status, "application/problem+json"): OpenApiResponse(ProblemSchema, description=title)
        for status, title in titles.items()
    }


PROBLEMS = _publish(_TITLES)
SUBMISSION_PROBLEMS = _publish(_TITLES | _OF_SUBMISSIONS)
RANGE_PROBLEMS = _publish(_TITLES | {416: "The file has no such range."})
CHANGE_PROBLEMS = _publish(_TITLES | _OF_SUBMISSIONS | _OF_CHANGES)

IDEMPOTENCY_KEY = OpenApiParameter(
    "Idempotency-Key",
    {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]+$"},
    OpenApiParameter.HEADER,
    required=True,
    description="A key of your own, such as a UUID. The same key with the same body gets the same answer for a week.",
)
IDEMPOTENT_REPLAYED = OpenApiParameter(
    "Idempotent-Replayed",
    str,
    OpenApiParameter.HEADER,
    response=[201, 202],
    description="`true` where this is the answer that the key got before; nothing was recorded now.",
)
IF_MATCH = OpenApiParameter(
    "If-Match",
    str,
    OpenApiParameter.HEADER,
    required=True,
    description="The strong `ETag` of what you change, as you read it.",
)
IF_NONE_MATCH = OpenApiParameter(
    "If-None-Match", str, OpenApiParameter.HEADER, description="An `ETag` that you have: unchanged is answered with 304."
)
RANGE = OpenApiParameter(
    "Range",
    {"type": "string", "pattern": "^bytes=([0-9]{1,15}-[0-9]{0,15}|-[0-9]{1,15})$"},
    OpenApiParameter.HEADER,
    description="One range, such as bytes=0-1023.",
)
ETAG = OpenApiParameter(
    "ETag", str, OpenApiParameter.HEADER, response=[200, 201], description="Strong: it changes with any byte of the answer."
)
LOCATION = OpenApiParameter("Location", str, OpenApiParameter.HEADER, response=[201], description="The address of the report.")
NOT_MODIFIED = OpenApiResponse(description="It is as `If-None-Match` has it.")

AS_OF = OpenApiParameter(
    "as_of",
    datetime,
    description="Answer by what was known at this instant. From 60 seconds after it, the answer never changes.",
)
COMMITMENT = OpenApiParameter("commitment", str, description="Key of one commitment.")
REPORTING_YEAR = OpenApiParameter(
    "reporting_year", {"type": "integer", "minimum": 1000, "maximum": 2999}, description="Only this year."
)


class SessionScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    target_class = "tracker.access.authentication.PartySession"
    name = "session"

    def get_security_definition(self, auto_schema: object) -> dict[str, str]:
        said = "A party's user, logged in at /account/. Whatever is no GET needs the header X-CSRFToken too."
        return {"type": "apiKey", "in": "cookie", "name": "sessionid", "description": said}


class BearerScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    target_class = "tracker.access.authentication.BearerAuthentication"
    name = "bearer"

    def get_security_definition(self, auto_schema: object) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer", "description": "The token of an API client."}
