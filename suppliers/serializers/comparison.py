from __future__ import annotations

from typing import Any

from rest_framework import serializers

from tracker.compliance.comparison import StepCode


class StepSchema(serializers.Serializer[Any]):
    """Which of the later fields are there depends on the code."""

    code = serializers.ChoiceField(choices=[(code, code) for code in StepCode])
    gwp_set = serializers.CharField(required=False)
    stated_gwp_set = serializers.CharField(required=False)
    share = serializers.CharField(required=False)
    method = serializers.CharField(required=False)
    name = serializers.CharField(required=False)
    unit = serializers.CharField(required=False)
    amount = serializers.CharField(required=False)
