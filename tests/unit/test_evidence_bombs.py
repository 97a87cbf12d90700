"""What is made to cost much is refused at once, in words, and with little memory (checks 53, 54, 99)."""

from __future__ import annotations

import random
import struct
import subprocess
import sys
import time
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.evidence_samples import SAMPLES, WORKBOOK_PARTS, make_workbook, make_zip
from tests.unit.test_evidence_kinds import refusals
from tracker.local import CHECKOUT
from tracker.records.media import LARGEST_FILE


def bomb(parts: int = 1, each: int = 1024 * 1024 * 1024) -> bytes:
    """Names of one and the same kernel: zeros that nobody has to hold to pack them."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    block = b"\0" * (1024 * 1024)
    kernel = b"".join(packer.compress(block) for _ in range(min(each, 64 * 1024 * 1024) // len(block))) + packer.flush()
    local, central = b"", b""
    for number in range(parts):
        name = b"xl/worksheets/s%d.xml" % number
        sizes = struct.pack("<HHHHHIIIHH", 20, 0, 8, 0, 33, 0, len(kernel), each, len(name), 0)
        central += b"PK\x01\x02" + struct.pack("<H", 20) + sizes + struct.pack("<HHHII", 0, 0, 0, 0, len(local)) + name
        local += b"PK\x03\x04" + sizes + name + kernel
    return local + central + b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, parts, parts, len(central), len(local), 0)


def many_parts(count: int, *, honest: bool = True) -> bytes:
    record = b"PK\x01\x02" + struct.pack("<HHHHHHIIIHHHHHII", 20, 20, 0, 0, 0, 33, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0) + b"a"
    local = b"PK\x03\x04" + struct.pack("<HHHHHIIIHH", 20, 0, 0, 0, 33, 0, 0, 0, 1, 0) + b"a"
    length = len(record) * count
    end = struct.pack("<HHHHIIH", 0, 0, min(count, 65535), min(count, 65535), length if honest else 47, len(local), 0)
    return local + record * count + b"PK\x05\x06" + end


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (bomb, "Unpacked, the workbook has 1073741824 bytes"),
        (lambda: bomb(200), "Unpacked, the workbook has 214748364800 bytes"),
        (lambda: bomb(1, 60 * 1024 * 1024), "times as large; at most 200"),
        (lambda: many_parts(400_000), "The list of the workbook's parts has 18800000 bytes"),
        (lambda: many_parts(400_000, honest=False), "The workbook cannot be read"),
        (lambda: many_parts(5_000), "has 5000 parts; at most 1000"),
        (lambda: make_workbook({f"xl/worksheets/s{number}.xml": b"<a/>" for number in range(1_500)}), "1504 parts"),
        (lambda: make_workbook({"xl/worksheets/big.xml": b"<a>" + b"<b/>" * 15_000_000}), "times as large"),
        (lambda: bomb(1, 65 * 1024 * 1024), "at most 67108864 (64 MiB) are read"),
    ],
    ids=[
        "1 GiB",
        "200 GiB",
        "ratio",
        "400,000 parts",
        "400,000 unlisted parts",
        "5,000 parts",
        "1,500 parts",
        "60 MB of XML",
        "65 MiB",
    ],
)
def test_bombs_are_refused_at_once(make: Callable[[], bytes], words: str) -> None:
    content = make()
    began = time.thread_time()
    assert words in refusals(content)
    assert time.thread_time() - began < 1


MEASURE = """
import resource, sys
from pathlib import Path
from tracker.records.evidence.kinds import find_file_faults
content = Path(sys.argv[1]).read_bytes()
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
assert list(find_file_faults(content, "a.xlsx"))
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""


@pytest.mark.parametrize(
    "make",
    [lambda: bomb(200), lambda: many_parts(400_000), lambda: make_workbook({"a.zip": bomb(16)})],
    ids=["200 GiB", "400,000 parts", "nested"],
)
def test_bombs_are_refused_with_little_memory(make: Callable[[], bytes], tmp_path: Path) -> None:
    (tmp_path / "bomb.xlsx").write_bytes(make())
    done = subprocess.run(
        [sys.executable, "-c", MEASURE, str(tmp_path / "bomb.xlsx")], cwd=CHECKOUT, capture_output=True, text=True, check=True
    )
    assert int(done.stdout) < 50 * 1024, "KiB beyond the file itself"


def test_a_part_that_is_larger_than_it_says_is_not_unpacked() -> None:
    lying = bytearray(bomb(1, 64 * 1024 * 1024))
    for signature, place in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = lying.index(signature) + place
        lying[at : at + 4] = struct.pack("<I", 500)
    assert "contradicts itself" in refusals(bytes(lying))


@pytest.mark.parametrize(
    ("name", "unit"),
    [("a.pdf", b"startxref 1 "), ("a.pdf", b"/Encrypt  "), ("a.pdf", b"1 0 "), ("a.jpg", b"\xff"), ("a.jpg", b"\xff\x01"),
     ("a.csv", b"  "), ("a.csv", "€".encode()), ("a.png", b"IHDR")],
)  # fmt: skip
def test_looking_costs_as_much_as_there_is_to_see(name: str, unit: bytes) -> None:
    began = time.thread_time()
    refusals((SAMPLES[name][:9] + unit * LARGEST_FILE)[:LARGEST_FILE], name)
    assert time.thread_time() - began < 1


@pytest.mark.parametrize(
    "unit",
    [
        b"<!--",
        b"<?",
        b" ",
        b"<!-- -->",
        b"<?a ?>",
        b"<",
        b"<?<!--",
        b"<f>",
        b"<f a",
        b"<f>a|",
        b"<f>|a",
        b"<f><![CDATA[",
        b"<f>&#124;",
    ],
)
def test_looking_at_a_part_costs_as_much_as_there_is_to_see(unit: bytes) -> None:
    part = b"<a>" + (unit * 524_288)[:524_288] if unit.startswith(b"<f") else (unit * 65_536)[:65_536]
    content = make_zip(WORKBOOK_PARTS | {f"xl/w{number}.xml": part for number in range(20)}, stored=True)
    began = time.thread_time()
    refusals(content)
    assert time.thread_time() - began < 1


@pytest.mark.parametrize(
    ("unit", "is_refused"),
    [(b"a|", True), (b"&#000", True), (b"DDE (", True), (b"WEBSERVICE (", True), (b"a|" + b"b" * 299, False),
     (b"&#" + b"0" * 300, False), (b"(", False), (b"&&", False), (b"<f>SUM(A1)</f>", False),
     ("<row><c><t>甲|乙</t></c></row>".encode(), False)],
    ids=lambda value: value[:20] if isinstance(value, bytes) else None,
)  # fmt: skip
def test_looking_at_a_whole_workbook_takes_no_second(unit: bytes, is_refused: bool) -> None:
    """As large as one may be; a picture beside it keeps the ratio."""
    size = 63 * 1024 * 1024
    part = b"<a>" + unit * (size // len(unit))
    content = make_workbook({"xl/worksheets/big.xml": part, "xl/media/a.png": random.Random(53).randbytes(size // 150)})
    began = time.thread_time()
    faults = refusals(content)
    assert time.thread_time() - began < 1
    assert ("reaches outside itself" in faults) is is_refused
