from __future__ import annotations

from typing import Any

from rest_framework import serializers

from suppliers.models import ReasonCode
from tracker.compliance.assessments import Status
from tracker.compliance.recalculation import AdoptionCause

from .comparison import StepSchema


class PendingChangeSchema(serializers.Serializer[Any]):
    """A revision that was accepted and did not become the base, since the net change stays below the threshold."""

    revision_id = serializers.UUIDField()
    revision_number = serializers.IntegerField()
    decision_id = serializers.UUIDField()
    accepted_at = serializers.CharField()
    reason_code = serializers.ChoiceField(choices=ReasonCode.choices, allow_null=True)
    tco2e = serializers.CharField(allow_null=True)
    net_change_tco2e = serializers.CharField(allow_null=True, help_text="Against the adopted figure; null where unlike.")


class BaseSchema(serializers.Serializer[Any]):
    """The adopted revision of the base year; null while none is accepted."""

    revision_id = serializers.UUIDField()
    revision_number = serializers.IntegerField()
    adopted_at = serializers.CharField()
    adopted_because = serializers.ChoiceField(choices=[(cause, cause) for cause in AdoptionCause])
    tco2e = serializers.CharField(allow_null=True)
    net_change_tco2e = serializers.CharField(
        help_text="Since the adoption, with its sign; of an intensity, at the adopted denominator."
    )
    net_change_share = serializers.CharField(allow_null=True, help_text="Of the adopted figure, rounded towards zero.")
    threshold = serializers.CharField(help_text="The share from which on a revision becomes the base.")
    pending_changes = PendingChangeSchema(many=True)
    years_to_restate = serializers.ListField(
        child=serializers.IntegerField(), help_text="Stated in a form that the base has left; no reading uses those in between."
    )


class FigureSchema(serializers.Serializer[Any]):
    reporting_year = serializers.IntegerField()
    tco2e = serializers.CharField(help_text="Before the division by a denominator.")
    steps = StepSchema(many=True, help_text="What was done to the stated figure before it was compared.")


class FlipSchema(serializers.Serializer[Any]):
    reporting_year = serializers.IntegerField()
    before = serializers.ChoiceField(choices=[(status, status) for status in Status])
    after = serializers.ChoiceField(choices=[(status, status) for status in Status])


class AcceptanceSchema(serializers.Serializer[Any]):
    """One acceptance: what it stated, and what is compared before it and with it."""

    reporting_year = serializers.IntegerField()
    revision_id = serializers.UUIDField()
    revision_number = serializers.IntegerField()
    decision_id = serializers.UUIDField()
    decided_at = serializers.CharField()
    reason_code = serializers.ChoiceField(choices=ReasonCode.choices, allow_null=True)
    stated_tco2e = serializers.CharField(allow_null=True)
    steps = StepSchema(many=True, help_text="What was done to the stated figure before it was compared.")
    counts = serializers.BooleanField(help_text="False for a change of the base year below the threshold.")
    before_tco2e = serializers.CharField(allow_null=True)
    after_tco2e = serializers.CharField(allow_null=True)
    difference_tco2e = serializers.CharField(allow_null=True)
    flipped = FlipSchema(many=True, help_text="Obligations whose status this decision changed.")


class ReconciliationSchema(serializers.Serializer[Any]):
    """From the figures known at one instant to those known at another, decision by decision."""

    party_id = serializers.UUIDField()
    name = serializers.CharField()
    name_local = serializers.CharField(allow_blank=True)
    country = serializers.CharField()
    tier = serializers.IntegerField()
    category = serializers.CharField(allow_blank=True, help_text="What it supplies, such as DISPLAY; empty where not known.")
    commitment = serializers.CharField()
    commitment_version = serializers.IntegerField()
    base_year = serializers.IntegerField()
    from_as_of = serializers.CharField(allow_null=True, help_text="null for the beginning.")
    opening = FigureSchema(many=True)
    decisions = AcceptanceSchema(many=True)
    closing = FigureSchema(many=True)
