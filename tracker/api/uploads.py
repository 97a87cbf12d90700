"""How a page reads a form with a file."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest
from django.http.multipartparser import MultiPartParser


class SentNames(FileUploadHandler):
    """Has the form read with each file's name as it was sent: the record refuses what Django drops from a name in silence."""

    def handle_raw_input(self, input_data: Any, META: Any, *rest: Any) -> Any:  # noqa: N803 - Django's name
        return _Form(META, input_data, without_sent_names(self.request), rest[-1]).parse()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None


class _Form(MultiPartParser):
    def sanitize_file_name(self, file_name: str) -> str | None:
        name = file_name.replace("\\", "/").rpartition("/")[2]
        return None if name in ("", ".", "..") else name


def without_sent_names(request: HttpRequest | None) -> list[FileUploadHandler]:
    return [handler for handler in request.upload_handlers if not isinstance(handler, SentNames)] if request else []
