"""What an owner does about the party's clients and tokens. A secret is shown once, on the answer to its request."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from tracker.access.actions import add_client, issue_token, revoke_client, revoke_token, rotate_token
from tracker.access.models import ApiClient, Scope
from tracker.access.queries import list_clients, list_tokens
from tracker.access.tokens import MOST_DAYS
from tracker.records.clock import database_now
from tracker.records.refusals import Refusal

from .guard import OwnerView


class ClientForm(forms.Form):
    name = forms.CharField(max_length=100)
    scope = forms.ChoiceField(choices=Scope.choices, initial=Scope.FILE)


class TokenForm(forms.Form):
    scope = forms.ChoiceField(choices=Scope.choices)
    days = forms.IntegerField(min_value=1, max_value=MOST_DAYS)


class AddClient(OwnerView):
    def do(self, request: HttpRequest, **kwargs: UUID) -> HttpResponse:
        form = ClientForm(request.POST)
        if not form.is_valid():
            return _refused(request, _("Give the program a name of at most 100 characters and choose what it may do."))
        scope = Scope(form.cleaned_data["scope"])
        client = add_client(actor=self.user.as_actor(), party=self.user.party, name=form.cleaned_data["name"], scope=scope)
        messages.success(request, _("Added: %s. It needs a token.") % client)
        return redirect("account:home")


class RevokeClient(OwnerView):
    def do(self, request: HttpRequest, **kwargs: UUID) -> HttpResponse:
        client = self.find_client(kwargs["client_id"])
        revoke_client(actor=self.user.as_actor(), client_id=client.pk, now=database_now())
        messages.success(request, _("Revoked: %s, and all its tokens with it.") % client)
        return redirect("account:home")

    def find_client(self, client_id: UUID) -> ApiClient:
        return get_object_or_404(list_clients(party_id=self.party_id), pk=client_id)


class IssueToken(RevokeClient):
    def do(self, request: HttpRequest, **kwargs: UUID) -> HttpResponse:
        client, form = self.find_client(kwargs["client_id"]), TokenForm(request.POST)
        if not form.is_valid():
            return _refused(request, _("Choose what the token may do, and 1 to %d days.") % MOST_DAYS)
        scope, days = Scope(form.cleaned_data["scope"]), form.cleaned_data["days"]
        try:
            secret = issue_token(actor=self.user.as_actor(), client=client, now=database_now(), scope=scope, days=days)
        except Refusal as refusal:
            return _refused(request, refusal.sentence)
        return _show_once(request, client, secret)


class RotateToken(OwnerView):
    def do(self, request: HttpRequest, **kwargs: UUID) -> HttpResponse:
        token = get_object_or_404(list_tokens(party_id=self.party_id), pk=kwargs["token_id"])
        try:
            secret = rotate_token(actor=self.user.as_actor(), token_id=token.pk, now=database_now())
        except Refusal as refusal:
            return _refused(request, refusal.sentence)
        return _show_once(request, token.client, secret, replaced=str(token))


class RevokeToken(OwnerView):
    def do(self, request: HttpRequest, **kwargs: UUID) -> HttpResponse:
        if not list_tokens(party_id=self.party_id).filter(pk=kwargs["token_id"]).exists():
            raise Http404
        token = revoke_token(actor=self.user.as_actor(), token_id=kwargs["token_id"], now=database_now())
        messages.success(request, _("The token %s is revoked.") % token)
        return redirect("account:home")


def _refused(request: HttpRequest, sentence: str) -> HttpResponse:
    messages.error(request, sentence)
    return redirect("account:home")


def _show_once(request: HttpRequest, client: ApiClient, secret: str, replaced: str = "") -> HttpResponse:
    return render(request, "account/secret.html", {"client": client, "secret": secret, "replaced": replaced})
