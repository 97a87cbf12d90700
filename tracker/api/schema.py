"""What several endpoints share in the published schema."""

from __future__ import annotations

from datetime import datetime

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse
from rest_framework import serializers


class FaultSchema(serializers.Serializer[object]):
    pointer = serializers.CharField(help_text="JSON pointer into the body, or ?name of a query parameter.")
    code = serializers.CharField()
    detail = serializers.CharField()


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
    415: "The body is not JSON.",
}
PROBLEMS = {
    (status, "application/problem+json"): OpenApiResponse(ProblemSchema, description=title) for status, title in _TITLES.items()
}

AS_OF = OpenApiParameter(
    "as_of",
    datetime,
    description="Answer by what was known at this instant. From 60 seconds after it, the answer never changes.",
)
COMMITMENT = OpenApiParameter("commitment", str, description="Key of one commitment.")
REPORTING_YEAR = OpenApiParameter("reporting_year", int, description="Only this year.")


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
