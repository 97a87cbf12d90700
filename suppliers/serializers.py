from __future__ import annotations

from dataclasses import asdict
from typing import Any

from drf_spectacular.utils import OpenApiExample, extend_schema_serializer
from rest_framework import serializers

from tracker.api.fields import CodeField, DayField, QuantityField, StrictSerializer, TextField, YearField
from tracker.commitments.serializers import DenominatorSchema
from tracker.compliance.assessments import ReasonCode as AssessmentReason
from tracker.compliance.assessments import Status
from tracker.compliance.commitments import Allocation, Measure, Reading
from tracker.compliance.plain import plain_instant
from tracker.compliance.plausibility import WarningCode
from tracker.compliance.readings import NullReason
from tracker.compliance.robustness import Robustness

from .comparison_serializers import StepSchema
from .content import RevisionContent, content_of
from .detail_fields import DenominatorsField, GasMassesField, Scope3Field
from .evidence_serializers import RevisionEvidenceSerializer
from .explanation_serializers import ExplanationSchema
from .facility_serializers import FacilitiesField
from .lifecycle import RevisionState
from .models import (
    AllocationMethod,
    AssuranceLevel,
    ConsolidationApproach,
    EmissionsReport,
    GwpSet,
    Outcome,
    ReasonCode,
    Revision,
)
from .restatement_serializers import BaseSchema

ASSURANCE_STANDARDS = ("ISO 14064-3", "ISAE 3410")


def _codes(codes: Any) -> list[tuple[str, str]]:
    return [(str(code), str(code)) for code in codes]


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

    def as_content(self) -> RevisionContent:
        return RevisionContent(**{name: value for name, value in self.validated_data.items() if name != "reporting_year"})


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

    reason_code = CodeField(choices=ReasonCode.choices)
    reason_text = TextField(max_length=10_000)
    facilities = FacilitiesField(
        required=False, help_text="With STRUCTURAL_CHANGE: which facilities came or went, and whether the base year had them."
    )


class DecisionSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    outcome = serializers.ChoiceField(choices=Outcome.choices)
    reason = serializers.CharField()
    recorded_at = serializers.CharField()


class WarningSerializer(serializers.Serializer[Any]):
    """Nothing is refused for it; whoever reviews the revision sees it too."""

    code = serializers.ChoiceField(choices=[(code, code) for code in WarningCode])
    pointer = serializers.CharField(help_text="JSON pointer to the field.")
    sentence = serializers.CharField()


class RevisionSerializer(serializers.Serializer[Revision]):
    id = serializers.UUIDField()
    number = serializers.IntegerField()
    state = serializers.ChoiceField(choices=[(state, state) for state in RevisionState])
    recorded_at = serializers.CharField()
    content_sha256 = serializers.CharField(help_text="SHA-256 of the canonical JSON of `content`.")
    content = serializers.DictField(help_text="Exactly what is hashed.")
    decision = DecisionSerializer(allow_null=True)
    warnings = WarningSerializer(many=True, help_text="Beside what was accepted about an earlier year when it was recorded.")
    evidence = RevisionEvidenceSerializer(many=True)

    def to_representation(self, instance: Revision) -> dict[str, Any]:
        report, decision = instance.report, getattr(instance, "decision", None)
        return {
            "id": str(instance.pk),
            "number": instance.number,
            "state": instance.state,
            "recorded_at": plain_instant(instance.recorded_at),
            "content_sha256": instance.content_sha256,
            "content": content_of(instance).as_plain(
                party_id=str(report.party_id), reporting_year=report.reporting_year, number=instance.number
            ),
            "decision": decision
            and {
                "id": str(decision.pk),
                "outcome": decision.outcome,
                "reason": decision.reason,
                "recorded_at": plain_instant(decision.recorded_at),
            },
            "warnings": [asdict(warning) for warning in self.context["warnings"][instance.pk]],
            "evidence": [RevisionEvidenceSerializer().to_representation(each) for each in instance.attachments.all()],
        }


class ReportSerializer(serializers.Serializer[EmissionsReport]):
    """Its context holds the warnings of every revision."""

    id = serializers.UUIDField()
    party_id = serializers.UUIDField()
    supplier = serializers.CharField()
    reporting_year = serializers.IntegerField()
    state = serializers.ChoiceField(choices=[(state, state) for state in RevisionState], help_text="Of the newest revision.")
    accepted_revision = serializers.IntegerField(allow_null=True, help_text="The revision that counts.")
    revisions = RevisionSerializer(many=True)

    def to_representation(self, instance: EmissionsReport) -> dict[str, Any]:
        revisions = sorted(instance.revisions.all(), key=lambda revision: revision.number)
        accepted = [revision.number for revision in revisions if revision.state is RevisionState.ACCEPTED]
        return {
            "id": str(instance.pk),
            "party_id": str(instance.party_id),
            "supplier": instance.party.name,
            "reporting_year": instance.reporting_year,
            "state": revisions[-1].state,
            "accepted_revision": accepted[-1] if accepted else None,
            "revisions": [RevisionSerializer(context=self.context).to_representation(revision) for revision in revisions],
        }


