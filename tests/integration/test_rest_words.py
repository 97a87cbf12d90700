"""Nothing is passed over in silence, and a refusal says what was wrong and what to send."""

from __future__ import annotations

import json
from collections.abc import Callable
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.signals import request_started
from django.db import close_old_connections
from django.test import Client
from rest_framework.test import APIClient

from suppliers.models import Revision
from tests.integration.test_rest_evidence import DAY, FILE, REPORTS, STATED, TITLE, URL, errors_of, send, send_raw
from tests.world import ACTOR, MINIMAL, record_sample, submit, utc_now
from tracker.access.actions import add_client, issue_token
from tracker.access.models import ApiToken, Party, Scope, User
from tracker.records.models import Evidence
from tracker.wsgi import application

Connect = Callable[[Party | None], APIClient]
TOKENS = "/api/v1/tokens/"


def test_a_submission_passes_over_no_parameter(connect: Connect, supplier: Party) -> None:
    client, revision, evidence = connect(supplier), submit(supplier, 2024), record_sample(supplier)
    amendments, attachments = (f"{REPORTS}{revision.report_id}/revisions/{ending}" for ending in ("", "1/evidence/"))
    for address, body in ((REPORTS, MINIMAL), (amendments, MINIMAL), (attachments, {"evidence_id": str(evidence.pk)})):
        assert set(errors_of(client.post(f"{address}?dry_run=1", body, format="json"))) == {"?dry_run"}
    form = {"file": SimpleUploadedFile("a.pdf", b"%PDF"), **STATED}
    assert set(errors_of(client.post(f"{URL}?dry_run=1", form, format="multipart"))) == {"?dry_run"}
    assert (Revision.objects.count(), Evidence.objects.count()) == (1, 1)


def test_nor_does_a_request_about_tokens(supplier: Party) -> None:
    keeper = add_client(actor=ACTOR, party=supplier, name="keeper", scope=Scope.MANAGE)
    client = APIClient(HTTP_AUTHORIZATION=f"Bearer {issue_token(actor=ACTOR, client=keeper, now=utc_now())}")
    own = f"{TOKENS}{ApiToken.objects.get().pk}/"
    for address, body in ((TOKENS, {"client_id": str(keeper.pk)}), (f"{own}rotate/", {}), (f"{own}revoke/", {})):
        assert set(errors_of(client.post(f"{address}?dry_run=1", body, format="json"))) == {"?dry_run"}
    assert ApiToken.objects.get().revoked_at is None


def test_a_file_where_text_belongs_is_not_repeated(connect: Connect, supplier: Party) -> None:
    secret: Any = [SimpleUploadedFile("t.txt", b"secret words") for _ in range(3)]
    answer = send(connect(supplier), title=secret[0], effective_date=secret[1], revision=secret[2])
    assert "secret" not in answer.content.decode()
    assert errors_of(answer)["/title"].startswith("A file is not text.")
    assert errors_of(answer)["/effective_date"].startswith("A file is not a day.")


@pytest.mark.usefixtures("signing_key")
@pytest.mark.parametrize("media_type", ["Multipart/Form-Data", "MULTIPART/FORM-DATA"])
def test_the_case_of_a_media_type_says_nothing(supplier: Party, media_type: str) -> None:
    client = add_client(actor=ACTOR, party=supplier, name="client")
    body = b"".join(b"--B\r\nContent-Disposition: form-data; " + part + b"\r\n" for part in (FILE, TITLE, DAY)) + b"--B--\r\n"
    environ = {
        "REQUEST_METHOD": "POST", "PATH_INFO": URL, "SERVER_NAME": "localhost", "SERVER_PORT": "80", "wsgi.url_scheme": "https",
        "wsgi.input": BytesIO(body), "CONTENT_LENGTH": str(len(body)), "CONTENT_TYPE": f"{media_type}; boundary=B",
        "HTTP_AUTHORIZATION": f"Bearer {issue_token(actor=ACTOR, client=client, now=utc_now())}",
        "HTTP_IDEMPOTENCY_KEY": uuid4().hex,
    }  # fmt: skip
    answered: list[str] = []
    # A server closes what is left of the request before; here that would be the test's own connection.
    request_started.disconnect(close_old_connections)
    try:
        answer = b"".join(application(environ, lambda status, headers: answered.append(status)))
    finally:
        request_started.connect(close_old_connections)
    assert answered == ["201 Created"], answer


