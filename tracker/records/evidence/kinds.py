"""What a file is, by its name and by its bytes: the two have to agree. Nothing is unpacked and nothing is drawn."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from tracker.records.media import LARGEST_FILE, LARGEST_MIB, MediaType

from .pictures import find_jpeg_faults, find_png_faults
from .workbooks import find_workbook_faults

TRAILER = 1024
CHUNK = 1024 * 1024

FindFaults = Callable[[bytes], Iterator[str]]

# What the bytes show when they are not what the name says, in the words of the refusal.
_SIGNATURES = (
    (b"%PDF-", "a PDF"),
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"PK", "a zip archive or an Office file"),
    (b"\xd0\xcf\x11\xe0", "an Office file with a password or of the old kind"),
    (b"MZ", "a program"),
    (b"\x7fELF", "a program"),
    (b"#!", "a script"),
    (b"<", "a page or drawing in markup"),
)


@dataclass(frozen=True, slots=True)
class Kind:
    """`faults` finds sentences about bytes that begin as they should."""

    name: str
    media_type: MediaType
    begins: re.Pattern[bytes]
    faults: FindFaults


def kind_of(file_name: str) -> Kind | None:
    return KINDS.get(PurePosixPath(file_name).suffix.lower())


def find_file_faults(content: bytes, file_name: str) -> Iterator[tuple[str, str]]:
    """Codes and sentences: what came, what was expected, what to do."""
    kind = kind_of(file_name)
    if kind is None and file_name:
        yield "file-name", f"“{file_name}” does not end as a file that is kept. Send one that ends in {', '.join(KINDS)}."
    if not content:
        yield "file-empty", "The file is empty. Choose the file again and send it whole."
    elif len(content) > LARGEST_FILE:
        size = f"{len(content)} bytes; at most {LARGEST_FILE} ({LARGEST_MIB} MiB) are kept"
        yield "file-too-large", f"The file has {size}. Send it in parts, or scan it with fewer dots per inch."
    elif kind:
        yield from _find_content_faults(content, kind)


def _find_content_faults(content: bytes, kind: Kind) -> Iterator[tuple[str, str]]:
    if kind.begins.match(content):
        yield from (("file-content", sentence) for sentence in kind.faults(content))
    else:
        sentence = f"By its name it is {kind.name}, but its bytes are not: {_describe(content, kind)}."
        yield "file-kind", f"{sentence} Send it under the name that fits, or save it as {kind.name}."


def _describe(content: bytes, kind: Kind) -> str:
    """What it looks like, unless that is what it is said to be."""
    start = content[:64].removeprefix(codecs.BOM_UTF8).lstrip()
    found = next((words for signature, words in _SIGNATURES if start.startswith(signature)), None)
    return f"it looks like {found}" if found and found != kind.name else f"it begins with {content[:8].hex(' ')}"


_POINTER = re.compile(rb"startxref\s{1,8}(\d{1,10})\s{1,8}%%EOF")
_TABLE = re.compile(rb"\s{0,8}(xref|\d{1,10}\s{1,8}\d{1,5}\s{1,8}obj)")
_ENCRYPTED = re.compile(rb"/Encrypt\s{0,8}(\d{1,10}\s{1,8}\d{1,5}\s{1,8}R|<<)")


def _find_pdf_faults(content: bytes) -> Iterator[str]:
    pointers = _POINTER.findall(content[-TRAILER:])
    if not (pointers and _TABLE.match(content, int(pointers[-1]))):
        yield "The PDF is cut short: its end, or the table that its end leads to, is missing. Save it anew and send it whole."
    if _ENCRYPTED.search(content):
        yield "The PDF is protected by a password. Save it without protection, so that it can be read in years to come."


def _find_csv_faults(content: bytes) -> Iterator[str]:
    if b"\0" in content:
        yield "The CSV holds the character NUL, which is in no text. Save it as CSV in UTF-8."
    elif not _is_utf_8(content):
        yield "The CSV is not UTF-8 text. Save it as “CSV UTF-8”."


def _is_utf_8(content: bytes) -> bool:
    """A megabyte at a time, so that a large file is not held twice."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for start in range(0, len(content), CHUNK):
            decoder.decode(content[start : start + CHUNK], final=start + CHUNK >= len(content))
    except UnicodeDecodeError:
        return False
    return True


_PDF = Kind("a PDF", MediaType.PDF, re.compile(rb"%PDF-[12]\.\d"), _find_pdf_faults)
_XLSX = Kind(
    "an Excel workbook (.xlsx)",
    MediaType.XLSX,
    re.compile(rb"PK\x03\x04"),
    find_workbook_faults,
)
# A first column may be called <DATE>; what goes on as markup does is none.
_CSV = Kind(
    "a CSV table",
    MediaType.CSV,
    re.compile(rb"(?!(?:\xef\xbb\xbf)?\s{0,64}(?:<(?!\w{1,64}>[,;\t])|%PDF-|#!))"),
    _find_csv_faults,
)
_PNG = Kind("a PNG picture", MediaType.PNG, re.compile(rb"\x89PNG\r\n\x1a\n"), find_png_faults)
_JPEG = Kind("a JPEG picture", MediaType.JPEG, re.compile(rb"\xff\xd8\xff"), find_jpeg_faults)

KINDS: Mapping[str, Kind] = {
    ".pdf": _PDF, ".xlsx": _XLSX, ".csv": _CSV, ".png": _PNG, ".jpg": _JPEG, ".jpeg": _JPEG,
}  # fmt: skip
