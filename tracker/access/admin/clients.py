"""API clients and their tokens. A secret is shown once, on the answer to the request that made it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.urls import URLPattern, path
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from tracker.access.actions import add_client, issue_token, revoke_client, revoke_token
from tracker.access.models import ApiClient, ApiToken, ClientScope, Scope
from tracker.access.tokens import MOST_DAYS
from tracker.records.admin.base import ViewOnlyAdmin, actor_of
from tracker.records.admin.cells import number
from tracker.records.clock import database_now
from tracker.records.refusals import Refusal


class TokenForm(forms.Form):
    scope = forms.ChoiceField(choices=Scope.choices, required=False)
    days = forms.IntegerField(min_value=1, max_value=MOST_DAYS, required=False)


@admin.register(ApiClient)
class ApiClientAdmin(ViewOnlyAdmin):
    list_display = ("name", "party", "scope", "shown_tokens", "created_at")
    list_filter = ("scope",)
    list_select_related = ("party",)
    search_fields = ("name", "party__name")
    fields = ("name", "scope", "party", "created_at", "created_by", "revoked_at")
    readonly_fields = fields
    autocomplete_fields = ("party",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[ApiClient]:
        in_force = Q(tokens__revoked_at__isnull=True, tokens__expires_at__gt=database_now())
        return ApiClient.objects.select_related("party").annotate(valid_tokens=Count("tokens", filter=in_force))

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        own = [
            path("<uuid:client_id>/issue-token/", view(never_cache(self.issue)), name="access_apiclient_issue_token"),
            path("<uuid:client_id>/revoke/", view(self.revoke_all), name="access_apiclient_revoke"),
            path("<uuid:client_id>/revoke-token/<uuid:token_id>/", view(self.revoke), name="access_apiclient_revoke_token"),
        ]
        return [*own, *super().get_urls()]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("access.add_apiclient")

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.fields if obj else ("name", "scope", "party")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.fields if obj else ()

    def save_model(self, request: HttpRequest, obj: ApiClient, form: Any, change: bool) -> None:
        scope = Scope.READ if obj.scope == ClientScope.PROGRAMME_READER else Scope(obj.scope)
        obj.pk = add_client(actor=actor_of(request), party=obj.party, name=obj.name, scope=scope).pk

    def log_addition(self, request: HttpRequest, obj: ApiClient, message: Any) -> Any:
        """The action has written its event."""

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        client = self.get_object(request, object_id) if object_id else None
        tokens = list(client.tokens.all()) if client else []
        shown = {
            "tokens": tokens,
            "now": database_now(),
            "may_issue": self._may_issue(request) and not (client and client.revoked_at),
            "scopes": [scope for scope in Scope if client and client.most.covers(scope)],
            "most_days": MOST_DAYS,
        }
        return super().changeform_view(request, object_id, form_url, {**shown, **(extra_context or {})})

    def issue(self, request: HttpRequest, client_id: UUID) -> HttpResponse:
        client = self._find(request, client_id)
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        form = TokenForm(request.POST)
        try:
            secret = self._issue(request, client, form)
        except Refusal as refusal:
            messages.error(request, refusal.sentence)
            return HttpResponseRedirect(self.address("change", client_id))
        return self.page(request, "reports/token.html", {"title": _("A new token"), "client": client, "secret": secret})

    def _issue(self, request: HttpRequest, client: ApiClient, form: TokenForm) -> str:
        if not form.is_valid():
            raise Refusal("invalid-token", _("Choose what the token may do, and 1 to %d days.") % MOST_DAYS)
        scope = Scope(form.cleaned_data["scope"]) if form.cleaned_data["scope"] else None
        days = form.cleaned_data["days"] or MOST_DAYS
        return issue_token(actor=actor_of(request), client=client, now=database_now(), scope=scope, days=days)

    def revoke_all(self, request: HttpRequest, client_id: UUID) -> HttpResponse:
        client = self._find(request, client_id)
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        revoke_client(actor=actor_of(request), client_id=client.pk, now=database_now())
        messages.success(request, _("Revoked: %s, and all its tokens with it.") % client)
        return HttpResponseRedirect(self.address("change", client_id))

    def revoke(self, request: HttpRequest, client_id: UUID, token_id: UUID) -> HttpResponse:
        client = self._find(request, client_id)
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        if not ApiToken.objects.filter(pk=token_id, client=client).exists():
            raise Http404(_("This client has no such token."))
        token = revoke_token(actor=actor_of(request), token_id=token_id, now=database_now())
        messages.success(request, _("The token %s is revoked.") % token)
        return HttpResponseRedirect(self.address("change", client_id))

    def _find(self, request: HttpRequest, client_id: UUID) -> ApiClient:
        if not self._may_issue(request):
            raise PermissionDenied
        client = ApiClient.objects.filter(pk=client_id).first()
        if client is None:
            raise Http404(_("There is no such client."))
        return client

    def _may_issue(self, request: HttpRequest) -> bool:
        return request.user.has_perm("access.change_apiclient")

    @admin.display(description=gettext_lazy("valid tokens"))
    def shown_tokens(self, client: Any) -> SafeString:
        return number(str(client.valid_tokens))
