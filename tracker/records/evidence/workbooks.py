"""What may be in a workbook, a zip archive of XML. Its list and the head of each part are read, in memory and bounded."""

from __future__ import annotations

import html
import re
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from io import BytesIO
from pathlib import PurePosixPath

from .formulas import asks_outside

LARGEST_LIST = 512 * 1024
MOST_PARTS = 1_000
MOST_MIB = 64
MOST_UNPACKED = MOST_MIB * 1024 * 1024
HIGHEST_RATIO = 200
HEAD = 64 * 1024
LARGEST_MAP = 1024 * 1024

_TYPES = "[Content_Types].xml"
_WORKBOOK = "spreadsheetml.sheet.main+xml"
_ARCHIVES = (b"PK\x03\x04", b"PK\x05\x06", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"\xd0\xcf\x11\xe0")
_ARCHIVE_NAMES = frozenset({".zip", ".xlsx", ".xlsm", ".xlsb", ".docx", ".pptx", ".jar", ".7z", ".rar", ".gz", ".bz2", ".xz"})
# An XML declaration, a few short instructions and comments, and then the root: no room for a definition of entities.
_PROLOG = re.compile(rb"(?:\xef\xbb\xbf)?(?:\s{1,64}|<\?[^<>]{0,256}\?>|<!--[^<>]{0,2000}-->)*+<[A-Za-z_]")
_ATTRIBUTE = re.compile(r"""(?<![\w:.-])([\w:.-]{1,64}+)\s{0,8}=\s{0,8}("[^"]*"|'[^']*')""")
# The beginning of text in UTF-16 or UTF-32, in which nothing below would be found.
_WIDE = (b"\xff\xfe", b"\xfe\xff", b"\0\0\xfe\xff", b"\0<", b"\0\0\0<")
_BROKEN = "The workbook cannot be read: {}. Open it in a spreadsheet program, save it anew and send it."
_MACROS = "The workbook holds macros. Save it as “Excel workbook (.xlsx)”, without them."
_LINKS = (
    "The workbook reaches outside itself (links to other files, data connections or DDE). Break the links and keep the values."
)
_NESTED = "The workbook holds another archive or embedded object. Take it out and send it as a file of its own."
_UNSAFE_XML = "The workbook's XML defines entities or hides its beginning, as no spreadsheet program does. Save it anew."

# By the names of parts, and by what the lists of parts say, where a part may bear any name.
_MARKS = (
    (re.compile(r"vbaproject|vbadata|macrosheet|macroenabled|activex", re.I), _MACROS),
    (re.compile(r"externallink|ddelink|/connections\b|querytable|attachedtemplate", re.I), _LINKS),
    (re.compile(r"oleobject|/embeddings/|relationships/package\b", re.I), _NESTED),
)


class _Fault(Exception):
    """A sentence after which nothing more can be looked at."""


def find_workbook_faults(content: bytes) -> Iterator[str]:
    try:
        _check_end(content)
        with zipfile.ZipFile(BytesIO(content)) as archive:
            parts = archive.infolist()
            _check_sizes(parts, len(content))
            yield from dict.fromkeys(_find_part_faults(archive, parts))
    except _Fault as fault:
        yield str(fault)
    except (zipfile.BadZipFile, zlib.error, struct.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError):
        yield _BROKEN.format("its archive contradicts itself")


def _check_end(content: bytes) -> None:
    """Before `zipfile` reads the whole list, however long it is."""
    end = content[-22:]
    if not (end.startswith(b"PK\x05\x06") and end.endswith(b"\0\0")):
        raise _Fault(_BROKEN.format("its end is missing, or something was appended to it"))
    if content[-42:-38] == b"PK\x06\x07":
        raise _Fault(_BROKEN.format("it is a zip64 archive, which a file of this size need not be"))
    length = int.from_bytes(end[12:16], "little")
    if length > LARGEST_LIST:
        raise _Fault(f"The list of the workbook's parts has {length} bytes; at most {LARGEST_LIST} are read. Save it anew.")


def _check_sizes(parts: list[zipfile.ZipInfo], size: int) -> None:
    if len(parts) > MOST_PARTS:
        raise _Fault(f"The workbook has {len(parts)} parts; at most {MOST_PARTS} are read. Send its sheets in several files.")
    unpacked, packed = sum(part.file_size for part in parts), sum(part.compress_size for part in parts)
    if unpacked > MOST_UNPACKED:
        raise _Fault(
            f"Unpacked, the workbook has {unpacked} bytes; at most {MOST_UNPACKED} ({MOST_MIB} MiB) are read. Split it."
        )
    if packed > size:
        raise _Fault(_BROKEN.format("its parts lie over one another"))
    if unpacked > HIGHEST_RATIO * size:
        raise _Fault(
            f"Unpacked, the workbook is {unpacked // size} times as large; at most {HIGHEST_RATIO} are read. Save it anew."
        )
    names = [part.filename for part in parts]
    if len({name.lower() for name in names}) < len(names) or any(_is_odd(name) for name in names):
        raise _Fault(_BROKEN.format("a part stands twice in it, or under a name that leads out of it"))
    if any(part.flag_bits & 1 or part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for part in parts):
        raise _Fault(_BROKEN.format("a part is encrypted or packed in an unusual way"))


def _is_odd(name: str) -> bool:
    return name.startswith("/") or "\\" in name or ".." in PurePosixPath(name).parts


def _find_part_faults(archive: zipfile.ZipFile, parts: Iterable[zipfile.ZipInfo]) -> Iterator[str]:
    types = ""
    for part in parts:
        is_map = part.filename == _TYPES or part.filename.endswith(".rels")
        with archive.open(part) as stream:
            head = stream.read(LARGEST_MAP if is_map else HEAD)
            if _is_xml(part.filename, head) and asks_outside(head, stream):
                yield _LINKS
        if is_map and part.file_size > LARGEST_MAP:
            raise _Fault(_BROKEN.format("a list of its parts is longer than any program writes"))
        yield from _find_marks(f"/{part.filename}")
        if PurePosixPath(part.filename).suffix.lower() in _ARCHIVE_NAMES or head.startswith(_ARCHIVES):
            yield _NESTED
        if head.startswith(_WIDE) or (_is_xml(part.filename, head) and not _PROLOG.match(head)):
            yield _UNSAFE_XML
        if is_map:
            raw = head.decode("utf-8", "replace")
            if any(_leads_outside(element) for element in raw.split("<")):
                yield _LINKS
            text = html.unescape(raw)
            yield from _find_marks(text)
            types += text if part.filename == _TYPES else ""
    if _WORKBOOK not in types:
        yield _BROKEN.format("by its own list it is another kind of archive")


def _find_marks(text: str) -> Iterator[str]:
    return (sentence for mark, sentence in _MARKS if mark.search(text))


def _leads_outside(element: str) -> bool:
    """A relation to what lies elsewhere, but for a link that its reader may click."""
    found = {name: html.unescape(value[1:-1]).strip() for name, value in _ATTRIBUTE.findall(element)}
    return found.get("TargetMode", "").lower() == "external" and not found.get("Type", "").endswith("/hyperlink")


def _is_xml(name: str, head: bytes) -> bool:
    return name.lower().endswith((".xml", ".rels", ".vml")) or head[:64].removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<")
