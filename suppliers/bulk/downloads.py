"""The result of a bulk file as an answer, for every door alike. Raises Conflict while there is none, and FileDamaged."""

from __future__ import annotations

from pathlib import PurePosixPath

from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.utils.http import content_disposition_header

from tracker.records.files import check_file, path_of
from tracker.records.media import MediaType
from tracker.records.refusals import Conflict

from .queries import Progress

ENDINGS = {MediaType.CSV: ".csv", MediaType.XLSX: ".xlsx"}


def result_file(progress: Progress) -> HttpResponseBase:
    if progress.result is None or not progress.result.sha256:
        sentence = progress.fault or "The rows are still at work. Ask again once the state of the file is DONE."
        raise Conflict("bulk-file-at-work", sentence)
    check_file(progress.result.sha256)
    answer = FileResponse(path_of(progress.result.sha256).open("rb"), content_type=progress.file.media_type)
    return _as_attachment(answer, f"{PurePosixPath(progress.file.file_name).stem}-result{_ending(progress)}")


def template_file(content: bytes, media_type: MediaType) -> HttpResponse:
    answer = HttpResponse(content, content_type=media_type)
    _as_attachment(answer, f"emissions-reports{ENDINGS[media_type]}")
    return answer


def _ending(progress: Progress) -> str:
    return ENDINGS[MediaType(progress.file.media_type)]


def _as_attachment(answer: HttpResponseBase, name: str) -> HttpResponseBase:
    answer["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-cache"
    return answer
