"""What is refused about a file and what is said of it, all faults at once, each with its field."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from tracker.records.media import LONGEST_NAME, LONGEST_TITLE, MediaType
from tracker.records.refusals import FieldFault, Refusal
from tracker.records.text import LINE_BREAKING, UNSTORABLE

from .kinds import find_file_faults, kind_of

# A day has begun for a sender once it has begun anywhere.
EARLIEST_ZONE = timedelta(hours=14)
FIRST_YEAR = 1970


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedFile:
    """Only `check_evidence` makes one. To look at a large file takes seconds, so it is made before anything is locked."""

    content: bytes
    media_type: MediaType
    file_name: str
    title: str
    effective_date: date


def tidy_name(sent: str) -> str:
    """The last part of a path of any system, in the one form in which equal names are equal."""
    return unicodedata.normalize("NFC", sent.replace("\\", "/").rpartition("/")[2].strip())


def tidy_title(sent: str) -> str:
    return unicodedata.normalize("NFC", sent.strip())


def check_evidence(*, content: bytes, file_name: str, title: str, effective_date: date, now: datetime) -> CheckedFile:
    """Raises Refusal."""
    file_name, title = tidy_name(file_name), tidy_title(title)
    faults = (*find_faults_of_file(content, file_name), *find_faults_of_statement(title, effective_date, now=now))
    kind = kind_of(file_name)
    if faults or kind is None:
        raise Refusal("invalid-evidence", f"Nothing was recorded. Faults found: {len(faults)}.", faults=faults)
    return CheckedFile(
        content=content, media_type=kind.media_type, file_name=file_name, title=title, effective_date=effective_date
    )


def find_faults_of_file(content: bytes, file_name: str) -> Iterator[FieldFault]:
    remedy = "Send it under its own name, such as statement.pdf."
    yield from _find_text_faults("/file", "The file's name", file_name, LONGEST_NAME, remedy)
    yield from (FieldFault("/file", code, sentence) for code, sentence in find_file_faults(content, _shown(file_name)))


def find_faults_of_statement(title: str | None, effective_date: date | None, *, now: datetime) -> Iterator[FieldFault]:
    """Of what is said of a file, as far as it could be read."""
    if title is not None:
        yield from _find_text_faults("/title", "The title", title, LONGEST_TITLE, "Say in a few words what the file is.")
    if effective_date is not None:
        yield from _find_date_faults(effective_date, (now.astimezone(UTC) + EARLIEST_ZONE).date())


def _find_text_faults(pointer: str, what: str, text: str, longest: int, remedy: str) -> Iterator[FieldFault]:
    if not text:
        yield FieldFault(pointer, "required", f"{what} is empty. {remedy}")
    if len(text) > longest:
        yield FieldFault(pointer, "too-long", f"{what} has {len(text)} characters; at most {longest} are kept. Shorten it.")
    if found := UNSTORABLE.search(text) or LINE_BREAKING.search(text):
        mark = f"U+{ord(found[0]):04X}"
        yield FieldFault(pointer, "not-text", f"{what} holds the character {mark}, which is not accepted. Leave it out.")


def _find_date_faults(effective_date: date, today: date) -> Iterator[FieldFault]:
    if effective_date > today:
        sentence = f"{effective_date} lies ahead. Send the day that the document is about or dated."
        yield FieldFault("/effective_date", "date-ahead", sentence)
    elif effective_date.year < FIRST_YEAR:
        sentence = f"{effective_date} is before {FIRST_YEAR}. Send the day that the document is about or dated."
        yield FieldFault("/effective_date", "date-implausible", sentence)


def _shown(file_name: str) -> str:
    return UNSTORABLE.sub("�", file_name)[:100]
