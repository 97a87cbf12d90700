"""The form of a submission on its own, as JSON Schema 2020-12, which is what OpenAPI 3.1 speaks."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import msgspec
from django.http import HttpResponse
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.views import APIView

from tracker.api.parameters import read_parameters
from tracker.api.schema import PROBLEMS

from .evidence import FileRenderer

DIALECT = "https://json-schema.org/draft/2020-12/schema"
COMPONENT, REFERENCE = "SubmissionRequest", "#/components/schemas/"


class SubmissionForm(APIView):
    """Open to anybody: a form is no secret."""

    renderer_classes = (FileRenderer,)
    authentication_classes = ()
    permission_classes = ()

    @extend_schema(
        operation_id="get_submission_form",
        responses={(200, "application/schema+json"): OpenApiTypes.OBJECT, **PROBLEMS},
        auth=[],
    )
    def get(self, request: Request) -> HttpResponse:
        """JSON Schema of an emissions report as it is sent. What it allows may still be refused: days and sums are no form."""
        read_parameters(request)
        return HttpResponse(_draw(), content_type="application/schema+json")


@cache
def _draw() -> bytes:
    return msgspec.json.format(msgspec.json.encode(draw_submission_schema(), order="sorted"), indent=2)


def draw_submission_schema() -> dict[str, Any]:
    published = SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
    components: Mapping[str, Any] = published["components"]["schemas"]
    needed: dict[str, Any] = {}
    form = _resolve(components[COMPONENT], components, needed)
    # Only here: generators of clients take an `anyOf` beside properties for a union.
    figures = [{"required": ["scope_1_tco2e"]}, _NIL]
    return {"$schema": DIALECT, "title": "Emissions report", **form, "anyOf": figures, "$defs": needed}


_NIL = {"required": ["nil_report", "explanation"], "properties": {"nil_report": {"const": True}}}


def _resolve(spec: Any, components: Mapping[str, Any], needed: dict[str, Any]) -> Any:
    """The same with references that hold on their own; what they lead to is put among those that are needed."""
    if isinstance(spec, list):
        return [_resolve(each, components, needed) for each in spec]
    if not isinstance(spec, dict):
        return spec
    name = str(spec.get("$ref", "")).removeprefix(REFERENCE)
    if name and name not in needed:
        needed[name] = {}
        needed[name] = _resolve(components[name], components, needed)
    own = {key: _resolve(value, components, needed) for key, value in spec.items() if key not in ("$ref", "example")}
    own |= {"examples": [spec["example"]]} if "example" in spec else {}
    return own | ({"$ref": f"#/$defs/{name}"} if name else {}) | _closed(spec)


def _closed(spec: Mapping[str, Any]) -> dict[str, Any]:
    """An unknown key is refused by name."""
    return {"additionalProperties": False} if isinstance(spec.get("properties"), dict) and "type" in spec else {}
