from __future__ import annotations

from typing import Any

from rest_framework import serializers

from tracker.commitments.serializers import DenominatorSchema
from tracker.compliance.assessments import ReasonCode as AssessmentReason
from tracker.compliance.assessments import Status
from tracker.compliance.commitments import Allocation, Measure, Reading
from tracker.compliance.readings import NullReason
from tracker.compliance.robustness import Robustness

from .comparison import StepSchema
from .explanations import ExplanationSchema
from .restatements import BaseSchema


def _codes(codes: Any) -> list[tuple[str, str]]:
    return [(str(code), str(code)) for code in codes]


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
    category = serializers.CharField(allow_blank=True, help_text="What it supplies, such as DISPLAY; empty where not known.")
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
    tco2e = serializers.CharField(allow_null=True, help_text="The year's compared figure, before a division by a denominator.")
    excess_tco2e = serializers.CharField(
        allow_null=True, help_text="Above what is allowed; this and the next four by `reading`."
    )
    surplus_tco2e = serializers.CharField(allow_null=True, help_text="Below what is allowed.")
    least_further_cut_tco2e = serializers.CharField(
        allow_null=True, help_text="What would make the year comply. UNREACHABLE where not even zero would."
    )
    next_year_allowed_tco2e = serializers.CharField(allow_null=True, help_text="This year's figure taken as it is.")
    end_year_allowed_tco2e = serializers.CharField(allow_null=True, help_text="No path that complies ends above it.")
    sentences = serializers.ListField(child=serializers.CharField(), help_text="The same in words, in the language asked for.")
    base = BaseSchema(allow_null=True)


OBLIGATION_FIELDS = tuple(ObligationSchema().fields)
