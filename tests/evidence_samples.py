"""Small real files of every kind that is kept, and ways to spoil them."""

from __future__ import annotations

import struct
import zipfile
import zlib
from io import BytesIO

CSV = "Année,Émissions tCO₂e\n2025,51712.8\n".encode()

_MAIN = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
DECLARATION = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\r\n'
WORKBOOK_PARTS: dict[str, bytes] = {
    "[Content_Types].xml": DECLARATION
    + f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_MAIN}"/></Types>'.encode(),
    "_rels/.rels": DECLARATION
    + f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" Type="{_RELATION}/officeDocument" '
    f'Target="xl/workbook.xml"/></Relationships>'.encode(),
    "xl/workbook.xml": DECLARATION
    + f'<workbook xmlns="{_SHEET}"><sheets><sheet name="Energy" sheetId="1"/></sheets></workbook>'.encode(),
    "xl/worksheets/sheet1.xml": DECLARATION
    + f'<worksheet xmlns="{_SHEET}"><sheetData><row><c><v>1</v></c></row></sheetData></worksheet>'.encode(),
}


def make_pdf(*, extra: bytes = b"", trailer: bytes = b"") -> bytes:
    """One empty page with a true cross-reference table."""
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"]
    objects += [b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>"]
    body, places = b"%PDF-1.7\n" + extra, []
    for number, content in enumerate(objects, 1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return (
        body
        + b"xref\n0 4\n0000000000 65535 f \n"
        + table
        + b"trailer\n<< /Size 4 /Root 1 0 R %s>>\nstartxref\n%d\n%%%%EOF\n" % (trailer, len(body))
    )


def make_workbook(added: dict[str, bytes] | None = None, *, without: str = "", stored: bool = False) -> bytes:
    parts = {name: content for name, content in (WORKBOOK_PARTS | (added or {})).items() if name != without}
    return make_zip(parts, stored=stored)


def make_zip(parts: dict[str, bytes], *, stored: bool = False) -> bytes:
    target = BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in parts.items():
            # Without the time of day, so that the same parts are the same bytes.
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED)
    return target.getvalue()


def make_png(width: int = 2, height: int = 2) -> bytes:
    """Only a small one is really drawn; a larger one says that it is large."""
    rows = zlib.compress(b"".join(b"\0" + b"\xff\xff\xff" * min(width, 4) for _ in range(min(height, 4))))
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", rows) + _chunk(b"IEND", b"")


def _chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def make_jpeg(width: int = 2, height: int = 2, *, thumbnail: bytes = b"") -> bytes:
    """The frame of one, as a reader of its size meets it."""
    app = b"\xff\xe1" + struct.pack(">H", 2 + len(thumbnail)) + thumbnail
    frame = b"\xff\xc0" + struct.pack(">HBHHB", 11, 8, height, width, 1) + b"\x01\x11\x00"
    return b"\xff\xd8" + app + frame + b"\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00" + b"\x00" * 8 + b"\xff\xd9"


SAMPLES = {"a.pdf": make_pdf(), "a.xlsx": make_workbook(), "a.csv": CSV, "a.png": make_png(), "a.jpg": make_jpeg()}
