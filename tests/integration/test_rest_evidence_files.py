"""Evidence as it is read back: whole or in part, never damaged, never another's (checks 7, 90, 96, 97)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from rest_framework.test import APIClient
from structlog.testing import capture_logs

from tests.evidence_samples import SAMPLES, make_pdf
from tests.integration.test_rest_evidence import URL, send, without_request_id
from tests.world import record_sample
from tracker.access.models import Party

Connect = Callable[[Party | None], APIClient]


def test_a_download_is_nothing_that_a_browser_runs(connect: Connect, supplier: Party) -> None:
    polyglot = make_pdf(extra=b"%<html><script>alert(1)</script>\n")
    filed = send(connect(supplier), polyglot, 'a "quoted" é.pdf').json()
    file = connect(supplier).get(filed["file"], HTTP_ACCEPT="application/pdf")
    assert file["Content-Type"] == "application/pdf"
    assert file["Content-Disposition"] == "attachment; filename*=utf-8''a%20%22quoted%22%20%C3%A9.pdf"
    assert (file["X-Content-Type-Options"], file["Content-Security-Policy"]) == ("nosniff", "sandbox; default-src 'none'")
    assert "private" in file["Cache-Control"]


@pytest.mark.parametrize(
    ("asked", "status", "expected"),
    [
        ("bytes=0-3", 206, b"%PDF"), ("bytes=5-", 206, SAMPLES["a.pdf"][5:]), ("bytes=-6", 206, b"%%EOF\n"),
        ("bytes=0-99999999", 206, SAMPLES["a.pdf"]), ("bytes=99999999-", 416, None), ("bytes=-0", 416, None),
        ("bytes=4-3", 416, None), ("bytes=-", 416, None), ("bytes=0-1,4-5", 416, None), ("lines=1-2", 416, None),
        ("bytes=" + "9" * 5000 + "-", 416, None), ("bytes=٠-٣", 416, None),
    ],
    ids=range(12),
)  # fmt: skip
def test_a_range_is_given_or_refused(
    connect: Connect, supplier: Party, asked: str, status: int, expected: bytes | None
) -> None:
    evidence = record_sample(supplier)
    answer = connect(supplier).get(f"{URL}{evidence.pk}/file/", HTTP_RANGE=asked)
    assert answer.status_code == status
    if expected is None:
        assert (answer["Content-Range"], answer["Content-Type"]) == (f"bytes */{evidence.size}", "application/problem+json")
    else:
        start = SAMPLES["a.pdf"].index(expected)
        assert answer.content == expected
        assert answer["Content-Range"] == f"bytes {start}-{start + len(expected) - 1}/{evidence.size}"


def test_what_the_reader_has_already_is_not_sent_again(connect: Connect, supplier: Party) -> None:
    evidence, client = record_sample(supplier), connect(supplier)
    address, etag = f"{URL}{evidence.pk}/file/", f'"{evidence.sha256}"'
    assert client.get(address, HTTP_IF_NONE_MATCH=etag).status_code == 304
    assert client.get(address, HTTP_RANGE="bytes=0-3", HTTP_IF_RANGE=etag).status_code == 206
    assert client.get(address, HTTP_RANGE="bytes=0-3", HTTP_IF_RANGE='"other"').status_code == 200


@pytest.mark.parametrize("header", [{}, {"HTTP_RANGE": "bytes=0-3"}, {"HTTP_IF_NONE_MATCH": "ETAG"}])
@pytest.mark.parametrize("damage", ["altered", "missing"])
def test_a_damaged_file_is_never_served(
    connect: Connect, supplier: Party, store: Path, damage: str, header: dict[str, Any]
) -> None:
    evidence = record_sample(supplier)
    path = store / evidence.sha256[:2] / evidence.sha256
    path.write_bytes(SAMPLES["a.pdf"][:-1] + b" ") if damage == "altered" else path.unlink()
    sent: dict[str, Any] = {name: value.replace("ETAG", f'"{evidence.sha256}"') for name, value in header.items()}
    with capture_logs() as logged:
        answer = connect(supplier).get(f"{URL}{evidence.pk}/file/", **sent)
    assert (answer.status_code, answer.json()["type"]) == (500, "/api/problems/file-damaged/")
    assert b"%PDF" not in answer.content
    assert [line["sha256"] for line in logged if line["event"] == "evidence.file_damaged"] == [evidence.sha256]


def test_anothers_file_reads_like_none(connect: Connect, supplier: Party, stranger: Party) -> None:
    client, theirs = connect(supplier), record_sample(stranger)
    for ending in ("", "file/"):
        missing = without_request_id(client.get(f"{URL}{uuid4()}/{ending}"))
        for guess in (str(theirs.pk), theirs.sha256):
            answer = client.get(f"{URL}{guess}/{ending}")
            assert answer.status_code == 404
            assert without_request_id(answer) == missing
    assert client.get(URL).json()["count"] == 0
