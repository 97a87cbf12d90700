"""Checks 104 to 106, 108 and 109: what an installation shows of itself, and with what it refuses to start."""

from __future__ import annotations

import os
import re
import secrets
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client, override_settings

from tests.integration.checks.broken import SECRET
from tracker.local import CHECKOUT, fault_of_secret_key

ADDRESSES = (
    "/", "/admin/", "/admin/login/", "/nothing/", "/api/docs/", "/api/reference/",
    "/api/v1/", "/api/v1/schema/", "/api/v1/commitments/",
    "/api/v1/nothing/", "/api/problems/", "/healthz/live", "/healthz/ready", "/static/reports/admin.css", "/static/nothing.css",
    "/api/v1/commitments", "/broken/", "/api/v1/broken/", "/%00", "/admin/suppliers/revision/",
)  # fmt: skip
EVERYWHERE = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
# Paths, SQL, tracebacks and versions tell a stranger where to push.
TELLING = re.compile(r"secret_table|SELECT|Traceback|File \"|/site-packages|\.py|Django|Python|psycopg|PostgreSQL|" + SECRET)


@pytest.fixture
def stranger() -> Client:
    return Client(raise_request_exception=False)


@pytest.fixture
def broken() -> Iterator[None]:
    with override_settings(ROOT_URLCONF="tests.integration.checks.broken"):
        yield


def policy_of(response: Any) -> dict[str, list[str]]:
    parts = (part.split() for part in response["Content-Security-Policy"].split(";"))
    return {part[0]: part[1:] for part in parts if part}


@pytest.mark.parametrize("method", ["GET", "POST", "TRACE", "PUT"])
@pytest.mark.parametrize("address", ADDRESSES)
def test_check_106_every_answer_has_its_headers(stranger: Client, db: None, broken: None, address: str, method: str) -> None:
    response = stranger.generic(method, address)
    response.close()
    assert {name: response[name] for name in EVERYWHERE} == EVERYWHERE
    assert response["X-Request-ID"]
    policy = policy_of(response)
    assert (policy["default-src"], policy["frame-ancestors"]) == (["'none'"], ["'none'"])
    assert policy["base-uri"] == ["'none'"]
    sources = {source for values in policy.values() for source in values}
    admin = address.startswith("/admin/")
    assert not sources & {"*", "https:", "http:"}
    assert ("'unsafe-eval'" in sources) is admin
    assert "'unsafe-inline'" not in policy.get("script-src", [])
    assert ("'unsafe-inline'" in policy.get("style-src", [])) is (admin or address == "/api/reference/")


@pytest.mark.parametrize("address", ["/", "/api/v1/nothing/", "/static/reports/admin.css", "/nothing/"])
def test_check_106_over_tls_browsers_are_told_to_stay_there(stranger: Client, db: None, address: str) -> None:
    with override_settings(SECURE_HSTS_SECONDS=31_536_000, SECURE_SSL_REDIRECT=True):
        secured, plain = Client().get(address, secure=True), Client().get(address)
        secured.close()
    assert secured["Strict-Transport-Security"].startswith("max-age=31536000")
    assert (plain.status_code, plain["Location"]) == (301, f"https://testserver{address}")
    assert "Content-Security-Policy" in plain
    assert "Strict-Transport-Security" not in plain


@pytest.mark.parametrize("address", ["/api/v1/broken/", "/broken/"])
def test_check_105_a_fault_of_ours_tells_nothing_but_its_id(stranger: Client, db: None, broken: None, address: str) -> None:
    response = stranger.get(address, HTTP_X_REQUEST_ID="request-of-this-test")
    shown = response.content.decode() + str(response.headers)
    assert response.status_code == 500
    assert not TELLING.search(shown), TELLING.search(shown)
    assert response.content.decode().count("request-of-this-test") == 1
    assert response["X-Request-ID"] == "request-of-this-test"


def test_check_105_the_api_answers_in_kind(stranger: Client, db: None, broken: None) -> None:
    response = stranger.get("/api/v1/broken/")
    assert response["Content-Type"] == "application/problem+json"
    assert response.json()["type"] == "/api/problems/server-error/"


def page(response: HttpResponse) -> str:
    assert response["Content-Type"].startswith("text/html")
    return response.content.decode()


@pytest.mark.parametrize(
    ("address", "status", "heading"),
    [("/broken/", 500, "A fault of ours"), ("/nothing/", 404, "Not found"),
     ("/nothing/?q=%00", 400, "Not readable")],
)  # fmt: skip
def test_check_105_a_page_that_fails_looks_like_ours(
    stranger: Client, db: None, broken: None, address: str, status: int, heading: str
) -> None:
    response: Any = stranger.get(address)
    shown = page(response)
    assert response.status_code == status
    assert f"<h1>{heading}</h1>" in shown
    assert f"Request {response['X-Request-ID']}" in shown
    assert not TELLING.search(shown)


def test_check_105_a_form_without_its_mark_and_a_forbidden_page_too(db: None, analyst: Any) -> None:
    client = Client(enforce_csrf_checks=True)
    unmarked: Any = client.post("/admin/login/", {"username": "x", "password": "y"})
    client.force_login(analyst)
    closed: Any = client.get("/admin/access/user/")
    for response in (unmarked, closed):
        assert response.status_code == 403
        assert "<h1>Not open to you</h1>" in page(response)
        assert f"Request {response['X-Request-ID']}" in page(response)
        assert not TELLING.search(page(response))


