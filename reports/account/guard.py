from __future__ import annotations

from typing import Any, cast
from uuid import UUID

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.cache import never_cache

from tracker.access.checks import check_can_manage
from tracker.access.models import User
from tracker.records.refusals import Forbidden


@method_decorator(never_cache, name="dispatch")
class PartyView(View):
    """For a party's people; others are sent to the log-in, staff are refused."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path(), reverse("account:login"))
        if request.user.party_id is None:
            raise PermissionDenied("This page is for suppliers' and recyclers' own people. Staff work in the admin.")
        return super().dispatch(request, *args, **kwargs)

    @property
    def user(self) -> User:
        return cast("User", self.request.user)

    @property
    def party_id(self) -> UUID:
        return cast("UUID", self.user.party_id)


class OwnerView(PartyView):
    """What an owner of the party does there, by a form."""

    http_method_names = ("post",)

    def post(self, request: HttpRequest, **kwargs: UUID) -> HttpResponseBase:
        try:
            check_can_manage(self.user)
        except Forbidden as refusal:
            raise PermissionDenied(refusal.sentence) from refusal
        return self.do(request, **kwargs)

    def do(self, request: HttpRequest, **kwargs: UUID) -> HttpResponseBase:
        raise NotImplementedError
