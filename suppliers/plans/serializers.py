from __future__ import annotations

from typing import Any

from drf_spectacular.utils import OpenApiExample, extend_schema_serializer
from rest_framework import serializers

from suppliers.models import Closing, Outcome
from tracker.api.fields import DayField, IdField, QuantityField, StrictSerializer, TextField, YearField
from tracker.compliance.assessments import Status
from tracker.compliance.plans import MilestoneState, PlanState

from .checks import LONGEST_CAUSE, LONGEST_TITLE
from .content import MilestoneContent, PlanContent


def _codes(codes: Any) -> list[tuple[str, str]]:
    return [(str(code), str(code)) for code in codes]


class SentMilestoneSerializer(StrictSerializer):
    """A step with its last day. Its key is yours, and names the same step in every version."""

    key = TextField(help_text="Small letters, digits and hyphens, such as new-chillers.")
    title = TextField(max_length=LONGEST_TITLE)
    due_on = DayField(help_text="The last day on which it is in time.")
    expected_cut_tco2e = QuantityField(required=False, allow_null=True, help_text="Tonnes CO2e a year that it is to save.")


EXAMPLE = {
    "cause": "Two abatement units were out of order for five months.",
    "milestones": [
        {"key": "repair", "title": "Both units run again", "due_on": "2027-03-31", "expected_cut_tco2e": "4200"},
        {"key": "spare-parts", "title": "Spare parts are in stock", "due_on": "2027-06-30"},
    ],
}


@extend_schema_serializer(examples=[OpenApiExample("A further version", EXAMPLE, request_only=True)])
class AmendedPlanSerializer(StrictSerializer):
    """A whole plan, not a difference."""

    cause = TextField(max_length=LONGEST_CAUSE, help_text="Why the year was missed.")
    milestones = SentMilestoneSerializer(many=True)

    def as_content(self) -> PlanContent:
        sent = self.validated_data
        return PlanContent(cause=sent["cause"], milestones=tuple(MilestoneContent(**each) for each in sent["milestones"]))


@extend_schema_serializer(
    examples=[OpenApiExample("A plan", {"commitment": "a-mandate", "reporting_year": 2026, **EXAMPLE}, request_only=True)]
)
class FiledPlanSerializer(AmendedPlanSerializer):
    commitment = TextField(max_length=60, help_text="Key of the mandate that was missed.")
    reporting_year = YearField()


@extend_schema_serializer(
    examples=[OpenApiExample("Done", {"done_on": "2027-03-12", "note": "Both run since Friday."}, request_only=True)]
)
class DoneSerializer(StrictSerializer):
    done_on = DayField(help_text="The day on which it was done.")
    note = TextField(max_length=2000, required=False, allow_blank=True)
    evidence_id = IdField(required=False, help_text="Id of a file of yours that shows it.")


class PlanDecisionSchema(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    outcome = serializers.ChoiceField(choices=Outcome.choices)
    reason = serializers.CharField()
    author_id = serializers.CharField()
    recorded_at = serializers.CharField()


class MilestoneReportSchema(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    done_on = serializers.DateField()
    note = serializers.CharField()
    evidence_id = serializers.UUIDField(allow_null=True)
    recorded_at = serializers.CharField()
    decision = PlanDecisionSchema(allow_null=True)


class MilestoneSchema(serializers.Serializer[Any]):
    key = serializers.CharField()
    title = serializers.CharField()
    due_on = serializers.DateField()
    expected_cut_tco2e = serializers.CharField(allow_null=True)
    state = serializers.ChoiceField(choices=_codes(MilestoneState))
    reports = MilestoneReportSchema(many=True)


class PlanVersionSchema(serializers.Serializer[Any]):
    """The plan as it was filed."""

    id = serializers.UUIDField()
    number = serializers.IntegerField()
    recorded_at = serializers.CharField()
    content_sha256 = serializers.CharField(help_text="SHA-256 of the canonical JSON of what was filed.")
    cause = serializers.CharField()
    milestones = MilestoneSchema(many=True)
    decision = PlanDecisionSchema(allow_null=True)


class PlanClosureSchema(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    state = serializers.ChoiceField(choices=Closing.choices)
    reason = serializers.CharField()
    author_id = serializers.CharField()
    recorded_at = serializers.CharField()


class PlanSchema(serializers.Serializer[Any]):
    """What a supplier owes for a year that it missed, and how it stands."""

    id = serializers.UUIDField(allow_null=True, help_text="Null while nobody has opened or filed it.")
    party_id = serializers.UUIDField()
    name = serializers.CharField()
    name_local = serializers.CharField(allow_blank=True)
    country = serializers.CharField()
    tier = serializers.IntegerField()
    category = serializers.CharField(allow_blank=True, help_text="What it supplies, such as DISPLAY; empty where not known.")
    commitment = serializers.CharField()
    reporting_year = serializers.IntegerField()
    obligation_status = serializers.ChoiceField(choices=_codes(Status))
    state = serializers.ChoiceField(choices=_codes(PlanState))
    due_on = serializers.DateField(help_text="The last day on which the plan itself is in time.")
    is_behind = serializers.BooleanField(help_text="What the supplier owes next is past its day; never under a waiver.")
    opened_at = serializers.CharField(allow_null=True)
    version_in_force = serializers.IntegerField(allow_null=True, help_text="The newest accepted version.")
    expected_cut_tco2e = serializers.CharField(allow_null=True, help_text="The sum of its milestones.")
    versions = PlanVersionSchema(many=True)
    closure = PlanClosureSchema(allow_null=True)
