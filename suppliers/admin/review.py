"""The queue of revisions, and the page on which a person decides on one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import PermissionDenied
from django.db.models import Case, F, QuerySet, When
from django.db.models.expressions import Combinable
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.urls import URLPattern, path
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from suppliers.actions import accept_revision, file_evidence, return_revision
from suppliers.checks import attached_to, can_decide
from suppliers.conversation.actions import ask_about_revision
from suppliers.lifecycle import RevisionState
from suppliers.models import WAITS, Outcome, Revision
from suppliers.queries import get_attached, list_revisions, list_waiting
from suppliers.warnings import list_warnings
from tracker.access.models import User
from tracker.access.queries import has_entered
from tracker.presentation.numbers import NOTHING
from tracker.records.admin.base import ViewOnlyAdmin, actor_of, status_of
from tracker.records.admin.cells import exact, moment, number
from tracker.records.admin.forms import show_refusal
from tracker.records.clock import database_now
from tracker.records.evidence.downloads import evidence_file
from tracker.records.files import FileDamaged
from tracker.records.refusals import Missing, Refusal

from .comparison import compare_revision
from .conversation import asked_pill, keep_typed, read_points, read_question, show_conversation
from .evidence import EvidenceForm, list_lines
from .people import name_of, who_sent
from .verdicts import weigh_revision
from .words import STATES, doubt_pill, state_pill

# What was done, in words, and where the page goes from there.
Done = tuple[str, str]


class StateFilter(admin.SimpleListFilter):
    title = gettext_lazy("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            ("waiting", STATES[RevisionState.SUBMITTED][0]),
            ("accepted", STATES[RevisionState.ACCEPTED][0]),
            ("returned", STATES[RevisionState.RETURNED][0]),
            ("withdrawn", STATES[RevisionState.WITHDRAWN][0]),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Revision]) -> QuerySet[Revision]:
        outcomes = {"accepted": Outcome.ACCEPTED, "returned": Outcome.RETURNED}
        if self.value() == "waiting":
            return queryset.filter(WAITS)
        if self.value() == "withdrawn":
            return queryset.filter(withdrawal__isnull=False)
        return queryset.filter(decision__outcome=outcomes[str(self.value())]) if self.value() in outcomes else queryset


@admin.register(Revision)
class RevisionAdmin(ViewOnlyAdmin):
    list_display = ("supplier", "year", "number", "shown_state", "scope_1", "scope_2", "sent_at", "sender", "doubts")
    list_filter = (StateFilter, "report__reporting_year")
    search_fields = ("report__party__name", "report__party__name_local", "report__party__supplier__number")
    search_help_text = gettext_lazy("Part of a supplier's name or number")

    def get_ordering(self, request: HttpRequest) -> list[str | Combinable]:
        return ["waits", "waits_since", "-recorded_at"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Revision]:
        # Those that wait come first, the oldest of them at the top; the rest follows, the newest first.
        return (
            list_revisions()
            .prefetch_related("questions__answer")
            .annotate(
                waits=Case(When(WAITS, then=0), default=1),
                waits_since=Case(When(WAITS, then=F("recorded_at"))),
            )
        )

    def get_changelist_instance(self, request: HttpRequest) -> ChangeList:
        changelist = super().get_changelist_instance(request)
        changelist.result_list = rows = list(changelist.result_list)
        warnings = list_warnings(rows)
        for row in rows:
            row.warnings = warnings[row.pk]
        return changelist

    def get_urls(self) -> list[URLPattern]:
        view, evidence = self.admin_site.admin_view, "<uuid:revision_id>/evidence/"
        own = [
            path("<uuid:revision_id>/accept/", view(self.accept), name="suppliers_revision_accept"),
            path("<uuid:revision_id>/return/", view(self.return_), name="suppliers_revision_return"),
            path("<uuid:revision_id>/ask/", view(self.ask), name="suppliers_revision_ask"),
            path(evidence, view(self.attach), name="suppliers_revision_evidence"),
            path(f"{evidence}<uuid:evidence_id>/", view(self.download), name="suppliers_revision_evidence_file"),
        ]
        return [*own, *super().get_urls()]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        revision = self.get_object(request, object_id)
        if not self.has_view_permission(request, revision):
            raise PermissionDenied
        if revision is None:
            raise Http404(_("There is no such revision."))
        return self._show(request, revision)

    def accept(self, request: HttpRequest, revision_id: UUID) -> HttpResponse:
        def act(user: User) -> Done:
            decision = accept_revision(user=user, revision_id=revision_id, note=request.POST.get("reason", ""))
            return _("Accepted: %s.") % decision.revision, self._next_address(user)

        return self._act(request, revision_id, act)

    def return_(self, request: HttpRequest, revision_id: UUID) -> HttpResponse:
        def act(user: User) -> Done:
            reason, points = request.POST.get("reason", ""), read_points(request.POST)
            decision = return_revision(user=user, revision_id=revision_id, reason=reason, points=points)
            return _("Returned: %s.") % decision.revision, self._next_address(user)

        return self._act(request, revision_id, act)

    def ask(self, request: HttpRequest, revision_id: UUID) -> HttpResponse:
        def act(user: User) -> Done:
            said = read_question(request.POST)
            ask_about_revision(user=user, revision_id=revision_id, pointer=said.pointer, text=said.text)
            return _("Asked. The supplier sees the question with its report."), f"{self.address('change', revision_id)}#talk"

        return self._act(request, revision_id, act)

    def may_attach(self, request: HttpRequest) -> bool:
        return request.user.has_perm("suppliers.add_revisionevidence")

    def attach(self, request: HttpRequest, revision_id: UUID) -> HttpResponse:
        """On behalf of the supplier, counted as entered by whoever does it."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        if not self.may_attach(request):
            raise PermissionDenied
        revision = list_revisions().filter(pk=revision_id).first()
        if revision is None:
            raise Http404(_("There is no such revision."))
        form = EvidenceForm(request.POST, request.FILES)
        if not form.is_valid():
            return self._show(request, revision, status=400, form=form)
        filed = {"party_id": revision.party_id, "revision_id": revision_id, "now": database_now(), **form.as_evidence()}
        try:
            evidence = file_evidence(actor=actor_of(request), **filed)
        except Refusal as refusal:
            show_refusal(form, refusal)
            return self._show(request, revision, status=status_of(refusal), form=form)
        messages.success(request, _("Added: %s.") % evidence)
        return HttpResponseRedirect(self.address("change", revision_id))

    def download(self, request: HttpRequest, revision_id: UUID, evidence_id: UUID) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        evidence = get_attached(revision_id=revision_id, evidence_id=evidence_id)
        if evidence is None:
            raise Http404(_("There is no such file."))
        try:
            return evidence_file(evidence)
        except FileDamaged as damage:
            revision = list_revisions().get(pk=revision_id)
            return self._show(request, revision, status=409, refusal=_("%s It is not served.") % damage)

    def _act(self, request: HttpRequest, revision_id: UUID, act: Callable[[User], Done]) -> HttpResponse:
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        assert request.user.is_authenticated  # noqa: S101 - admin_view asks for a log-in first
        try:
            said, address = act(request.user)
        except Missing as refusal:
            raise Http404(refusal.sentence) from refusal
        except Refusal as refusal:
            return self._refuse(request, revision_id, refusal)
        messages.success(request, said)
        return HttpResponseRedirect(address)

    def _refuse(self, request: HttpRequest, revision_id: UUID, refusal: Refusal) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied(refusal.sentence)
        revision = list_revisions().get(pk=revision_id)
        said = " ".join([refusal.sentence, *(fault.detail for fault in refusal.faults)])
        return self._show(request, revision, status=status_of(refusal), refusal=said, **keep_typed(request.POST))

    def _next_address(self, user: User) -> str:
        following = list_waiting().exclude(entered_by_user=user).first()
        return self.address("change", following.pk) if following else f"{self.address('changelist')}?state=waiting"

    def _show(self, request: HttpRequest, revision: Revision, *, status: int = 200, **extra: Any) -> HttpResponse:
        assert request.user.is_authenticated  # noqa: S101 - admin_view asks for a log-in first
        as_of = database_now()
        context = {
            "title": str(revision),
            "revision": revision,
            "decision": getattr(revision, "decision", None),
            "withdrawal": getattr(revision, "withdrawal", None),
            "state": state_pill(revision.state),
            "waits": revision.state is RevisionState.SUBMITTED,
            "may_decide": can_decide(request.user, revision),
            "own_entry": has_entered(request.user, revision),
            "own_evidence": attached_to(request.user, revision),
            "lines": list_lines(revision),
            "form": EvidenceForm() if self.may_attach(request) else None,
            "sender": who_sent(revision),
            "decided_by": name_of(revision.decision.decided_by) if hasattr(revision, "decision") else None,
            "comparison": compare_revision(revision),
            "mandates": weigh_revision(revision, as_of=as_of),
            "waiting": list_waiting().count(),
            **show_conversation(request.user, revision),
        }
        return self.page(request, "suppliers/revision.html", {**context, **extra}, status=status)

    @admin.display(description=gettext_lazy("supplier"), ordering="report__party__name")
    def supplier(self, revision: Revision) -> str:
        return revision.report.party.name

    @admin.display(description=gettext_lazy("year"), ordering="report__reporting_year")
    def year(self, revision: Revision) -> SafeString:
        return number(str(revision.report.reporting_year))

    @admin.display(description=gettext_lazy("state"))
    def shown_state(self, revision: Revision) -> SafeString:
        return format_html("{} {}", state_pill(revision.state), asked_pill(revision))

    @admin.display(description=gettext_lazy("scope 1, tCO₂e"), ordering="scope_1_tco2e")
    def scope_1(self, revision: Revision) -> SafeString:
        return number(exact(revision.scope_1_tco2e))

    @admin.display(description=gettext_lazy("scope 2 market, tCO₂e"), ordering="scope_2_market_tco2e")
    def scope_2(self, revision: Revision) -> SafeString:
        return number(exact(revision.scope_2_market_tco2e))

    @admin.display(description=gettext_lazy("sent"), ordering="recorded_at")
    def sent_at(self, revision: Revision) -> SafeString | str:
        return moment(revision.recorded_at)

    @admin.display(description=gettext_lazy("by"))
    def sender(self, revision: Revision) -> str:
        return who_sent(revision)

    @admin.display(description=gettext_lazy("to look at"))
    def doubts(self, revision: Revision) -> SafeString | str:
        codes = sorted({warning.code for warning in getattr(revision, "warnings", ())})
        return format_html_join(" ", "{}", ((doubt_pill(code),) for code in codes)) or NOTHING
