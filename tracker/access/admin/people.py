"""Parties and people: the programme's own, and those of a party.

A form writes a person here; the audit event stands in the same transaction.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.contrib.auth import admin as auth_admin
from django.contrib.auth.models import Group
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from unfold.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm

from tracker.access.models import Party, PartyRole, User
from tracker.access.personal import check_administrator_stays, erase_person, export_person, lock_person
from tracker.records.acting import acting_as
from tracker.records.admin.base import AuditedAdmin, ViewOnlyAdmin, actor_of
from tracker.records.clock import database_now

from .invited import describe_contacts, may_invite
from .personal import PersonalDataAdmin

if TYPE_CHECKING:
    ModelForm = forms.ModelForm[User]
    _DjangoUserAdmin = auth_admin.UserAdmin[User]
else:
    ModelForm = forms.ModelForm
    _DjangoUserAdmin = auth_admin.UserAdmin

# The roles and what they may do are the product's own and not edited here.
admin.site.unregister(Group)


@admin.register(Party)
class PartyAdmin(ViewOnlyAdmin):
    list_display = ("name", "name_local", "kind", "country", "created_at")
    list_filter = ("kind", "country")
    search_fields = ("name", "name_local")

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        party = self.get_object(request, object_id) if object_id else None
        contacts = list(party.contacts.filter(erased_at=None)) if party else []
        shown = {"may_invite": may_invite(request), "invited": describe_contacts(contacts, now=database_now())}
        return super().changeform_view(request, object_id, form_url, {**shown, **(extra_context or {})})


class PersonRules(ModelForm):
    def clean(self) -> Any:
        cleaned = super().clean()
        party = self.cleaned_data.get("party") or self.instance.party_id
        if party and self.cleaned_data.get("groups"):
            self.add_error("groups", _("A party's user has a role in it and none of the programme's. Clear one of the two."))
        return cleaned


class ChangePersonForm(PersonRules, UserChangeForm):  # type: ignore[misc]  # the theme is untyped
    pass


class AddPersonForm(PersonRules, UserCreationForm):  # type: ignore[misc]
    pass


@admin.register(User)
class UserAdmin(PersonalDataAdmin, _DjangoUserAdmin, AuditedAdmin):
    form = ChangePersonForm
    add_form = AddPersonForm
    change_password_form = AdminPasswordChangeForm
    list_display = ("username", "first_name", "last_name", "party", "roles", "is_active", "last_login")
    list_filter = ("is_active", "groups", "party_role")
    list_select_related = ("party",)
    autocomplete_fields = ("party",)
    readonly_fields = ("last_login", "date_joined")
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        (_("Person"), {"fields": ("first_name", "last_name", "email")}),
        (_("What they may do"), {"fields": ("is_active", "is_staff", "groups")}),
        (_("At a party"), {"fields": ("party", "party_role")}),
        (_("Dates"), {"fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = (
        (None, {"classes": ("wide",), "fields": ("username", "password1", "password2")}),
        (_("What they may do"), {"fields": ("is_staff", "groups")}),
        (_("At a party, instead of that"), {"fields": ("party", "party_role")}),
    )

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("groups")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        # Whom a person acts for does not change: what they entered stands in that name.
        return (*self.readonly_fields, "party") if obj else self.readonly_fields

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        # Whoever may set a superuser's password is one.
        ranks_above = isinstance(obj, User) and obj.is_superuser and not request.user.is_superuser
        erased = isinstance(obj, User) and obj.is_erased
        return super().has_change_permission(request, obj) and not ranks_above and not erased

    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> HttpResponse:
        with transaction.atomic(), acting_as(actor_of(request)):
            return super().user_change_password(request, id, form_url)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if change:
            lock_person(obj.pk)
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        if change and "groups" not in form.changed_data:
            form.cleaned_data.pop("groups", None)
        super().save_related(request, form, formsets, change)
        check_administrator_stays()

    def export(self, pk: Any) -> dict[str, Any]:
        return export_person(user_id=pk)

    def erase(self, request: HttpRequest, pk: Any, reason: str) -> None:
        erase_person(actor=actor_of(request), user_id=pk, reason=reason)

    def describe(self, obj: Any) -> dict[str, Any]:
        roles = sorted(group.name for group in obj.groups.all())
        return {"roles": roles, "party_role": obj.party_role, "is_active": obj.is_active, "is_staff": obj.is_staff}

    @admin.display(description=_("roles"))
    def roles(self, user: User) -> str:
        if user.party_role:
            return str(PartyRole(user.party_role).name.capitalize())
        return ", ".join(sorted(group.name for group in user.groups.all())) or "–"
