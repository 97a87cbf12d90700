"""How a verdict came about, as the schema shows it."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from tracker.compliance.explanations import PathStop, Rule


class ComparisonSchema(serializers.Serializer[Any]):
    """`actual <= allowed`; under CUMULATIVE both are sums from the first year after the base year on.

    For each unit of the assessment's denominator, where it has one.
    """

    year = serializers.IntegerField()
    actual_tco2e = serializers.CharField(allow_null=True, help_text="Null where the year has no figure or gets no verdict.")
    allowed_tco2e = serializers.CharField(help_text="Below zero where not even zero would comply.")
    holds = serializers.BooleanField(allow_null=True)


class PathStepSchema(serializers.Serializer[Any]):
    """For each unit of the assessment's denominator, where it has one."""

    year = serializers.IntegerField()
    allowed_tco2e = serializers.CharField()


class PathStopSchema(serializers.Serializer[Any]):
    """The first year for which the path has no amount, and why."""

    year = serializers.IntegerField()
    code = serializers.ChoiceField(choices=[(code, code) for code in PathStop])


class ExplanationSchema(serializers.Serializer[Any]):
    """What `series` and `readings` do not say by themselves."""

    rule = serializers.ChoiceField(choices=[(rule, rule) for rule in Rule], help_text="Why the status fits.")
    rule_number = serializers.IntegerField(help_text="Its line in the list of statuses, of which the first that fits counts.")
    year_ends_on = serializers.DateField()
    comparisons = ComparisonSchema(many=True, help_text="The declared reading, with its figures.")
    path = PathStepSchema(many=True, help_text="The most that still complies, year by year, up to the end year.")
    path_stop = PathStopSchema(allow_null=True)
