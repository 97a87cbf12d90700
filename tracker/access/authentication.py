from __future__ import annotations

from django.utils import timezone
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from tracker.records.tenancy import PROGRAMME, see_as, seeing

from .models import ApiClient, ApiToken
from .tenants import tenant_of
from .tokens import find_token


class BearerAuthentication(BaseAuthentication):
    """`Authorization: Bearer pledge_…`"""

    def authenticate(self, request: Request) -> tuple[ApiClient, ApiToken] | None:
        scheme, _, secret = get_authorization_header(request).partition(b" ")
        if scheme.lower() != b"bearer":
            return None
        # Who somebody is comes before whose rows they see.
        with seeing(PROGRAMME):
            token = find_token(secret.strip().decode("ascii", "replace"), now=timezone.now())
        if token is None:
            raise AuthenticationFailed("This token is unknown, expired or revoked. Ask the programme for a new one.")
        see_as(tenant_of(token.client))
        return token.client, token

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="pledgekeeper"'
