"""Files at a real server: the how-to page as it stands, an upload that is cut, one that is slow, one that is too large."""

from __future__ import annotations

import http.client
import json
import socket
import time
from pathlib import Path
from uuid import uuid4

import pytest
from playwright.sync_api import Page

from tests.conftest import OpenHouse
from tests.evidence_samples import SAMPLES
from tests.functional.test_browser_review import SUBMIT
from tests.functional.test_tutorial import Reader
from tests.house import House
from tests.snippets import read_snippets
from tracker.embedded.processes import wait_until
from tracker.local import CHECKOUT

PAGE = CHECKOUT / "docs" / "how-to" / "attach-evidence.md"


@pytest.fixture(scope="module")
def desk(houses: OpenHouse) -> House:
    house = houses("web")
    for arguments in (("load_example",), ("shell", "-v0", "-c", SUBMIT)):
        done = house.manage(*arguments)
        assert done.returncode == 0, done.stderr
    return house


def access(house: House) -> dict[str, str]:
    example = json.loads((house.var / "example.json").read_text(encoding="utf-8"))
    logins = {login["username"]: login["password"] for login in example["logins"]}
    return {"token": example["supplier"]["token"], **logins}


def form(content: bytes) -> bytes:
    head = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n'
    rest = b"".join(
        b'\r\n--b\r\nContent-Disposition: form-data; name="%b"\r\n\r\n%b' % field
        for field in ((b"title", b"Readings"), (b"effective_date", b"2025-12-31"))
    )
    return head + content + rest + b"\r\n--b--\r\n"


def head_of_request(house: House, length: int) -> bytes:
    lines = (
        "POST /api/v1/evidence/ HTTP/1.1", f"Host: 127.0.0.1:{house.port}", f"Authorization: Bearer {access(house)['token']}",
        "Content-Type: multipart/form-data; boundary=b", f"Content-Length: {length}", "Connection: close",
        f"Idempotency-Key: {uuid4()}",
    )  # fmt: skip
    return "\r\n".join([*lines, "", ""]).encode()


def count_rows(house: House) -> int:
    with house.connect() as connection:
        row = connection.execute("SELECT count(*) FROM records_evidence").fetchone()
    return row[0] if row else 0


def test_the_how_to_page_holds(desk: House, page: Page, tmp_path: Path) -> None:
    reader, printed = Reader(desk, page, tmp_path), ""
    for snippet in read_snippets(PAGE):
        if snippet.language == "output":
            assert printed == snippet.code
        else:
            printed = reader.type(snippet)


def test_an_upload_that_is_cut_leaves_no_row_and_no_file(desk: House) -> None:
    body, before, files = form(b"a,b\n" * 500_000), count_rows(desk), set((desk.var / "files").rglob("*"))
    with socket.create_connection(("127.0.0.1", desk.port)) as line:
        line.sendall(head_of_request(desk, len(body)) + body[:1_000_000])
    assert ask(desk, form(SAMPLES["a.csv"])) == 201, "the next one is served"
    assert wait_until(lambda: count_rows(desk) == before + 1, 10)
    kept = {path for path in (desk.var / "files").rglob("*") if path.is_file()} - files
    assert len(kept) == 1


def ask(house: House, body: bytes) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", house.port, timeout=30)
    headers = {"Authorization": f"Bearer {access(house)['token']}", "Content-Type": "multipart/form-data; boundary=b"}
    headers["Idempotency-Key"] = str(uuid4())
    connection.request("POST", "/api/v1/evidence/", body, headers)
    status = connection.getresponse().status
    connection.close()
    return status


def test_one_that_is_too_large_is_refused_before_it_is_read(desk: House) -> None:
    with socket.create_connection(("127.0.0.1", desk.port), timeout=10) as line:
        line.sendall(head_of_request(desk, 30 * 1024 * 1024) + b"--b\r\n")
        assert line.recv(1000).startswith(b"HTTP/1.1 413")


def test_a_slow_one_is_waited_for_outside_of_any_transaction(desk: House) -> None:
    body = form(b"a,b\n" * 50_000)
    with socket.create_connection(("127.0.0.1", desk.port), timeout=30) as line, desk.connect() as connection:
        line.sendall(head_of_request(desk, len(body)) + body[:1000])
        time.sleep(1)
        waiting = "SELECT count(*) FROM pg_stat_activity WHERE datname = %s AND state LIKE 'idle in transaction%%'"
        assert connection.execute(waiting, [desk.database]).fetchone() == (0,)
        line.sendall(body[1000:])
        assert line.recv(1000).startswith(b"HTTP/1.1 201")
