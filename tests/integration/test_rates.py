"""So many requests a minute for each caller, told in the headers of each answer."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client, RequestFactory
from rest_framework.test import APIClient

from reports.actions import tick
from tests.world import ACTOR, utc_now
from tracker.access.actions import add_client, issue_token, revoke_token
from tracker.access.limits import address_of
from tracker.access.models import ApiToken, Party
from tracker.access.tokens import digest_of
from tracker.api.models import RequestCount
from tracker.api.rates import Standing, count_request
from tracker.local import CHECKOUT
from tracker.records.clock import database_now

URL = "/api/v1/obligations/"
Connect = Callable[[Party | None], APIClient]


@pytest.fixture
def limit(settings: Any) -> int:
    settings.RATE_LIMIT_PER_MINUTE = 3
    return 3


def age(caller: str, seconds: int) -> None:
    RequestCount.objects.filter(caller__startswith=caller).update(began_at=database_now() - timedelta(seconds=seconds))


def test_each_answer_says_what_is_left(connect: Connect, supplier: Party, limit: int) -> None:
    client = connect(supplier)
    answers = [client.get(URL) for _ in range(limit + 2)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429, 429]
    assert {answer["RateLimit-Policy"] for answer in answers} == {'"default";q=3;w=60'}
    assert [answer["RateLimit"].rpartition("t=")[0] for answer in answers] == [
        f'"default";r={left};' for left in (2, 1, 0, 0, 0)
    ]
    refused = answers[-1]
    assert 1 <= int(refused["Retry-After"]) <= 60
    assert refused["RateLimit"].endswith(f"t={refused['Retry-After']}")
    assert (refused["Content-Type"], refused.json()["type"]) == ("application/problem+json", "/api/problems/too-many-requests/")
    assert f"Wait {refused['Retry-After']} seconds" in refused.json()["detail"]


def test_the_window_ends_a_minute_after_its_first_request(connect: Connect, supplier: Party, limit: int) -> None:
    client = connect(supplier)
    assert [client.get(URL).status_code for _ in range(4)] == [200, 200, 200, 429]
    age("client", 59)
    assert (client.get(URL).status_code, client.get(URL)["Retry-After"]) == (429, "1")
    age("client", 60)
    assert [client.get(URL).status_code for _ in range(4)] == [200, 200, 200, 429]


def test_callers_are_counted_apart(connect: Connect, supplier: Party, stranger: Party, limit: int) -> None:
    first, second = connect(supplier), connect(stranger)
    assert [first.get(URL).status_code for _ in range(4)][-1] == 429
    assert second.get(URL).status_code == 200
    assert Client().get("/api/v1/obligations/").status_code == 401
    assert RequestCount.objects.count() == 3


def test_new_tokens_of_one_client_gain_nothing(supplier: Party, limit: int) -> None:
    client = add_client(actor=ACTOR, party=supplier, name="client")
    secrets = [issue_token(actor=ACTOR, client=client, now=utc_now()) for _ in range(5)]
    answers = [APIClient(HTTP_AUTHORIZATION=f"Bearer {secret}").get(URL) for secret in secrets]
    assert [answer.status_code for answer in answers] == [200] * 3 + [429] * 2
    assert RequestCount.objects.get().caller == f"client {client.pk}"


def test_made_up_tokens_gain_nothing(db: None, limit: int) -> None:
    answers = [APIClient(HTTP_AUTHORIZATION=f"Bearer pledge_{number}").get(URL) for number in range(50)]
    assert [answer.status_code for answer in answers] == [401] * 3 + [429] * 47
    assert RequestCount.objects.get().caller == "address 127.0.0.1"


@pytest.mark.parametrize("how", ["revoked", "expired", "client revoked"])
def test_a_token_that_has_ended_counts_as_none(supplier: Party, how: str) -> None:
    client = add_client(actor=ACTOR, party=supplier, name="client")
    digest = digest_of(issue_token(actor=ACTOR, client=client, now=utc_now()))
    count_request(token_digest=digest, address="192.0.2.7")
    if how == "revoked":
        revoke_token(actor=ACTOR, token_id=ApiToken.objects.get().pk, now=utc_now())
    elif how == "expired":
        ApiToken.objects.update(expires_at=database_now())
    else:
        client.revoked_at = utc_now()
        client.save()
    assert count_request(token_digest=digest, address="192.0.2.7") == Standing(1, 60)
    assert set(RequestCount.objects.values_list("caller", "requests")) == {(f"client {client.pk}", 1), ("address 192.0.2.7", 1)}


def test_counting_shows_nobody_more_rows(supplier: Party) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('pledgekeeper.tenant', '', true)")
        count_request(token_digest="", address="192.0.2.7")
        assert not Party.objects.exists()
        cursor.execute("SELECT set_config('pledgekeeper.tenant', 'programme', true)")
    assert Party.objects.exists()


@pytest.mark.usefixtures("signing_key")
def test_what_is_read_without_a_caller_is_not_counted(client: Client, db: None, limit: int) -> None:
    for address in ("/healthz/live", "/healthz/ready", "/api/docs/", "/api/problems/", "/admin/login/"):
        response = client.get(address)
        assert (response.status_code, "RateLimit" in response) == (200, False), address
    assert not RequestCount.objects.exists()


def test_the_schema_counts_too(client: Client, db: None, limit: int) -> None:
    assert [client.get("/api/v1/schema/").status_code for _ in range(4)] == [200, 200, 200, 429]


def test_refusals_count_and_bear_the_headers(connect: Connect, supplier: Party) -> None:
    client = connect(supplier)
    for answer in (client.get("/api/v1/nothing/"), client.put(URL), client.get(f"{URL}?x=1"), Client().get(URL)):
        assert answer.status_code in (400, 401, 404, 405)
        assert answer["RateLimit-Policy"] == '"default";q=600;w=60'


@pytest.mark.parametrize(
    ("forwarded", "believed", "plain"),
    [("203.0.113.9", "203.0.113.9", "192.0.2.1"), ("10.0.0.1, evil,203.0.113.9 ", "203.0.113.9", "192.0.2.1"),
     ("evil", "unknown", "192.0.2.1"), (None, "192.0.2.1", "192.0.2.1")],
)  # fmt: skip
def test_a_forwarded_address_is_believed_behind_the_proxy_only(
    settings: Any, forwarded: str | None, believed: str, plain: str
) -> None:
    headers: Any = {} if forwarded is None else {"HTTP_X_FORWARDED_FOR": forwarded}
    request = RequestFactory().get(URL, REMOTE_ADDR="192.0.2.1", **headers)
    assert address_of(request) == plain
    settings.BEHIND_TLS_PROXY = True
    assert address_of(request) == believed


@pytest.mark.parametrize(
    ("sent", "counted"),
    [("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"), ("2001:db8:1:2::9", "2001:db8:1:2::/64"),
     ("::ffff:192.0.2.1", "192.0.2.1"), ("fe80::1%eth0", "fe80::/64"), ("", "unknown"), ("192.0.2.1:50555", "192.0.2.1"),
     ("[2001:db8:1:2::9]:443", "2001:db8:1:2::/64"), ("[2001:db8:1:2::9]", "2001:db8:1:2::/64"), ("[x]:1", "unknown")],
)  # fmt: skip
def test_one_network_is_one_caller(sent: str, counted: str) -> None:
    assert address_of(RequestFactory().get(URL, REMOTE_ADDR=sent)) == counted


@pytest.mark.parametrize("limit", ["0", "sixty", "-1", "1.5"])
def test_a_limit_that_is_none_is_refused_at_the_start(limit: str) -> None:
    done = subprocess.run(
        [sys.executable, str(CHECKOUT / "manage.py"), "check"],
        env={**os.environ, "RATE_LIMIT_PER_MINUTE": limit}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode != 0
    assert f"RATE_LIMIT_PER_MINUTE is “{limit}”; a whole number of requests from 1 on was expected." in done.stderr


def test_old_counts_are_swept(connect: Connect, supplier: Party) -> None:
    connect(supplier).get(URL)
    Client().get(URL)
    age("address", 200)
    tick(now=database_now())
    assert [count.caller[:6] for count in RequestCount.objects.all()] == ["client"]
