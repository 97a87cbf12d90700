"""Waivers: the list, one on its page with the form that ends it, and the form that grants one."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.urls import URLPattern, path
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from suppliers.models import Supplier, Waiver
from suppliers.waiver_actions import end_waiver, grant_waiver
from suppliers.waiver_checks import can_end_waiver, can_grant_waiver
from suppliers.waiver_queries import day_of, list_waivers
from tracker.commitments.queries import list_mandates
from tracker.presentation.numbers import format_day
from tracker.presentation.plans import WAIVER_STATES
from tracker.records.admin.base import ViewOnlyAdmin, status_of
from tracker.records.admin.cells import moment, number, pill
from tracker.records.admin.forms import show_refusal
from tracker.records.clock import database_now
from tracker.records.evidence.downloads import evidence_file
from tracker.records.files import FileDamaged
from tracker.records.refusals import Missing, Refusal

from .people import name_of
from .waiver_forms import GrantForm, list_files, list_waivable

TONES = {"IN_FORCE": "info", "EXPIRED": "quiet", "ENDED": "quiet"}


def waiver_pill(state: str) -> SafeString:
    return pill(WAIVER_STATES[state].label.en, TONES[state])


def in_force(now: datetime) -> Q:
    """Each commitment by the day in its own zone."""
    last_days = Q(pk__in=[])
    for mandate in list_mandates(as_of=now):
        last_days |= Q(commitment__key=mandate.key, expires_on__gte=now.astimezone(mandate.zone).date())
    return Q(end__isnull=True) & last_days


class WaiverStateFilter(admin.SimpleListFilter):
    title = gettext_lazy("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(state.lower(), words.label.en) for state, words in WAIVER_STATES.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Waiver]) -> QuerySet[Waiver]:
        if self.value() == "ended":
            return queryset.filter(end__isnull=False)
        if self.value() == "in_force":
            return queryset.filter(in_force(database_now()))
        return queryset.filter(end__isnull=True).exclude(in_force(database_now())) if self.value() == "expired" else queryset


@admin.register(Waiver)
class WaiverAdmin(ViewOnlyAdmin):
    list_display = ("supplier", "mandate", "year", "shown_state", "last_day", "granted", "granted_at")
    list_filter = (WaiverStateFilter, "reporting_year")
    search_fields = ("party__name", "party__name_local", "party__supplier__number")
    search_help_text = gettext_lazy("Part of a supplier's name or number")
    list_before_template = "suppliers/waivers_tools.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Waiver]:
        return list_waivers()

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        changelist = super().get_changelist_instance(request)
        changelist.result_list = rows = list(changelist.result_list)
        held = set(
            Waiver.objects.filter(in_force(database_now()), pk__in=[row.pk for row in rows]).values_list("pk", flat=True)
        )
        for row in rows:
            row.state = _state_of(row, holds=row.pk in held)
        return changelist

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        own = [
            path("grant/<uuid:party_id>/", view(self.grant), name="suppliers_waiver_grant"),
            path("<uuid:waiver_id>/end/", view(self.end), name="suppliers_waiver_end"),
            path("<uuid:waiver_id>/evidence/", view(self.download), name="suppliers_waiver_evidence"),
        ]
        return [*own, *super().get_urls()]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        waiver = self.get_object(request, object_id)
        if not self.has_view_permission(request, waiver):
            raise PermissionDenied
        if waiver is None:
            raise Http404(_("There is no such waiver."))
        return self._show(request, waiver)

    def grant(self, request: HttpRequest, party_id: UUID) -> HttpResponse:
        if not request.user.has_perm("suppliers.add_waiver"):
            raise PermissionDenied
        supplier = Supplier.objects.select_related("party").filter(pk=party_id).first()
        if supplier is None:
            raise Http404(_("There is no such supplier."))
        now = database_now()
        choices: dict[str, Any] = {"obligations": list_waivable(party_id, now), "files": list_files(party_id)}
        asked = {"obligation": request.GET.get("obligation", "")}
        form = GrantForm(request.POST if request.method == "POST" else None, initial=asked, **choices)
        if request.method != "POST" or not form.is_valid():
            return self._show_form(request, supplier, form, 400 if form.is_bound else 200)
        assert request.user.is_authenticated  # noqa: S101 - admin_view asks for a log-in first
        try:
            waiver = grant_waiver(user=request.user, party_id=party_id, now=now, **form.as_waiver())
        except Refusal as refusal:
            show_refusal(form, refusal)
            return self._show_form(request, supplier, form, status_of(refusal))
        messages.success(request, _("Granted: %s.") % waiver)
        return HttpResponseRedirect(self.address("change", waiver.pk))

    def end(self, request: HttpRequest, waiver_id: UUID) -> HttpResponse:
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        assert request.user.is_authenticated  # noqa: S101 - admin_view asks for a log-in first
        written = request.POST.get("reason", "")
        try:
            end_waiver(user=request.user, waiver_id=waiver_id, reason=written, now=database_now())
        except Missing as refusal:
            raise Http404(refusal.sentence) from refusal
        except Refusal as refusal:
            if not self.has_view_permission(request):
                raise PermissionDenied(refusal.sentence) from refusal
            waiver = list_waivers().get(pk=waiver_id)
            return self._show(request, waiver, status=status_of(refusal), refusal=refusal.sentence, written=written)
        messages.success(request, _("The waiver has ended."))
        return HttpResponseRedirect(self.address("change", waiver_id))

    def download(self, request: HttpRequest, waiver_id: UUID) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        waiver = list_waivers().filter(pk=waiver_id, evidence__isnull=False).first()
        if waiver is None or waiver.evidence is None:
            raise Http404(_("There is no such file."))
        try:
            return evidence_file(waiver.evidence)
        except FileDamaged as damage:
            return self._show(request, waiver, status=409, refusal=_("%s It is not served.") % damage)

    def _show(self, request: HttpRequest, waiver: Waiver, *, status: int = 200, **extra: Any) -> HttpResponse:
        assert request.user.is_authenticated  # noqa: S101 - admin_view asks for a log-in first
        now = database_now()
        today, end = day_of(waiver, now), getattr(waiver, "end", None)
        mandates = {mandate.key: mandate for mandate in list_mandates(as_of=now)}
        context = {
            "title": str(waiver),
            "waiver": waiver,
            "mandate": mandates.get(waiver.commitment.key),
            "state": waiver_pill(_state_of(waiver, holds=end is None and today <= waiver.expires_on)),
            "granted_by": name_of(waiver.granted_by),
            "end": end,
            "ended_by": name_of(end.ended_by) if end else None,
            "may_end": can_end_waiver(request.user, waiver, today=today),
        }
        return self.page(request, "suppliers/waiver.html", {**context, **extra}, status=status)

    def _show_form(self, request: HttpRequest, supplier: Supplier, form: GrantForm, status: int) -> HttpResponse:
        assert request.user.is_authenticated  # noqa: S101 - admin_view asks for a log-in first
        context = {
            "title": _("Grant a waiver"),
            "supplier": supplier,
            "form": form,
            "may_grant": can_grant_waiver(request.user, supplier.pk),
        }
        return self.page(request, "suppliers/grant_waiver.html", context, status=status)

    @admin.display(description=gettext_lazy("supplier"), ordering="party__name")
    def supplier(self, waiver: Waiver) -> str:
        return waiver.party.name

    @admin.display(description=gettext_lazy("mandate"), ordering="commitment__key")
    def mandate(self, waiver: Waiver) -> str:
        return waiver.commitment.key

    @admin.display(description=gettext_lazy("year"), ordering="reporting_year")
    def year(self, waiver: Waiver) -> SafeString:
        return number(str(waiver.reporting_year))

    @admin.display(description=gettext_lazy("state"))
    def shown_state(self, waiver: Any) -> SafeString:
        return waiver_pill(waiver.state)

    @admin.display(description=gettext_lazy("last day"), ordering="expires_on")
    def last_day(self, waiver: Waiver) -> str:
        return format_day(waiver.expires_on.isoformat())

    @admin.display(description=gettext_lazy("granted by"))
    def granted(self, waiver: Waiver) -> str:
        return name_of(waiver.granted_by)

    @admin.display(description=gettext_lazy("granted"), ordering="recorded_at")
    def granted_at(self, waiver: Waiver) -> SafeString | str:
        return moment(waiver.recorded_at)


def _state_of(waiver: Waiver, *, holds: bool) -> str:
    if getattr(waiver, "end", None) is not None:
        return "ENDED"
    return "IN_FORCE" if holds else "EXPIRED"
