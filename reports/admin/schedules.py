"""Schedules, and what they bring next. What a schedule's periods follow from is fixed once it is recorded."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reports.models import ReportSchedule
from tracker.compliance.schedules import list_due_periods, list_next_periods
from tracker.records.admin.base import AuditedAdmin
from tracker.records.admin.cells import pill
from tracker.records.clock import database_now

if TYPE_CHECKING:
    ScheduleModelForm = forms.ModelForm[ReportSchedule]
else:
    ScheduleModelForm = forms.ModelForm

MOST_DUE_AT_ONCE = 36
FARTHEST_START = timedelta(days=3660)


class ScheduleForm(ScheduleModelForm):
    class Meta:
        model = ReportSchedule
        fields = "__all__"

    def full_clean(self) -> None:
        # Later than `clean`, which runs before the model's own validators.
        super().full_clean()
        if self.is_bound and not self.errors and self.instance._state.adding:
            self._check_start(self.instance, database_now())

    def _check_start(self, planned: ReportSchedule, now: datetime) -> None:
        """Every due period gets its report at the next tick, and a start that never comes would stop the clock's search."""
        if planned.first_period_start > (now + FARTHEST_START).date():
            self.add_error("first_period_start", _("It starts more than ten years ahead. Choose an earlier month."))
            return
        if planned.first_period_start < now.date() - FARTHEST_START:
            self.add_error("first_period_start", _("It starts more than ten years ago. Choose a later month."))
            return
        due = len(list_due_periods(planned.as_schedule(), now=now))
        if due > MOST_DUE_AT_ONCE:
            said = _("%(due)d reports would be due at once; at most %(most)d are issued so. Choose a later first period.")
            self.add_error("first_period_start", said % {"due": due, "most": MOST_DUE_AT_ONCE})


@admin.register(ReportSchedule)
class ReportScheduleAdmin(AuditedAdmin):
    form = ScheduleForm
    list_display = ("key", "title", "cadence", "zone", "shown_active", "shown_next")
    fields = ("key", "title", "cadence", "first_period_start", "zone", "lag_days", "is_active")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return ("key", "cadence", "first_period_start", "zone", "shown_next") if obj else ()

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return (*self.fields, "shown_next") if obj else self.fields

    def describe(self, obj: Any) -> dict[str, Any]:
        return {
            "key": obj.key,
            "title": obj.title,
            "cadence": str(obj.cadence),
            "first_period_start": obj.first_period_start.isoformat(),
            "zone": obj.zone,
            "lag_days": obj.lag_days,
            "is_active": obj.is_active,
        }

    @admin.display(description=gettext_lazy("active"), ordering="is_active")
    def shown_active(self, schedule: ReportSchedule) -> SafeString:
        return pill(_("Active"), "good") if schedule.is_active else pill(_("Paused"), "quiet")

    @admin.display(description=gettext_lazy("next periods, and when they are due"))
    def shown_next(self, schedule: ReportSchedule) -> SafeString:
        plan = schedule.as_schedule()
        coming = list_next_periods(plan, now=database_now(), count=3)
        rows = ((p.start, p.end, f"{plan.due_at(p).astimezone(plan.zone):%Y-%m-%d %H:%M}", schedule.zone) for p in coming)
        return format_html_join(
            "", '<span class="pk-next">{} – {}, {} <b>{} {}</b></span>', ((*r[:2], _("due"), *r[2:]) for r in rows)
        )
