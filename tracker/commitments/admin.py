from __future__ import annotations

import json
from typing import Any

from django.contrib import admin
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy

from tracker.records.admin.base import ViewOnlyAdmin

from .models import CommitmentVersion, Enrolment


@admin.register(CommitmentVersion)
class CommitmentVersionAdmin(ViewOnlyAdmin):
    list_display = ("title", "commitment", "number", "kind", "valid_from", "recorded_at", "recorded_by")
    list_select_related = ("commitment",)
    search_fields = ("commitment__key",)
    fields = ("title", "statement", "commitment", "number", "valid_from", "shown_terms", "recorded_at", "recorded_by")
    readonly_fields = fields

    @admin.display(description=gettext_lazy("title"))
    def title(self, version: CommitmentVersion) -> str:
        return str(version.terms.get("title", ""))

    @admin.display(description=gettext_lazy("statement"))
    def statement(self, version: CommitmentVersion) -> str:
        return str(version.terms.get("statement", ""))

    @admin.display(description=gettext_lazy("kind"), ordering="commitment__kind")
    def kind(self, version: CommitmentVersion) -> Any:
        return version.commitment.get_kind_display()

    @admin.display(description=gettext_lazy("terms"))
    def shown_terms(self, version: CommitmentVersion) -> SafeString:
        return format_html('<pre class="pk-block">{}</pre>', json.dumps(version.terms, indent=2, ensure_ascii=False))


@admin.register(Enrolment)
class EnrolmentAdmin(ViewOnlyAdmin):
    list_display = (
        "party",
        "commitment",
        "base_year",
        "first_assessed_year",
        "end_year",
        "tier",
        "annual_spend",
        "spend_currency",
    )
    list_select_related = ("party", "commitment")
    list_filter = ("commitment", "tier")
    search_fields = ("party__name", "party__name_local")
