"""The figures of commitments that are measured: recorded with their source, reversed with a reason."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import (
    UnfoldAdminDecimalFieldWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminSingleDateWidget,
    UnfoldAdminTextInputWidget,
    UnfoldAdminURLInputWidget,
)

from tracker.commitments.measuring import Figure, MeasuredGoal, can_reverse, record_measurement, reverse_measurement
from tracker.commitments.models import TEXT_LENGTH, URL_LENGTH, Measurement
from tracker.commitments.queries import list_measured_goals
from tracker.compliance.periods import Period
from tracker.records.actors import Actor
from tracker.records.admin.cells import exact, number
from tracker.records.admin.entries import EntryAdmin


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


@admin.register(Measurement)
class MeasurementAdmin(EntryAdmin):
    key_name = "measurement_id"
    says: ClassVar = {
        "record": gettext_lazy("Record a measurement"),
        "recording": gettext_lazy("A figure of a period that is over, with its source. A share is measured over a full year."),
        "reverse": gettext_lazy("Reverse a measurement"),
        "reversing": gettext_lazy("A figure is never changed. A counter-entry takes it back, whole."),
        "missing": gettext_lazy("There is no such measurement."),
    }
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

    def make_form(self, posted: Any, now: datetime) -> MeasurementForm:
        return MeasurementForm(posted, goals=list_measured_goals(as_of=now))

    def do_record(self, actor: Actor, form: MeasurementForm, now: datetime) -> Measurement:
        return record_measurement(actor=actor, commitment_key=form.cleaned_data["commitment"], figure=form.as_figure(), now=now)

    def do_reverse(self, actor: Actor, pk: UUID, reason: str) -> Measurement:
        return reverse_measurement(actor=actor, measurement_id=pk, reason=reason)

    def is_reversible(self, entry: Measurement) -> bool:
        return can_reverse(entry)

    def list_facts(self, entry: Measurement) -> list[tuple[str, Any]]:
        amount = f"{exact(entry.amount)} {entry.unit}"
        return [
            (_("Commitment"), entry.commitment), (_("Period"), self.shown_period(entry)), (_("Amount"), amount),
            (_("Source"), entry.source),
        ]  # fmt: skip

    @admin.display(description=gettext_lazy("amount"), ordering="amount")
    def shown_amount(self, row: Measurement) -> SafeString:
        return number(exact(row.amount))

    @admin.display(description=gettext_lazy("of a total of"), ordering="of_total")
    def shown_total(self, row: Measurement) -> SafeString:
        return number(exact(row.of_total))
