from __future__ import annotations

from django.utils import timezone
from rest_framework.authentication import BaseAuthentication, SessionAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed, PermissionDenied
from rest_framework.request import Request

from tracker.records.tenancy import PROGRAMME, see_as, seeing

from .models import ApiClient, ApiToken, User
from .tenants import tenant_of
from .tokens import find_token, note_use


class BearerAuthentication(BaseAuthentication):
    """`Authorization: Bearer pledge_…`"""

    def authenticate(self, request: Request) -> tuple[ApiClient, ApiToken] | None:
        scheme, _, secret = get_authorization_header(request).partition(b" ")
        if scheme.lower() != b"bearer":
            return None
        now = timezone.now()
        # Who somebody is comes before whose rows they see.
        with seeing(PROGRAMME):
            token = find_token(secret.strip().decode("ascii", "replace"), now=now)
            if token is not None:
                note_use(token, now=now)
        if token is None:
            raise AuthenticationFailed("This token is unknown, expired or revoked. Ask the programme for a new one.")
        see_as(tenant_of(token.client))
        return token.client, token

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="pledgekeeper"'


class PartySession(SessionAuthentication):
    """A party's user in the browser, logged in at /account/. Staff work in the admin; here they are nobody."""

    def authenticate(self, request: Request) -> tuple[User, None] | None:
        user = getattr(request._request, "user", None)
        if not isinstance(user, User) or user.party_id is None or not user.is_active:
            return None
        # The check looks for its token in the form and reads the body to find it; what is hashed later is kept first.
        if not str(request.content_type).startswith("multipart/"):
            _ = request._request.body
        self.enforce_csrf(request)
        see_as(tenant_of(user))
        return user, None

    def enforce_csrf(self, request: Request) -> None:
        try:
            super().enforce_csrf(request)
        except PermissionDenied as error:
            reason = str(error.detail).removeprefix("CSRF Failed: ")
            sentence = "Send the value of the cookie csrftoken in the header X-CSRFToken, from a page of ours."
            raise PermissionDenied(f"Nothing shows that this comes from a page of ours: {reason} {sentence}") from error
