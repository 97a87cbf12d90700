"""Bulk files: a table of many suppliers is sent here, looked at, started, and answered in its own columns."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import UnfoldAdminFileFieldWidget

from suppliers.bulk.actions import key_of, start_bulk_file, upload_bulk_file
from suppliers.bulk.checks import TABLES, can_start
from suppliers.bulk.downloads import result_file, template_file
from suppliers.bulk.previewing import preview_bulk_file
from suppliers.bulk.queries import BulkState, Progress, list_bulk_files, list_progress
from suppliers.bulk.templates import csv_template, xlsx_template
from suppliers.models import BulkFile
from tracker.records.admin.base import ViewOnlyAdmin, actor_of, status_of
from tracker.records.admin.cells import moment, number, pill
from tracker.records.admin.forms import show_refusal
from tracker.records.files import FileDamaged
from tracker.records.media import LARGEST_MIB, MediaType
from tracker.records.refusals import Missing, Refusal

from .people import who_sent

STATES = {
    BulkState.UPLOADED: (gettext_lazy("Not started"), "warn"),
    BulkState.QUEUED: (gettext_lazy("Waits its turn"), "info"),
    BulkState.RUNNING: (gettext_lazy("At work"), "info"),
    BulkState.DONE: (gettext_lazy("Done"), "good"),
    BulkState.FAILED: (gettext_lazy("Failed"), "bad"),
}
OUTCOMES = {
    "FILED": (gettext_lazy("Would be filed"), "good"),
    "AMENDED": (gettext_lazy("Would amend"), "info"),
    "SKIPPED": (gettext_lazy("Known, skipped"), "quiet"),
    "REFUSED": (gettext_lazy("Refused"), "bad"),
    "": (gettext_lazy("Empty"), "quiet"),
}
TEMPLATES = {"csv": (csv_template, MediaType.CSV), "xlsx": (xlsx_template, MediaType.XLSX)}


def bulk_pill(state: BulkState) -> SafeString:
    label, tone = STATES[state]
    return pill(str(label), tone)


class BulkFileForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("File"),
        allow_empty_file=True,
        help_text=gettext_lazy("CSV or XLSX, at most %d MiB and 100,000 rows. You may drop it here.") % LARGEST_MIB,
        error_messages={"required": gettext_lazy("Choose the file.")},
        widget=UnfoldAdminFileFieldWidget(attrs={"accept": ",".join(TABLES)}),
    )


@admin.register(BulkFile)
class BulkFileAdmin(ViewOnlyAdmin):
    list_display = ("file_name", "supplier", "shown_state", "rows", "sent_at", "sender")
    list_before_template = "suppliers/bulk_tools.html"
    search_fields = ("file_name", "party__name", "party__name_local")
    search_help_text = gettext_lazy("Part of the file's name, or of a supplier's")

    def get_queryset(self, request: HttpRequest) -> QuerySet[BulkFile]:
        return list_bulk_files()

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        own = [
            path("upload/", view(self.upload), name="suppliers_bulkfile_upload"),
            path("template/<slug:kind>/", view(self.template), name="suppliers_bulkfile_template"),
            path("<uuid:bulk_file_id>/start/", view(self.start), name="suppliers_bulkfile_start"),
            path("<uuid:bulk_file_id>/progress/", view(self.progress), name="suppliers_bulkfile_progress"),
            path("<uuid:bulk_file_id>/result/", view(self.result), name="suppliers_bulkfile_result"),
        ]
        return [*own, *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return super().changelist_view(request, {"may_send": self.may_send(request), **(extra_context or {})})

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        changelist = super().get_changelist_instance(request)
        changelist.result_list = rows = list(changelist.result_list)
        for row, progress in zip(rows, list_progress(rows), strict=True):
            row.progress = progress
        return changelist

    def may_send(self, request: HttpRequest) -> bool:
        return request.user.has_perm("suppliers.add_bulkfile")

    def upload(self, request: HttpRequest) -> HttpResponse:
        """Counted as entered by whoever sends it, row by row."""
        if not self.may_send(request):
            raise PermissionDenied
        form = BulkFileForm(request.POST, request.FILES) if request.method == "POST" else BulkFileForm()
        if form.is_valid():
            sent = form.cleaned_data["file"]
            try:
                bulk_file = upload_bulk_file(actor=actor_of(request), party_id=None, content=sent.read(), file_name=sent.name)
            except Refusal as refusal:
                show_refusal(form, refusal)
            else:
                return HttpResponseRedirect(self.address("change", bulk_file.pk))
        context = {"title": _("Send a table of reports"), "form": form}
        return self.page(request, "suppliers/bulk_upload.html", context, status=400 if form.is_bound else 200)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        if not self.has_view_permission(request):
            raise PermissionDenied
        found = self.get_object(request, object_id)
        if found is None:
            raise Http404(_("There is no such bulk file."))
        return self._show(request, self._find(found.pk))

    def start(self, request: HttpRequest, bulk_file_id: UUID) -> HttpResponse:
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        if not self.may_send(request):
            raise PermissionDenied
        try:
            start_bulk_file(actor=actor_of(request), party_id=None, bulk_file_id=bulk_file_id)
        except Missing as refusal:
            raise Http404(refusal.sentence) from refusal
        except Refusal as refusal:
            return self._show(request, self._find(bulk_file_id), status=status_of(refusal), refusal=refusal.sentence)
        return HttpResponseRedirect(self.address("change", bulk_file_id))

    def progress(self, request: HttpRequest, bulk_file_id: UUID) -> HttpResponse:
        """The part of the page that asks for itself anew while there is work."""
        self._check_view(request)
        return render(request, "suppliers/bulk_progress.html", _describe(self._find(bulk_file_id)))

    def result(self, request: HttpRequest, bulk_file_id: UUID) -> HttpResponseBase:
        self._check_view(request)
        found = self._find(bulk_file_id)
        try:
            return result_file(found)
        except Refusal as refusal:
            return self._show(request, found, status=status_of(refusal), refusal=refusal.sentence)
        except FileDamaged as damage:
            return self._show(request, found, status=409, refusal=_("%s It is not served.") % damage)

    def template(self, request: HttpRequest, kind: str) -> HttpResponse:
        self._check_view(request)
        if kind not in TEMPLATES:
            raise Http404(_("There is no such template."))
        draw, media_type = TEMPLATES[kind]
        return template_file(draw(), media_type)

    def _check_view(self, request: HttpRequest) -> None:
        if not self.has_view_permission(request):
            raise PermissionDenied

    def _find(self, bulk_file_id: UUID) -> Progress:
        found = list_progress(list_bulk_files().filter(pk=bulk_file_id))
        if not found:
            raise Http404(_("There is no such bulk file."))
        return found[0]

    def _show(self, request: HttpRequest, progress: Progress, *, status: int = 200, **extra: Any) -> HttpResponse:
        file, actor = progress.file, actor_of(request)
        may_start = self.may_send(request) and can_start(actor, file, key_of(file, 0))
        preview = preview_bulk_file(file, actor) if may_start else None
        context = {
            "title": file.file_name,
            "sender": who_sent(file),
            "may_start": may_start,
            "preview": preview,
            "rows": [(cells, _outcome_pill(outcome.what), outcome.errors) for cells, outcome in preview.rows]
            if preview
            else (),
            **_describe(progress),
        }
        return self.page(request, "suppliers/bulk_file.html", {**context, **extra}, status=status)

    @admin.display(description=gettext_lazy("supplier"))
    def supplier(self, file: Any) -> str:
        return str(file.party) if file.party else _("several")

    @admin.display(description=gettext_lazy("state"))
    def shown_state(self, file: Any) -> SafeString:
        return bulk_pill(file.progress.state)

    @admin.display(description=gettext_lazy("rows"))
    def rows(self, file: Any) -> SafeString:
        return number(f"{file.progress.step.rows_read:,} / {file.progress.step.rows_total:,}")

    @admin.display(description=gettext_lazy("sent"), ordering="recorded_at")
    def sent_at(self, file: BulkFile) -> SafeString | str:
        return moment(file.recorded_at)

    @admin.display(description=gettext_lazy("by"))
    def sender(self, file: BulkFile) -> str:
        return who_sent(file)


def _outcome_pill(what: str) -> SafeString:
    label, tone = OUTCOMES[what]
    return pill(str(label), tone)


def _describe(progress: Progress) -> dict[str, Any]:
    step = progress.step
    counted = (
        (_("Filed"), step.filed),
        (_("Amended"), step.amended),
        (_("Skipped"), step.skipped),
        (_("Refused"), step.refused),
    )
    return {"progress": progress, "file": progress.file, "state": bulk_pill(progress.state), "counts": counted}
