from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from drf_spectacular.utils import OpenApiExample, extend_schema_serializer
from rest_framework import serializers

from suppliers.checks import find_content_faults
from suppliers.content import RevisionContent
from suppliers.conversation.checks import Reply
from suppliers.models import (
    AllocationMethod,
    AssuranceLevel,
    AssuranceParty,
    ConsolidationApproach,
    DataQuality,
    GwpSet,
    ReasonCode,
)
from suppliers.partly_read import partly
from suppliers.statements import NIL_FIGURES
from tracker.api.fields import CodeField, DayField, QuantityField, StrictSerializer, TextField, YearField, with_faults
from tracker.records.clock import database_now
from tracker.records.refusals import FieldFault

from .conversation import RepliesField
from .details import DenominatorsField, ExternalIdsField, GasMassesField, Scope3Field, SourcesField
from .facilities import FacilitiesField, YesOrNoField

ASSURANCE_STANDARDS = ("ISO 14064-3", "ISAE 3410")


class ContentSerializer(StrictSerializer):
    """The fields of a revision; those without a default have to be sent."""

    period_start = DayField(help_text="First day of the period.")
    period_end = DayField(help_text="Last day of the period; the reporting year is the year in which it lies.")
    consolidation_approach = CodeField(
        choices=ConsolidationApproach.choices, help_text="Whose emissions count as yours, the same in every year."
    )
    gwp_set = CodeField(choices=GwpSet.choices, help_text="The global warming potentials that were used.")
    scope_1_tco2e = QuantityField(
        required=False, help_text="Gross direct emissions, tonnes CO2e; offsets are never netted. Required but in a nil report."
    )
    scope_1_by_source_tco2e = SourcesField(
        required=False, allow_null=True, help_text="What scope 1 is made of, by source, tonnes CO2e."
    )
    scope_2_location_tco2e = QuantityField(
        required=False, allow_null=True, help_text="Purchased energy by the average of its grid, tonnes CO2e."
    )
    scope_2_market_tco2e = QuantityField(
        required=False, allow_null=True, help_text="Purchased energy by what was contracted, tonnes CO2e."
    )
    scope_3_tco2e = Scope3Field(required=False, allow_null=True, help_text="By category, 1 to 15, tonnes CO2e.")
    gas_masses_t = GasMassesField(required=False, allow_null=True, help_text="Scope 1 by gas, tonnes of gas, not of CO2e.")
    biogenic_co2_t = QuantityField(required=False, allow_null=True, help_text="Apart from the scopes, tonnes of CO2.")
    offsets_tco2e = QuantityField(
        required=False, allow_null=True, help_text="Credits retired, tonnes CO2e: recorded apart, never taken off."
    )
    removals_tco2e = QuantityField(
        required=False, allow_null=True, help_text="Own removals, tonnes CO2e: recorded apart, never taken off."
    )
    energy_mwh = QuantityField(required=False, allow_null=True, help_text="All energy that was used.")
    electricity_mwh = QuantityField(required=False, allow_null=True, help_text="What of it was purchased electricity.")
    renewable_energy_mwh = QuantityField(required=False, allow_null=True, help_text="What of it was renewable.")
    denominators = DenominatorsField(required=False, allow_null=True, help_text="What an intensity is computed with.")
    allocation_method = CodeField(
        choices=AllocationMethod.choices, required=False, allow_blank=True, help_text="By what the buyer's share was allocated."
    )
    allocation_share = QuantityField(required=False, allow_null=True, help_text="The share of the buyer, from 0 to 1.")
    assurance_level = CodeField(
        choices=AssuranceLevel.choices, required=False, help_text="How far somebody verified the figures; NONE when left out."
    )
    assurance_standard = CodeField(
        choices=[(name, name) for name in ASSURANCE_STANDARDS],
        required=False,
        allow_blank=True,
        help_text="By which the figures were verified.",
    )
    assurance_party = CodeField(
        choices=AssuranceParty.choices, required=False, allow_blank=True, help_text="Who verified them: you, a partner, others."
    )
    assurance_provider = TextField(
        max_length=200, required=False, allow_blank=True, help_text="The name of whoever verified them."
    )
    assurance_date = DayField(required=False, allow_null=True, help_text="The day on which the assurance was given.")
    data_quality = CodeField(
        choices=DataQuality.choices, required=False, allow_blank=True, help_text="By what most of the figures are known."
    )
    data_quality_text = TextField(
        max_length=2_000, required=False, allow_blank=True, help_text="What is less certain, and why."
    )
    explanation = TextField(
        max_length=10_000, required=False, allow_blank=True, help_text="What a reader should know; required in a nil report."
    )
    external_ids = ExternalIdsField(
        required=False, allow_null=True, help_text="By which you are known: each is compared with what we know of you."
    )
    nil_report = YesOrNoField(
        required=False,
        help_text="true: nothing was emitted in the period, since nothing was run. No figures are needed; explanation is.",
    )

    answers = RepliesField(required=False, help_text="To the warnings that it will get; no part of what is filed and hashed.")

    revision_number = 1

    def to_internal_value(self, data: Any) -> Any:
        """Where a field is at fault, what the rules say of the others is said with it; by itself the action says it.

        What the rules compare with comes as `known` of the context, asked only where it is needed.
        """
        is_nil = isinstance(data, Mapping) and data.get("nil_report") is True
        scope_1 = self.fields["scope_1_tco2e"]
        # As a template has it, null, it is none stated.
        scope_1.required, scope_1.allow_null = not is_nil, is_nil
        try:
            values = super().to_internal_value(data)
        except serializers.ValidationError as error:
            if not isinstance(data, Mapping) or not isinstance(error.detail, dict):
                raise
            unread = frozenset(name for name in error.detail if name in self.fields)
            found = self._find_faults(_with_zeros(self.read_apart(data), is_nil=is_nil), unread)
            raise serializers.ValidationError(with_faults(error.detail, found)) from error
        return _with_zeros(values, is_nil=is_nil)

    def _find_faults(self, read: Mapping[str, Any], unread: frozenset[str]) -> Iterator[FieldFault]:
        known = {"reporting_year": read.get("reporting_year"), **self.context.get("known", dict)()}
        content = partly(RevisionContent, read, unread)
        return find_content_faults(content, number=self.revision_number, now=database_now(), **known)

    def as_content(self) -> RevisionContent:
        beside = ("reporting_year", "answers")
        return RevisionContent(**{name: value for name, value in self.validated_data.items() if name not in beside})

    def as_replies(self) -> list[Reply]:
        return list(self.validated_data.get("answers", ()))


def _with_zeros(values: dict[str, Any], *, is_nil: bool) -> dict[str, Any]:
    return values | {name: Decimal(0) for name in NIL_FIGURES if is_nil and values.get(name) is None}


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
