"""Suppliers, each on one page: what is owed, what was reported, what was decided."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from suppliers.models import Revision, Supplier
from suppliers.plans.queries import list_plans
from suppliers.queries import list_assessments, list_revisions
from suppliers.waiver_checks import can_grant_waiver
from tracker.access.queries import list_party_names
from tracker.commitments.queries import list_mandates
from tracker.compliance.assessments import Assessment, Status
from tracker.records.admin.as_of import read_as_of
from tracker.records.admin.base import ViewOnlyAdmin
from tracker.records.clock import database_now

from .notices import NoticeMoment, list_news_moments, list_notice_moments
from .people import name_of, who_sent
from .plan_pages import sort_rows
from .restatements import list_steps
from .verdicts import list_verdicts
from .words import state_pill, status_pill


@dataclass(frozen=True, slots=True)
class Moment:
    """One line of the timeline."""

    at: datetime
    revision: Revision
    what: str
    who: str
    words: str
    shown_state: SafeString | None = None


def list_moments(party_id: UUID) -> list[Moment]:
    """Every revision and every decision, the newest first."""
    moments = [moment for revision in list_revisions().filter(party_id=party_id) for moment in _moments_of(revision)]
    return sorted(moments, key=lambda moment: (moment.at, moment.shown_state is not None), reverse=True)


def _moments_of(revision: Revision) -> Iterator[Moment]:
    words = {"number": revision.number, "year": revision.report.reporting_year}
    sent = _("Revision %(number)d about %(year)d submitted") % words
    yield Moment(revision.recorded_at, revision, sent, who_sent(revision), revision.reason_text)
    decision = getattr(revision, "decision", None)
    if decision:
        decided, state = _("Revision %(number)d about %(year)d") % words, state_pill(revision.state)
        yield Moment(decision.recorded_at, revision, decided, name_of(decision.decided_by), decision.reason, state)


def list_everything(party_id: UUID) -> list[Moment | NoticeMoment]:
    moments: list[Moment | NoticeMoment] = [
        *list_moments(party_id),
        *list_notice_moments(party_id),
        *list_news_moments(party_id),
    ]
    return sorted(moments, key=lambda moment: moment.at, reverse=True)


@admin.register(Supplier)
class SupplierAdmin(ViewOnlyAdmin):
    list_display = ("name", "name_local", "number", "country", "statuses")
    list_display_links = ("name",)
    list_select_related = ("party",)
    list_filter = ("party__country",)
    search_fields = ("party__name", "party__name_local", "number", "lei", "duns", "uscc")
    search_help_text = gettext_lazy("Part of a name or of a number")

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        changelist = super().get_changelist_instance(request)
        latest = latest_assessments([supplier.pk for supplier in changelist.result_list], as_of=database_now())
        for supplier in changelist.result_list:
            supplier.latest = latest.get(str(supplier.pk), [])
        return changelist

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        supplier = self.get_object(request, object_id)
        if not self.has_view_permission(request, supplier):
            raise PermissionDenied
        if supplier is None:
            raise Http404(_("There is no such supplier."))
        assert request.user.is_authenticated  # noqa: S101 - admin_view asks for a log-in first
        as_of = read_as_of(request)
        # Of an instant before the party was known there is no name but today's.
        called = list_party_names(as_of=as_of.instant, party_ids=[supplier.pk]).get(supplier.pk, supplier.party)
        context = {
            "title": called.name,
            "called": called,
            "supplier": supplier,
            "as_of": as_of,
            "mandates": list_verdicts(supplier.pk, as_of=as_of.instant),
            "reconciliations": list_steps(supplier.pk, as_of=as_of.instant),
            "moments": [moment for moment in list_everything(supplier.pk) if moment.at <= as_of.instant],
            "plans": sort_rows(list_plans(as_of=as_of.instant, party_ids=[supplier.pk])),
            "may_waive": can_grant_waiver(request.user, supplier.pk) and not as_of.is_past,
            "may_open": request.user.has_perm("suppliers.add_correctiveactionplan") and not as_of.is_past,
        }
        return self.page(request, "suppliers/supplier.html", context)

    @admin.display(description=gettext_lazy("name"), ordering="party__name")
    def name(self, supplier: Supplier) -> str:
        return supplier.party.name

    @admin.display(description=gettext_lazy("local name"), ordering="party__name_local")
    def name_local(self, supplier: Supplier) -> str:
        return supplier.party.name_local

    @admin.display(description=gettext_lazy("country"), ordering="party__country")
    def country(self, supplier: Supplier) -> str:
        return supplier.party.country

    @admin.display(description=gettext_lazy("latest status by mandate"))
    def statuses(self, supplier: Any) -> SafeString:
        rows = ((found.mandate.title, found.obligation.year, _pill_of(found)) for found in supplier.latest)
        return format_html_join("", '<span class="pk-latest" title="{}">{} {}</span>', rows) or format_html("–")


def _pill_of(assessment: Assessment) -> SafeString | None:
    return status_pill(assessment.status, is_base_year=assessment.obligation.is_base_year_report)


def latest_assessments(party_ids: Sequence[UUID], *, as_of: datetime) -> dict[str, list[Assessment]]:
    """For each party and mandate the newest obligation that is due; before any is due, the first one."""
    latest: dict[str, list[Assessment]] = defaultdict(list)
    for mandate in list_mandates(as_of=as_of):
        of_party: dict[str, Assessment] = {}
        for assessment in list_assessments(mandate, as_of=as_of, party_ids=party_ids):
            party_id = assessment.obligation.party_id
            if party_id not in of_party or assessment.status is not Status.NOT_DUE:
                of_party[party_id] = assessment
        for party_id, assessment in of_party.items():
            latest[party_id].append(assessment)
    return latest
