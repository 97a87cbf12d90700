"""Numbered checks on objects and functions that no table holds: references to others, timing, decisions, ended access."""

from __future__ import annotations

import json
import re
import time
from statistics import median
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.urls import reverse

from suppliers.actions import accept_revision, submit_emissions_report
from suppliers.models import Decision, EmissionsReport, Revision
from tests.world import ACTOR, MINIMAL, content, utc_now
from tracker.access.actions import issue_token, revoke_client, revoke_token
from tracker.access.models import ApiToken, PartyRole, Scope, User
from tracker.access.roles import Role
from tracker.records.refusals import Forbidden

from .asking import AMENDMENT
from .world import World

URL = "/api/v1/emissions-reports/"
FILED_2021 = MINIMAL | {"reporting_year": 2021, "period_start": "2021-01-01", "period_end": "2021-12-31"}


@pytest.fixture
def world(db: None) -> World:
    return World()


def post(browser: Client, address: str, body: dict[str, Any]) -> Any:
    headers = {"Idempotency-Key": str(uuid4())}
    if address.endswith("/revisions/"):
        headers["If-Match"] = browser.get(address.removesuffix("revisions/"))["ETag"]
    return browser.post(address, json.dumps(body), content_type="application/json", headers=headers)


def test_5_a_reference_to_anothers_object_reads_as_one_to_nothing(world: World) -> None:
    browser = world.browser("a1")
    answers = [post(browser, "/api/v1/tokens/", {"client_id": str(pk)}) for pk in (world.clients["b1"].pk, uuid4())]
    assert [answer.status_code for answer in answers] == [400, 400]
    assert answers[0].content == answers[1].content
    assert answers[0].json()["errors"][0]["code"] == "not-found"
    assert ApiToken.objects.filter(client=world.clients["b1"]).count() == 1


@pytest.mark.parametrize("key", ["party_id", "party", "supplier", "report_id", "report"])
def test_6_an_amendment_does_not_move_to_another_party(world: World, key: str) -> None:
    report = world.revisions["a1"].report_id
    answer = post(world.browser("a1"), f"{URL}{report}/revisions/", AMENDMENT | {key: str(world.parties["B"].pk)})
    assert answer.status_code == 400
    assert f"/{key}" in {error["pointer"] for error in answer.json()["errors"]}
    assert EmissionsReport.objects.get(pk=report).revisions.count() == 1


@pytest.mark.parametrize(
    "key", ["supplier", "status", "state", "approved_by", "created", "created_at", "id", "version", "party_id"]
)
def test_21_what_is_not_the_senders_to_say_is_refused_by_name(world: World, key: str) -> None:
    answer = post(world.browser("a2"), URL, FILED_2021 | {key: "x"})
    assert answer.status_code == 400
    assert f"/{key}" in {error["pointer"] for error in answer.json()["errors"]}
    assert not EmissionsReport.objects.filter(reporting_year=2021).exists()


def test_22_a_report_is_amended_and_never_changed(world: World) -> None:
    browser, report = world.browser("a1"), world.revisions["a1"].report_id
    for method in ("put", "patch", "delete"):
        assert getattr(browser, method)(f"{URL}{report}/", "{}", content_type="application/json").status_code == 405
    shown = post(browser, f"{URL}{report}/revisions/", AMENDMENT).json()
    assert (shown["state"], shown["accepted_revision"], len(shown["revisions"])) == ("SUBMITTED", 1, 2)


def test_13_ids_are_random_and_tell_no_count(world: World) -> None:
    for name, route in (("a1", "emissions-reports"), ("a1", "tokens"), ("p", "compliance-reports")):
        for row in world.browser(name).get(f"/api/v1/{route}/").json()["results"]:
            assert UUID(row["id"]).version == 4
    created = post(world.browser("a1"), URL, FILED_2021)
    assert UUID(created["Location"].rstrip("/").rsplit("/", 1)[1]).version == 4
    chain = [row["sequence"] for row in world.browser("a1").get("/api/v1/audit-events/?page_size=200").json()["results"]]
    assert chain == list(range(len(chain), 0, -1)), "a party's events are counted among its own"


def test_13_how_long_an_answer_takes_tells_nothing(world: World) -> None:
    browser, theirs = world.browser("a1"), world.revisions["b1"].report_id
    spent: dict[bool, list[float]] = {True: [], False: []}
    for turn in range(400):
        foreign = bool(turn % 2)
        address = f"{URL}{theirs if foreign else uuid4()}/"
        began = time.perf_counter()
        assert browser.get(address).status_code == 404
        spent[foreign].append(time.perf_counter() - began)
    assert abs(median(spent[True]) - median(spent[False])) < 0.005


def test_14_a_partys_people_never_enter_the_admin(world: World) -> None:
    for name in ("a1", "a2", "a3"):
        person = world.people[name]
        person.groups.add(*Group.objects.all())
        browser = world.browser(name)
        for address in ("/admin/", reverse("admin:suppliers_revision_changelist"), reverse("admin:access_user_add")):
            assert browser.get(address).status_code == 302
        assert browser.post("/admin/login/", {"username": name, "password": "whatever it is"}).status_code == 200


