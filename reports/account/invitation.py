"""The page behind the link of an invitation. Reading it changes nothing, since scanners of mail read every link first."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth import login
from django.contrib.auth.forms import SetPasswordForm
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from tracker.access.invitations import INVITED, NewPerson, accept_invitation, check_open, find_invitation
from tracker.access.models import Invitation, PartyKind, User
from tracker.records.clock import database_now
from tracker.records.refusals import Conflict, Refusal
from tracker.records.tenancy import PROGRAMME, see_as, seeing

from .first_steps import list_first_steps


class InvitationForm(SetPasswordForm):  # type: ignore[type-arg]  # no generic at run time
    name = forms.CharField(label=gettext_lazy("Your name"), max_length=150)
    program = forms.CharField(label=gettext_lazy("The program that will act for you"), max_length=100)
    field_order = ("name", "new_password1", "new_password2", "program")


@method_decorator((never_cache, sensitive_post_parameters()), name="dispatch")
class AcceptInvitation(View):
    http_method_names = ("get", "head", "post")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            answer = super().dispatch(request, *args, **kwargs)
        except Refusal as refusal:
            status = 410 if isinstance(refusal, Conflict) else 404
            answer = render(request, "account/invitation_ended.html", {"sentence": refusal.sentence}, status=status)
        # The address holds the secret: no other page is told it.
        answer.headers["Referrer-Policy"] = "strict-origin"
        return answer

    def get(self, request: HttpRequest, secret: str) -> HttpResponse:
        invitation = _find(secret)
        initial = {"name": invitation.contact.name[:150], "program": _("Carbon export")}
        return self.show(invitation, InvitationForm(_newcomer(invitation), initial=initial))

    def post(self, request: HttpRequest, secret: str) -> HttpResponse:
        invitation = _find(secret)
        form = InvitationForm(_newcomer(invitation), request.POST)
        if not form.is_valid():
            return self.show(invitation, form, status=400)
        see_as(invitation.party_id)
        wanted = form.cleaned_data
        accepted = accept_invitation(
            actor=INVITED,
            invitation=invitation,
            client_name=wanted["program"],
            now=database_now(),
            person=NewPerson(wanted["name"], wanted["new_password1"]),
        )
        assert accepted.user is not None  # noqa: S101 - there is a person
        login(request, accepted.user)
        steps = list_first_steps(invitation, accepted.secret, now=database_now())
        shown = {"accepted": accepted, "invitation": invitation, "steps": steps}
        return render(request, "account/welcome.html", shown)

    def show(self, invitation: Invitation, form: InvitationForm, status: int = 200) -> HttpResponse:
        inviter = invitation.invited_by
        shown = {
            "form": form,
            "invitation": invitation,
            "who": inviter.get_full_name() if inviter else "",
            "is_supplier": invitation.party.kind == PartyKind.SUPPLIER,
        }
        return render(self.request, "account/invitation.html", shown, status=status)


def _find(secret: str) -> Invitation:
    """Raises Refusal or Conflict."""
    with seeing(PROGRAMME):
        invitation = find_invitation(secret)
    # Refused out here, where the request sees nobody's rows again.
    return check_open(invitation, database_now())


def _newcomer(invitation: Invitation) -> User:
    """Whom a password must not resemble."""
    return User(username=invitation.contact.email, email=invitation.contact.email, first_name=invitation.contact.name[:150])
