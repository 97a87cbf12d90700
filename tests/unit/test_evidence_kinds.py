"""Which files are kept as evidence, and in what words the others are refused (checks 55, 89, 92, 98, 99)."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest

from tests.evidence_samples import (
    CSV,
    DECLARATION,
    SAMPLES,
    WORKBOOK_PARTS,
    make_jpeg,
    make_pdf,
    make_png,
    make_workbook,
    make_zip,
)
from tracker.records.evidence.kinds import KINDS, find_file_faults
from tracker.records.media import LARGEST_FILE, MediaType

LAUGHS = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><worksheet>&b;</worksheet>'


def refusals(content: bytes, name: str = "a.xlsx") -> str:
    return " ".join(f"{code}: {sentence}" for code, sentence in find_file_faults(content, name))


@pytest.mark.parametrize("name", SAMPLES)
def test_whole_files_of_each_kind_are_kept(name: str) -> None:
    assert refusals(SAMPLES[name], name) == ""
    assert refusals(SAMPLES[name], f"Räport 报告.{name[2:].upper()}") == ""


def test_every_kind_has_a_sample() -> None:
    assert {kind.media_type for kind in KINDS.values()} == set(MediaType)
    assert {KINDS[name[1:]].media_type for name in SAMPLES} == set(MediaType)


@pytest.mark.parametrize("claimed", ["a.pdf", "a.xlsx", "a.png", "a.jpg"])
@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"<!DOCTYPE html><script>alert(1)</script>", "markup"),
        (b"\xef\xbb\xbf\n <html>", "markup"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "markup"),
        (b"MZ\x90\x00\x03" + b"\0" * 60, "a program"),
        (b"\x7fELF\x02\x01\x01", "a program"),
        (b"#!/bin/sh\nrm -rf /", "a script"),
        (b"<?php system($_GET['c']);", "markup"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500, "an Office file with a password or of the old kind"),
        (b"\0" * 100, "it begins with 00 00 00"),
        (CSV, "it begins with"),
    ],
)
def test_what_is_renamed_is_refused(claimed: str, content: bytes, words: str) -> None:
    assert "file-kind" in refusals(content, claimed)
    assert words in refusals(content, claimed)


@pytest.mark.parametrize(
    ("content", "name"),
    [(b"%PDF-3.0\n", "a.pdf"), (b"\n%PDF-1.7\n", "a.pdf"), (b"\x89PNG", "a.png"), (b"\n\xff\xd8\xff", "a.jpg")],
)
def test_no_file_is_said_to_be_what_it_is_said_not_to_be(content: bytes, name: str) -> None:
    said = refusals(content, name)
    assert f"its bytes are not: it begins with {content[:8].hex(' ')}." in said
    assert "looks like" not in said


@pytest.mark.parametrize("claimed", SAMPLES)
@pytest.mark.parametrize("name", SAMPLES)
def test_each_kind_goes_under_its_own_name_only(name: str, claimed: str) -> None:
    assert (refusals(SAMPLES[name], claimed) == "") is (name == claimed)


@pytest.mark.parametrize(
    "name", ["a.html", "a.svg", "a.exe", "a", ".htaccess", "CON", "a.pdf.js", "a.xls", "a.xlsm", "a.pdf ", "pdf"]
)
def test_other_endings_are_refused(name: str) -> None:
    assert "file-name" in refusals(make_pdf(), name)
    assert ".pdf, .xlsx, .csv, .png, .jpg" in refusals(make_pdf(), name)


def test_size_has_both_ends() -> None:
    assert "file-empty" in refusals(b"", "a.pdf")
    assert refusals(b"a" * LARGEST_FILE, "a.csv") == ""
    assert "20971521 bytes; at most 20971520 (20 MiB)" in refusals(b"a" * (LARGEST_FILE + 1), "a.csv")
    assert refusals(b"", "a.exe").count("file-") == 2, "all faults at once"


@pytest.mark.parametrize("share", [0.02, 0.3, 0.6, 0.9, 0.98])
@pytest.mark.parametrize("name", ["a.pdf", "a.xlsx", "a.png", "a.jpg"])
def test_a_file_that_is_cut_short_is_refused(name: str, share: float) -> None:
    whole = SAMPLES[name]
    assert "file-" in refusals(whole[: max(12, int(len(whole) * share))], name)


def test_a_pdf_whose_middle_is_missing_is_refused() -> None:
    whole = make_pdf(extra=b"% filler\n" * 300)
    assert "cut short" in refusals(whole[:100] + whole[1500:], "a.pdf")


@pytest.mark.parametrize("trailer", [b"/Encrypt 9 0 R ", b"/Encrypt<</Filter/Standard>>", b"/Encrypt\n9 0 R"])
def test_a_protected_pdf_is_refused(trailer: bytes) -> None:
    assert "protected by a password" in refusals(make_pdf(trailer=trailer), "a.pdf")


@pytest.mark.parametrize("picture", [make_png, make_jpeg])
def test_a_picture_is_bounded_by_what_its_head_says(picture: Callable[[int, int], bytes]) -> None:
    name = "a.png" if picture is make_png else "a.jpg"
    assert "50000 x 50000 pixels; at most 30000 on a side" in refusals(picture(50_000, 50_000), name)
    assert "30001 x 1 pixels" in refusals(picture(30_001, 1), name)
    assert "20000 x 20000 pixels" in refusals(picture(20_000, 20_000), name)
    assert "nothing is on it" in refusals(picture(0, 5), name)
    assert refusals(picture(10_000, 20_000), name) == ""


def test_the_end_of_a_small_picture_in_the_head_is_not_the_end() -> None:
    whole = make_jpeg(thumbnail=make_jpeg())
    assert refusals(whole, "a.jpg") == ""
    assert "its end is missing" in refusals(whole[:-2], "a.jpg")


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"a\0b", "NUL"), ("é".encode("latin-1") * 3, "not UTF-8"), ("a,b".encode("utf-16"), "NUL"), (b"\xff\xfea,b", "not UTF-8"),
     (b"a" * (1024 * 1024 - 1) + "é".encode()[:1], "not UTF-8"), (b"<script>", "markup"), (b" \n<svg/>", "markup")],
)  # fmt: skip
def test_a_csv_is_text_in_utf_8(content: bytes, words: str) -> None:
    assert words in refusals(content, "a.csv")


def test_a_csv_may_have_a_mark_and_a_character_over_the_seam() -> None:
    assert refusals(b"\xef\xbb\xbfa,b\n", "a.csv") == ""
    assert refusals(b"a" * (1024 * 1024 - 1) + "é".encode(), "a.csv") == ""


@pytest.mark.parametrize("content", [b"<date>,<value>\n", b"<DATE>;x", b"\xef\xbb\xbf<day>\tx"])
def test_a_column_of_a_csv_may_have_a_name_in_brackets(content: bytes) -> None:
    assert refusals(content, "a.csv") == ""


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("xl/vbaProject.bin", b"\x01", "macros"),
        ("xl/macrosheets/sheet1.xml", b"<x/>", "macros"),
        ("xl/activeX/activeX1.xml", b"<x/>", "macros"),
        ("xl/externalLinks/externalLink1.xml", b"<externalLink><ddeLink ddeService='cmd'/></externalLink>", "outside itself"),
        ("xl/connections.xml", b"<connections/>", "outside itself"),
        ("xl/embeddings/oleObject1.bin", b"\x01", "another archive"),
        ("xl/media/image1.png", make_zip({"a": b"b"}), "another archive"),
        ("docs/inner.zip", b"", "another archive"),
        ("xl/worksheets/sheet2.xml", LAUGHS, "entities"),
        ("xl/worksheets/sheet2.xml", DECLARATION + b"<!-- <a> -->" + LAUGHS, "entities"),
        ("xl/worksheets/sheet2.xml", b"<!--" + b"x" * 70_000 + b"-->" + LAUGHS, "entities"),
        ("xl/worksheets/sheet2.xml", b" " * 70_000 + LAUGHS, "entities"),
        ("xl/worksheets/sheet2.xml", b"<?a <b ?>" + LAUGHS, "entities"),
        ("xl/worksheets/sheet2.xml", LAUGHS.decode().encode("utf-16"), "entities"),
        ("xl/worksheets/sheet2.dat", LAUGHS, "entities"),
        ("xl/worksheets/sheet2.xml", b'<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x">', "entities"),
        ("../../etc/passwd", b"x", "leads out of it"),
        ("/etc/passwd", b"x", "leads out of it"),
        ("a\\..\\b.xml", b"<x/>", "contradicts|leads out of it"),
        ("XL/workbook.xml", b"<x/>", "stands twice"),
        ("[Content_Types].xml", b"<Types/>", "another kind of archive"),
        ("xl/worksheets/sheet2.bin", LAUGHS.decode().encode("utf-16"), "entities"),
        ("xl/worksheets/sheet2.bin", LAUGHS.decode().encode("utf-16-be"), "entities"),
        ("xl/worksheets/sheet2.bin", LAUGHS.decode().encode("utf-16-le"), "entities"),
        ("xl/worksheets/sheet2.bin", LAUGHS.decode().encode("utf-32"), "entities"),
        ("xl/_rels/workbook.xml.rels", b'<R Type="http://x/externalLinkPath" Target="a.xlsx"/>', "outside itself"),
        ("xl/drawings/_rels/a.xml.rels", b'<R TargetMode="External" Type="http://x/image"/>', "outside itself"),
        ("xl/drawings/_rels/a.xml.rels", b"<R Target='>' TargetMode='&#69;xternal' Type='http://x/image'/>", "outside itself"),
        ("xl/_rels/a.rels", b"""<R Id=" Type='/hyperlink'" TargetMode='External' Type='http://x/image'/>""", "outside itself"),
        ("xl/_rels/a.rels", b"<R Type='/hyperlink'/><R Target='http://e' TargetMode='External'/>", "outside itself"),
        ("xl/_rels/workbook.xml.rels", b'<R Type="http://x/2006/relationships/vba&#80;roject" Target="a.bin"/>', "macros"),
    ],
)  # fmt: skip
def test_a_workbook_carries_nothing_that_acts_or_hides(name: str, content: bytes, words: str) -> None:
    found = refusals(make_workbook({name: content}))
    assert any(word in found for word in words.split("|")), found


@pytest.mark.parametrize(
    ("formula", "kept"),
    [
        (b"<f>cmd|'/c calc'!A1</f>", False), (b'<f t="shared" ref="A1">EXCEL|[b.xlsx]S!R1C1</f>', False),
        (b"<f>cmd&#124;'/c calc'!A1</f>", False), (b"<f><![CDATA[cmd|'/c calc'!A1]]></f>", False),
        (b"<x:f>cmd|'/c calc'!A1</x:f>", False), (b"<formula1>cmd|'/c calc'!A1</formula1>", False),
        (b"<definedName name='a'>cmd|'/c calc'!A1</definedName>", False), (b'<f>1+DDE("a";"b";"c")</f>', False),
        (b'<f>_xlfn.WEBSERVICE("http://127.0.0.1/")</f>', False), (b'<f>A1&amp;"|"&amp;Sheet2!A1</f>', True),
        (b"<f>cmd<![CDATA[|]]>'/c calc'!A0</f>", False), (b"<f>cmd|<!-- -->'/c calc'!A0</f>", False),
        (b"<f>cmd<?a?>|'/c calc'!A0</f>", False), (b"<definedName name='a'>cmd<![CDATA[|]]>'/c calc'!A0</definedName>", False),
        (b'<f>_xlfn.WEBSERVICE&#40;"http://e")</f>', False), (b'<f>WEBSERVIC&#x45;("http://e")</f>', False),
        (b'<f>_xlfn.IMAGE("http://e/a.png")</f>', False), (b'<f>RTD("prog",,"topic")</f>', False),
        (b"<f>&apos;cmd&apos;|'/c calc'!A0</f>", False), (b"<f>&#39;cmd&#039;|'/c calc'!A0</f>", False),
        (b"<f>A1&#10;+&#34;&#20928;&#34;</f>", True), (b"<t>a&#124;b <!-- c --> <![CDATA[d]]></t>", True),
        (b"<f>MYIMAGE(1)+START(2)</f>", True), (b"<t>cmd|'/c calc'!A1</t>", True), (b"<f>SUM(Sheet2!A1:A9)</f>", True),
        (b"<formula2>1|2</formula2>", True),
    ],
    ids=range(26),
)  # fmt: skip
@pytest.mark.parametrize("before", [0, 65_530, 1_114_100])
def test_a_formula_asks_nobody_outside(formula: bytes, kept: bool, before: int) -> None:
    """Also where a piece that is read ends in the middle of it."""
    sheet = b"<worksheet>" + random.Random(3).randbytes(before // 2).hex().encode() + formula + b"</worksheet>"
    assert (refusals(make_workbook({"xl/worksheets/sheet2.xml": sheet})) == "") is kept


def test_several_faults_of_a_workbook_are_named_at_once() -> None:
    found = refusals(make_workbook({"xl/vbaProject.bin": b"\x01", "xl/connections.xml": LAUGHS, "xl/embeddings/a.bin": b""}))
    assert all(words in found for words in ("macros", "outside itself", "another archive", "entities"))


def test_a_workbook_with_links_for_its_reader_to_click_is_kept() -> None:
    link = b'<R Type="http://x/2006/relationships/hyperlink" TargetMode="External" Target="https://example.org/"/>'
    assert refusals(make_workbook({"xl/worksheets/_rels/sheet1.xml.rels": link})) == ""
    assert refusals(make_workbook({"customXml/item1.xml": b"<?mso-contentType?><FormTemplates/>"})) == ""


def test_another_office_file_is_no_workbook() -> None:
    document = WORKBOOK_PARTS["[Content_Types].xml"].replace(b"spreadsheetml.sheet", b"wordprocessingml.document")
    assert "another kind of archive" in refusals(make_workbook({"[Content_Types].xml": document}))
    assert "another kind of archive" in refusals(make_workbook(without="[Content_Types].xml"))
    macros = WORKBOOK_PARTS["[Content_Types].xml"].replace(
        b"openxmlformats-officedocument.spreadsheetml.sheet", b"ms-excel.sheet.macroEnabled"
    )
    assert "macros" in refusals(make_workbook({"[Content_Types].xml": macros}))


def test_unusual_archives_are_refused() -> None:
    whole = make_workbook(stored=True)
    assert "something was appended" in refusals(whole + b"<html>")
    assert "zip64" in refusals(whole[:-22] + b"PK\x06\x07" + b"\0" * 16 + whole[-22:])
    assert "contradicts itself" in refusals(whole.replace(b"<workbook", b"<w0rkbook"))
    encrypted = bytearray(whole)
    encrypted[whole.index(b"PK\x01\x02") + 8] |= 1
    assert "is encrypted" in refusals(bytes(encrypted))


def test_no_spoiled_file_is_an_error_of_ours() -> None:
    chance = random.Random(7)
    for _ in range(3_000):
        name, whole = chance.choice(list(SAMPLES.items()))
        spoiled = bytearray(whole)
        for _ in range(chance.randint(1, 8)):
            spoiled[chance.randrange(len(spoiled))] = chance.choice((0, 0xFF, chance.randrange(256)))
        cut = chance.choice((len(spoiled), chance.randrange(1, len(spoiled))))
        refusals(bytes(spoiled[:cut]), name)