def test_check_105_another_host_gets_a_plain_page(stranger: Client, db: None) -> None:
    response: Any = stranger.get("/admin/login/", HTTP_HOST="evil.example")
    assert response.status_code == 400
    assert "evil" not in page(response)
    assert not TELLING.search(page(response))


@pytest.mark.parametrize(
    "address",
    ["/media/", "/media/x.pdf", "/.git/config", "/.env", "/.git/HEAD", "/static/../manage.py", "/static/../../etc/passwd",
     "/static/%2e%2e/manage.py", "/static/..%2fmanage.py", "/static/%2e%2e%2fvar/secret_key", "/static//etc/passwd", "/static/",
     "/static/reports/", "/static/..\\manage.py", "/var/secret_key", "/manage.py", "/requirements.lock",
     "/api/../.git/config", "/files/", "/server-status", "/.well-known/../.env", "/static/staticfiles.json/../../secret_key"],
)  # fmt: skip
def test_check_108_nothing_of_the_installation_lies_open(stranger: Client, db: None, address: str) -> None:
    response: Any = stranger.get(address, follow=True)
    assert response.status_code == 404
    assert b"SECRET" not in response.content


# 109: secrets.


@pytest.mark.parametrize(
    "key",
    ["x", "a" * 60, "ab" * 40, "django-insecure-" + "h2k9x7q1w8e5r4t3y6u0i" * 3, "change-me-" * 8, "your-secret-key-here" * 4,
     "an-example-key-of-the-documentation-0123456789-abcdefgh"],
)  # fmt: skip
def test_check_109_a_sample_or_short_key_is_refused(key: str) -> None:
    assert (fault_of_secret_key(key) or "").startswith("SECRET_KEY")
    assert key not in str(fault_of_secret_key(key))
    assert fault_of_secret_key(secrets.token_urlsafe(48)) is None


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [({}, "SECRET_KEY is not set"), ({"SECRET_KEY": ""}, "SECRET_KEY is not set"),
     ({"SECRET_KEY": "short"}, "too easy to guess"),
     ({"SECRET_KEY": "django-insecure-0123456789-abcdefghijklmnopqrstuvwxyz"}, "looks like a sample")],
)  # fmt: skip
def test_check_109_no_deployment_starts_with_it(changes: dict[str, str], sentence: str) -> None:
    kept = {name: value for name, value in os.environ.items() if name not in ("SECRET_KEY", "PLAIN_HTTP")}
    environ = kept | {"DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none"} | changes
    done = subprocess.run(
        [sys.executable, "-c", "import tracker.wsgi"], cwd=CHECKOUT, env=environ, capture_output=True, text=True, check=False
    )
    assert done.returncode != 0
    assert sentence in done.stderr
    assert "ImproperlyConfigured" in done.stderr


SECRETS = (
    re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----"),
    re.compile(r"\bpledge_[A-Za-z0-9_-]{40,}"),
    re.compile(r"\b(?:AKIA|ghp_|gho_|github_pat_|xox[bp]-|sk_live_)[A-Za-z0-9_-]{12,}"),
    re.compile(r"(?i)\b(?:password|passwd|secret_key|api_key)\s*[=:]\s*[\"'][^\"'{<$\s][^\"'\n]{7,}[\"']"),
)
# Texts about secrets and the tests' own throw-away log-ins.
HARMLESS = re.compile(r"a long enough one|SECRET_KEY (is|looks)|hunter2|password=.?pledge-test")


def tracked_files() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=CHECKOUT, capture_output=True, text=True, check=False).stdout
    return [CHECKOUT / name for name in listed.split("\0") if name]


def find_secrets(text: str) -> list[str]:
    found = (match[0] for pattern in SECRETS for match in pattern.finditer(text))
    return [secret for secret in found if not HARMLESS.search(secret)]


def test_check_109_no_secret_is_kept_with_the_source() -> None:
    files = tracked_files() or [path for path in CHECKOUT.rglob("*.py") if ".venv" not in path.parts]
    assert len(files) > 100
    texts = ((path, path.read_bytes().decode("utf-8", "ignore")) for path in files if path.is_file())
    assert {str(path.relative_to(CHECKOUT)): found for path, text in texts if (found := find_secrets(text))} == {}
    assert not [path.name for path in files if path.name in {".env", "secret_key", "id_rsa"} or path.suffix in {".pem", ".key"}]


def test_check_109_the_search_would_find_one() -> None:
    begin = "-----BEGIN " + "PRIVATE KEY-----"
    for planted in (begin, "pledge_" + "a" * 43, 'password = "' + 'correct horse"', "AKIA" + "ABCDEFGHIJKLMNOP"):
        assert find_secrets(planted), planted


def test_check_104_the_deployment_checks_are_part_of_make_check() -> None:
    assert "manage.py check --deploy --fail-level WARNING" in (CHECKOUT / "Makefile").read_text(encoding="utf-8")
    environ = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "PLAIN_HTTP")}
    command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    done = subprocess.run(command, cwd=CHECKOUT, env=environ, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
