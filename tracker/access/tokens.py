"""Bearer tokens: 256 random bits, kept as SHA-256. A slow hash guards guessable secrets; these cannot be guessed."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from django.db.models import Q

from .models import ApiToken

PREFIX = "pledge_"
MOST_DAYS = 365
USE_NOTED_EVERY = timedelta(minutes=1)


def make_secret() -> str:
    return PREFIX + secrets.token_urlsafe(32)


def digest_of(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def find_token(secret: str, *, now: datetime) -> ApiToken | None:
    """The token in force at `now` whose client has not been revoked either."""
    in_force = Q(revoked_at__isnull=True, expires_at__gt=now, client__revoked_at__isnull=True)
    return ApiToken.objects.select_related("client__party").filter(in_force, digest=digest_of(secret)).first()


def note_use(token: ApiToken, *, now: datetime) -> None:
    """At most once a minute; whoever comes while another request notes it neither waits for that one nor writes again."""
    stale = Q(last_used_at__isnull=True) | Q(last_used_at__lte=now - USE_NOTED_EVERY)
    if token.last_used_at is not None and now - token.last_used_at < USE_NOTED_EVERY:
        return
    if ApiToken.objects.select_for_update(skip_locked=True, no_key=True).filter(stale, pk=token.pk).first():
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)
