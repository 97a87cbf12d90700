"""Lines that are only added: recorded by a form, and taken back, whole, by a counter-entry with its reason."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import UnfoldAdminTextareaWidget

from tracker.records.actors import Actor
from tracker.records.clock import database_now
from tracker.records.refusals import Refusal

from .base import ViewOnlyAdmin, actor_of, status_of
from .cells import moment, pill, span
from .forms import show_refusal


class ReversalForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Why it is reversed"),
        # An empty reason is the action's to refuse.
        required=False,
        help_text=gettext_lazy("Everybody who reads the entry sees it."),
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 4}),
    )


class EntryAdmin(ViewOnlyAdmin):
    """Below it: which action records and which reverses, and what the pages say."""

    key_name: ClassVar[str]
    says: ClassVar[dict[str, Any]]
    """`record` and `reverse` are titles, `recording` and `reversing` the sentences under them; `missing` says so."""

    def make_form(self, posted: Any, now: datetime) -> forms.Form:
        raise NotImplementedError

    def do_record(self, actor: Actor, form: Any, now: datetime) -> Any:
        raise NotImplementedError

    def do_reverse(self, actor: Actor, pk: UUID, reason: str) -> Any:
        raise NotImplementedError

    def is_reversible(self, entry: Any) -> bool:
        raise NotImplementedError

    def list_facts(self, entry: Any) -> list[tuple[str, Any]]:
        raise NotImplementedError

    def get_urls(self) -> list[URLPattern]:
        view, name = self.admin_site.admin_view, f"{self.opts.app_label}_{self.opts.model_name}"
        own = [
            path("record/", view(self.record), name=f"{name}_record"),
            path(f"<uuid:{self.key_name}>/reverse/", view(self.reverse), name=f"{name}_reverse"),
        ]
        return [*own, *super().get_urls()]

    def may_write(self, request: HttpRequest) -> bool:
        return request.user.has_perm(f"{self.opts.app_label}.add_{self.opts.model_name}")

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return super().changelist_view(request, {"may_write": self.may_write(request), **(extra_context or {})})

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        entry = self.get_object(request, object_id) if object_id else None
        reversible = entry is not None and self.may_write(request) and self.is_reversible(entry)
        return super().changeform_view(request, object_id, form_url, {"reversible": reversible, **(extra_context or {})})

    def record(self, request: HttpRequest) -> HttpResponse:
        if not self.may_write(request):
            raise PermissionDenied
        now = database_now()
        form = self.make_form(request.POST or None, now)
        if request.method == "POST" and form.is_valid():
            try:
                entry = self.do_record(actor_of(request), form, now)
            except Refusal as refusal:
                show_refusal(form, refusal)
                return self._show_form(request, form, None, status_of(refusal))
            messages.success(request, _("Recorded: %s.") % entry)
            return HttpResponseRedirect(self.address("changelist"))
        return self._show_form(request, form, None, 400 if form.is_bound else 200)

    def reverse(self, request: HttpRequest, **key: UUID) -> HttpResponse:
        if not self.may_write(request):
            raise PermissionDenied
        pk = key[self.key_name]
        entry = self.get_queryset(request).filter(pk=pk).first()
        if entry is None:
            raise Http404(self.says["missing"])
        form = ReversalForm(request.POST if request.method == "POST" else None)
        if request.method == "POST" and form.is_valid():
            try:
                self.do_reverse(actor_of(request), pk, form.cleaned_data["reason"])
            except Refusal as refusal:
                form.add_error("reason" if refusal.code == "reason-required" else None, refusal.sentence)
                return self._show_form(request, form, entry, status_of(refusal))
            messages.success(request, _("Reversed: %s.") % entry)
            return HttpResponseRedirect(self.address("changelist"))
        return self._show_form(request, form, entry, 400 if form.is_bound else 200)

    def _show_form(self, request: HttpRequest, form: Any, entry: Any, status: int) -> HttpResponse:
        context = {
            "title": self.says["reverse" if entry else "record"],
            "sentence": self.says["reversing" if entry else "recording"],
            "form": form,
            "entry": entry,
            "facts": self.list_facts(entry) if entry else [],
            "list_url": self.address("changelist"),
            "media": self.media + form.media,
        }
        return self.page(request, "records/entry_form.html", context, status=status)

    @admin.display(description=gettext_lazy("period"), ordering="period_end")
    def shown_period(self, entry: Any) -> SafeString:
        return span(entry.period_start, entry.period_end)

    @admin.display(description=gettext_lazy("stands"))
    def standing(self, entry: Any) -> SafeString | str:
        if entry.reverses_id:
            return _("reversal")
        return pill(_("Reversed"), "quiet") if hasattr(entry, "reversed_by") else _("yes")

    @admin.display(description=gettext_lazy("recorded"), ordering="recorded_at")
    def recorded(self, entry: Any) -> SafeString | str:
        return moment(entry.recorded_at)
