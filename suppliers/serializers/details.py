"""The fields of a report that hold more than one figure, as they are sent over REST."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from suppliers.details import GASES, MOST_DENOMINATORS, SCOPE_3_CATEGORIES, SOURCES
from suppliers.statements import ID_KINDS
from tracker.api.fields import MOST_UNKNOWN, QuantityField, StrictSerializer, TextField
from tracker.compliance.plain import plain_decimal

LONGEST_QUOTE = 60
QUANTITY = {"type": "string", "pattern": r"^(0|[1-9][0-9]{0,13})(\.[0-9]{1,6})?$"}


def _quote(data: Any) -> str:
    text = json.dumps(data, ensure_ascii=False, default=str)
    return text if len(text) <= LONGEST_QUOTE else text[:LONGEST_QUOTE] + "…"


def _shape(keys: Iterable[str]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": dict.fromkeys(keys, QUANTITY),
        "additionalProperties": False,
        "minProperties": 1,
    }


class KeyedQuantitiesField(serializers.Field[Any, Any, Any, Any]):
    """A figure for each of some keys, all faults at once; becomes decimals as text without needless zeros."""

    keys: tuple[str, ...] = ()
    example = ""

    def to_internal_value(self, data: Any) -> dict[str, str]:
        if not isinstance(data, Mapping):
            sentence = f"{_quote(data)} is no object. Send figures by name, such as {self.example}."
            raise serializers.ValidationError(sentence, code="object")
        if not data:
            raise serializers.ValidationError(
                "Nothing was sent in it. Send at least one figure, or leave it out.", code="empty"
            )
        unknown = [key for key in data if key not in self.keys]
        if len(unknown) > MOST_UNKNOWN:
            raise serializers.ValidationError(f"{len(unknown)} keys are not known here. Send some of {self._known()}.")
        quantity, values, faults = QuantityField(), dict[str, str](), dict[str, Any]()
        for key, amount in data.items():
            try:
                if key not in self.keys:
                    raise serializers.ValidationError(f"There is no such key. Known: {self._known()}.", code="unknown")
                values[key] = plain_decimal(quantity.run_validation(amount)) or ""
            except serializers.ValidationError as error:
                faults[key] = error.detail
        if faults:
            raise serializers.ValidationError(faults)
        return values

    def _known(self) -> str:
        return ", ".join(self.keys)

    def to_representation(self, value: Any) -> Any:
        return value


@extend_schema_field(_shape(SCOPE_3_CATEGORIES) | {"example": {"1": "1200.5", "4": "310"}})
class Scope3Field(KeyedQuantitiesField):
    keys, example = SCOPE_3_CATEGORIES, '{"1": "1200.5"}'


@extend_schema_field(_shape(GASES) | {"example": {"CO2": "900", "SF6": "0.04"}})
class GasMassesField(KeyedQuantitiesField):
    keys, example = GASES, '{"SF6": "0.04"}'


@extend_schema_field(_shape(SOURCES) | {"example": {"STATIONARY_COMBUSTION": "40100", "PROCESS": "11612.8"}})
class SourcesField(KeyedQuantitiesField):
    keys, example = SOURCES, '{"PROCESS": "11612.8"}'


class IdsSerializer(StrictSerializer):
    """By which the supplier is known elsewhere."""

    default_error_messages = {"invalid": '{datatype} was sent. Send ids by kind, such as {{"duns": "123456789"}}.'}

    def get_fields(self) -> dict[str, Any]:
        return {kind: TextField(max_length=40, required=False, help_text=words) for kind, (_, words) in ID_KINDS.items()}


@extend_schema_field(
    {
        "type": "object",
        "properties": {
            kind: {"type": "string", "pattern": f"^({pattern})$", "description": words}
            for kind, (pattern, words) in ID_KINDS.items()
        },
        "additionalProperties": False,
        "minProperties": 1,
        "example": {"duns": "123456789"},
    }
)
class ExternalIdsField(serializers.Field[Any, Any, Any, Any]):
    """Ids by their kind, each as it is known to us."""

    def to_internal_value(self, data: Any) -> dict[str, str]:
        sent = IdsSerializer(data=data)
        if not sent.is_valid():
            raise serializers.ValidationError(sent.errors)
        return dict(sent.validated_data)

    def to_representation(self, value: Any) -> Any:
        return value


class DenominatorSerializer(StrictSerializer):
    default_error_messages = {
        "invalid": '{datatype} was sent. Send a denominator such as {{"name": "DIES", "unit": "dies", "amount": "5"}}.'
    }

    name = TextField(max_length=40, help_text="In capitals, such as WAFERS.")
    unit = TextField(max_length=40, help_text="What one of the amount is, such as 1000 wafers.")
    amount = QuantityField()


@extend_schema_field(
    {
        "type": "array",
        "minItems": 1,
        "maxItems": MOST_DENOMINATORS,
        "items": {
            "type": "object",
            "required": ["name", "unit", "amount"],
            "additionalProperties": False,
            "properties": {
                "name": {"type": "string", "pattern": "^[A-Z][A-Z0-9_]{0,39}$"},
                "unit": {"type": "string", "minLength": 1, "maxLength": 40},
                "amount": QUANTITY,
            },
        },
        "example": [{"name": "WAFERS", "unit": "1000 wafers", "amount": "412.5"}],
    }
)
class DenominatorsField(serializers.Field[Any, Any, Any, Any]):
    """What emissions can be divided by, each with its unit."""

    def to_internal_value(self, data: Any) -> list[dict[str, str]]:
        if not isinstance(data, list) or not 1 <= len(data) <= MOST_DENOMINATORS:
            example = '[{"name": "WAFERS", "unit": "1000 wafers", "amount": "412.5"}]'
            raise serializers.ValidationError(
                f"{_quote(data)} is no list of 1 to {MOST_DENOMINATORS}. Send one such as {example}.", code="list"
            )
        read = [DenominatorSerializer(data=each) for each in data]
        faults = {str(position): each.errors for position, each in enumerate(read) if not each.is_valid()}
        if faults:
            raise serializers.ValidationError(faults)
        return [{**each.validated_data, "amount": plain_decimal(each.validated_data["amount"]) or ""} for each in read]

    def to_representation(self, value: Any) -> Any:
        return value
