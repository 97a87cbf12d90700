"""What the admin pages of every room share. Rows are shown here and written by actions, which audit what they do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import AutocompleteSelect
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import ForeignKey, Model
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from tracker.records.acting import acting_as
from tracker.records.actors import Actor
from tracker.records.audit import record_event
from tracker.records.refusals import Conflict, Forbidden, Missing, Refusal

if TYPE_CHECKING:
    UnfoldAdmin = admin.ModelAdmin[Any]
else:
    from unfold.admin import ModelAdmin as UnfoldAdmin


def actor_of(request: HttpRequest) -> Actor:
    assert request.user.is_authenticated  # noqa: S101 - every admin view asks for a log-in first
    return request.user.as_actor()


def status_of(refusal: Refusal) -> int:
    return {Conflict: 409, Forbidden: 403, Missing: 404}.get(type(refusal), 400)


class KeySelect(AutocompleteSelect):
    """What is no key at all, in an address or a form, has chosen nothing."""

    def optgroups(self, name: str, value: Sequence[str], attr: Any = None) -> Any:
        return super().optgroups(name, [each for each in value if self._is_key(each)], attr)

    def _is_key(self, text: str) -> bool:
        try:
            self.field.target_field.to_python(text)
        except ValidationError:
            return False
        return True


class RecordAdmin(UnfoldAdmin):
    """Nothing is deleted, and the history of a row is what the audit trail says about it."""

    list_per_page = 50

    def formfield_for_foreignkey(self, db_field: ForeignKey[Any, Any], request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", KeySelect(db_field, self.admin_site, using=kwargs.get("using")))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if isinstance(field, forms.Field):
            # What counts as changed is what differs from the page as it was drawn, not from the row as it is by now.
            field.show_hidden_initial = True
        return field

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        try:
            with transaction.atomic():
                return super().changeform_view(request, object_id, form_url, extra_context)
        except Refusal as refusal:
            messages.error(request, refusal.sentence)
            # The row as it stands, which may be one that no longer takes a change.
            request.method = "GET"
            page = super().changeform_view(request, object_id, form_url, extra_context)
            page.status_code = status_of(refusal)
            return page

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        about = {"subject_type": self.opts.label, "subject_id": object_id}
        return HttpResponseRedirect(f"{reverse('admin:records_auditevent_changelist')}?{urlencode(about)}")

    def page(self, request: HttpRequest, template: str, context: dict[str, Any], status: int = 200) -> TemplateResponse:
        shared = {**self.admin_site.each_context(request), "model_admin": self}
        return TemplateResponse(request, template, {**shared, **context}, status=status)

    def address(self, name: str, *args: Any) -> str:
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_{name}", args=args)


class ViewOnlyAdmin(RecordAdmin):
    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class AuditedAdmin(RecordAdmin):
    """For the few rows that a form may write: the audit event is written in the form's own transaction."""

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        with transaction.atomic(), acting_as(actor_of(request)):
            return super().changeform_view(request, object_id, form_url, extra_context)

    def save_model(self, request: HttpRequest, obj: Model, form: Any, change: bool) -> None:
        """Of a row that is there, what was changed on the page; the rest may be newer than the page."""
        if not change:
            super().save_model(request, obj, form, change)
            return
        names = {field.name for field in self.opts.concrete_fields if not field.primary_key}
        changed = names & set(form.changed_data)
        rows = self.model._default_manager.select_for_update()
        obj.refresh_from_db(fields=sorted(names - changed), from_queryset=rows)
        obj.save(update_fields=sorted(changed))

    def log_addition(self, request: HttpRequest, obj: Model, message: Any) -> Any:
        return self._record(request, obj, "add", {})

    def log_change(self, request: HttpRequest, obj: Model, message: Any) -> Any:
        return self._record(request, obj, "change", {"changes": message})

    def describe(self, obj: Any) -> dict[str, Any]:
        """What the event says about the row beside its id."""
        return {"label": str(obj)}

    def _record(self, request: HttpRequest, obj: Model, verb: str, facts: dict[str, Any]) -> Any:
        return record_event(
            verb=f"{self.opts.app_label}.{verb}_{self.opts.model_name}",
            subject=obj,
            party_id=getattr(obj, "party_id", None),
            facts={**self.describe(obj), **facts},
        )
