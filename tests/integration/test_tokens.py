"""Tokens: hashed, shown once, scoped, expiring, rotated, revoked; a party's owner manages them by REST."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from rest_framework.test import APIClient

from tests.world import ACTOR, MINIMAL, utc_now
from tracker.access.actions import add_client, issue_token, revoke_client, revoke_token, rotate_token
from tracker.access.models import ApiClient, ApiToken, Party, Scope, TokenState
from tracker.access.tokens import digest_of, find_token, note_use
from tracker.records.models import AuditEvent
from tracker.records.refusals import Conflict, Missing, Refusal

URL = "/api/v1/tokens/"
Bearer = Callable[..., APIClient]


@pytest.fixture
def client_of(supplier: Party) -> Callable[[Scope], ApiClient]:
    return lambda scope: add_client(actor=ACTOR, party=supplier, name=f"a program that {scope}s", scope=scope)


@pytest.fixture
def manager(client_of: Callable[[Scope], ApiClient]) -> ApiClient:
    return client_of(Scope.MANAGE)


def bearer(secret: str) -> APIClient:
    return APIClient(headers={"Authorization": f"Bearer {secret}"})


def token_of(secret: str) -> ApiToken:
    return ApiToken.objects.get(digest=digest_of(secret))


def post(rest: APIClient, address: str, body: dict[str, Any]) -> Any:
    return rest.post(address, json.dumps(body), content_type="application/json", headers={"Idempotency-Key": str(uuid4())})


def test_37_only_the_hash_is_kept(manager: ApiClient) -> None:
    secret = issue_token(actor=ACTOR, client=manager, now=utc_now())
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM access_apitoken AS t WHERE to_jsonb(t)::text LIKE %s", [f"%{secret[7:]}%"])
        assert cursor.fetchone() == (0,)
    assert secret not in "".join(AuditEvent.objects.values_list("facts_text", flat=True))
    assert token_of(secret).ending == secret[-4:]


@pytest.mark.parametrize("most", Scope)
@pytest.mark.parametrize("asked", Scope)
def test_a_token_gives_at_most_what_its_client_has(client_of: Callable[[Scope], ApiClient], most: Scope, asked: Scope) -> None:
    client, order = client_of(most), list(Scope)
    if order.index(asked) <= order.index(most):
        assert token_of(issue_token(actor=ACTOR, client=client, now=utc_now(), scope=asked)).scope == asked
        return
    with pytest.raises(Refusal, match="which is wider"):
        issue_token(actor=ACTOR, client=client, now=utc_now(), scope=asked)


@pytest.mark.parametrize(("days", "taken"), [(0, False), (1, True), (365, True), (366, False), (-1, False)])
def test_a_token_is_valid_for_a_year_at_most(manager: ApiClient, days: int, taken: bool) -> None:
    now = utc_now()
    if taken:
        secret = issue_token(actor=ACTOR, client=manager, now=now, days=days)
        assert token_of(secret).expires_at == now + timedelta(days=days)
        assert find_token(secret, now=now + timedelta(days=days)) is None
        assert find_token(secret, now=now + timedelta(days=days, seconds=-1)) is not None
        return
    with pytest.raises(Refusal, match="1 to 365 days"):
        issue_token(actor=ACTOR, client=manager, now=now, days=days)


def test_38_a_token_that_reads_does_not_file(manager: ApiClient) -> None:
    rest = bearer(issue_token(actor=ACTOR, client=manager, now=utc_now(), scope=Scope.READ))
    assert rest.get("/api/v1/emissions-reports/").status_code == 200
    refused = post(rest, "/api/v1/emissions-reports/", MINIMAL)
    assert (refused.status_code, refused.json()["type"]) == (403, "/api/problems/forbidden/")
    assert "may read only" in refused.json()["detail"]


def test_a_client_that_lost_its_scope_takes_it_from_its_tokens(manager: ApiClient) -> None:
    rest = bearer(issue_token(actor=ACTOR, client=manager, now=utc_now()))
    ApiClient.objects.filter(pk=manager.pk).update(scope=Scope.READ)
    assert post(rest, "/api/v1/emissions-reports/", MINIMAL).status_code == 403


def test_rotation_keeps_scope_and_length_and_ends_the_old_one_in_a_day(manager: ApiClient) -> None:
    now = utc_now()
    old = issue_token(actor=ACTOR, client=manager, now=now, scope=Scope.FILE, days=30)
    later = now + timedelta(days=29)
    new = rotate_token(actor=ACTOR, token_id=token_of(old).pk, now=later - timedelta(days=10))
    assert (token_of(new).scope, token_of(new).expires_at) == (Scope.FILE, later + timedelta(days=20))
    assert find_token(old, now=later - timedelta(days=9, seconds=1)) is not None
    assert find_token(old, now=later - timedelta(days=9)) is None
    event = AuditEvent.objects.get(verb="access.issue_token", subject_id=str(token_of(new).pk))
    assert event.facts["replaces"] == str(token_of(old).pk)


def test_rotation_lengthens_nothing(manager: ApiClient) -> None:
    now = utc_now()
    old = issue_token(actor=ACTOR, client=manager, now=now, days=1)
    rotate_token(actor=ACTOR, token_id=token_of(old).pk, now=now + timedelta(hours=20))
    assert token_of(old).expires_at == now + timedelta(days=1)


def test_a_token_has_one_successor(manager: ApiClient) -> None:
    rest = bearer(issue_token(actor=ACTOR, client=manager, now=utc_now()))
    old = token_of(issue_token(actor=ACTOR, client=manager, now=utc_now()))
    first = post(rest, f"{URL}{old.pk}/rotate/", {}).json()
    refused = post(rest, f"{URL}{old.pk}/rotate/", {})
    assert (refused.status_code, refused.json()["type"]) == (409, "/api/problems/token-rotated/")
    assert ApiToken.objects.count() == 3
    assert post(rest, f"{URL}{first['id']}/rotate/", {}).status_code == 201


@pytest.mark.parametrize("ended", ["revoked", "expired", "its client is revoked"])
def test_what_has_ended_is_not_rotated(manager: ApiClient, ended: str) -> None:
    now = utc_now()
    token = token_of(issue_token(actor=ACTOR, client=manager, now=now, days=1))
    if ended == "revoked":
        revoke_token(actor=ACTOR, token_id=token.pk, now=now)
    if ended == "its client is revoked":
        revoke_client(actor=ACTOR, client_id=manager.pk, now=now)
    with pytest.raises(Conflict, match=r"already|is revoked"):
        rotate_token(actor=ACTOR, token_id=token.pk, now=now + timedelta(days=2 if ended == "expired" else 0))
    assert ApiToken.objects.count() == 1


def test_a_revoked_client_gets_no_token(manager: ApiClient) -> None:
    revoke_client(actor=ACTOR, client_id=manager.pk, now=utc_now())
    with pytest.raises(Conflict, match="is revoked"):
        issue_token(actor=ACTOR, client=manager, now=utc_now())
    revoke_client(actor=ACTOR, client_id=manager.pk, now=utc_now())
    assert AuditEvent.objects.filter(verb="access.revoke_client").count() == 1


@pytest.mark.parametrize("act", [revoke_token, rotate_token])
def test_a_token_that_is_not_there_is_missing(act: Callable[..., Any], supplier: Party) -> None:
    with pytest.raises(Missing):
        act(actor=ACTOR, token_id=uuid4(), now=utc_now())
    with pytest.raises(Missing):
        revoke_client(actor=ACTOR, client_id=uuid4(), now=utc_now())


def test_the_last_use_is_noted_once_a_minute_and_not_audited(manager: ApiClient, django_assert_max_num_queries: Any) -> None:
    secret = issue_token(actor=ACTOR, client=manager, now=utc_now())
    rest, events = bearer(secret), AuditEvent.objects.count()
    assert token_of(secret).last_used_at is None
    rest.get(URL)
    noted = token_of(secret).last_used_at
    assert noted is not None
    with django_assert_max_num_queries(30) as queries:
        rest.get(URL)
    assert [query["sql"] for query in queries.captured_queries if "UPDATE" in query["sql"]] == []
    assert token_of(secret).last_used_at == noted
    ApiToken.objects.update(last_used_at=noted - timedelta(seconds=61))
    rest.get(URL)
    assert token_of(secret).last_used_at > noted  # type: ignore[operator]
    assert AuditEvent.objects.count() == events


def test_a_manager_issues_rotates_and_revokes_by_rest(manager: ApiClient, client_of: Callable[[Scope], ApiClient]) -> None:
    rest, other = bearer(issue_token(actor=ACTOR, client=manager, now=utc_now())), client_of(Scope.FILE)
    issued = post(rest, URL, {"client_id": str(other.pk), "scope": "READ", "days": 90})
    assert (issued.status_code, issued["Cache-Control"]) == (201, "no-store")
    shown = issued.json()
    assert token_of(shown["secret"]).scope == Scope.READ
    assert bearer(shown["secret"]).get("/api/v1/obligations/").status_code == 200
    rotated = post(rest, f"{URL}{shown['id']}/rotate/", {}).json()
    assert rotated["secret"] != shown["secret"]
    revoked = post(rest, f"{URL}{rotated['id']}/revoke/", {})
    assert (revoked.status_code, revoked.json()["state"]) == (200, TokenState.REVOKED)
    assert bearer(rotated["secret"]).get(URL).status_code == 401
    assert post(rest, f"{URL}{rotated['id']}/rotate/", {}).json()["type"] == "/api/problems/token-ended/"
    listed = rest.get(URL).json()["results"]
    assert {row["id"] for row in listed} >= {shown["id"], rotated["id"]}
    assert "secret" not in json.dumps(listed)


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"client_id": "x"}, "/client_id"),
        ({"scope": "MANAGE"}, "/scope"),
        ({"scope": "manage"}, "/scope"),
        ({"days": 0}, "/days"),
        ({"days": 366}, "/days"),
        ({"days": "90"}, "/days"),
        ({"days": True}, "/days"),
        ({"party_id": "x"}, "/party_id"),
        ({"expires_at": "2099-01-01"}, "/expires_at"),
    ],
)
def test_what_is_asked_amiss_is_refused_by_name(
    manager: ApiClient, client_of: Callable[[Scope], ApiClient], changes: dict[str, Any], pointer: str
) -> None:
    rest, other = bearer(issue_token(actor=ACTOR, client=manager, now=utc_now())), client_of(Scope.FILE)
    answer = post(rest, URL, {"client_id": str(other.pk)} | changes)
    assert answer.status_code == 400
    assert {error["pointer"] for error in answer.json()["errors"]} == {pointer}
    assert not ApiToken.objects.filter(client=other).exists()


@pytest.mark.parametrize("spelled", ["urn:uuid:{0}", "{{{0}}}", "{0.hex}", True, 5])
def test_an_id_has_one_spelling(manager: ApiClient, spelled: Any) -> None:
    rest = bearer(issue_token(actor=ACTOR, client=manager, now=utc_now()))
    sent = spelled.format(manager.pk) if isinstance(spelled, str) else spelled
    answer = post(rest, URL, {"client_id": sent})
    assert answer.status_code == 400
    assert "is not an id" in answer.json()["errors"][0]["detail"]
    assert ApiToken.objects.count() == 1


@pytest.mark.parametrize("scope", [Scope.READ, Scope.FILE])
def test_whoever_files_issues_no_tokens(client_of: Callable[[Scope], ApiClient], scope: Scope) -> None:
    client = client_of(scope)
    rest = bearer(issue_token(actor=ACTOR, client=client, now=utc_now()))
    refused = post(rest, URL, {"client_id": str(client.pk)})
    assert refused.status_code == 403
    assert "MANAGE" in refused.json()["detail"]


def test_a_note_is_written_once_whoever_read_the_token_before(manager: ApiClient) -> None:
    now, secret = utc_now(), issue_token(actor=ACTOR, client=manager, now=utc_now())
    read_before = token_of(secret)
    note_use(token_of(secret), now=now)
    note_use(read_before, now=now + timedelta(seconds=30))
    assert token_of(secret).last_used_at == now
    note_use(read_before, now=now + timedelta(seconds=60))
    assert token_of(secret).last_used_at == now + timedelta(seconds=60)


def test_a_token_gives_none_a_longer_life_than_its_own(manager: ApiClient, client_of: Callable[[Scope], ApiClient]) -> None:
    rest = bearer(issue_token(actor=ACTOR, client=manager, now=utc_now(), days=30))
    refused = post(rest, URL, {"client_id": str(manager.pk), "days": 31})
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (400, "/days")
    assert "1 to 30 days, as long as the one that issues it; 31 were asked for." in refused.json()["errors"][0]["detail"]
    issued = post(rest, URL, {"client_id": str(manager.pk)}).json()
    longer = token_of(issue_token(actor=ACTOR, client=client_of(Scope.FILE), now=utc_now(), days=365))
    rotated = post(rest, f"{URL}{longer.pk}/rotate/", {}).json()
    for shown in (issued, rotated):
        token = token_of(shown["secret"])
        assert token.expires_at - token.created_at == timedelta(days=30)


def test_a_manager_adds_lists_and_revokes_programs_by_rest(manager: ApiClient, stranger: Party) -> None:
    rest, clients = bearer(issue_token(actor=ACTOR, client=manager, now=utc_now())), "/api/v1/clients/"
    added = post(rest, clients, {"name": " Carbon export ", "scope": "READ"})
    assert (added.status_code, added.json()["name"], added.json()["scope"]) == (201, "Carbon export", "READ")
    assert {row["name"] for row in rest.get(clients).json()["results"]} == {"Carbon export", manager.name}
    issued = post(rest, URL, {"client_id": added.json()["id"]}).json()
    assert issued["scope"] == "READ"
    revoked = post(rest, f"{clients}{added.json()['id']}/revoke/", {})
    assert (revoked.status_code, revoked.json()["revoked_at"] is not None) == (200, True)
    assert bearer(issued["secret"]).get(clients).status_code == 401
    foreign = add_client(actor=ACTOR, party=stranger, name="theirs")
    assert post(rest, f"{clients}{foreign.pk}/revoke/", {}).status_code == 404
    for body, pointer in (({}, "/name"), ({"name": "x", "scope": "PROGRAMME_READER"}, "/scope"), ({"name": " "}, "/name")):
        faults = post(rest, clients, body)
        assert (faults.status_code, faults.json()["type"]) == (400, "/api/problems/invalid-client/"), body
        assert faults.json()["errors"][0]["pointer"] == pointer


@pytest.mark.parametrize("scope", [Scope.READ, Scope.FILE])
def test_only_a_manager_changes_programs(client_of: Callable[[Scope], ApiClient], scope: Scope) -> None:
    rest = bearer(issue_token(actor=ACTOR, client=client_of(scope), now=utc_now()))
    assert rest.get("/api/v1/clients/").status_code == 200
    assert post(rest, "/api/v1/clients/", {"name": "x"}).status_code == 403
