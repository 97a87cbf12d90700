from __future__ import annotations

from dataclasses import fields
from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest

from tracker.access.contacts import ContactDetails, add_contact, change_contact, check_details
from tracker.access.models import Contact
from tracker.access.personal import erase_contact, export_person
from tracker.records.admin.base import actor_of
from tracker.records.admin.forms import show_refusal
from tracker.records.refusals import Refusal

from .personal import PersonalDataAdmin


class ContactForm(forms.ModelForm):  # type: ignore[type-arg]  # no generic at run time
    def clean(self) -> None:
        super().clean()
        try:
            check_details(self.as_details())
        except Refusal as refusal:
            show_refusal(self, refusal)

    def as_details(self) -> ContactDetails:
        """A field that is faulty already, and so has no value, counts as empty here."""
        return ContactDetails(**{field.name: self.cleaned_data.get(field.name, "") for field in fields(ContactDetails)})


@admin.register(Contact)
class ContactAdmin(PersonalDataAdmin):
    form = ContactForm
    key_pattern = "<uuid:person_id>"
    list_display = ("__str__", "party", "job_title", "purpose", "is_active")
    list_filter = ("purpose", "is_active")
    list_select_related = ("party",)
    search_fields = ("name", "email", "party__name")
    autocomplete_fields = ("party",)
    fields = ("party", "name", "job_title", "email", "phone", "purpose", "is_active")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return ("party",) if obj else ()

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        erased = isinstance(obj, Contact) and obj.erased_at is not None
        return super().has_change_permission(request, obj) and not erased

    def save_model(self, request: HttpRequest, obj: Contact, form: Any, change: bool) -> None:
        if change:
            changes = {name: form.cleaned_data[name] for name in form.changed_data}
            change_contact(actor=actor_of(request), contact_id=obj.pk, changes=changes)
        else:
            obj.pk = add_contact(actor=actor_of(request), party=obj.party, details=form.as_details()).pk

    def log_addition(self, request: HttpRequest, obj: Contact, message: Any) -> Any:
        """The action has written its event."""

    def log_change(self, request: HttpRequest, obj: Contact, message: Any) -> Any:
        """The action has written its event."""

    def export(self, pk: Any) -> dict[str, Any]:
        return export_person(contact_id=pk)

    def erase(self, request: HttpRequest, pk: Any, reason: str) -> None:
        erase_contact(actor=actor_of(request), contact_id=pk, reason=reason)
