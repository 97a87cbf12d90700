from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    UnfoldAdminDecimalFieldWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminSingleDateWidget,
    UnfoldAdminTextInputWidget,
    UnfoldAdminURLInputWidget,
    UnfoldBooleanSwitchWidget,
)

from recycling.actions import OpeningBalance
from recycling.models import LedgerEntry
from tracker.compliance.commitments import Goal
from tracker.compliance.periods import Period

TEXT_LENGTH = LedgerEntry._meta.get_field("source").max_length
URL_LENGTH = LedgerEntry._meta.get_field("source_url").max_length


class BalanceForm(forms.Form):
    commitment = forms.ChoiceField(label=_("Goal"), widget=UnfoldAdminSelectWidget())
    period_start = forms.DateField(label=_("First day"), widget=UnfoldAdminSingleDateWidget())
    period_end = forms.DateField(label=_("Last day"), widget=UnfoldAdminSingleDateWidget())
    mass_kg = forms.DecimalField(
        label=_("Mass, kg"),
        help_text=_("In kilograms, as published: a tonne is 1000."),
        widget=UnfoldAdminDecimalFieldWidget(attrs={"inputmode": "decimal"}),
    )
    source = forms.CharField(
        label=_("Source"),
        max_length=TEXT_LENGTH,
        help_text=_("Who published it, and where."),
        widget=UnfoldAdminTextInputWidget(),
    )
    source_url = forms.URLField(
        label=_("Address of the source"),
        max_length=URL_LENGTH,
        required=False,
        assume_scheme="https",
        widget=UnfoldAdminURLInputWidget(),
    )
    qualifier = forms.CharField(
        label=_("How sure the source is"),
        max_length=TEXT_LENGTH,
        required=False,
        help_text=_("Such as “approximately”."),
        widget=UnfoldAdminTextInputWidget(),
    )
    estimated = forms.BooleanField(label=_("Estimated, not weighed"), required=False, widget=UnfoldBooleanSwitchWidget())

    def __init__(self, *args: Any, goals: Sequence[Goal], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["commitment"].choices = [(goal.key, goal.title) for goal in goals]  # type: ignore[attr-defined]

    def as_balance(self) -> OpeningBalance:
        stated = self.cleaned_data
        return OpeningBalance(
            period=Period(stated["period_start"], stated["period_end"]),
            mass_kg=stated["mass_kg"],
            source=stated["source"],
            source_url=stated["source_url"],
            qualifier=stated["qualifier"],
            estimated=stated["estimated"],
        )
