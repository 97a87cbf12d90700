"""The columns of a bulk file, by the names of the JSON fields: what is nested there is flat here.

`scope_3_tco2e.1` is the key `1`; `denominators.2.unit` is the unit of the second denominator.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from rest_framework import serializers

from suppliers.details import MOST_DENOMINATORS
from suppliers.models import ReasonCode
from suppliers.serializers.content import AmendmentSerializer
from suppliers.serializers.details import DenominatorSerializer, DenominatorsField, KeyedQuantitiesField
from suppliers.serializers.facilities import YesOrNoField
from tracker.api.fields import CodeField, QuantityField, TextField, WholeNumberField, YearField
from tracker.records.refusals import FieldFault

IDENTITY = ("supplier_number", "lei", "duns", "uscc")
RESULT, ERRORS = "pledgekeeper_result", "pledgekeeper_errors"
OWN = (RESULT, ERRORS)
MOST_COLUMNS = 500
MOST_NAMED = 20
# Of a list, the template shows so many; more may come.
SHOWN = 2
_NOTES = ("note", "x_")
_WHOLE = re.compile(r"\d{1,9}", re.ASCII)
_YES_OR_NO = {"true": True, "false": False}


class RowSerializer(AmendmentSerializer):
    """A row may be the first about its year, so a reason is no must here; the actions ask for it where there is a change."""

    reporting_year = YearField()
    reason_code = CodeField(choices=ReasonCode.choices, required=False, allow_blank=True)
    reason_text = TextField(max_length=10_000, required=False, allow_blank=True)
    # Whose a row is, columns of their own say; a warning is answered once it is known.
    external_ids = None  # type: ignore[assignment]
    answers = None  # type: ignore[assignment]

    revision_number = 1


@dataclass(frozen=True, slots=True)
class Column:
    name: str
    path: tuple[str, ...]
    field: serializers.Field[Any, Any, Any, Any]
    shown: bool


@cache
def known_columns() -> dict[str, Column]:
    return {column.name: column for name, field in RowSerializer().fields.items() for column in _walk((name,), field)}


def template_columns() -> list[str]:
    """The year first, then what has to be there, then the rest; the reasons of a correction at the end."""
    fields = RowSerializer().fields
    names = [column.name for column in known_columns().values() if column.shown]
    last = ("reason_code", "reason_text", "facilities")
    rank = {name: (name != "reporting_year", name in last, not field.required) for name, field in fields.items()}
    return [*IDENTITY, *sorted(names, key=lambda name: rank[name.split(".")[0]])]


def _walk(path: tuple[str, ...], field: serializers.Field[Any, Any, Any, Any], shown: bool = True) -> Iterator[Column]:
    if isinstance(field, serializers.Serializer):
        for name, inner in field.fields.items():
            yield from _walk((*path, name), inner, shown)
    elif isinstance(field, KeyedQuantitiesField):
        for key in field.keys:
            yield Column(".".join((*path, key)), (*path, key), QuantityField(), shown)
    elif listed := _items_of(field):
        item, most = listed
        for number in range(1, most + 1):
            yield from _walk((*path, str(number)), item, shown and number <= SHOWN)
    else:
        yield Column(".".join(path), path, field, shown)


def _items_of(field: serializers.Field[Any, Any, Any, Any]) -> tuple[serializers.Field[Any, Any, Any, Any], int] | None:
    if isinstance(field, DenominatorsField):
        return DenominatorSerializer(), MOST_DENOMINATORS
    if isinstance(field, serializers.ListField) and field.child is not None:
        return field.child, field.max_length or SHOWN
    return None


def find_header_faults(header: Sequence[str], *, is_programme: bool) -> Iterator[FieldFault]:
    """All at once, each with its column."""
    if len(header) > MOST_COLUMNS:
        sentence = f"The table has {len(header)} columns; at most {MOST_COLUMNS} are read. Take out those that are not needed."
        yield FieldFault("/file", "columns", sentence)
        return
    known = {*known_columns(), *IDENTITY, *OWN}
    unknown = [name for name in header if name not in known and not name.startswith(_NOTES)]
    if len(unknown) > MOST_NAMED:
        sentence = f"{len(unknown)} columns have names that are not known here. Begin with the template's header."
        yield FieldFault("/file", "unknown-column", sentence)
    else:
        yield from (FieldFault("/file", "unknown-column", _suggest(name)) for name in unknown)
    for name in dict.fromkeys(name for name in header if header.count(name) > 1 and not name.startswith(_NOTES)):
        yield FieldFault("/file", "twice", f"The column {name[:60]!a} stands {header.count(name)} times. Keep one of them.")
    missing = [name for name, field in RowSerializer().fields.items() if field.required and name not in header]
    if missing:
        sentence = f"These columns are missing: {', '.join(missing)}. The first row of the table holds the columns' names."
        yield FieldFault("/file", "missing-column", sentence)
    if is_programme and not {*IDENTITY} & {*header}:
        sentence = f"No column says whose each row is. Add one of {', '.join(IDENTITY)}."
        yield FieldFault("/file", "missing-column", sentence)


def _suggest(name: str) -> str:
    shown = [*template_columns(), *OWN]
    close = difflib.get_close_matches(name[:100], shown, n=1)
    hint = f"Did you mean {close[0]}?" if close else "The template names those that are."
    return f"There is no column {name[:60]!r}. {hint} A column of your own begins with x_ or note."


@dataclass(frozen=True, slots=True)
class Body:
    """What a row would be as JSON, and how to find the column that a fault in it is about."""

    fields: dict[str, Any]
    numbers: dict[str, list[str]]

    def column_of(self, pointer: str) -> str:
        """`/denominators/0/unit` in JSON is `denominators.2.unit` where the first was left empty."""
        parts: list[str] = []
        for part in pointer.split("/")[1:]:
            numbers = self.numbers.get(".".join(parts))
            parts.append(numbers[int(part)] if numbers and part.isdigit() and int(part) < len(numbers) else part)
        return ".".join(parts)


def as_body(cells: dict[str, str]) -> Body:
    """Empty cells are absent fields."""
    tree: dict[str, Any] = {}
    for name, text in cells.items():
        column = known_columns().get(name)
        if column is None or not text:
            continue
        place = tree
        for part in column.path[:-1]:
            place = place.setdefault(part, {})
        place[column.path[-1]] = _as_json(column.field, text)
    numbers: dict[str, list[str]] = {}
    return Body({name: _with_lists(name, value, numbers) for name, value in tree.items()}, numbers)


def _with_lists(name: str, value: Any, numbers: dict[str, list[str]]) -> Any:
    if not isinstance(value, dict) or name not in _list_names():
        return value
    numbers[name] = sorted(value, key=int)
    return [value[number] for number in numbers[name]]


@cache
def _list_names() -> frozenset[str]:
    return frozenset(name for name, field in RowSerializer().fields.items() if _items_of(field))


def _as_json(field: serializers.Field[Any, Any, Any, Any], text: str) -> Any:
    """A whole number and a yes or no have no quotes in JSON; whatever is none goes on as text, and is refused as that."""
    if isinstance(field, YearField | WholeNumberField) and _WHOLE.fullmatch(text):
        return int(text)
    if isinstance(field, YesOrNoField | serializers.BooleanField):
        return _YES_OR_NO.get(text.lower(), text)
    return text
