"""A form with a file, read as strictly as JSON: each field once, text that can be stored, a body that is whole."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import IO, Any

from django.core.exceptions import TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, UnreadablePostError
from django.http.multipartparser import MultiPartParser, MultiPartParserError
from django.utils.datastructures import MultiValueDict
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.parsers import BaseParser

from tracker.records.refusals import FieldFault, Refusal
from tracker.records.text import UNSTORABLE

from .uploads import without_sent_names

_PASSED_OVER = (
    "Something in the form is no part that can be read: a part without a name, or text before or after the "
    'parts. Begin each with Content-Disposition: form-data; name="…" and end the form with its boundary.'
)
_BREAKS_OFF = "The body breaks off before the end of the form. Send it again, whole."


@dataclass(frozen=True, slots=True)
class SentFile:
    name: str
    content: bytes


class SentForm(dict[str, Any]):
    """The fields of a form by name, and the hash of the bytes that they came in."""

    def __init__(self, fields: Mapping[str, Any], body_sha256: str) -> None:
        super().__init__(fields)
        self.body_sha256 = body_sha256


@extend_schema_field({"type": "string", "format": "binary"})
class SentFileField(serializers.Field[SentFile, Any, str, Any]):
    default_error_messages = {"required": "The file is missing. Send it in a part of the form that has a file name."}

    def to_internal_value(self, data: Any) -> SentFile:
        if isinstance(data, SentFile):
            return data
        raise serializers.ValidationError("Text came where a file was expected. Send the part with a file name.", code="file")


class StrictFormParser(BaseParser):
    media_type = "multipart/form-data"

    def parse(
        self, stream: IO[bytes], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> SentForm:
        request: HttpRequest = (parser_context or {})["request"]
        try:
            body = stream.read()
            form = _Form(request.META, BytesIO(body), without_sent_names(request), "utf-8")
            fields, files = form.parse()
        except UnreadablePostError as error:
            raise Refusal("malformed-form", _BREAKS_OFF) from error
        except (MultiPartParserError, TooManyFieldsSent, TooManyFilesSent) as error:
            raise Refusal("malformed-form", f"The body is not a form that can be read. {error}") from error
        sent = [*_each(fields), *_read_files(files, form.file_names)]
        if len(body) < int(request.META["CONTENT_LENGTH"]) or len(list(_each(files))) < len(form.file_names):
            raise Refusal("malformed-form", _BREAKS_OFF)
        if not form.is_all_of(body, parts=len(sent)):
            raise Refusal("malformed-form", _PASSED_OVER)
        return SentForm(_each_once(sent), hashlib.sha256(body).hexdigest())


class _Form(MultiPartParser):
    """Keeps the names of files as they were sent: Django drops from them in silence what the record refuses."""

    _boundary: bytes

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.file_names: list[str] = []

    def sanitize_file_name(self, file_name: str) -> str:
        self.file_names.append(file_name)
        return "file"

    def is_all_of(self, body: bytes, *, parts: int) -> bool:
        """Whether nothing was passed over: one mark before each part that was read, one at the end, nothing around them."""
        mark = b"--" + self._boundary
        before, after = body[: body.find(mark)], body[body.rfind(mark) + len(mark) :]
        return body.count(mark) == parts + 1 and not before.strip() and after.rstrip() == b"--"


def _each(values: MultiValueDict[str, Any]) -> Iterator[tuple[str, Any]]:
    return ((name, value) for name, found in values.lists() for value in found)


def _read_files(files: MultiValueDict[str, Any], names: list[str]) -> Iterator[tuple[str, SentFile]]:
    """Where there are several, each gets the name of the first: they are refused together."""
    for field, file in _each(files):
        with file:
            yield field, SentFile(names[0], file.read())


def _each_once(sent: list[tuple[str, Any]]) -> dict[str, Any]:
    faults = {}
    names = [name for name, _ in sent]
    for name, value in sent:
        if names.count(name) > 1:
            sentence = f"It came {names.count(name)} times. Send it once."
            faults[name] = FieldFault(_pointer(name), "twice", sentence)
        elif isinstance(value, str) and (found := UNSTORABLE.search(value) or ("�" in value and ["�"])):
            sentence = (
                f"It holds the character U+{ord(found[0]):04X}, which is not accepted in text. Send it in UTF-8, without it."
            )
            faults[name] = FieldFault(_pointer(name), "not-text", sentence)
    if faults:
        raise Refusal("invalid-evidence", f"Nothing was recorded. Faults found: {len(faults)}.", faults=tuple(faults.values()))
    return dict(sent)


def _pointer(name: str) -> str:
    return "/" + UNSTORABLE.sub("�", name)[:60].replace("~", "~0").replace("/", "~1")
