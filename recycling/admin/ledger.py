"""The e-waste ledger: its lines with their totals, and the two ways to add one."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from recycling.actions import can_reverse, record_opening_balance, reverse_entry
from recycling.models import LedgerEntry
from recycling.queries import measure_goal
from tracker.commitments.queries import list_goals
from tracker.compliance.goals import GoalProgress
from tracker.compliance.plain import plain_progress
from tracker.presentation.numbers import format_mass, format_rate
from tracker.presentation.words import MASS_STATES
from tracker.records.admin.base import ViewOnlyAdmin, actor_of, status_of
from tracker.records.admin.cells import exact, moment, number, pill, span
from tracker.records.admin.forms import show_refusal
from tracker.records.clock import database_now
from tracker.records.refusals import Refusal

from .forms import BalanceForm, ReversalForm

TONES = {"CLAIMED": "info", "VERIFIED": "good", "QUARANTINED": "warn"}


def as_totals(progress: GoalProgress) -> dict[str, Any]:
    """Tonnes, as the ledger's own head shows them."""
    plain = plain_progress(progress)
    masses = (
        (_("Counted"), plain["counted_kg"]),
        (MASS_STATES["CLAIMED"].label, plain["claimed_kg"]),
        (MASS_STATES["VERIFIED"].label, plain["verified_kg"]),
        (MASS_STATES["QUARANTINED"].label, plain["quarantined_kg"]),
        (_("To go"), plain["remaining_kg"]),
    )
    return {
        "title": progress.goal.title,
        "target": format_mass(plain["target_kg"], 0),
        "share": format_rate(plain["share"]),
        "masses": [(label, format_mass(mass_kg)) for label, mass_kg in masses],
    }


@admin.register(LedgerEntry)
class LedgerEntryAdmin(ViewOnlyAdmin):
    list_display = ("shown_period", "shown_mass", "shown_state", "kind", "source", "qualifier", "standing", "recorded")
    list_filter = ("kind", "state", "commitment")
    list_select_related = ("reversed_by", "commitment")
    list_before_template = "recycling/totals.html"
    search_fields = ("source", "qualifier", "reason")
    ordering = ("period_end", "recorded_at")
    change_form_outer_before_template = "recycling/entry_tools.html"
    fields = (
        "commitment", "kind", "shown_period", "shown_mass", "shown_state", "known_by", "source", "source_url",
        "qualifier", "reverses", "reason", "standing", "entered_by", "recorded",
    )  # fmt: skip
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[LedgerEntry]:
        return LedgerEntry.objects.select_related("reversed_by", "commitment")

    def get_urls(self) -> list[URLPattern]:
        own = [
            path("record/", self.admin_site.admin_view(self.record), name="recycling_ledgerentry_record"),
            path("<uuid:entry_id>/reverse/", self.admin_site.admin_view(self.reverse), name="recycling_ledgerentry_reverse"),
        ]
        return [*own, *super().get_urls()]

    def may_write(self, request: HttpRequest) -> bool:
        return request.user.has_perm("recycling.add_ledgerentry")

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        now = database_now()
        totals = [as_totals(measure_goal(goal, as_of=now)) for goal in list_goals(as_of=now)]
        return super().changelist_view(
            request, {"totals": totals, "may_write": self.may_write(request), **(extra_context or {})}
        )

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        entry = self.get_object(request, object_id) if object_id else None
        reversible = entry is not None and self.may_write(request) and can_reverse(entry)
        return super().changeform_view(request, object_id, form_url, {"reversible": reversible, **(extra_context or {})})

    def record(self, request: HttpRequest) -> HttpResponse:
        if not self.may_write(request):
            raise PermissionDenied
        now = database_now()
        form = BalanceForm(request.POST or None, goals=list_goals(as_of=now))
        if request.method == "POST" and form.is_valid():
            try:
                entry = record_opening_balance(
                    actor=actor_of(request), commitment_key=form.cleaned_data["commitment"], balance=form.as_balance(), now=now
                )
            except Refusal as refusal:
                show_refusal(form, refusal)
                return self._show_form(request, form, None, status_of(refusal))
            messages.success(request, _("Recorded: %s.") % entry)
            return HttpResponseRedirect(self.address("changelist"))
        return self._show_form(request, form, None, 400 if form.is_bound else 200)

    def reverse(self, request: HttpRequest, entry_id: UUID) -> HttpResponse:
        if not self.may_write(request):
            raise PermissionDenied
        entry = self.get_queryset(request).filter(pk=entry_id).first()
        if entry is None:
            raise Http404(_("There is no such ledger entry."))
        form = ReversalForm(request.POST if request.method == "POST" else None)
        if request.method == "POST" and form.is_valid():
            try:
                reverse_entry(actor=actor_of(request), entry_id=entry_id, reason=form.cleaned_data["reason"])
            except Refusal as refusal:
                form.add_error("reason" if refusal.code == "reason-required" else None, refusal.sentence)
                return self._show_form(request, form, entry, status_of(refusal))
            messages.success(request, _("Reversed: %s.") % entry)
            return HttpResponseRedirect(self.address("changelist"))
        return self._show_form(request, form, entry, 400 if form.is_bound else 200)

    def _show_form(self, request: HttpRequest, form: Any, entry: LedgerEntry | None, status: int) -> HttpResponse:
        title = _("Reverse an entry") if entry else _("Record an opening balance")
        shown = {"period": self.shown_period(entry), "mass": exact(entry.mass_kg)} if entry else {}
        context = {"title": title, "form": form, "entry": entry, **shown, "media": self.media + form.media}
        return self.page(request, "recycling/entry_form.html", context, status=status)

    @admin.display(description=gettext_lazy("period"), ordering="period_end")
    def shown_period(self, entry: LedgerEntry) -> SafeString:
        return span(entry.period_start, entry.period_end)

    @admin.display(description=gettext_lazy("mass, kg"), ordering="mass_kg")
    def shown_mass(self, entry: LedgerEntry) -> SafeString:
        return number(exact(entry.mass_kg))

    @admin.display(description=gettext_lazy("state"), ordering="state")
    def shown_state(self, entry: LedgerEntry) -> SafeString:
        return pill(MASS_STATES[entry.state].label, TONES[entry.state])

    @admin.display(description=gettext_lazy("how it is known"))
    def known_by(self, entry: LedgerEntry) -> str:
        return _("estimated") if entry.estimated else _("not estimated")

    @admin.display(description=gettext_lazy("stands"))
    def standing(self, entry: LedgerEntry) -> SafeString | str:
        if entry.reverses_id:
            return _("reversal")
        return pill(_("Reversed"), "quiet") if hasattr(entry, "reversed_by") else _("yes")

    @admin.display(description=gettext_lazy("recorded"), ordering="recorded_at")
    def recorded(self, entry: LedgerEntry) -> SafeString | str:
        return moment(entry.recorded_at)
