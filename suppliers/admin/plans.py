"""Corrective action plans: the list, one on its page with what waits for a decision, and the form that opens one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from suppliers.models import CorrectiveActionPlan, MilestoneReport
from suppliers.plans.actions import open_plan
from suppliers.plans.checks import can_end_plan
from suppliers.plans.decisions import accept_milestone, accept_plan, cancel_plan, close_plan, return_milestone, return_plan
from suppliers.plans.queries import PlanStanding, find_plan, list_plans, owed_by
from suppliers.queries import get_assessment
from tracker.access.models import Party, User
from tracker.compliance.plans import is_done
from tracker.presentation.plans import PLAN_STATES
from tracker.records.admin.base import ViewOnlyAdmin, status_of
from tracker.records.admin.forms import show_refusal
from tracker.records.clock import database_now
from tracker.records.evidence.downloads import evidence_file
from tracker.records.files import FileDamaged
from tracker.records.refusals import Missing, Refusal

from .evidence import DayWidget
from .plan_pages import PlanRows, count_states, cut, day, list_moments, list_steps, list_waiting, plan_pill, sort_rows
from .verdicts import as_verdict

Act = Callable[[User, str], object]


class OpenForm(forms.Form):
    due_on = forms.DateField(
        label=gettext_lazy("The plan is due on"),
        help_text=gettext_lazy("The last day, in the mandate's time zone, on which the supplier files it in time."),
        error_messages={
            "required": gettext_lazy("Give the day, such as 2027-08-31."),
            "invalid": gettext_lazy("Give a day such as 2027-08-31."),
        },
        widget=DayWidget(),
    )


@admin.register(CorrectiveActionPlan)
class CorrectiveActionPlanAdmin(ViewOnlyAdmin):
    def get_urls(self) -> list[URLPattern]:
        view, name = self.admin_site.admin_view, "suppliers_correctiveactionplan"
        one, version, report = "<uuid:plan_id>/", "<uuid:plan_id>/versions/<uuid:pk>/", "<uuid:plan_id>/reports/<uuid:pk>/"
        own = [
            path("open/<uuid:party_id>/<slug:key>/<int:year>/", view(self.open), name=f"{name}_open"),
            path(f"{version}accept/", view(self.accept_version), name=f"{name}_version_accept"),
            path(f"{version}return/", view(self.return_version), name=f"{name}_version_return"),
            path(f"{report}accept/", view(self.accept_report), name=f"{name}_report_accept"),
            path(f"{report}return/", view(self.return_report), name=f"{name}_report_return"),
            path(f"{report}evidence/", view(self.download), name=f"{name}_report_evidence"),
            path(f"{one}close/", view(self.close), name=f"{name}_close"),
            path(f"{one}cancel/", view(self.cancel), name=f"{name}_cancel"),
        ]
        return [*own, *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Not the rows of the table: what is owed and not opened has none."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        asked, sought = request.GET.get("state", "").upper(), request.GET.get("q", "").strip()
        standings = [each for each in list_plans(as_of=database_now()) if _is_about(each, sought)]
        wanted = [each for each in standings if each.state == asked] if asked in PLAN_STATES else standings
        context = {
            "title": _("Corrective action plans"),
            "page": Paginator(sort_rows(wanted), self.list_per_page).get_page(request.GET.get("page")),
            "states": count_states(standings),
            "asked": asked,
            "sought": sought,
            "number": len(standings),
            "may_open": request.user.has_perm("suppliers.add_correctiveactionplan"),
        }
        return self.page(request, "suppliers/plans.html", context)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        plan = self.get_object(request, object_id)
        if not self.has_view_permission(request, plan):
            raise PermissionDenied
        if plan is None:
            raise Http404(_("There is no such plan."))
        return self._show(request, plan.pk)

    def open(self, request: HttpRequest, party_id: UUID, key: str, year: int) -> HttpResponse:
        if not request.user.has_perm("suppliers.add_correctiveactionplan"):
            raise PermissionDenied
        assert request.user.is_authenticated  # noqa: S101 - admin_view asks for a log-in first
        now, party = database_now(), Party.objects.filter(pk=party_id).first()
        try:
            assessment = get_assessment(key, party_id=party_id, year=year, as_of=now)
        except Missing as refusal:
            raise Http404(refusal.sentence) from refusal
        form = OpenForm(request.POST if request.method == "POST" else None, initial={"due_on": owed_by(assessment).due_on})
        context: dict[str, Any] = {"title": _("Open a plan"), "party": party, "form": form}
        context |= {"verdict": as_verdict(assessment), "mandate": assessment.mandate}
        if request.method != "POST" or not form.is_valid():
            return self.page(request, "suppliers/open_plan.html", context, status=400 if form.is_bound else 200)
        obligation: dict[str, Any] = {"party_id": party_id, "commitment_key": key, "reporting_year": year}
        try:
            plan = open_plan(user=request.user, now=now, due_on=form.cleaned_data["due_on"], **obligation)
        except Refusal as refusal:
            show_refusal(form, refusal)
            return self.page(request, "suppliers/open_plan.html", context, status=status_of(refusal))
        messages.success(request, _("Opened: the plan of %s.") % plan)
        return HttpResponseRedirect(self.address("change", plan.pk))

    def accept_version(self, request: HttpRequest, plan_id: UUID, pk: UUID) -> HttpResponse:
        return self._act(request, plan_id, lambda user, reason: accept_plan(user=user, version_id=pk, note=reason))

    def return_version(self, request: HttpRequest, plan_id: UUID, pk: UUID) -> HttpResponse:
        return self._act(request, plan_id, lambda user, reason: return_plan(user=user, version_id=pk, reason=reason))

    def accept_report(self, request: HttpRequest, plan_id: UUID, pk: UUID) -> HttpResponse:
        return self._act(request, plan_id, lambda user, reason: accept_milestone(user=user, report_id=pk, note=reason))

    def return_report(self, request: HttpRequest, plan_id: UUID, pk: UUID) -> HttpResponse:
        return self._act(request, plan_id, lambda user, reason: return_milestone(user=user, report_id=pk, reason=reason))

    def close(self, request: HttpRequest, plan_id: UUID) -> HttpResponse:
        def act(user: User, reason: str) -> object:
            return close_plan(user=user, plan_id=plan_id, reason=reason, now=database_now())

        return self._act(request, plan_id, act)

    def cancel(self, request: HttpRequest, plan_id: UUID) -> HttpResponse:
        def act(user: User, reason: str) -> object:
            return cancel_plan(user=user, plan_id=plan_id, reason=reason, now=database_now())

        return self._act(request, plan_id, act)

    def download(self, request: HttpRequest, plan_id: UUID, pk: UUID) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        reports = MilestoneReport.objects.filter(pk=pk, milestone__version__plan=plan_id, evidence__isnull=False)
        report = reports.select_related("evidence").first()
        if report is None or report.evidence is None:
            raise Http404(_("There is no such file."))
        try:
            return evidence_file(report.evidence)
        except FileDamaged as damage:
            return self._show(request, plan_id, status=409, refusal=_("%s It is not served.") % damage)

    def _act(self, request: HttpRequest, plan_id: UUID, act: Act) -> HttpResponse:
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        assert request.user.is_authenticated  # noqa: S101 - admin_view asks for a log-in first
        written = request.POST.get("reason", "")
        try:
            act(request.user, written)
        except Missing as refusal:
            raise Http404(refusal.sentence) from refusal
        except Refusal as refusal:
            if not self.has_view_permission(request):
                raise PermissionDenied(refusal.sentence) from refusal
            return self._show(request, plan_id, status=status_of(refusal), refusal=refusal.sentence, written=written)
        messages.success(request, _("Recorded."))
        return HttpResponseRedirect(self.address("change", plan_id))

    def _show(self, request: HttpRequest, plan_id: UUID, *, status: int = 200, **extra: Any) -> HttpResponse:
        assert request.user.is_authenticated  # noqa: S101 - admin_view asks for a log-in first
        standing = find_plan(plan_id, as_of=database_now())
        if standing is None:
            raise Http404(_("There is no such plan."))
        rows = PlanRows(plan_id)
        context = {
            "title": _("Corrective action plan of %s") % rows.plan,
            "plan": rows.plan,
            "standing": standing,
            "state": plan_pill(standing.state),
            "due_on": day(standing.plan.due_on),
            "verdict": as_verdict(standing.assessment),
            "expected_cut": cut(standing.plan.expected_cut),
            "waiting": list_waiting(standing, rows, request.user),
            "moments": list_moments(rows),
            "may_end": can_end_plan(request.user, rows.plan.party_id),
            **_shown_versions(standing),
            **_possible_ends(standing),
        }
        return self.page(request, "suppliers/plan.html", {**context, **extra}, status=status)


def _is_about(standing: PlanStanding, sought: str) -> bool:
    return sought.lower() in f"{standing.partner.name} {standing.partner.name_local}".lower()


def _shown_versions(standing: PlanStanding) -> dict[str, Any]:
    """The one that counts, and one that waits beside it."""
    plan, today = standing.plan, standing.today
    shown = [plan.shown] if plan.shown else []
    shown += [plan.waiting] if plan.waiting and plan.waiting is not plan.shown else []
    return {"versions": [(version, list_steps(version, today), version is plan.in_force) for version in shown]}


def _possible_ends(standing: PlanStanding) -> dict[str, bool]:
    is_over = standing.plan.closure is not None
    return {"is_over": is_over, "is_done": not is_over and is_done(standing.plan, today=standing.today)}
