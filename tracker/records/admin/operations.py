"""What the machine room shows: promised effects, heartbeats, and who did what."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django import forms
from django.apps import apps
from django.contrib import admin, messages
from django.contrib.auth import get_user_model
from django.db.models import CharField, Model, OuterRef, QuerySet, Subquery
from django.db.models.functions import Cast
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from tracker.records.actors import ActorKind
from tracker.records.clock import database_now
from tracker.records.models import AuditEvent, Heartbeat, OutboxEntry, OutboxState
from tracker.records.outbox import retry_dead
from tracker.records.refusals import Refusal

from .base import ViewOnlyAdmin, actor_of
from .cells import ago, code, number, pill

if TYPE_CHECKING:
    ActionForm = forms.Form
else:
    from unfold.forms import ActionForm

TONES = {OutboxState.PENDING: "info", OutboxState.DONE: "good", OutboxState.DEAD: "bad"}


def _as_block(plain: Any) -> SafeString:
    text = json.dumps(plain, indent=2, ensure_ascii=False, sort_keys=True)
    return format_html('<pre class="pk-block">{}</pre>', text)


class ReasonedActionForm(ActionForm):
    """An action on many rows at once says why, for the audit trail. It is the action that refuses to go without."""

    reason = forms.CharField(
        label="",
        required=False,
        max_length=500,
        widget=forms.TextInput(
            {
                "aria-label": gettext_lazy("Reason"),
                "placeholder": gettext_lazy("Reason, for the audit trail"),
                "class": "pk-reason",
                "x-show": "action",
            }
        ),
    )


@admin.register(OutboxEntry)
class OutboxEntryAdmin(ViewOnlyAdmin):
    list_display = ("kind", "shown_state", "shown_attempts", "created_at", "not_before", "last_error")
    list_filter = ("state", "kind")
    search_fields = ("key", "kind")
    ordering = ("-created_at",)
    actions = ("retry",)
    action_form = ReasonedActionForm
    fields = (
        "kind", "key", "shown_state", "shown_args", "shown_attempts", "publications",
        "created_at", "due_at", "not_before", "lease_until", "done_at", "last_error",
    )  # fmt: skip
    readonly_fields = fields

    def has_retry_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("records.change_outboxentry")

    @admin.display(description=gettext_lazy("state"), ordering="state")
    def shown_state(self, entry: OutboxEntry) -> SafeString:
        return pill(entry.get_state_display(), TONES[OutboxState(entry.state)])

    @admin.display(description=gettext_lazy("attempts"), ordering="attempts")
    def shown_attempts(self, entry: OutboxEntry) -> SafeString:
        return number(str(entry.attempts))

    @admin.display(description=gettext_lazy("arguments"))
    def shown_args(self, entry: OutboxEntry) -> SafeString:
        return _as_block(entry.args)

    @admin.action(description=gettext_lazy("Try dead entries again"), permissions=["retry"])
    def retry(self, request: HttpRequest, entries: QuerySet[OutboxEntry]) -> None:
        reason = request.POST.get("reason", "")
        try:
            retried = sum(retry_dead(actor=actor_of(request), entry_id=entry.pk, reason=reason) for entry in entries)
        except Refusal as refusal:
            self.message_user(request, refusal.sentence, messages.ERROR)
            return
        said = ngettext("%d dead entry will be tried again.", "%d dead entries will be tried again.", retried) % retried
        self.message_user(request, said, messages.SUCCESS if retried else messages.WARNING)


@admin.register(Heartbeat)
class HeartbeatAdmin(ViewOnlyAdmin):
    list_display = ("name", "beat_at", "shown_age")
    fields = ("name", "beat_at", "shown_age")
    readonly_fields = fields

    @admin.display(description=gettext_lazy("last beat"))
    def shown_age(self, heartbeat: Heartbeat) -> str:
        return ago(heartbeat.beat_at, database_now())


def _actors(model: type[Model]) -> QuerySet[Any]:
    """Of a page of events: a part of its one query."""
    return model._default_manager.alias(key=Cast("pk", CharField())).filter(key=OuterRef("actor_id"))


@admin.register(AuditEvent)
class AuditEventAdmin(ViewOnlyAdmin):
    list_display = ("shown_time", "verb", "shown_actor", "party", "subject_type", "shown_subject")
    list_filter = ("actor_kind",)
    list_select_related = ("party",)
    search_fields = ("subject_id__exact", "verb", "actor_label", "request_id__exact")
    search_help_text = gettext_lazy("The whole id of a subject or request, or part of a verb or an actor")
    fields = (
        "shown_time", "verb", "shown_actor", "actor_kind", "actor_id", "party", "subject_type", "subject_id", "shown_facts",
        "request_id",
    )  # fmt: skip
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> Any:
        people, clients = _actors(get_user_model()), _actors(apps.get_model("access", "ApiClient"))
        return (
            super()
            .get_queryset(request)
            .annotate(
                person=Subquery(people.filter(erased_at=None).values("username")),
                erased_at=Subquery(people.values("erased_at")),
                client=Subquery(clients.values("name")),
            )
        )

    # The record names nobody: who a number is today is looked up as the page is drawn.
    @admin.display(description=gettext_lazy("actor"), ordering="actor_label")
    def shown_actor(self, event: Any) -> str:
        if event.actor_kind == ActorKind.USER and event.erased_at:
            return str(_("erased person %s") % event.actor_id)
        name = {ActorKind.USER: event.person, ActorKind.CLIENT: event.client}.get(event.actor_kind)
        return f"{event.actor_label} ({name})" if name else str(event.actor_label)

    @admin.display(description=gettext_lazy("recorded at, UTC"), ordering="id")
    def shown_time(self, event: AuditEvent) -> SafeString:
        return format_html('<span class="pk-time">{}</span>', f"{event.recorded_at:%Y-%m-%d %H:%M:%S}")

    @admin.display(description=gettext_lazy("subject"))
    def shown_subject(self, event: AuditEvent) -> SafeString:
        return code(event.subject_id)

    @admin.display(description=gettext_lazy("facts"))
    def shown_facts(self, event: AuditEvent) -> SafeString:
        return _as_block(event.facts)
