from __future__ import annotations

from datetime import datetime, timedelta
from unicodedata import normalize
from uuid import UUID

from tracker.records.acting import action
from tracker.records.actors import Actor
from tracker.records.audit import record_event
from tracker.records.refusals import Missing

from .checks import check_can_issue, check_can_rotate
from .models import ApiClient, ApiToken, ClientScope, Party, PartyKind, Scope, User
from .tokens import MOST_DAYS, digest_of, make_secret

# Long enough to carry the new secret to every machine that has the old one.
ROTATED_ENDS_AFTER = timedelta(hours=24)


@action
def add_party(*, actor: Actor, kind: PartyKind, name: str, name_local: str = "", country: str) -> Party:
    # One name, one spelling in Unicode too: two parties must not look the same and differ.
    name, name_local = normalize("NFC", name), normalize("NFC", name_local)
    party = Party.objects.create(kind=kind, name=name, name_local=name_local, country=country)
    record_event(verb="access.add_party", subject=party, party_id=party.pk, facts={"name": name, "country": country})
    return party


@action
def add_client(*, actor: Actor, party: Party | None, name: str, scope: Scope = Scope.FILE) -> ApiClient:
    """A client of `party`, or one that reads the whole programme when there is none."""
    kind = ClientScope(scope) if party else ClientScope.PROGRAMME_READER
    client = ApiClient.objects.create(scope=kind, party=party, name=name, created_by_id=actor.user_id)
    record_event(verb="access.add_client", subject=client, party_id=client.party_id, facts={"scope": kind})
    return client


@action
def revoke_client(*, actor: Actor, client_id: UUID, now: datetime) -> ApiClient:
    """All its tokens end with it. Revoking a revoked client changes nothing."""
    client = ApiClient.objects.select_for_update(of=("self",)).filter(pk=client_id).first()
    if client is None:
        raise Missing("not-found", "There is no such client.")
    if client.revoked_at is None:
        client.revoked_at = now
        client.save(update_fields=["revoked_at"])
        record_event(verb="access.revoke_client", subject=client, party_id=client.party_id)
    return client


@action
def issue_token(
    *,
    actor: Actor,
    client: ApiClient,
    now: datetime,
    scope: Scope | None = None,
    days: int | None = None,
    most_days: int = MOST_DAYS,
) -> str:
    """Returns the secret. Nobody can read it again. Without a scope or days it has as much as it may have."""
    client = ApiClient.objects.select_for_update(of=("self",), no_key=True).get(pk=client.pk)
    scope = client.most if scope is None else scope
    days = most_days if days is None else days
    check_can_issue(client, scope=scope, days=days, most_days=most_days)
    return _issue(actor, client, scope, now=now, expires_at=now + timedelta(days=days))


def _issue(
    actor: Actor, client: ApiClient, scope: Scope, *, now: datetime, expires_at: datetime, replaces: ApiToken | None = None
) -> str:
    secret = make_secret()
    token = ApiToken.objects.create(
        client=client,
        party_id=client.party_id,
        scope=scope,
        digest=digest_of(secret),
        ending=secret[-4:],
        issued_by_id=actor.user_id,
        created_at=now,
        expires_at=expires_at,
    )
    facts = {"client": str(client.pk), "scope": scope, "ending": token.ending, "expires_at": expires_at.isoformat()}
    replaced = {"replaces": str(replaces.pk)} if replaces else {}
    record_event(verb="access.issue_token", subject=token, party_id=client.party_id, facts=facts | replaced)
    return secret


@action
def rotate_token(*, actor: Actor, token_id: UUID, now: datetime, most_days: int = MOST_DAYS) -> str:
    """The secret of a new token, like the old one, which ends within a day. Raises Missing or Conflict."""
    old = _lock_token(token_id)
    check_can_rotate(old, now)
    check_can_issue(old.client, scope=Scope(old.scope), days=MOST_DAYS)
    length = min(old.expires_at - old.created_at, timedelta(days=most_days))
    old.rotated_at, old.expires_at = now, min(old.expires_at, now + ROTATED_ENDS_AFTER)
    old.save(update_fields=["rotated_at", "expires_at"])
    return _issue(actor, old.client, Scope(old.scope), now=now, expires_at=now + length, replaces=old)


@action
def revoke_token(*, actor: Actor, token_id: UUID, now: datetime) -> ApiToken:
    """Revoking a revoked token changes nothing. Raises Missing."""
    token = _lock_token(token_id)
    if token.revoked_at is None:
        token.revoked_at = now
        token.save(update_fields=["revoked_at"])
        record_event(verb="access.revoke_token", subject=token, party_id=token.client.party_id)
    return token


def _lock_token(token_id: UUID) -> ApiToken:
    token = ApiToken.objects.select_for_update(of=("self",)).select_related("client").filter(pk=token_id).first()
    if token is None:
        raise Missing("not-found", "There is no such token.")
    return token


@action
def change_own_password(*, user: User, password: str) -> None:
    user.set_password(password)
    user.save(update_fields=["password"])
    record_event(verb="access.change_password", subject=user, party_id=user.party_id)
