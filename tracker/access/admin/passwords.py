"""A person of the staff changes their own password, by the action that the parties' people use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import admin
from django.contrib.auth.forms import PasswordChangeForm
from django.contrib.auth.views import PasswordChangeView
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse

from tracker.access.actions import change_own_password
from tracker.access.models import User

if TYPE_CHECKING:
    OwnPasswordForm = PasswordChangeForm
else:
    from unfold.forms import AdminOwnPasswordChangeForm as OwnPasswordForm


class AuditedPasswordForm(OwnPasswordForm):
    def save(self, commit: bool = True) -> User:
        change_own_password(user=self.user, password=self.cleaned_data["new_password1"])
        return self.user


def change_password(request: HttpRequest) -> HttpResponseBase:
    """In place of the theme's own page, which leaves no audit event."""
    page = PasswordChangeView.as_view(
        form_class=AuditedPasswordForm,
        success_url=reverse("admin:password_change_done"),
        extra_context=admin.site.each_context(request),
    )
    return admin.site.admin_view(page)(request)
