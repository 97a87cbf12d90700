"""The figures of commitments that are measured: recorded with their source, reversed with a reason."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import (
    UnfoldAdminDecimalFieldWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminSingleDateWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
    UnfoldAdminURLInputWidget,
)

from tracker.commitments.measuring import Figure, MeasuredGoal, can_reverse, record_measurement, reverse_measurement
from tracker.commitments.models import TEXT_LENGTH, URL_LENGTH, Measurement
from tracker.commitments.queries import list_measured_goals
from tracker.compliance.periods import Period
from tracker.records.admin.base import ViewOnlyAdmin, actor_of, status_of
from tracker.records.admin.cells import exact, moment, number, pill, span
from tracker.records.admin.forms import show_refusal
from tracker.records.clock import database_now
from tracker.records.refusals import Refusal


class MeasurementForm(forms.Form):
    commitment = forms.ChoiceField(label=gettext_lazy("Commitment"), widget=UnfoldAdminSelectWidget())
    period_start = forms.DateField(label=gettext_lazy("First day"), widget=UnfoldAdminSingleDateWidget())
    period_end = forms.DateField(label=gettext_lazy("Last day"), widget=UnfoldAdminSingleDateWidget())
    amount = forms.DecimalField(
        label=gettext_lazy("Amount"),
        help_text=gettext_lazy("In the commitment's unit."),
        widget=UnfoldAdminDecimalFieldWidget(attrs={"inputmode": "decimal"}),
    )
    of_total = forms.DecimalField(
        label=gettext_lazy("Of a total of"),
        required=False,
        help_text=gettext_lazy("For a share: how much the whole was, in the same unit. A count has none."),
        widget=UnfoldAdminDecimalFieldWidget(attrs={"inputmode": "decimal"}),
    )
    source = forms.CharField(
        label=gettext_lazy("Source"),
        max_length=TEXT_LENGTH,
        help_text=gettext_lazy("Who measured or published it, and where."),
        widget=UnfoldAdminTextInputWidget(),
    )
    source_url = forms.URLField(
        label=gettext_lazy("Address of the source"),
        max_length=URL_LENGTH,
        required=False,
        assume_scheme="https",
        widget=UnfoldAdminURLInputWidget(),
    )

    def __init__(self, *args: Any, goals: Sequence[MeasuredGoal], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(goal.key, f"{goal.title}, {goal.unit}") for goal in goals]
        self.fields["commitment"].choices = choices  # type: ignore[attr-defined]

    def as_figure(self) -> Figure:
        stated = self.cleaned_data
        return Figure(
            period=Period(stated["period_start"], stated["period_end"]),
            amount=stated["amount"],
            of_total=stated["of_total"],
            source=stated["source"],
            source_url=stated["source_url"],
        )


class ReversalForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Why it is reversed"),
        # An empty reason is the action's to refuse.
        required=False,
        help_text=gettext_lazy("Every reader of the figures sees it."),
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 4}),
    )


@admin.register(Measurement)
class MeasurementAdmin(ViewOnlyAdmin):
    list_display = ("commitment", "shown_period", "shown_amount", "shown_total", "unit", "source", "standing", "recorded")
    list_filter = ("commitment",)
    list_before_template = "commitments/measurement_tools.html"
    change_form_outer_before_template = "commitments/measurement_tools.html"
    search_fields = ("source", "reason")
    fields = (
        "commitment", "shown_period", "shown_amount", "shown_total", "unit", "source", "source_url", "reverses", "reason",
        "standing", "recorded", "recorded_by",
    )  # fmt: skip
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[Measurement]:
        return Measurement.objects.select_related("reversed_by", "commitment", "reverses__commitment")

    def get_urls(self) -> list[URLPattern]:
        record, reverse = (self.admin_site.admin_view(view) for view in (self.record, self.reverse))
        own = [
            path("record/", record, name="commitments_measurement_record"),
            path("<uuid:measurement_id>/reverse/", reverse, name="commitments_measurement_reverse"),
        ]
        return [*own, *super().get_urls()]

    def may_write(self, request: HttpRequest) -> bool:
        return request.user.has_perm("commitments.add_measurement")

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return super().changelist_view(request, {"may_record": self.may_write(request), **(extra_context or {})})

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        row = self.get_object(request, object_id) if object_id else None
        reversible = row is not None and self.may_write(request) and can_reverse(row)
        return super().changeform_view(request, object_id, form_url, {"reversible": reversible, **(extra_context or {})})

    def record(self, request: HttpRequest) -> HttpResponse:
        if not self.may_write(request):
            raise PermissionDenied
        now = database_now()
        form = MeasurementForm(request.POST or None, goals=list_measured_goals(as_of=now))
        if request.method == "POST" and form.is_valid():
            key, figure = form.cleaned_data["commitment"], form.as_figure()
            try:
                row = record_measurement(actor=actor_of(request), commitment_key=key, figure=figure, now=now)
            except Refusal as refusal:
                show_refusal(form, refusal)
                return self._show_form(request, form, None, status_of(refusal))
            messages.success(request, _("Recorded: %s.") % row)
            return HttpResponseRedirect(self.address("changelist"))
        return self._show_form(request, form, None, 400 if form.is_bound else 200)

    def reverse(self, request: HttpRequest, measurement_id: UUID) -> HttpResponse:
        if not self.may_write(request):
            raise PermissionDenied
        row = self.get_queryset(request).filter(pk=measurement_id).first()
        if row is None:
            raise Http404(_("There is no such measurement."))
        form = ReversalForm(request.POST if request.method == "POST" else None)
        if request.method == "POST" and form.is_valid():
            try:
                reverse_measurement(actor=actor_of(request), measurement_id=measurement_id, reason=form.cleaned_data["reason"])
            except Refusal as refusal:
                form.add_error("reason" if refusal.code == "reason-required" else None, refusal.sentence)
                return self._show_form(request, form, row, status_of(refusal))
            messages.success(request, _("Reversed: %s.") % row)
            return HttpResponseRedirect(self.address("changelist"))
        return self._show_form(request, form, row, 400 if form.is_bound else 200)

    def _show_form(self, request: HttpRequest, form: Any, row: Measurement | None, status: int) -> HttpResponse:
        title = _("Reverse a measurement") if row else _("Record a measurement")
        shown = {"period": self.shown_period(row), "amount": exact(row.amount)} if row else {}
        context = {"title": title, "form": form, "row": row, **shown, "media": self.media + form.media}
        return self.page(request, "commitments/measurement_form.html", context, status=status)

    @admin.display(description=gettext_lazy("period"), ordering="period_end")
    def shown_period(self, row: Measurement) -> SafeString:
        return span(row.period_start, row.period_end)

    @admin.display(description=gettext_lazy("amount"), ordering="amount")
    def shown_amount(self, row: Measurement) -> SafeString:
        return number(exact(row.amount))

    @admin.display(description=gettext_lazy("of a total of"), ordering="of_total")
    def shown_total(self, row: Measurement) -> SafeString:
        return number(exact(row.of_total))

    @admin.display(description=gettext_lazy("stands"))
    def standing(self, row: Measurement) -> SafeString | str:
        if row.reverses_id:
            return _("reversal")
        return pill(_("Reversed"), "quiet") if hasattr(row, "reversed_by") else _("yes")

    @admin.display(description=gettext_lazy("recorded"), ordering="recorded_at")
    def recorded(self, row: Measurement) -> SafeString | str:
        return moment(row.recorded_at)
