"""An evidence file as an answer, for every door alike: the bytes that were stored, or none. Raises FileDamaged."""

from __future__ import annotations

import re

import structlog
from django.http import HttpResponse
from django.utils.http import content_disposition_header

from tracker.records.files import FileDamaged, read_file
from tracker.records.models import Evidence

log = structlog.get_logger()
_RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})", re.ASCII)


class UnsatisfiableRange(Exception):
    """Of the stored bytes, none lie in the range that was asked for, or it is not one range."""

    def __init__(self, size: int) -> None:
        super().__init__(f"This is not a range of the file’s {size} bytes. Ask for one at a time, such as bytes=0-1023.")
        self.size = size


def evidence_file(evidence: Evidence, *, asked_range: str | None = None) -> HttpResponse:
    """Whole, or the one range of it that was asked for. An attachment that no browser runs, whatever is in it."""
    content = _read(evidence)
    span = range(len(content)) if asked_range is None else _read_range(asked_range, len(content))
    answer = HttpResponse(content[span.start : span.stop], content_type=evidence.media_type)
    if asked_range is not None:
        answer.status_code = 206
        answer["Content-Range"] = f"bytes {span.start}-{span.stop - 1}/{len(content)}"
    for name, value in _headers(evidence).items():
        answer[name] = value
    return answer


def _read(evidence: Evidence) -> bytes:
    try:
        return read_file(evidence.sha256)
    except FileDamaged:
        log.error("evidence.file_damaged", evidence=str(evidence.pk), sha256=evidence.sha256)
        raise


def _headers(evidence: Evidence) -> dict[str, str]:
    return {
        "Content-Disposition": content_disposition_header(True, evidence.file_name) or "attachment",
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-cache",
        "Accept-Ranges": "bytes",
        "ETag": etag_of(evidence),
    }


def etag_of(evidence: Evidence) -> str:
    return f'"{evidence.sha256}"'


def _read_range(asked: str, size: int) -> range:
    """Raises UnsatisfiableRange, also for what cannot be read and for several ranges at once."""
    found = _RANGE.fullmatch(asked.strip())
    first, last = found.groups() if found else ("", "")
    if first:
        start, stop = int(first), min(int(last) + 1 if last else size, size)
    else:
        start, stop = max(size - int(last or 0), 0), size
    if start >= stop:
        raise UnsatisfiableRange(size)
    return range(start, stop)
