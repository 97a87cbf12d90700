"""Checks 39 and 45: a session is new at its log-in and gone at its log-out, and neither leads to another house."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from tracker.access.models import Party, PartyRole, User
from tracker.access.roles import Role

PASSWORD = "a long enough one"
DOORS = {"/account/": "owner", "/admin/": "administrator"}
ELSEWHERE = (
    "//evil.example/", "https://evil.example/", "///evil.example", "/\\evil.example/", "\\\\evil.example", "https:evil.example",
    "javascript:alert(1)", "http://testserver@evil.example/", "//evil.example\t/",
)  # fmt: skip
Session = import_module(settings.SESSION_ENGINE).SessionStore


@pytest.fixture(autouse=True)
def people(supplier: Party, make_user: Callable[..., User]) -> None:
    User.objects.create_user("owner", password=PASSWORD, party=supplier, party_role=PartyRole.OWNER)
    make_user(Role.ADMINISTRATOR)


def log_in(client: Client, door: str, **fields: str) -> Any:
    return client.post(f"{door}login/", {"username": DOORS[door], "password": PASSWORD, **fields})


@pytest.mark.parametrize("door", DOORS)
def test_check_39_a_session_that_somebody_else_began_is_not_the_one_that_is_logged_in(door: str) -> None:
    planted = Session()
    planted["seen"] = "before"
    planted.save()
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = planted.session_key
    assert log_in(client, door).status_code == 302
    assert client.cookies[settings.SESSION_COOKIE_NAME].value != planted.session_key
    assert client.get(door).status_code == 200
    assert not Session().exists(planted.session_key)
    thief = Client()
    thief.cookies[settings.SESSION_COOKIE_NAME] = planted.session_key
    assert thief.get(door).status_code == 302


@pytest.mark.parametrize("door", DOORS)
def test_check_39_a_log_out_ends_it_on_the_server_too(door: str) -> None:
    client = Client()
    log_in(client, door)
    kept = client.cookies[settings.SESSION_COOKIE_NAME].value
    assert client.post(f"{door}logout/").status_code in (200, 302)
    assert not Session().exists(kept)
    client.cookies[settings.SESSION_COOKIE_NAME] = kept
    assert client.get(door).status_code == 302


@pytest.mark.parametrize("target", ELSEWHERE)
@pytest.mark.parametrize("door", DOORS)
def test_check_45_neither_log_in_nor_log_out_leads_elsewhere(door: str, target: str) -> None:
    client = Client()
    assert log_in(client, door, next=target)["Location"] == door
    again = client.get(f"{door}login/", {"next": target})
    assert again.headers.get("Location", door) == door
    left = client.post(f"{door}logout/", {"next": target})
    assert left.headers.get("Location", f"{door}login/") == f"{door}login/"


@pytest.mark.parametrize("address", ["//evil.example", "//evil.example/admin", "//evil.example/api/v1/tokens"])
def test_check_45_nor_does_a_missing_slash(address: str) -> None:
    answer = Client().generic("GET", address)
    assert answer.status_code == 404 or not answer["Location"].startswith("//")
