from __future__ import annotations

from typing import Any

from rest_framework import serializers

from suppliers.lifecycle import RevisionState


class LastYearSchema(serializers.Serializer[Any]):
    """What was reported last. It is not sent back."""

    reporting_year = serializers.IntegerField()
    report_id = serializers.UUIDField()
    revision = serializers.IntegerField()
    state = serializers.ChoiceField(choices=[(state, state) for state in RevisionState])
    figures = serializers.DictField(help_text="As they were stated.")


class TemplateFieldSchema(serializers.Serializer[Any]):
    name = serializers.CharField()
    required = serializers.BooleanField()  # type: ignore[assignment]  # a field here, an option there
    help = serializers.CharField(allow_blank=True)
    codes = serializers.ListField(child=serializers.CharField(), allow_null=True)


class TemplateSchema(serializers.Serializer[Any]):
    body = serializers.DictField(
        help_text="Fill in its nulls, and POST it to /api/v1/emissions-reports/, or to revisions/ of `report_exists`."
    )
    last_year = LastYearSchema(allow_null=True)
    report_exists = serializers.CharField(
        allow_null=True, help_text="The report about this year, where there is one: the body is then its next revision."
    )
    fields = TemplateFieldSchema(many=True, help_text="All that may be sent.")  # type: ignore[assignment]
