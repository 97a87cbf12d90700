from __future__ import annotations

from django.contrib import admin

from tracker.commitments.models import Enrolment
from tracker.records.admin.base import ViewOnlyAdmin


@admin.register(Enrolment)
class EnrolmentAdmin(ViewOnlyAdmin):
    list_display = (
        "party",
        "commitment",
        "base_year",
        "first_assessed_year",
        "end_year",
        "tier",
        "category",
        "annual_spend",
        "spend_currency",
    )
    list_select_related = ("party", "commitment")
    list_filter = ("commitment", "tier", "category")
    search_fields = ("party__name", "party__name_local")
