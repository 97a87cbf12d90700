from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.forms import PasswordChangeForm
from django.contrib.auth.views import LoginView, LogoutView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from tracker.access.actions import change_own_password

from .guard import PartyView
from .home import describe_party


@method_decorator(never_cache, name="dispatch")
class LogIn(LoginView):
    template_name = "account/login.html"

    def get_default_redirect_url(self) -> str:
        return reverse("account:home")


class LogOut(LogoutView):
    http_method_names = ("post",)

    def get_default_redirect_url(self) -> str:
        return reverse("account:login")


class Home(PartyView):
    def get(self, request: HttpRequest) -> HttpResponse:
        return render(request, "account/home.html", describe_party(self.user))


class Password(PartyView):
    def get(self, request: HttpRequest) -> HttpResponse:
        return self.show(PasswordChangeForm(self.user))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = PasswordChangeForm(self.user, request.POST)
        if not form.is_valid():
            return self.show(form, status=400)
        change_own_password(user=self.user, password=form.cleaned_data["new_password1"])
        # Every other session of this person ends.
        update_session_auth_hash(request, self.user)
        messages.success(request, _("Your password is changed; other sessions of yours have ended."))
        return redirect("account:home")

    def show(self, form: PasswordChangeForm, status: int = 200) -> HttpResponse:
        return render(self.request, "account/password.html", {"form": form}, status=status)
