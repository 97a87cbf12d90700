from __future__ import annotations

from typing import Any

from rest_framework import serializers

from tracker.compliance.commitments import Allocation, Assurance, CommitmentKind, Measure, Reading, Scope2Method
from tracker.compliance.counts import CountStatus
from tracker.compliance.shares import StepStatus


class SourceSchema(serializers.Serializer[Any]):
    text = serializers.CharField()
    url = serializers.CharField(allow_null=True)


class DenominatorSchema(serializers.Serializer[Any]):
    name = serializers.CharField()
    unit = serializers.CharField()


class ShareStepSchema(serializers.Serializer[Any]):
    share = serializers.CharField()
    by = serializers.DateField()


class CommitmentSchema(serializers.Serializer[Any]):
    """A promise as data. Which of the later fields are there depends on its kind."""

    key = serializers.CharField()
    version = serializers.IntegerField()
    kind = serializers.ChoiceField(choices=[(kind, kind) for kind in CommitmentKind])
    title = serializers.CharField()
    statement = serializers.CharField()
    sources = SourceSchema(many=True)
    valid_from = serializers.DateField()
    zone = serializers.CharField()
    illustration_note = serializers.CharField(allow_null=True)
    rate = serializers.CharField(required=False)
    reading = serializers.ChoiceField(choices=[(reading, reading) for reading in Reading], required=False)
    base_year = serializers.IntegerField(required=False)
    first_assessed_year = serializers.IntegerField(required=False)
    end_year = serializers.IntegerField(required=False)
    scopes = serializers.ListField(child=serializers.IntegerField(), required=False)
    scope_2_method = serializers.ChoiceField(choices=[(method, method) for method in Scope2Method], required=False)
    gwp_set = serializers.CharField(allow_null=True, required=False)
    minimum_assurance = serializers.ChoiceField(choices=[(level, level) for level in Assurance], required=False)
    recalculation_threshold = serializers.CharField(required=False)
    due_month = serializers.IntegerField(required=False)
    due_day = serializers.IntegerField(required=False)
    grace_days = serializers.IntegerField(required=False)
    measure = serializers.ChoiceField(choices=[(measure, measure) for measure in Measure], required=False)
    denominator = DenominatorSchema(allow_null=True, required=False, help_text="What emissions are divided by.")
    allocation = serializers.ChoiceField(choices=[(allocation, allocation) for allocation in Allocation], required=False)
    plan_days = serializers.IntegerField(required=False, help_text="Within which a corrective action plan is due.")
    target_kg = serializers.CharField(required=False)
    start = serializers.DateField(required=False)
    end = serializers.DateField(required=False)
    counted_fates = serializers.ListField(child=serializers.CharField(), required=False)
    part = serializers.CharField(required=False)
    whole = serializers.CharField(required=False)
    unit = serializers.CharField(required=False)
    steps = ShareStepSchema(many=True, required=False)
    target = serializers.CharField(required=False)


class RulePartSchema(serializers.Serializer[Any]):
    code = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]  # DRF's own attribute of this name is not ours
    sentence = serializers.CharField()


class VectorSchema(serializers.Serializer[Any]):
    """Worked figures, and what the rule must make of them: recording a version runs them."""

    figures = serializers.DictField(child=serializers.CharField(), help_text="By year, in the commitment's own unit.")
    on = serializers.DateField(allow_null=True, help_text="The day of the judgment; null for long after.")
    expect = serializers.DictField(child=serializers.CharField())
    why = serializers.CharField()
    source = serializers.CharField(allow_null=True)  # type: ignore[assignment]  # DRF's own attribute of this name is not ours


class CommitmentRowSchema(CommitmentSchema):
    """A promise as data, its rule in the words of the language that was asked for, and its test vectors."""

    rule = RulePartSchema(many=True)
    vectors = VectorSchema(many=True)


_STEP_STATUSES = [(status, status) for status in StepStatus]
_STATUSES = list(dict.fromkeys([*_STEP_STATUSES, *((status, status) for status in map(str, CountStatus))]))


class MeasuredFigureSchema(serializers.Serializer[Any]):
    measurement_id = serializers.UUIDField()
    period_start = serializers.DateField()
    period_end = serializers.DateField()
    amount = serializers.CharField()
    of_total = serializers.CharField(allow_null=True, help_text="The whole that a share is taken of; null for a count.")
    share = serializers.CharField(allow_null=True, help_text="Rounded down.")
    source = serializers.CharField()  # type: ignore[assignment]  # DRF's own attribute of this name is not ours
    source_url = serializers.CharField(allow_null=True)


class ShareStandingSchema(ShareStepSchema):
    status = serializers.ChoiceField(choices=_STEP_STATUSES)
    rests_on = MeasuredFigureSchema(allow_null=True, help_text="The year that the verdict rests on.")
    reached_by = MeasuredFigureSchema(allow_null=True, help_text="The first year that reached the share at all.")


class MeasuredProgressSchema(serializers.Serializer[Any]):
    """Where a commitment stands that is measured. Which of the later fields are there depends on its kind."""

    commitment = CommitmentSchema()
    status = serializers.ChoiceField(choices=_STATUSES)
    share = serializers.CharField(allow_null=True, help_text="Of the latest year, or of the target. Rounded down.")
    figures = MeasuredFigureSchema(many=True)
    latest = MeasuredFigureSchema(allow_null=True, required=False)
    in_focus = ShareStandingSchema(required=False)
    steps = ShareStandingSchema(many=True, required=False)
    counted = serializers.CharField(required=False)
    target = serializers.CharField(required=False)
    remaining = serializers.CharField(required=False)
    beyond = serializers.CharField(required=False)
    reached_per_day = serializers.CharField(allow_null=True, required=False)
    needed_per_day = serializers.CharField(allow_null=True, required=False)
    days_measured = serializers.IntegerField(required=False)
    days_left = serializers.IntegerField(required=False)
    met_on = serializers.DateField(allow_null=True, required=False)
