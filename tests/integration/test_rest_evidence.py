"""The doors for evidence: what is taken, what is refused and in which words, who sees what, and that bytes come back whole."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from rest_framework.test import APIClient

from suppliers.models import RevisionEvidence
from tests.evidence_samples import SAMPLES, make_pdf, make_workbook
from tests.world import MINIMAL, record_sample, submit, submit_accepted
from tracker.access.models import Party, User
from tracker.records.canonical import sha256_of
from tracker.records.media import LARGEST_FILE
from tracker.records.models import Evidence

URL = "/api/v1/evidence/"
REPORTS = "/api/v1/emissions-reports/"
Connect = Callable[[Party | None], APIClient]
STATED = {"title": "Assurance statement", "effective_date": "2025-12-31"}


def send(client: Any, content: bytes = SAMPLES["a.pdf"], name: str = "a.pdf", **fields: Any) -> Any:
    form = {"file": SimpleUploadedFile(name, content), **STATED, **fields}
    return client.post(URL, {key: value for key, value in form.items() if value is not None}, format="multipart")


def send_raw(client: Any, *parts: bytes, length: int | None = None, end: bytes = b"--b--\r\n") -> Any:
    body = b"".join(b"--b\r\nContent-Disposition: form-data; " + part + b"\r\n" for part in parts) + end
    options: dict[str, Any] = {} if length is None else {"CONTENT_LENGTH": str(length), "wsgi.input": BytesIO(body)}
    return client.generic("POST", URL, body, content_type="multipart/form-data; boundary=b", **options)


TITLE = b'name="title"\r\n\r\nA title'
DAY = b'name="effective_date"\r\n\r\n2025-12-31'
FILE = b'name="file"; filename="a.pdf"\r\n\r\n' + SAMPLES["a.pdf"]


def errors_of(response: Any, status: int = 400) -> dict[str, str]:
    assert (response.status_code, response["Content-Type"]) == (status, "application/problem+json"), response.content
    return {error["pointer"]: error["detail"] for error in response.json().get("errors", [])}


def without_request_id(response: Any) -> dict[str, Any]:
    return {**json.loads(response.content), "request_id": None}


def test_a_file_is_filed_listed_and_read_back(connect: Connect, supplier: Party) -> None:
    client, content = connect(supplier), SAMPLES["a.xlsx"]
    answer = send(client, content, "Zähler 读数.xlsx")
    assert answer.status_code == 201, answer.content
    filed = answer.json()
    assert filed | {
        "file_name": "Zähler 读数.xlsx", "size": len(content), "sha256": sha256_of(content), "effective_date": "2025-12-31",
        "title": "Assurance statement", "party_id": str(supplier.pk), "revisions": [],
    } == filed  # fmt: skip
    assert answer["Location"] == f"{URL}{filed['id']}/"
    assert filed.pop("receipt")["statement"]["party_id"] == str(supplier.pk)
    assert client.get(answer["Location"]).json() == filed
    assert client.get(URL).json()["results"] == [filed]
    file = client.get(filed["file"])
    assert (file.status_code, file.content, file["ETag"]) == (200, content, f'"{filed["sha256"]}"')


def test_all_faults_of_a_form_are_named_at_once(connect: Connect, supplier: Party, store: Path) -> None:
    client = connect(supplier)
    answer = send(client, title=None, effective_date="31.12.2025", effective_dat="2025", revision="1")
    assert set(errors_of(answer)) == {"/title", "/effective_date", "/effective_dat", "/revision"}
    assert "Did you mean effective_date?" in errors_of(answer)["/effective_dat"]
    answer = send(client, b"MZ\0", title=" ", effective_date="2999-01-01")
    assert set(errors_of(answer)) == {"/title", "/effective_date", "/file"}
    assert not Evidence.objects.exists()
    assert not [path for path in store.rglob("*") if path.is_file()]


def test_a_form_without_a_file_or_with_two_is_refused(connect: Connect, supplier: Party) -> None:
    client = connect(supplier)
    assert "The file is missing" in errors_of(send(client, file=None))["/file"]
    assert "Text came" in errors_of(send(client, file="words"))["/file"]
    assert "The file is missing" in errors_of(client.post(URL))["/file"]
    assert "It came 2 times" in errors_of(send_raw(client, FILE, FILE, TITLE, DAY))["/file"]
    assert (
        "no field of this name" in errors_of(send_raw(client, FILE, FILE.replace(b'"file"', b'"file2"'), TITLE, DAY))["/file2"]
    )
    assert "It came 2 times" in errors_of(send_raw(client, FILE, TITLE, TITLE, DAY))["/title"]
    assert "not text" in errors_of(send_raw(client, FILE, FILE.replace(b'"file"', b'"title"'), DAY))["/title"]
    assert "empty" in errors_of(send(client, b""))["/file"]
    assert not Evidence.objects.exists()


@pytest.mark.parametrize(
    ("part", "pointer"),
    [
        (FILE.replace(b"a.pdf", "a\u202e.pdf".encode(), 1), "/file"), (FILE.replace(b"a.pdf", b"a\0.pdf", 1), "/file"),
        (FILE.replace(b"a.pdf", b"a" * 300 + b".pdf", 1), "/file"), (TITLE + b"\0", "/title"), (TITLE + b"\xff", "/title"),
        (TITLE + "\u202e".encode(), "/title"), (TITLE + b"\r\nBcc: x", "/title"),
    ],
    ids=range(7),
)  # fmt: skip
def test_text_that_disguises_itself_is_refused(connect: Connect, supplier: Party, part: bytes, pointer: str) -> None:
    rest = (TITLE, DAY) if pointer == "/file" else (FILE, DAY)
    assert set(errors_of(send_raw(connect(supplier), part, *rest))) == {pointer}


def test_a_path_in_a_name_leads_nowhere(connect: Connect, supplier: Party) -> None:
    for name in (b"../../etc/a.pdf", b"/abs/a.pdf", b"x/..\\\\..\\\\a.pdf"):
        answer = send_raw(connect(supplier), FILE.replace(b"a.pdf", name, 1), TITLE, DAY)
        assert (answer.status_code, answer.json()["file_name"]) == (201, "a.pdf")


def test_a_body_that_breaks_off_leaves_nothing(connect: Connect, supplier: Party, store: Path) -> None:
    client = connect(supplier)
    for answer in (
        send_raw(client, TITLE, DAY, FILE, end=b""), send_raw(client, TITLE, DAY, FILE[:-20], end=b"", length=5_000),
        send_raw(client, FILE, TITLE, DAY, length=5_000),
    ):  # fmt: skip
        assert answer.status_code == 400
        assert "breaks off" in answer.json()["detail"]
    assert not Evidence.objects.exists()
    assert not store.exists()


@pytest.mark.parametrize(
    "content_type", ["multipart/form-data", "multipart/form-data; boundary=", "multipart/form-data; boundary=é"]
)
def test_a_form_that_is_none_is_refused(connect: Connect, supplier: Party, content_type: str) -> None:
    answer = connect(supplier).generic("POST", URL, "--b\r\n", content_type=content_type)
    assert (answer.status_code, answer.json()["type"]) == (400, "/api/problems/malformed-form/")


def test_other_bodies_are_not_read_here(connect: Connect, supplier: Party) -> None:
    client = connect(supplier)
    assert client.post(URL, STATED, format="json").status_code == 415
    answer = client.post(REPORTS, {**MINIMAL, "file": SimpleUploadedFile("a.pdf", make_pdf())}, format="multipart")
    assert (answer.status_code, answer["Content-Type"]) == (415, "application/problem+json")


def test_many_fields_are_refused(connect: Connect, supplier: Party) -> None:
    fields: dict[str, Any] = {f"field_{number}": "x" for number in range(2_000)}
    answer = send(connect(supplier), **fields)
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")


def test_files_have_a_limit_of_their_own(connect: Connect, supplier: Party) -> None:
    client: Any = connect(supplier)
    table = b"a,b\n" * (LARGEST_FILE // 4)
    assert send(client, table, "a.csv").status_code == 201, "twenty times the limit of any other body"
    assert "at most 20971520" in errors_of(send(client, table + b"\n", "a.csv"))["/file"]
    assert send(client, explanation="x" * 2**20).status_code == 413, "text in a form is bounded as ever"
    huge = client.generic(
        "POST", URL, b"--b", content_type="multipart/form-data; boundary=b", CONTENT_LENGTH=str(LARGEST_FILE * 2)
    )
    assert (huge.status_code, huge.json()["type"]) == (413, "/api/problems/body-too-large/")
    large = client.generic("POST", REPORTS, b'{"a":"' + b"x" * 2**20 + b'"}', content_type="application/json")
    assert large.status_code == 413


def test_nothing_larger_than_a_file_is_read_at_any_door(client: Client, db: None) -> None:
    answer = client.generic("POST", "/admin/login/", b"", CONTENT_LENGTH=str(LARGEST_FILE * 2))
    assert (answer.status_code, answer["Content-Type"]) == (413, "text/plain")
    assert client.generic("POST", "/admin/login/", b"", CONTENT_LENGTH="9" * 5_000).status_code == 413


def test_a_hostile_workbook_is_refused_in_words(connect: Connect, supplier: Party) -> None:
    answer = send(connect(supplier), make_workbook({"xl/vbaProject.bin": b"x", "xl/connections.xml": b"<x/>"}), "a.xlsx")
    assert answer.json()["detail"] == "Nothing was recorded. Faults found: 2."
    assert answer.json()["type"] == "/api/problems/invalid-evidence/"


def test_faults_of_the_file_are_said_beside_those_of_its_fields(connect: Connect, supplier: Party) -> None:
    form = {"file": SimpleUploadedFile("notes.md", b"# Notes"), "title": "", "effective_date": "tomorrow", "titel": "x"}
    answer = connect(supplier).post(URL, form, format="multipart")
    assert answer.json()["type"] == "/api/problems/invalid-evidence/"
    assert set(errors_of(answer)) == {"/file", "/title", "/effective_date", "/titel"}


def test_it_is_attached_as_it_is_filed_or_later(connect: Connect, supplier: Party, analyst: User) -> None:
    client, revision = connect(supplier), submit(supplier)
    before = client.get(f"{REPORTS}{revision.report_id}/").json()["revisions"][0]
    assert before["evidence"] == []
    first = send(client, revision=str(revision.pk)).json()
    assert first["revisions"] == [str(revision.pk)]
    second = send(client, SAMPLES["a.png"], "b.png", effective_date="2024-02-29").json()
    attached = client.post(f"{REPORTS}{revision.report_id}/revisions/1/evidence/", {"evidence_id": second["id"]}, format="json")
    assert attached.status_code == 201, attached.content
    after = attached.json()["revisions"][0]
    assert [{**each, "recorded_at": ""} for each in after["evidence"]] == [
        {"id": each["id"], "sha256": each["sha256"], "file_name": each["file_name"], "title": each["title"],
         "effective_date": each["effective_date"], "recorded_at": ""}
        for each in (first, second)
    ]  # fmt: skip
    assert (after["content_sha256"], after["content"]) == (before["content_sha256"], before["content"])
    again = client.post(f"{REPORTS}{revision.report_id}/revisions/1/evidence/", {"evidence_id": second["id"]}, format="json")
    assert (again.status_code, again.json()["type"]) == (409, "/api/problems/evidence-attached/")


def test_a_decided_revision_takes_evidence_too(connect: Connect, supplier: Party, analyst: User) -> None:
    assert send(connect(supplier), revision=str(submit_accepted(supplier, analyst))).status_code == 201


def test_anothers_file_or_revision_is_not_attached(connect: Connect, supplier: Party, stranger: Party) -> None:
    client, own, theirs = connect(supplier), submit(supplier), submit(stranger)
    address, their_file = f"{REPORTS}{own.report_id}/revisions/1/evidence/", record_sample(stranger)

    def attach(address: str, evidence_id: object) -> Any:
        return client.post(address, {"evidence_id": str(evidence_id)}, format="json")

    foreign, random = attach(address, their_file.pk), attach(address, uuid4())
    assert set(errors_of(foreign)) == {"/evidence_id"}
    assert without_request_id(foreign) == without_request_id(random)
    foreign, random = send(client, revision=str(theirs.pk)), send(client, revision=str(uuid4()))
    assert set(errors_of(foreign)) == {"/revision"}
    assert without_request_id(foreign) == without_request_id(random)
    file = record_sample(supplier)
    missing = attach(f"{REPORTS}{uuid4()}/revisions/1/evidence/", file.pk)
    for other in (
        f"{REPORTS}{theirs.report_id}/revisions/1/evidence/", f"{REPORTS}{own.report_id}/revisions/2/evidence/",
        f"{REPORTS}{own.report_id}/revisions/{'9' * 30}/evidence/",
    ):  # fmt: skip
        assert (attach(other, file.pk).status_code, without_request_id(attach(other, file.pk))) == (
            404,
            without_request_id(missing),
        )
    assert "/evidence_i" in errors_of(client.post(address, {"evidence_i": str(file.pk)}, format="json"))
    assert not RevisionEvidence.objects.exists()


def test_the_programmes_reader_reads_all_and_writes_none(connect: Connect, supplier: Party, stranger: Party) -> None:
    reader, revision = connect(None), submit(supplier)
    filed = [record_sample(supplier), record_sample(stranger, "a.png", effective_date=date(2024, 1, 1))]
    assert {row["id"] for row in reader.get(URL).json()["results"]} == {str(evidence.pk) for evidence in filed}
    assert reader.get(f"{URL}{filed[1].pk}/file/").content == SAMPLES["a.png"]
    assert send(reader).status_code == 403
    address = f"{REPORTS}{revision.report_id}/revisions/1/evidence/"
    assert reader.post(address, {"evidence_id": str(filed[0].pk)}, format="json").status_code == 403
    assert send(APIClient()).status_code == 401


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_evidence_is_never_changed(connect: Connect, supplier: Party, method: str) -> None:
    evidence = record_sample(supplier)
    for ending in ("", f"{evidence.pk}/", f"{evidence.pk}/file/"):
        assert getattr(connect(supplier), method)(URL + ending).status_code == 405
