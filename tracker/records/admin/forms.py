from __future__ import annotations

from django import forms

from tracker.records.refusals import Refusal


def show_refusal(form: forms.BaseForm, refusal: Refusal) -> None:
    """Each fault at its field, unless the form has found it already, and the sentence itself where no field is at fault."""
    at_fields = [(fault.pointer.removeprefix("/"), fault.detail) for fault in refusal.faults]
    for name, detail in at_fields:
        if name not in form.errors:
            form.add_error(name if name in form.fields else None, detail)
    if not at_fields:
        form.add_error(None, refusal.sentence)
