"""What the pages of people and contacts share: a copy of what is held about one, and its erasure."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect, JsonResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from tracker.records.admin.base import RecordAdmin, status_of
from tracker.records.refusals import Refusal


class PersonalDataAdmin(RecordAdmin):
    key_pattern = "<int:person_id>"

    def export(self, pk: Any) -> dict[str, Any]:
        raise NotImplementedError

    def erase(self, request: HttpRequest, pk: Any, reason: str) -> None:
        raise NotImplementedError

    def get_urls(self) -> list[URLPattern]:
        view, name = self.admin_site.admin_view, f"{self.opts.app_label}_{self.opts.model_name}"
        own = [
            path(f"{self.key_pattern}/export/", view(never_cache(self.export_view)), name=f"{name}_export"),
            path(f"{self.key_pattern}/erase/", view(self.erase_view), name=f"{name}_erase"),
        ]
        return [*own, *super().get_urls()]

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        shown = {"may_erase": _may_erase(request)}
        return super().changeform_view(request, object_id, form_url, {**shown, **(extra_context or {})})

    def export_view(self, request: HttpRequest, person_id: Any) -> HttpResponse:
        self._find(request, person_id)
        if request.method != "GET":
            return HttpResponseNotAllowed(["GET"])
        headers = {"Content-Disposition": f'attachment; filename="{self.opts.model_name}-{person_id}.json"'}
        return JsonResponse(self.export(person_id), headers=headers, json_dumps_params={"ensure_ascii": False, "indent": 2})

    def erase_view(self, request: HttpRequest, person_id: Any) -> HttpResponse:
        person, refusal = self._find(request, person_id), None
        if request.method == "POST":
            try:
                self.erase(request, person_id, request.POST.get("reason", ""))
            except Refusal as refused:
                refusal = refused
            else:
                self.message_user(request, _("Erased."))
                return HttpResponseRedirect(self.address("changelist"))
        context = {"title": _("Erase personal data"), "person": person, "refusal": refusal}
        context["written"] = request.POST.get("reason", "")
        context["back"] = self.address("change", person_id)
        return self.page(request, "access/erase.html", context, status=status_of(refusal) if refusal else 200)

    def _find(self, request: HttpRequest, person_id: Any) -> Any:
        if not _may_erase(request):
            raise PermissionDenied
        person = self.get_object(request, str(person_id))
        if person is None:
            raise Http404(_("There is no such person."))
        return person


def _may_erase(request: HttpRequest) -> bool:
    """Administrators, who manage people."""
    return request.user.has_perm("access.change_user")
