from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from tracker.api.fields import QuantityField, StrictSerializer, TextField
from tracker.compliance.plain import plain_decimal

MOST_FACILITIES = 200


@extend_schema_field({"type": "boolean", "example": True})
class YesOrNoField(serializers.Field[bool, Any, bool, Any]):
    """true or false: no word or number is taken for it."""

    default_error_messages = {
        "required": "The field is missing. Send it as true or false.",
        "null": "null was sent. Send the field as true or false.",
    }

    def to_internal_value(self, data: Any) -> bool:
        if isinstance(data, bool):
            return data
        raise serializers.ValidationError("That is neither true nor false. Send one of them, without quotes.", code="yes-or-no")

    def to_representation(self, value: bool) -> bool:
        return value


class FacilitySerializer(StrictSerializer):
    """A facility that came or went."""

    name = TextField(max_length=200)
    existed_in_base_year = YesOrNoField(help_text="One that did not gives no cause to recalculate a base year.")
    base_year_tco2e = QuantityField(required=False, help_text="What it emitted in the base year, tonnes CO2e.")


class FacilitiesField(serializers.ListField):
    """As they are hashed: the figure as plain text, left out where none was sent."""

    def __init__(self, **options: Any) -> None:
        super().__init__(child=FacilitySerializer(), max_length=MOST_FACILITIES, **options)

    def to_internal_value(self, data: Any) -> list[dict[str, Any]]:
        return [_as_stated(facility) for facility in super().to_internal_value(data)]


def _as_stated(facility: dict[str, Any]) -> dict[str, Any]:
    figure = facility.get("base_year_tco2e")
    return facility if figure is None else facility | {"base_year_tco2e": plain_decimal(figure)}
