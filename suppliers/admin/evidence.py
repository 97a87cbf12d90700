"""The files that back a revision, on its page, and the form that adds one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminFileFieldWidget, UnfoldAdminTextInputWidget

from suppliers.models import Revision
from suppliers.queries import list_attachments
from tracker.records.evidence.kinds import KINDS
from tracker.records.media import LARGEST_MIB, LONGEST_TITLE

from .people import who_sent


class DayWidget(UnfoldAdminTextInputWidget):  # type: ignore[misc]  # the theme has no types
    input_type = "date"


class EvidenceForm(forms.Form):
    file = forms.FileField(
        label=_("File"),
        # What is in it is the action's to look at, an empty one too.
        allow_empty_file=True,
        help_text=_("PDF, XLSX, CSV, PNG or JPEG, at most %d MiB.") % LARGEST_MIB,
        error_messages={"required": _("Choose the file.")},
        widget=UnfoldAdminFileFieldWidget(attrs={"accept": ",".join(KINDS)}),
    )
    title = forms.CharField(
        label=_("What it is"),
        max_length=LONGEST_TITLE,
        error_messages={"required": _("Say in a few words what the file is.")},
        widget=UnfoldAdminTextInputWidget(),
    )
    effective_date = forms.DateField(
        label=_("The day it is about or dated"),
        help_text=_("Not the day of its upload."),
        error_messages={"required": _("Give the day, such as 2025-12-31."), "invalid": _("Give a day such as 2025-12-31.")},
        widget=DayWidget(),
    )

    def as_evidence(self) -> dict[str, Any]:
        file = self.cleaned_data["file"]
        return {
            "content": file.read(),
            "file_name": file.name,
            "title": self.cleaned_data["title"],
            "effective_date": self.cleaned_data["effective_date"],
        }


@dataclass(frozen=True, slots=True)
class Line:
    evidence_id: str
    title: str
    file_name: str
    size: int
    sha256: str
    effective_date: date
    who: str
    at: datetime


def list_lines(revision: Revision) -> list[Line]:
    return [
        Line(
            evidence_id=str(attachment.evidence.pk),
            title=attachment.evidence.title,
            file_name=attachment.evidence.file_name,
            size=attachment.evidence.size,
            sha256=attachment.evidence.sha256,
            effective_date=attachment.evidence.effective_date,
            who=who_sent(attachment),
            at=attachment.recorded_at,
        )
        for attachment in list_attachments(revision)
    ]