class WaiverSchema(serializers.Serializer[Any]):
    """Why an obligation is lifted, and up to which day in the mandate's zone."""

    id = serializers.UUIDField()
    reason = serializers.CharField()
    author_id = serializers.CharField(help_text="Of the programme's member of staff who granted it.")
    granted_at = serializers.CharField()
    expires_on = serializers.DateField(help_text="The last day on which it holds.")
    evidence_id = serializers.UUIDField(allow_null=True)


class ObligationSchema(serializers.Serializer[Any]):
    """What one party owes in one year, and how it stands."""

    party_id = serializers.UUIDField()
    name = serializers.CharField()
    name_local = serializers.CharField(allow_blank=True)
    country = serializers.CharField()
    tier = serializers.IntegerField()
    commitment = serializers.CharField()
    commitment_version = serializers.IntegerField()
    reporting_year = serializers.IntegerField()
    base_year = serializers.IntegerField()
    end_year = serializers.IntegerField()
    is_base_year_report = serializers.BooleanField()
    due_on = serializers.DateField()
    grace_ends_on = serializers.DateField()
    status = serializers.ChoiceField(choices=_codes(Status))
    would_be = serializers.ChoiceField(choices=_codes(Status), allow_null=True)
    waiver = WaiverSchema(allow_null=True)
    allowed_tco2e = serializers.CharField(allow_null=True)


class ReasonSchema(serializers.Serializer[Any]):
    code = serializers.ChoiceField(choices=_codes(AssessmentReason))
    sentence = serializers.CharField()
    facts = serializers.DictField(help_text="What the sentence names, for a translation.")


class ReadingSchema(serializers.Serializer[Any]):
    """One reading's word on one year."""

    reading = serializers.ChoiceField(choices=_codes(Reading))
    passes = serializers.BooleanField(allow_null=True)
    rate = serializers.CharField(allow_null=True, help_text="Achieved annual rate, rounded down.")
    allowed_tco2e = serializers.CharField(allow_null=True)
    excess_tco2e = serializers.CharField(allow_null=True)
    surplus_tco2e = serializers.CharField(allow_null=True)
    least_further_cut_tco2e = serializers.CharField(allow_null=True, help_text="UNREACHABLE where not even zero would comply.")
    next_year_allowed_tco2e = serializers.CharField(allow_null=True)
    end_year_allowed_tco2e = serializers.CharField(allow_null=True)
    rests_on_years = serializers.ListField(child=serializers.IntegerField())
    null_reason = serializers.ChoiceField(choices=_codes(NullReason), allow_null=True)


class SeriesSchema(serializers.Serializer[Any]):
    """One year's compared figure with the address of the revision that it stands in."""

    year = serializers.IntegerField()
    tco2e = serializers.CharField(help_text="The sum of the scopes that the mandate compares.")
    scope_1_tco2e = serializers.CharField()
    scope_2_location_tco2e = serializers.CharField(allow_null=True)
    scope_2_market_tco2e = serializers.CharField(allow_null=True)
    accepted = serializers.BooleanField()
    revision_id = serializers.UUIDField()
    revision_number = serializers.IntegerField()
    content_sha256 = serializers.CharField()
    decision_id = serializers.UUIDField(allow_null=True)
    scope_3_tco2e = serializers.CharField(allow_null=True, help_text="The sum of the categories.")
    steps = StepSchema(many=True, help_text="What was done to the stated figure before it was compared.")
    evidence_sha256 = serializers.ListField(child=serializers.CharField(), help_text="Of the files attached to the revision.")


class AssessmentSchema(ObligationSchema):
    """The verdict on an obligation, with every reading and every input."""

    reasons = ReasonSchema(many=True)
    reading = serializers.ChoiceField(choices=_codes(Reading))
    measure = serializers.ChoiceField(choices=_codes(Measure))
    denominator = DenominatorSchema(allow_null=True, help_text="What emissions are divided by.")
    allocation = serializers.ChoiceField(choices=_codes(Allocation))
    rate_required = serializers.CharField()
    rate_achieved = serializers.CharField(allow_null=True)
    robustness = serializers.ChoiceField(choices=_codes(Robustness), allow_null=True)
    readings = ReadingSchema(many=True)
    series = SeriesSchema(many=True)
    explanation = ExplanationSchema()
    sentences = serializers.ListField(child=serializers.CharField(), help_text="The same in words, in the language asked for.")
    base = BaseSchema(allow_null=True)


OBLIGATION_FIELDS = tuple(ObligationSchema().fields)
