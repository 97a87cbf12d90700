from __future__ import annotations

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from suppliers.prefilled import prefill_report
from suppliers.serializers.content import AmendmentSerializer, ContentSerializer, SubmissionSerializer
from suppliers.serializers.template import TemplateSchema
from tracker.access.clients import client_of
from tracker.api.parameters import read_parameters, year
from tracker.api.problems import InvalidParameters
from tracker.api.schema import PROBLEMS
from tracker.records.clock import database_now
from tracker.records.refusals import Forbidden

ABOUT = OpenApiParameter(
    "reporting_year",
    {"type": "integer", "minimum": 1990, "maximum": 2200},
    description="The year to report; the one that ended last when left out.",
)


class ReportTemplate(APIView):
    @extend_schema(operation_id="get_report_template", parameters=[ABOUT], responses={200: TemplateSchema, **PROBLEMS})
    def get(self, request: Request) -> Response:
        """A body ready to fill, from what you reported last: its nulls are the figures to put in."""
        asked = read_parameters(request, reporting_year=year).get("reporting_year", database_now().year - 1)
        if not 1990 <= asked <= 2200:
            raise InvalidParameters({"reporting_year": f"{asked} is not a year of a report. Send one from 1990 to 2200."})
        party_id = client_of(request).party_id
        if party_id is None:
            raise Forbidden("not-a-supplier", "A template is filled in from a supplier's own report; use a supplier's client.")
        template = prefill_report(party_id=party_id, reporting_year=asked)
        form = AmendmentSerializer() if template.report_id else SubmissionSerializer()
        return Response({**template.as_plain(), "fields": list_fields(form)})


def list_fields(form: ContentSerializer) -> list[dict[str, Any]]:
    return [_describe(name, field) for name, field in form.fields.items()]


def _describe(name: str, field: serializers.Field[Any, Any, Any, Any]) -> dict[str, Any]:
    choices = getattr(field, "choices", None)
    return {
        "name": name,
        "required": field.required or name == "scope_1_tco2e",
        "help": str(field.help_text or ""),
        "codes": [str(code) for code in choices if code] if choices else None,
    }
