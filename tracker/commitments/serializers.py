from __future__ import annotations

from typing import Any

from rest_framework import serializers

from tracker.compliance.commitments import Allocation, Assurance, CommitmentKind, Measure, Reading, Scope2Method


class SourceSchema(serializers.Serializer[Any]):
    text = serializers.CharField()
    url = serializers.CharField(allow_null=True)


class DenominatorSchema(serializers.Serializer[Any]):
    name = serializers.CharField()
    unit = serializers.CharField()


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
