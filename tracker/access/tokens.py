"""Bearer tokens: 256 random bits, kept as SHA-256. A slow hash guards guessable secrets; these cannot be guessed."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from django.db.models import Q

from .models import ApiToken

PREFIX = "pledge_"
VALID_FOR = timedelta(days=365)


def make_secret() -> str:
    return PREFIX + secrets.token_urlsafe(32)


def digest_of(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def find_token(secret: str, *, now: datetime) -> ApiToken | None:
    """The token in force at `now` whose client has not been revoked either."""
    in_force = Q(revoked_at__isnull=True, expires_at__gt=now, client__revoked_at__isnull=True)
    return ApiToken.objects.select_related("client__party").filter(in_force, digest=digest_of(secret)).first()
