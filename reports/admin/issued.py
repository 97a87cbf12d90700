"""Issued reports with their files, and the runs that become reports."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reports.actions import can_issue, request_compliance_report
from reports.downloads import report_pdf, report_summary
from reports.models import ComplianceReport, ReportRun
from reports.queries import list_compliance_reports, list_open_runs
from tracker.records.admin.base import ViewOnlyAdmin
from tracker.records.admin.cells import code, moment, number, pill, span
from tracker.records.clock import database_now
from tracker.records.files import FileDamaged
from tracker.records.refusals import Refusal

Download = Callable[[ComplianceReport], HttpResponse]


@admin.register(ComplianceReport)
class ComplianceReportAdmin(ViewOnlyAdmin):
    list_display = ("report_number", "title", "period", "shown_as_of", "shown_issued", "download", "shown_pdf", "shown_size")
    list_before_template = "reports/open_runs.html"
    change_form_outer_before_template = "reports/report_files.html"
    search_fields = ("run__number", "run__title", "pdf_sha256__startswith", "input_sha256__startswith")
    fields = (
        "report_number", "title", "period", "shown_as_of", "shown_issued", "renderer", "pdf_sha256", "input_sha256",
        "shown_size", "warnings",
    )  # fmt: skip
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[ComplianceReport]:
        return list_compliance_reports()

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        own = [
            path("issue/", view(self.issue), name="reports_compliancereport_issue"),
            path("<uuid:report_id>/pdf/", view(self.pdf), name="reports_compliancereport_pdf"),
            path("<uuid:report_id>/summary/", view(self.summary), name="reports_compliancereport_summary"),
        ]
        return [*own, *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        shown = {
            "open_runs": list(list_open_runs()[:20]),
            "may_issue": request.user.is_authenticated and can_issue(request.user),
        }
        return super().changelist_view(request, {**shown, **(extra_context or {})})

    def issue(self, request: HttpRequest) -> HttpResponse:
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        assert request.user.is_authenticated  # noqa: S101 - admin_view asks for a log-in first
        try:
            run = request_compliance_report(user=request.user, now=database_now())
        except Refusal as refusal:
            raise PermissionDenied(refusal.sentence) from refusal
        messages.success(
            request, _("Report %s is requested. It is ready in about a minute: the record settles first.") % run.number
        )
        return HttpResponseRedirect(self.address("changelist"))

    def pdf(self, request: HttpRequest, report_id: UUID) -> HttpResponse:
        return self._download(request, report_id, report_pdf)

    def summary(self, request: HttpRequest, report_id: UUID) -> HttpResponse:
        return self._download(request, report_id, report_summary)

    def _download(self, request: HttpRequest, report_id: UUID, download: Download) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        report = list_compliance_reports().filter(pk=report_id).first()
        if report is None:
            raise Http404(_("There is no such report."))
        try:
            return download(report)
        except FileDamaged as damage:
            context = {"title": _("The file is damaged"), "report": report, "damage": str(damage)}
            return self.page(request, "reports/file_damaged.html", context, status=409)

    @admin.display(description=gettext_lazy("number"), ordering="run__number")
    def report_number(self, report: ComplianceReport) -> str:
        return report.run.number

    @admin.display(description=gettext_lazy("title"), ordering="run__title")
    def title(self, report: ComplianceReport) -> str:
        return report.run.title

    @admin.display(description=gettext_lazy("period"), ordering="run__period_end")
    def period(self, report: ComplianceReport) -> SafeString:
        return span(report.run.period_start, report.run.period_end)

    @admin.display(description=gettext_lazy("as of"), ordering="as_of")
    def shown_as_of(self, report: ComplianceReport) -> SafeString | str:
        return moment(report.as_of)

    @admin.display(description=gettext_lazy("issued"), ordering="issued_at")
    def shown_issued(self, report: ComplianceReport) -> SafeString | str:
        return moment(report.issued_at)

    @admin.display(description=gettext_lazy("file"))
    def download(self, report: ComplianceReport) -> SafeString:
        return format_html('<a href="{}">PDF</a>', reverse("admin:reports_compliancereport_pdf", args=[report.pk]))

    @admin.display(description=gettext_lazy("PDF, sha256"))
    def shown_pdf(self, report: ComplianceReport) -> SafeString:
        return code(report.pdf_sha256)

    @admin.display(description=gettext_lazy("bytes"), ordering="pdf_size")
    def shown_size(self, report: ComplianceReport) -> SafeString:
        return number(f"{report.pdf_size:,}")


@admin.register(ReportRun)
class ReportRunAdmin(ViewOnlyAdmin):
    list_display = ("number", "title", "schedule", "period", "shown_as_of", "shown_state")
    list_filter = ("schedule",)
    list_select_related = ("schedule", "report", "requested_by")
    search_fields = ("number", "title")
    fields = ("number", "title", "schedule", "period", "shown_as_of", "requested_by", "created_at", "shown_state")
    readonly_fields = fields

    @admin.display(description=gettext_lazy("period"), ordering="period_end")
    def period(self, run: ReportRun) -> SafeString:
        return span(run.period_start, run.period_end)

    @admin.display(description=gettext_lazy("as of"), ordering="as_of")
    def shown_as_of(self, run: ReportRun) -> SafeString | str:
        return moment(run.as_of)

    @admin.display(description=gettext_lazy("state"))
    def shown_state(self, run: ReportRun) -> SafeString:
        return pill(_("Issued"), "good") if hasattr(run, "report") else pill(_("Being prepared"), "info")
