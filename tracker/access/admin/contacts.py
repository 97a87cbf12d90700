from __future__ import annotations

from dataclasses import fields
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _

from tracker.access.contacts import ContactDetails, add_contact, change_contact, check_details
from tracker.access.invitations import invite_contact, revoke_invitation
from tracker.access.models import Contact
from tracker.access.personal import erase_contact, export_person
from tracker.records.admin.base import actor_of
from tracker.records.admin.forms import show_refusal
from tracker.records.clock import database_now
from tracker.records.refusals import Refusal

from .invited import describe_contacts, may_invite
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
    fields = ("party", "name", "job_title", "email", "phone", "purpose", "language", "is_active")

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        revoke = f"{self.key_pattern}/revoke-invitation/<uuid:invitation_id>/"
        own = [
            path(f"{self.key_pattern}/invite/", view(self.invite_view), name="access_contact_invite"),
            path(revoke, view(self.revoke_view), name="access_contact_revoke_invitation"),
        ]
        return [*own, *super().get_urls()]

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        contact = self.get_object(request, object_id) if object_id else None
        shown = {
            "may_invite": may_invite(request),
            "invited": describe_contacts([contact], now=database_now()) if contact else [],
        }
        return super().changeform_view(request, object_id, form_url, {**shown, **(extra_context or {})})

    def invite_view(self, request: HttpRequest, person_id: UUID) -> HttpResponse:
        contact = self._to_invite(request, person_id)
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        try:
            invite_contact(actor=actor_of(request), contact_id=contact.pk, now=database_now())
        except Refusal as refusal:
            messages.error(request, refusal.sentence)
        else:
            messages.success(request, _("Invited: %s. The mail leaves within a minute; its link works for 14 days.") % contact)
        return self._back(request, contact)

    def revoke_view(self, request: HttpRequest, person_id: UUID, invitation_id: UUID) -> HttpResponse:
        contact = self._to_invite(request, person_id)
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        if not contact.invitations.filter(pk=invitation_id).exists():
            raise Http404(_("There is no such invitation."))
        revoke_invitation(actor=actor_of(request), invitation_id=invitation_id, now=database_now())
        messages.success(request, _("The invitation is revoked; its link no longer works."))
        return self._back(request, contact)

    def _to_invite(self, request: HttpRequest, person_id: UUID) -> Contact:
        if not may_invite(request):
            raise PermissionDenied
        contact = Contact.objects.filter(pk=person_id).first()
        if contact is None:
            raise Http404(_("There is no such contact."))
        return contact

    def _back(self, request: HttpRequest, contact: Contact) -> HttpResponse:
        party_page = reverse("admin:access_party_change", args=[contact.party_id])
        own_page = self.address("change", contact.pk)
        return HttpResponseRedirect(party_page if request.POST.get("from") == "party" else own_page)

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
