"""Serializer fields and the base of every serializer that reads a body: unknown keys are refused by name."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from tracker.compliance.quantities import QuantityError, check_quantity, parse_quantity
from tracker.records.refusals import FieldFault

from .faults import shown


class StrictSerializer(serializers.Serializer[Any]):
    """All faults at once: those of the known fields and the names of the unknown ones."""

    def to_internal_value(self, data: Any) -> Any:
        unknown = [name for name in data if name not in self.fields] if isinstance(data, Mapping) else []
        if len(unknown) > MOST_UNKNOWN:
            sentence = f"{len(unknown)} fields have names that are not known here. Is this another form?"
            raise serializers.ValidationError({"non_field_errors": [sentence]})
        faults: dict[str, Any] = {name: [serializers.ErrorDetail(self._suggest(name), code="unknown")] for name in unknown}
        try:
            value = super().to_internal_value(data)
        except serializers.ValidationError as error:
            raise serializers.ValidationError(
                {**error.detail, **faults} if isinstance(error.detail, dict) else error.detail
            ) from error
        if faults:
            raise serializers.ValidationError(faults)
        return value

    def read_apart(self, data: Any) -> dict[str, Any]:
        """Of what has faults, the fields that could be read."""
        read = {}
        for name, field in self.fields.items():
            with suppress(serializers.ValidationError, serializers.SkipField):
                read[name] = field.run_validation(field.get_value(data))
        return read

    def _suggest(self, name: str) -> str:
        writable = [field for field, spec in self.fields.items() if not spec.read_only]
        close = difflib.get_close_matches(name, writable, n=1)
        hint = f"Did you mean {close[0]}?" if close else f"Known: {', '.join(writable)}."
        return f"There is no field of this name. {hint}"


def with_faults(detail: Mapping[str, Any], faults: Iterable[FieldFault]) -> dict[str, Any]:
    """REST framework's details of errors, and what rules say besides, each at its place."""
    found: dict[str, Any] = dict(detail)
    for fault in faults:
        node = found
        for step in fault.pointer[1:].split("/"):
            name = step.replace("~1", "/").replace("~0", "~")
            inner = node.get(name, {})
            node[name] = inner if isinstance(inner, dict) else {"non_field_errors": inner}
            node = node[name]
        node.setdefault("non_field_errors", []).append(serializers.ErrorDetail(fault.detail, code=fault.code))
    return found


MOST_UNKNOWN = 50
_ID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}", re.ASCII)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def _expecting(example: str) -> dict[str, Any]:
    """Messages for a field that did not come: what was expected, ready to paste."""
    return {
        "required": f"The field is missing. Send it as {example}.",
        "null": f"null was sent. Send the field as {example}.",
        "blank": f"Nothing was sent in it. Send the field as {example}.",
    }


@extend_schema_field({"type": "string", "pattern": r"^(0|[1-9][0-9]{0,13})(\.[0-9]{1,6})?$", "example": "51712.8"})
class QuantityField(serializers.Field[Decimal, Any, str, Any]):
    """A decimal as text or as a JSON number, exactly as it was written."""

    default_error_messages = _expecting('a decimal in quotes, such as "51712.8"')

    def to_internal_value(self, data: Any) -> Decimal:
        try:
            if isinstance(data, str):
                return parse_quantity(data)
            if isinstance(data, int | Decimal) and not isinstance(data, bool):
                return check_quantity(Decimal(data))
        except QuantityError as error:
            raise serializers.ValidationError(str(error), code="quantity") from error
        raise serializers.ValidationError(
            f'{shown(data)} is not a quantity. Send a decimal in quotes, such as "51712.8", or a JSON number.', code="quantity"
        )

    def to_representation(self, value: Decimal) -> str:
        return f"{value:f}"


@extend_schema_field({"type": "string", "format": "date", "example": "2025-12-31"})
class DayField(serializers.Field[date, Any, str, Any]):
    default_error_messages = _expecting('a day, such as "2025-12-31"')

    def to_internal_value(self, data: Any) -> date:
        try:
            if isinstance(data, str) and _DAY.fullmatch(data):
                return date.fromisoformat(data)
        except ValueError:
            pass
        raise serializers.ValidationError(f'{shown(data)} is not a day. Send one such as "2025-12-31".', code="day")

    def to_representation(self, value: date) -> str:
        return value.isoformat()


@extend_schema_field({"type": "integer", "minimum": 1990, "maximum": 2200, "example": 2025})
class YearField(serializers.Field[int, Any, int, Any]):
    default_error_messages = _expecting("a whole number, such as 2025")

    def to_internal_value(self, data: Any) -> int:
        if isinstance(data, int) and not isinstance(data, bool) and 1990 <= data <= 2200:
            return data
        sentence = f"{shown(data)} is not a year. Send a whole number from 1990 to 2200, such as 2025."
        raise serializers.ValidationError(sentence, code="year")

    def to_representation(self, value: int) -> int:
        return value


@extend_schema_field({"type": "integer", "example": 90})
class WholeNumberField(serializers.Field[int, Any, int, Any]):
    default_error_messages = _expecting("a whole number, such as 90")

    def __init__(self, least: int, most: int, **options: Any) -> None:
        super().__init__(**options)
        self.least, self.most = least, most

    def to_internal_value(self, data: Any) -> int:
        if isinstance(data, int) and not isinstance(data, bool) and self.least <= data <= self.most:
            return data
        sentence = f"{shown(data)} is not a whole number from {self.least} to {self.most}. Send one such as 90."
        raise serializers.ValidationError(sentence, code="number")

    def to_representation(self, value: int) -> int:
        return value


@extend_schema_field({"type": "string", "format": "uuid"})
class IdField(serializers.Field[UUID, Any, str, Any]):
    default_error_messages = _expecting('an id, such as "0b7e4a9c-6c1d-4f5e-9a53-2f1d8c7b6a90"')

    def to_internal_value(self, data: Any) -> UUID:
        if isinstance(data, str) and _ID.fullmatch(data):
            return UUID(data)
        raise serializers.ValidationError(f"{shown(data)} is not an id. Send one as it was given to you.", code="id")

    def to_representation(self, value: UUID) -> str:
        return str(value)


class TextField(serializers.CharField):
    """Text as it was sent, spaces included: no number is taken for it."""

    default_error_messages = _expecting("text in quotes")

    def __init__(self, **options: Any) -> None:
        super().__init__(trim_whitespace=False, **options)

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            raise serializers.ValidationError(f"{shown(data)} is not text. Put it in quotes.", code="text")
        if self.max_length is not None and len(data) > self.max_length:
            sentence = f"{len(data)} characters were sent; at most {self.max_length} are kept. Shorten the text."
            raise serializers.ValidationError(sentence, code="too-long")
        return str(super().to_internal_value(data))


class CodeField(serializers.ChoiceField):
    """One of a few codes, in capitals as they are listed."""

    default_error_messages = {"invalid_choice": "{input} is not one of the codes: {codes}."}

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.error_messages |= _expecting(f"one of {', '.join(self.choices)}")

    def fail(self, key: str, **kwargs: Any) -> Any:
        super().fail(key, **{**kwargs, "codes": ", ".join(self.choices), "input": shown(kwargs.get("input"))})

    def to_internal_value(self, data: Any) -> Any:
        if not isinstance(data, str):
            self.fail("invalid_choice", input=data)
        return super().to_internal_value(data)
