"""API clients and their tokens. A secret is shown once, on the answer to the request that made it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.urls import URLPattern, path
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from tracker.access.actions import issue_token, revoke_token
from tracker.access.models import ApiClient, ApiToken
from tracker.records.admin.base import ViewOnlyAdmin, actor_of
from tracker.records.admin.cells import number
from tracker.records.clock import database_now


@admin.register(ApiClient)
class ApiClientAdmin(ViewOnlyAdmin):
    list_display = ("name", "party", "scope", "shown_tokens", "created_at")
    list_filter = ("scope",)
    list_select_related = ("party",)
    search_fields = ("name", "party__name")
    fields = ("name", "scope", "party", "created_at", "created_by", "revoked_at")
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[ApiClient]:
        in_force = Q(tokens__revoked_at__isnull=True, tokens__expires_at__gt=database_now())
        return ApiClient.objects.select_related("party").annotate(valid_tokens=Count("tokens", filter=in_force))

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        own = [
            path("<uuid:client_id>/issue-token/", view(never_cache(self.issue)), name="access_apiclient_issue_token"),
            path("<uuid:client_id>/revoke-token/<uuid:token_id>/", view(self.revoke), name="access_apiclient_revoke_token"),
        ]
        return [*own, *super().get_urls()]

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        client = self.get_object(request, object_id) if object_id else None
        tokens = list(client.tokens.all()) if client else []
        shown = {"tokens": tokens, "now": database_now(), "may_issue": self._may_issue(request)}
        return super().changeform_view(request, object_id, form_url, {**shown, **(extra_context or {})})

    def issue(self, request: HttpRequest, client_id: UUID) -> HttpResponse:
        client = self._find(request, client_id)
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        secret = issue_token(actor=actor_of(request), client=client, now=database_now())
        return self.page(request, "reports/token.html", {"title": _("A new token"), "client": client, "secret": secret})

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