def test_18_a_caller_whose_tenant_is_not_known_sees_nothing(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tracker.access.authentication.tenant_of", lambda somebody: "")
    for route in ("emissions-reports", "tokens", "audit-events", "obligations"):
        assert world.browser("a1").get(f"/api/v1/{route}/").json()["count"] == 0
        assert world.browser("p").get(f"/api/v1/{route}/").json()["count"] == 0


def test_30_a_partys_own_person_does_not_decide_whatever_the_groups(world: World) -> None:
    person = world.people["a2"]
    person.groups.add(Group.objects.get(name=Role.ANALYST))
    waiting = Revision.objects.get(report__reporting_year=2023)
    with pytest.raises(Forbidden, match="Only an analyst"):
        accept_revision(user=User.objects.get(pk=person.pk), revision_id=waiting.pk)
    assert world.browser("a2").post(reverse("admin:suppliers_revision_accept", args=[waiting.pk])).status_code == 302
    assert not Decision.objects.filter(revision=waiting).exists()


@pytest.mark.parametrize("superuser", [False, True])
def test_31_whoever_set_up_the_user_does_not_decide_on_what_they_filed(world: World, superuser: bool) -> None:
    chief = world.people["ad"]
    chief.is_superuser = superuser
    chief.save()
    browser, secret = world.browser("ad"), "a long enough secret"
    changed = browser.post(
        reverse("admin:auth_user_password_change", args=[world.people["a1"].pk]), {"password1": secret, "password2": secret}
    )
    assert changed.status_code == 302
    waiting = Revision.objects.get(report__reporting_year=2023)
    answer = browser.post(reverse("admin:suppliers_revision_accept", args=[waiting.pk]), follow=True)
    assert "somebody else decides on it" in answer.content.decode()
    assert not Decision.objects.filter(revision=waiting).exists()
    accept_revision(user=world.judge, revision_id=waiting.pk)


def test_31_whoever_held_a_key_that_makes_keys_does_not_decide(world: World) -> None:
    """By a token of scope MANAGE another client's token can be issued, in no person's name."""
    chief, other = world.people["ad"], world.clients["a2"]
    issue_token(actor=chief.as_actor(), client=world.clients["a1"], now=utc_now(), scope=Scope.MANAGE)
    issue_token(actor=world.clients["a1"].as_actor(), client=other, now=utc_now())
    revision = submit_emissions_report(
        actor=other.as_actor(), party_id=world.parties["A"].pk, reporting_year=2020, content=content(2020), now=utc_now()
    )
    with pytest.raises(Forbidden, match="somebody else decides"):
        accept_revision(user=chief, revision_id=revision.pk)
    accept_revision(user=world.judge, revision_id=revision.pk)


def bearer(world: World) -> tuple[Client, ApiToken]:
    secret = issue_token(actor=ACTOR, client=world.clients["a1"], now=utc_now())
    return Client(headers={"Authorization": f"Bearer {secret}"}), ApiToken.objects.get(
        ending=secret[-4:], issued_by=None, party=world.parties["A"]
    )


def test_32_a_deactivated_person_is_nobody_with_the_next_request(world: World) -> None:
    browser = world.browser("a1")
    assert browser.get(URL).status_code == 200
    User.objects.filter(pk=world.people["a1"].pk).update(is_active=False)
    assert browser.get(URL).status_code == 401
    assert browser.get("/account/").status_code == 302
    staff = world.browser("r")
    User.objects.filter(pk=world.people["r"].pk).update(is_active=False)
    assert staff.get(reverse("admin:suppliers_revision_changelist")).status_code == 302


@pytest.mark.parametrize("end", ["the token", "the client"])
def test_32_a_revoked_token_ends_with_the_next_request(world: World, end: str) -> None:
    program, token = bearer(world)
    assert program.get(URL).status_code == 200
    if end == "the token":
        revoke_token(actor=ACTOR, token_id=token.pk, now=utc_now())
    else:
        revoke_client(actor=ACTOR, client_id=token.client_id, now=utc_now())
    answer = program.get(URL)
    assert (answer.status_code, answer["WWW-Authenticate"]) == (401, 'Bearer realm="pledgekeeper"')


def test_33_a_role_that_is_taken_away_ends_with_the_next_request(world: World) -> None:
    browser = world.browser("r")
    assert browser.get(reverse("admin:suppliers_revision_changelist")).status_code == 200
    world.people["r"].groups.clear()
    assert browser.get(reverse("admin:suppliers_revision_changelist")).status_code == 403
    owner, body = world.browser("a1"), {"client_id": str(world.clients["a1"].pk)}
    assert post(owner, "/api/v1/tokens/", body).status_code == 201
    User.objects.filter(pk=world.people["a1"].pk).update(party_role=PartyRole.READER)
    assert post(owner, "/api/v1/tokens/", body).status_code == 403
    assert post(owner, URL, FILED_2021).status_code == 403


def test_41_a_session_writes_with_the_forms_own_token_only(world: World) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(world.people["a1"])
    assert strict.get(URL).status_code == 200
    assert post(strict, URL, FILED_2021).status_code == 403
    assert not EmissionsReport.objects.filter(reporting_year=2021).exists()
    page = strict.get("/account/").content.decode()
    found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
    assert found is not None
    headers = {"X-CSRFToken": found[1], "Idempotency-Key": "k" * 20}
    sent = strict.post(URL, json.dumps(FILED_2021), content_type="application/json", headers=headers)
    assert sent.status_code == 201
    revision = Revision.objects.get(report__reporting_year=2021)
    assert revision.entered_by_user_id == world.people["a1"].pk


def test_41_a_token_needs_no_form(world: World) -> None:
    secret = issue_token(actor=ACTOR, client=world.clients["a1"], now=utc_now())
    strict = Client(enforce_csrf_checks=True, headers={"Authorization": f"Bearer {secret}"})
    strict.force_login(world.people["b1"])
    created = post(strict, URL, FILED_2021)
    assert (created.status_code, created.json()["supplier"]) == (201, "Party A"), "the token counts, not the session beside it"


def test_a_tenant_does_not_outlive_its_request(world: World) -> None:
    world.browser("a1").get(URL)
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('pledgekeeper.tenant')")
        assert cursor.fetchone() == ("programme",), "the test's own, as before"
