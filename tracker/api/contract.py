"""Hooks of the schema: what holds for every operation and every value, published once for all."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.conf import settings

from .parameters import LONGEST_PARAMETER

TAGS = {
    "emissions-reports": "What a supplier files about a year, its revisions, and how each was decided.",
    "bulk-files": "Many reports by one table.",
    "simulations": "What figures that are not filed would lead to.",
    "schemas": "The form of a report as JSON Schema.",
    "evidence": "Files that back a revision.",
    "obligations": "What is owed, when, and how it stands.",
    "assessments": "The verdict on each obligation, and how it came about.",
    "corrective-action-plans": "What a supplier that missed a year undertakes.",
    "reconciliations": "What each accepted restatement of a base year changed.",
    "commitments": "The rules by which all is judged, as versioned data.",
    "progress": "Recycled mass against its goal.",
    "measured-progress": "Shares and counts against their goals.",
    "programme-summaries": "A mandate over all its partners.",
    "compliance-reports": "What the programme issued.",
    "receipts": "What was received, signed; it verifies without us.",
    "invitations": "From a mail to a first token.",
    "clients": "A party's own programs.",
    "tokens": "What a party's own programs sign in with.",
    "audit-events": "Who did what, and when.",
}
# What JSON's own readers keep exactly, and what no text or list in a body or an answer goes beyond.
LARGEST_INTEGER = 2**53 - 1
LONGEST_TEXT = 20_000
MOST_ITEMS = 10_000
# In bytes; no file that is taken or made here comes near it.
LARGEST_FILE = 2**27
_LENGTHS = {"uuid": 36, "date": 10, "date-time": 40, "binary": LARGEST_FILE}
_SECONDS = {"schema": {"type": "integer"}, "description": "Seconds to wait."}
_RATES = {
    "RateLimit-Policy": {
        "schema": {"type": "string"},
        "description": 'So many requests in so many seconds: `"default";q=600;w=60`.',
    },
    "RateLimit": {"schema": {"type": "string"}, "description": 'What is left, and for how long: `"default";r=599;t=60`.'},
}


def publish_limits(result: dict[str, Any], **kwargs: Any) -> dict[str, Any]:
    """The headers that every answer bears."""
    for operation in _operations(result):
        for status, answer in operation["responses"].items():
            waits = {"Retry-After": _SECONDS} if status in ("429", "503") else {}
            answer["headers"] = {**answer.get("headers", {}), **_RATES, **waits}
    return result


_WITH_RECEIPT = {
    "type": "object",
    "required": ["receipt"],
    "properties": {"receipt": {"$ref": "#/components/schemas/ReceiptSchema"}},
}


def publish_receipts(result: dict[str, Any], **kwargs: Any) -> dict[str, Any]:
    """What is filed under a key is answered with a receipt."""
    for operation in _operations(result):
        if any(each.get("name") == "Idempotency-Key" for each in operation.get("parameters", ())):
            # 201, or 202 where the rest of the work is yet to be done.
            for status in {"201", "202"} & set(operation["responses"]):
                for content in operation["responses"][status]["content"].values():
                    content["schema"] = {"allOf": [content["schema"], _WITH_RECEIPT]}
    return result


def publish_place(result: dict[str, Any], **kwargs: Any) -> dict[str, Any]:
    """Where it is served, and what each group of operations is about."""
    result["servers"] = [{"url": settings.PUBLIC_URL, "x-internal": False}]
    used = {tag for operation in _operations(result) for tag in operation["tags"]}
    result["tags"] = [{"name": name, "description": text} for name, text in TAGS.items() if name in used]
    for operation in _operations(result):
        operation.setdefault("summary", operation["operationId"].replace("_", " ").capitalize())
    return result


def bound_values(result: dict[str, Any], **kwargs: Any) -> dict[str, Any]:
    """A reader can size his fields by it: nothing that is said in JSON is without an end."""
    for operation in _operations(result):
        for parameter in operation.get("parameters", ()):
            if parameter["schema"].get("type") == "string" and "enum" not in parameter["schema"]:
                parameter["schema"].setdefault("maxLength", LONGEST_PARAMETER)
    for schema in _schemas(result):
        kinds = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
        for name, bound in _bounds(kinds, schema):
            schema.setdefault(name, bound)
    return result


def _bounds(kinds: list[str], schema: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    if "integer" in kinds:
        yield from (("format", "int64"), ("minimum", 0), ("maximum", LARGEST_INTEGER))
    if "string" in kinds and not {"enum", "const"} & set(schema):
        yield "maxLength", _LENGTHS.get(schema.get("format", ""), LONGEST_TEXT)
    if "array" in kinds:
        yield "maxItems", MOST_ITEMS


def _operations(result: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for operations in result["paths"].values():
        yield from operations.values()


def _schemas(node: Any) -> Iterator[dict[str, Any]]:
    """Every schema, however deep. An example is none, though it may hold a key named `type`."""
    if isinstance(node, dict):
        if isinstance(node.get("type"), str | list):
            yield node
        for name, inner in node.items():
            if name not in ("example", "examples", "enum", "default"):
                yield from _schemas(inner)
    elif isinstance(node, list):
        for inner in node:
            yield from _schemas(inner)
