"""A path of supposed figures, and what is answered."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, cast

from drf_spectacular.utils import OpenApiExample, extend_schema_field, extend_schema_serializer
from rest_framework import serializers
from rest_framework.fields import empty

from suppliers.simulations import Bound
from tracker.api.fields import MOST_UNKNOWN, CodeField, QuantityField, StrictSerializer, TextField
from tracker.commitments.serializers import DenominatorSchema
from tracker.compliance.commitments import Allocation, Measure, Reading, Scope2Method
from tracker.compliance.quantities import to_micro
from tracker.compliance.simulations import Origin, Start

from .assessments import AssessmentSchema, SeriesSchema
from .details import QUANTITY
from .explanations import PathStepSchema, PathStopSchema
from .restatements import BaseSchema, PendingChangeSchema

_YEAR = re.compile(r"[12]\d{3}", re.ASCII)
EXAMPLE = {"figures": {"2026": "48000", "2027": "45000"}}


class MandateField(TextField):
    """The key of a mandate that binds the caller; may be left out where there is only one. Becomes what is bound by it."""

    bound: Mapping[str, Bound] = {}

    def run_validation(self, data: Any = empty) -> Any:
        if data is empty and len(self.bound) == 1:
            return next(iter(self.bound.values()))
        if data is empty:
            raise serializers.ValidationError(f"Say which mandate is meant. {self._known()}", code="required")
        return self.bound[super().run_validation(data)]

    def to_internal_value(self, data: Any) -> str:
        key = super().to_internal_value(data)
        if key not in self.bound:
            raise serializers.ValidationError(f"No mandate of this key binds you. {self._known()}", code="unknown-commitment")
        return key

    def _known(self) -> str:
        return f"Those that bind you: {', '.join(self.bound) or 'none'}."


@extend_schema_field(
    {
        "type": "object",
        "propertyNames": {"pattern": "^[12][0-9]{3}$"},
        "additionalProperties": {**QUANTITY, "type": ["string", "number"], "minimum": 0},
        "example": EXAMPLE["figures"],
    }
)
class FiguresField(serializers.Field[Any, Any, Any, Any]):
    """A figure by year, all faults at once; becomes millionths by year."""

    default_error_messages = {
        "required": 'The field is missing. Send figures by year, such as {{"2026": "48000"}}.',
        "null": 'null was sent. Send figures by year, such as {{"2026": "48000"}}.',
    }
    bound: Bound | None = None
    start = Start.RECORD

    def to_internal_value(self, data: Any) -> dict[int, int]:
        if not isinstance(data, Mapping):
            raise serializers.ValidationError('Send figures by year, such as {"2026": "48000"}.', code="object")
        quantity, figures, faults = QuantityField(), dict[int, int](), dict[str, Any]()
        for year, amount in data.items():
            try:
                figures[self._read_year(year)] = to_micro(quantity.run_validation(amount))
            except serializers.ValidationError as error:
                faults[year] = error.detail
        if len(faults) > MOST_UNKNOWN:
            raise serializers.ValidationError(f"{len(faults)} figures have faults. Is this another form?", code="many")
        faults |= self._find_base_missing(data)
        if faults:
            raise serializers.ValidationError(faults)
        return figures

    def _read_year(self, text: str) -> int:
        years = self.bound.years if self.bound else None
        if not _YEAR.fullmatch(text) or (years and int(text) not in years):
            expected = f"Send a year from {years[0]} to {years[-1]}" if years else "Send one such as 2026"
            sentence = f"It is not a year that the mandate asks about. {expected}."
            raise serializers.ValidationError(sentence, code="year-outside")
        return int(text)

    def _find_base_missing(self, data: Mapping[str, Any]) -> dict[str, Any]:
        bound = self.bound
        if bound is None or str(bound.base_year) in data or (bound.has_base and self.start is Start.RECORD):
            return {}
        why = "no report about it is recorded" if self.start is Start.RECORD else "nothing recorded is used"
        sentence = f"Every year is measured against the base year {bound.base_year}, and {why}. Send a figure for it too."
        return {str(bound.base_year): [serializers.ErrorDetail(sentence, code="base-year-missing")]}

    def to_representation(self, value: Any) -> Any:
        return value


@extend_schema_serializer(examples=[OpenApiExample("A path", EXAMPLE, request_only=True)])
class SimulationSerializer(StrictSerializer):
    """Figures of years to come, or of any year that the mandate asks about."""

    commitment = MandateField(required=False, max_length=60, help_text="Key of the mandate, where several bind you.")
    start_from = CodeField(
        choices=[(str(start), str(start)) for start in Start],
        required=False,
        help_text="RECORD, when left out: the years that are not sent stand as recorded. NOTHING: only what is sent counts.",
    )
    figures = FiguresField(
        help_text="By year, tonnes CO2e of the scopes that the mandate compares, added up: for each unit where it compares an "
        "intensity, the buyer's share where it compares that. Gaps are allowed."
    )

    def __init__(self, *, bound: Mapping[str, Bound] | None = None, **options: Any) -> None:
        super().__init__(**options)
        self.bound = bound or {}

    def to_internal_value(self, data: Any) -> Any:
        """What a year may be depends on the mandate, so that is looked up first; its own faults are found beside the others."""
        sent = data if isinstance(data, Mapping) else {}
        mandate, figures = cast("MandateField", self.fields["commitment"]), cast("FiguresField", self.fields["figures"])
        mandate.bound = self.bound
        key = sent.get("commitment", next(iter(self.bound)) if len(self.bound) == 1 else None)
        figures.bound = self.bound.get(key) if isinstance(key, str) else None
        figures.start = Start.NOTHING if sent.get("start_from") == Start.NOTHING else Start.RECORD
        return super().to_internal_value(data)


class SimulatedFigureSchema(SeriesSchema):
    """A recorded figure with its address, or a supposed one, which has none."""

    supposed = serializers.BooleanField()
    scope_1_tco2e = serializers.CharField(allow_null=True)
    revision_id = serializers.UUIDField(allow_null=True)
    revision_number = serializers.IntegerField(allow_null=True)
    content_sha256 = serializers.CharField(allow_null=True)


class SimulatedChangeSchema(PendingChangeSchema):
    """A change of the base that stays below the threshold: an accepted one, or the supposed one, which has no address."""

    revision_id = serializers.UUIDField(allow_null=True)
    revision_number = serializers.IntegerField(allow_null=True)
    decision_id = serializers.UUIDField(allow_null=True)
    accepted_at = serializers.CharField(allow_null=True)


class SimulatedBaseSchema(BaseSchema):
    pending_changes = SimulatedChangeSchema(many=True)


class SimulatedYearSchema(AssessmentSchema):
    """As of an assessment. A year that has a figure is judged as it will be once it is over and due."""

    figure_is = serializers.ChoiceField(
        choices=[(str(origin), str(origin)) for origin in Origin],
        allow_null=True,
        help_text="Null where the year has no figure: it stands as it stands today.",
    )
    series = SimulatedFigureSchema(many=True)
    base = SimulatedBaseSchema(allow_null=True)


class LeastPathSchema(serializers.Serializer[Any]):
    reading = serializers.ChoiceField(choices=[(str(reading), str(reading)) for reading in Reading])
    path = PathStepSchema(many=True)
    path_stop = PathStopSchema(allow_null=True)
    sentences = serializers.ListField(child=serializers.CharField())


class SimulationSchema(serializers.Serializer[Any]):
    """Every year that is owed, as the figures would have it. Nothing was recorded."""

    party_id = serializers.UUIDField()
    commitment = serializers.CharField()
    commitment_version = serializers.IntegerField()
    start_from = serializers.ChoiceField(choices=[(str(start), str(start)) for start in Start])
    supposed_years = serializers.ListField(child=serializers.IntegerField())
    base_year = serializers.IntegerField()
    end_year = serializers.IntegerField()
    reading = serializers.ChoiceField(choices=[(str(reading), str(reading)) for reading in Reading])
    rate_required = serializers.CharField()
    scopes = serializers.ListField(child=serializers.IntegerField())
    scope_2_method = serializers.ChoiceField(choices=[(str(method), str(method)) for method in Scope2Method])
    measure = serializers.ChoiceField(choices=[(str(measure), str(measure)) for measure in Measure])
    denominator = DenominatorSchema(allow_null=True, help_text="Every figure and every bound is for each unit of it.")
    allocation = serializers.ChoiceField(choices=[(str(allocation), str(allocation)) for allocation in Allocation])
    years = SimulatedYearSchema(many=True)
    least_paths = LeastPathSchema(
        many=True, help_text="By reading, the most that complies year by year, onward from the last recorded year."
    )
    sentences = serializers.ListField(child=serializers.CharField(), help_text="What is supposed, in the language asked for.")