def test_what_the_reader_of_a_file_has_may_stand_in_a_list(connect: Connect, supplier: Party) -> None:
    evidence, client = record_sample(supplier), connect(supplier)
    for known in (f'"x", "{evidence.sha256}"', f'W/"{evidence.sha256}"', "*"):
        assert client.get(f"{URL}{evidence.pk}/file/", HTTP_IF_NONE_MATCH=known).status_code == 304
    assert client.get(f"{URL}{evidence.pk}/file/", HTTP_IF_NONE_MATCH='"x"').status_code == 200


def test_ranges_are_asked_for_one_at_a_time(connect: Connect, supplier: Party) -> None:
    answer = connect(supplier).get(f"{URL}{record_sample(supplier).pk}/file/", HTTP_RANGE="bytes=0-1, 4-5")
    assert errors_of(answer, 416) == {}
    assert "Ask for one at a time, such as bytes=0-1023." in answer.json()["detail"]


def test_what_is_no_place_in_a_list_is_told_where_to_find_one(connect: Connect, supplier: Party) -> None:
    for address in (URL, REPORTS, "/api/v1/commitments/"):
        told = errors_of(connect(supplier).get(f"{address}?cursor=cD0yMDI2"), 400)["?cursor"]
        assert told.startswith("It is no place in this list. Follow `next` of your own answer")


def test_a_form_of_answer_that_is_not_given_is_told_what_is(connect: Connect, supplier: Party) -> None:
    answer = connect(supplier).get(REPORTS, HTTP_ACCEPT="text/html")
    assert answer.status_code == 406
    assert answer.json()["detail"] == "Accept names no kind of answer that is given here. Given: application/json."


def test_a_session_without_its_mark_is_told_where_to_send_it(supplier: Party) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(User.objects.create_user("ann", password="a long enough one", party=supplier, party_role="MEMBER"))
    answer: Any = client.post(REPORTS, json.dumps(MINIMAL), content_type="application/json")
    assert errors_of(answer, 403) == {}
    assert "the cookie csrftoken in the header X-CSRFToken" in answer.json()["detail"]
    assert "CSRF cookie not set" in answer.json()["detail"]


REVISION = b'name="revision"\r\n\r\n0b7e4a9c-6c1d-4f5e-9a53-2f1d8c7b6a90\r\n'
HEAD = b"--b\r\nContent-Disposition: form-data; "


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (HEAD + REVISION.replace(b"name", b"nam"), b""), (HEAD + REVISION.replace(b"name=", b"name*=bogus''"), b""),
        (HEAD.replace(b"n:", b"n;") + REVISION, b""), (HEAD + b"\r\n\r\nwords\r\n", b""),
        (b"words\r\n", b""), (REVISION, b""),
        (b"", HEAD + REVISION + b"--b--\r\n"), (b"", b"words"), (b"", b"--b--\r\n"),
    ],
    ids=range(9),
)  # fmt: skip
def test_no_part_of_a_form_is_passed_over(connect: Connect, supplier: Party, before: bytes, after: bytes) -> None:
    client: Any = connect(supplier)
    body = before + b"".join(HEAD + part + b"\r\n" for part in (FILE, TITLE, DAY)) + b"--b--\r\n" + after
    answer = client.generic("POST", URL, body, content_type="multipart/form-data; boundary=b")
    assert (answer.status_code, answer.json()["type"]) == (400, "/api/problems/malformed-form/")
    assert "no part that can be read" in answer.json()["detail"]
    assert not Evidence.objects.exists()


def test_space_around_a_form_is_nothing(connect: Connect, supplier: Party) -> None:
    client: Any = connect(supplier)
    body = b"\r\n" + b"".join(HEAD + part + b"\r\n" for part in (FILE, TITLE, DAY)) + b"--b--\r\n \r\n"
    assert client.generic("POST", URL, body, content_type="multipart/form-data; boundary=b").status_code == 201


@pytest.mark.usefixtures("signing_key")
def test_a_session_sends_a_form_too(supplier: Party) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(User.objects.create_user("ann", password="a long enough one", party=supplier, party_role="MEMBER"))
    client.cookies["csrftoken"] = mark = "a" * 32
    form = {"file": SimpleUploadedFile("a.csv", b"a,b\n"), **STATED}
    answer = client.post(URL, form, headers={"X-CSRFToken": mark, "Idempotency-Key": uuid4().hex})
    assert answer.status_code == 201, answer.content


@pytest.mark.parametrize("name", [b"/", b"a/", b"  "])
def test_a_file_without_a_name_is_told_so_once(connect: Connect, supplier: Party, name: bytes) -> None:
    answer = send_raw(connect(supplier), FILE.replace(b"a.pdf", name, 1), TITLE, DAY)
    assert [error["detail"] for error in answer.json()["errors"]] == [
        "The file's name is empty. Send it under its own name, such as statement.pdf."
    ]
