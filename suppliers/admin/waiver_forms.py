"""The form that grants a waiver, and what can be chosen in it."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextareaWidget

from suppliers.queries import list_assessments
from tracker.commitments.queries import list_mandates
from tracker.compliance.assessments import Assessment
from tracker.presentation.words import status_words
from tracker.records.evidence.queries import list_evidence

from .evidence import DayWidget

MOST_FILES = 200


class GrantForm(forms.Form):
    """Of one supplier: `choices` are its obligations that no waiver lifts."""

    obligation = forms.ChoiceField(
        label=gettext_lazy("What is waived"),
        error_messages={"required": gettext_lazy("Choose the obligation.")},
        widget=UnfoldAdminSelectWidget(),
    )
    expires_on = forms.DateField(
        label=gettext_lazy("Last day on which it holds"),
        help_text=gettext_lazy("In the mandate's time zone. The obligation is owed again from the next day on."),
        error_messages={
            "required": gettext_lazy("Give the last day, such as 2027-06-30."),
            "invalid": gettext_lazy("Give a day such as 2027-06-30."),
        },
        widget=DayWidget(),
    )
    reason = forms.CharField(
        label=gettext_lazy("Why"),
        # An empty reason is the action's to refuse.
        required=False,
        help_text=gettext_lazy("The supplier and every auditor read it."),
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 5}),
    )
    evidence_id = forms.ChoiceField(
        label=gettext_lazy("File that backs it"),
        required=False,
        help_text=gettext_lazy("One of the supplier's files; optional."),
        widget=UnfoldAdminSelectWidget(),
    )

    def __init__(self, *args: Any, obligations: list[Assessment], files: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["obligation"].choices = [("", "–"), *map(_as_choice, obligations)]  # type: ignore[attr-defined]
        self.fields["evidence_id"].choices = [("", "–"), *files]  # type: ignore[attr-defined]

    def as_waiver(self) -> dict[str, Any]:
        key, year = self.cleaned_data["obligation"].rsplit(":", 1)
        evidence = self.cleaned_data["evidence_id"]
        return {
            "commitment_key": key,
            "reporting_year": int(year),
            "expires_on": self.cleaned_data["expires_on"],
            "reason": self.cleaned_data["reason"],
            "evidence_id": UUID(evidence) if evidence else None,
        }


def _as_choice(assessment: Assessment) -> tuple[str, str]:
    year, mandate = assessment.obligation.year, assessment.mandate
    return f"{mandate.key}:{year}", f"{mandate.title}, {year} ({status_words(assessment.status)})"


def list_waivable(party_id: UUID, now: datetime) -> list[Assessment]:
    return [
        assessment
        for mandate in list_mandates(as_of=now)
        for assessment in list_assessments(mandate, as_of=now, party_ids=[party_id])
        if assessment.waiver is None
    ]


def list_files(party_id: UUID) -> list[tuple[str, str]]:
    return [(str(each.pk), f"{each.title} ({each.file_name})") for each in list_evidence(party_id=party_id)[:MOST_FILES]]
