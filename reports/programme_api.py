from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from tracker.access.clients import client_of
from tracker.api.pagination import page_as_of
from tracker.api.parameters import read_parameters, until, year
from tracker.api.schema import AS_OF, COMMITMENT, PROBLEMS, REPORTING_YEAR
from tracker.compliance.plain import plain_forecasts, plain_instant, plain_programme
from tracker.compliance.programme import view_programme
from tracker.compliance.summaries import ComplianceSummary, MandateSummary
from tracker.records.clock import database_now
from tracker.records.refusals import Missing

from .models import ComplianceReport
from .queries import summarize_commitments


class ProgrammeSummarySchema(serializers.Serializer[Any]):
    """One commitment over the whole programme. What is fact and what is projected are two objects."""

    commitment = serializers.CharField()
    as_of = serializers.DateTimeField()
    programme = serializers.DictField(allow_null=True, help_text="Facts of one year; null for a goal: see /api/v1/progress/.")
    forecast = serializers.DictField(help_text="A projection with its method; no verdict rests on it.")


class ProgrammeSummaryList(GenericAPIView[Any]):
    queryset = ComplianceReport.objects.none()
    serializer_class = ProgrammeSummarySchema

    @extend_schema(
        operation_id="list_programme_summaries",
        parameters=[COMMITMENT, REPORTING_YEAR, AS_OF],
        responses={200: ProgrammeSummarySchema(many=True), **PROBLEMS},
    )
    def get(self, request: Request) -> Response:
        """Coverage, roll-ups, who moved the total, cuts and outliers of each mandate, and where each commitment is heading."""
        if client_of(request).party_id is not None:
            raise Missing("not-found", "There is nothing at this address, or it is not yours to see.")
        now = database_now()
        asked = read_parameters(request, as_of=until(now), commitment=str, reporting_year=year)
        as_of = asked.get("as_of", now)
        summary = summarize_commitments(as_of=as_of, key=asked.get("commitment"))
        return self.get_paginated_response(page_as_of(self, [*_list_parts(summary, asked.get("reporting_year"))], as_of))


def _list_parts(summary: ComplianceSummary, asked_year: int | None) -> Iterator[dict[str, Any]]:
    """Of a mandate that has no such year, nothing; a goal is not asked about one year."""
    forecasts, as_of = plain_forecasts(summary), plain_instant(summary.as_of)
    for mandate, forecast in zip(summary.mandates, forecasts["mandates"], strict=True):
        if asked_year is None or asked_year in _years(mandate):
            programme = plain_programme(view_programme(mandate, year=asked_year))
            yield {"commitment": mandate.mandate.key, "as_of": as_of, "programme": programme, "forecast": forecast}
    for goal, forecast in zip(summary.goals, forecasts["goals"], strict=True):
        if asked_year is None:
            yield {"commitment": goal.goal.key, "as_of": as_of, "programme": None, "forecast": forecast}


def _years(mandate: MandateSummary) -> set[int]:
    return {each.year for each in mandate.years}
