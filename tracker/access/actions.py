from __future__ import annotations

from datetime import datetime
from uuid import UUID

from tracker.records.acting import action
from tracker.records.actors import Actor
from tracker.records.audit import record_event

from .models import ApiClient, ApiToken, ClientScope, Party, PartyKind
from .tokens import VALID_FOR, digest_of, make_secret


@action
def add_party(*, actor: Actor, kind: PartyKind, name: str, name_local: str = "", country: str) -> Party:
    party = Party.objects.create(kind=kind, name=name, name_local=name_local, country=country)
    record_event(verb="access.add_party", subject=party, party_id=party.pk, facts={"name": name, "country": country})
    return party


@action
def add_client(*, actor: Actor, party: Party | None, name: str) -> ApiClient:
    """A client of `party`, or one that reads the whole programme when there is none."""
    scope = ClientScope.PARTY if party else ClientScope.PROGRAMME_READER
    client = ApiClient.objects.create(scope=scope, party=party, name=name, created_by_id=actor.user_id)
    record_event(verb="access.add_client", subject=client, party_id=client.party_id, facts={"scope": scope})
    return client


@action
def issue_token(*, actor: Actor, client: ApiClient, now: datetime) -> str:
    """Returns the secret. Nobody can read it again."""
    secret = make_secret()
    token = ApiToken.objects.create(
        client=client,
        party_id=client.party_id,
        digest=digest_of(secret),
        ending=secret[-4:],
        issued_by_id=actor.user_id,
        expires_at=now + VALID_FOR,
    )
    facts = {"client": str(client.pk), "ending": token.ending, "expires_at": token.expires_at.isoformat()}
    record_event(verb="access.issue_token", subject=token, party_id=client.party_id, facts=facts)
    return secret


@action
def revoke_token(*, actor: Actor, token_id: UUID, now: datetime) -> ApiToken:
    """Revoking a revoked token changes nothing."""
    token = ApiToken.objects.select_for_update(of=("self",)).select_related("client").get(pk=token_id)
    if token.revoked_at is None:
        token.revoked_at = now
        token.save(update_fields=["revoked_at"])
        record_event(verb="access.revoke_token", subject=token, party_id=token.client.party_id)
    return token
