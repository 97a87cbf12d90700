from __future__ import annotations

from typing import Any

from rest_framework import serializers

from tracker.commitments.serializers import CommitmentSchema
from tracker.compliance.goals import GoalStatus, MassState


class MassesSchema(serializers.Serializer[Any]):
    counted_kg = serializers.CharField(allow_null=True, help_text="Claimed and verified.")
    claimed_kg = serializers.CharField(required=False)
    verified_kg = serializers.CharField(required=False)
    quarantined_kg = serializers.CharField(required=False)
    estimated_kg = serializers.CharField(required=False)


class YearMassesSchema(MassesSchema):
    """A year on which nobody has reported has a counted_kg of null, which is not zero."""

    year = serializers.IntegerField()


class EntrySchema(serializers.Serializer[Any]):
    entry_id = serializers.UUIDField()
    period_start = serializers.DateField()
    period_end = serializers.DateField()
    mass_kg = serializers.CharField()
    state = serializers.ChoiceField(choices=[(state, state) for state in MassState])
    estimated = serializers.BooleanField()
    source = serializers.CharField()  # type: ignore[assignment]  # DRF's own attribute of this name is not ours
    source_url = serializers.CharField(allow_null=True)
    qualifier = serializers.CharField(allow_blank=True)
    reverses = serializers.UUIDField(allow_null=True)


class ProgressSchema(MassesSchema):
    """Where a cumulative goal stands."""

    commitment = CommitmentSchema()
    status = serializers.ChoiceField(choices=[(status, status) for status in GoalStatus])
    target_kg = serializers.CharField()
    share = serializers.CharField(help_text="Counted mass over the target, rounded down.")
    remaining_kg = serializers.CharField()
    beyond_kg = serializers.CharField()
    needed_kg_per_day = serializers.CharField(allow_null=True)
    days_left = serializers.IntegerField()
    met_on = serializers.DateField(allow_null=True)
    met_by_verified_alone = serializers.BooleanField()
    figures_until = serializers.DateField(allow_null=True)
    by_year = YearMassesSchema(many=True)
    entries = EntrySchema(many=True)
