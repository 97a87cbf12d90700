from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from drf_spectacular.utils import OpenApiExample, extend_schema_serializer
from rest_framework import serializers

from suppliers.checks import find_content_faults
from suppliers.content import RevisionContent
from suppliers.conversation.checks import Reply
from suppliers.models import (
    AllocationMethod,
    AssuranceLevel,
    ConsolidationApproach,
    GwpSet,
    ReasonCode,
)
from suppliers.partly_read import partly
from tracker.api.fields import CodeField, DayField, QuantityField, StrictSerializer, TextField, YearField, with_faults
from tracker.records.clock import database_now

from .conversation import RepliesField
from .details import DenominatorsField, GasMassesField, Scope3Field
from .facilities import FacilitiesField

ASSURANCE_STANDARDS = ("ISO 14064-3", "ISAE 3410")


class ContentSerializer(StrictSerializer):
    """The fields of a revision; those without a default have to be sent."""

    period_start = DayField(help_text="First day of the period.")
    period_end = DayField(help_text="Last day of the period; the reporting year is the year in which it lies.")
    consolidation_approach = CodeField(choices=ConsolidationApproach.choices)
    gwp_set = CodeField(choices=GwpSet.choices, help_text="The global warming potentials that were used.")
    scope_1_tco2e = QuantityField(help_text="Gross direct emissions, tonnes CO2e; offsets are never netted.")
    scope_2_location_tco2e = QuantityField(required=False, allow_null=True)
    scope_2_market_tco2e = QuantityField(required=False, allow_null=True)
    scope_3_tco2e = Scope3Field(required=False, allow_null=True, help_text="By category, 1 to 15, tonnes CO2e.")
    gas_masses_t = GasMassesField(required=False, allow_null=True, help_text="Scope 1 by gas, tonnes of gas, not of CO2e.")
    biogenic_co2_t = QuantityField(required=False, allow_null=True, help_text="Apart from the scopes, tonnes of CO2.")
    energy_mwh = QuantityField(required=False, allow_null=True, help_text="All energy that was used.")
    electricity_mwh = QuantityField(required=False, allow_null=True, help_text="What of it was purchased electricity.")
    renewable_energy_mwh = QuantityField(required=False, allow_null=True, help_text="What of it was renewable.")
    denominators = DenominatorsField(required=False, allow_null=True, help_text="What an intensity is computed with.")
    allocation_method = CodeField(choices=AllocationMethod.choices, required=False, allow_blank=True)
    allocation_share = QuantityField(required=False, allow_null=True, help_text="The share of the buyer, from 0 to 1.")
    assurance_level = CodeField(choices=AssuranceLevel.choices, required=False)
    assurance_standard = CodeField(choices=[(name, name) for name in ASSURANCE_STANDARDS], required=False, allow_blank=True)
    assurance_provider = TextField(max_length=200, required=False, allow_blank=True)
    explanation = TextField(max_length=10_000, required=False, allow_blank=True)
    answers = RepliesField(required=False, help_text="To the warnings that it will get; no part of what is filed and hashed.")

    revision_number = 1

    def to_internal_value(self, data: Any) -> Any:
        """Where a field is at fault, what the rules say of the others is said with it; by itself the action says it."""
        try:
            return super().to_internal_value(data)
        except serializers.ValidationError as error:
            if not isinstance(data, Mapping) or not isinstance(error.detail, dict):
                raise
            read = self.read_apart(data)
            unread = frozenset(name for name in error.detail if name in self.fields)
            found = find_content_faults(
                partly(RevisionContent, read, unread),
                reporting_year=read.get("reporting_year"),
                number=self.revision_number,
                now=database_now(),
            )
            raise serializers.ValidationError(with_faults(error.detail, found)) from error

    def as_content(self) -> RevisionContent:
        beside = ("reporting_year", "answers")
        return RevisionContent(**{name: value for name, value in self.validated_data.items() if name not in beside})

    def as_replies(self) -> list[Reply]:
        return list(self.validated_data.get("answers", ()))


EXAMPLE = {
    "period_start": "2025-01-01",
    "period_end": "2025-12-31",
    "consolidation_approach": "OPERATIONAL_CONTROL",
    "gwp_set": "AR5",
    "scope_1_tco2e": "51712.8",
    "scope_2_market_tco2e": "18250.5",
}
REASONS = {"reason_code": "ERROR", "reason_text": "A meter was read twice."}


@extend_schema_serializer(examples=[OpenApiExample("A year", EXAMPLE | {"reporting_year": 2025}, request_only=True)])
class SubmissionSerializer(ContentSerializer):
    reporting_year = YearField()


@extend_schema_serializer(examples=[OpenApiExample("A correction", EXAMPLE | REASONS, request_only=True)])
class AmendmentSerializer(ContentSerializer):
    """A whole revision, not a difference, with its reason."""

    revision_number = 2

    reason_code = CodeField(choices=ReasonCode.choices)
    reason_text = TextField(max_length=10_000)
    facilities = FacilitiesField(
        required=False, help_text="With STRUCTURAL_CHANGE: which facilities came or went. A base year is not restated without."
    )
