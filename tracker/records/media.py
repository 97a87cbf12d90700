"""Which files are kept as evidence, and how large they may be."""

from __future__ import annotations

from enum import StrEnum

LARGEST_MIB = 20
LARGEST_FILE = LARGEST_MIB * 1024 * 1024
# A file and the form around it.
LARGEST_REQUEST = LARGEST_FILE + 256 * 1024
LONGEST_NAME = 255
LONGEST_TITLE = 200


class MediaType(StrEnum):
    PDF = "application/pdf"
    XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    CSV = "text/csv"
    PNG = "image/png"
    JPEG = "image/jpeg"
