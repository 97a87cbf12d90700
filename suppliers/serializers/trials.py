from __future__ import annotations

from typing import Any

from rest_framework import serializers

from tracker.api.schema import FaultSchema, ProblemSchema

from .assessments import AssessmentSchema
from .conversation import WarningSchema

# The names of what is told of an obligation: while the revision waits, and once it is accepted.
WAITING = ("commitment", "commitment_version", "reporting_year", "is_base_year_report", "status", "would_be")
ACCEPTED = ("status", "reasons", "reading", "robustness", "rate_required", "rate_achieved", "allowed_tco2e", "readings")


class OnceAcceptedSchema(serializers.Serializer[Any]):
    """The verdict once the revision is accepted, with what is allowed, under each reading."""

    def get_fields(self) -> dict[str, Any]:
        fields = AssessmentSchema().get_fields()
        return {name: fields[name] for name in ACCEPTED}


class TriedAssessmentSchema(serializers.Serializer[Any]):
    """How an obligation would stand while the revision waits, and once it is accepted."""

    def get_fields(self) -> dict[str, Any]:
        fields = AssessmentSchema().get_fields()
        return {**{name: fields[name] for name in WAITING}, "once_accepted": OnceAcceptedSchema()}


class TrialSchema(serializers.Serializer[Any]):
    """What would come of a submission. Nothing was recorded."""

    would_be_filed = serializers.BooleanField()
    problem = ProblemSchema(allow_null=True, help_text="The refusal that would come, status and all.")
    errors = FaultSchema(many=True, help_text="As in the refusal.")  # type: ignore[assignment]  # a field here, a property there
    warnings = WarningSchema(many=True)
    assessments = TriedAssessmentSchema(many=True, help_text="Of the year in each mandate, and of each year that would change.")
