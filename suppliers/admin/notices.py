"""Notices and digests: what was to be sent, and what became of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import admin
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from suppliers.chasing.letters import list_notices
from suppliers.models import Digest, DigestEvent, MailOutcome, NewsEvent, Notice, NoticeEvent
from tracker.access.models import User
from tracker.presentation.notices import OUTCOMES, notice_words
from tracker.presentation.numbers import NOTHING
from tracker.records.admin.base import ViewOnlyAdmin
from tracker.records.admin.cells import moment, pill

TONES = {"SENT": "good", "FAILED": "bad", "UNKNOWN": "bad", "NO_RECIPIENT": "warn", "STOPPED": "quiet", "OVERTAKEN": "quiet"}
PLANNED = "PLANNED"


def outcome_pill(what: str | None) -> SafeString:
    return pill(OUTCOMES[what or PLANNED].capitalize(), TONES.get(what or PLANNED, "info"))


@dataclass(frozen=True, slots=True)
class NoticeMoment:
    """One line of a supplier's timeline."""

    at: datetime
    link: str
    what: str
    whom: str
    shown_state: SafeString
    words: str = ""


def list_notice_moments(party_id: UUID) -> list[NoticeMoment]:
    """Without the claims, which are followed by what became of them."""
    events = NoticeEvent.objects.filter(party_id=party_id).exclude(what=MailOutcome.SENDING)
    return [
        NoticeMoment(
            at=event.recorded_at,
            link=reverse("admin:suppliers_notice_change", args=[event.notice_id]),
            what=_("Notice about %(year)d, %(kind)s")
            % {"year": event.notice.reporting_year, "kind": notice_words(event.notice.kind)},
            whom=_("to %s") % event.contact if event.contact else "",
            shown_state=outcome_pill(event.what),
        )
        for event in events.select_related("notice", "contact")
    ]


def list_news_moments(party_id: UUID) -> list[NoticeMoment]:
    events = NewsEvent.objects.filter(party_id=party_id).exclude(what=MailOutcome.SENDING)
    return [
        NoticeMoment(
            at=event.recorded_at,
            link=reverse("admin:suppliers_revision_change", args=[event.news.revision_id]),
            what=_("Mail about %(year)d: %(kind)s")
            % {"year": event.news.revision.report.reporting_year, "kind": event.news.get_kind_display().lower()},
            whom=_("to %s") % event.news.contact,
            shown_state=outcome_pill(event.what),
        )
        for event in events.select_related("news__contact", "news__revision__report")
    ]


class OutcomeFilter(admin.SimpleListFilter):
    title = gettext_lazy("outcome")
    parameter_name = "outcome"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(code, label.capitalize()) for code, label in OUTCOMES.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if not self.value():
            return queryset
        return queryset.filter(what__isnull=True) if self.value() == PLANNED else queryset.filter(what=self.value())


class MailAdmin(ViewOnlyAdmin):
    @admin.display(description=gettext_lazy("outcome"))
    def outcome(self, parcel: Any) -> SafeString:
        return outcome_pill(parcel.what)

    @admin.display(description=gettext_lazy("planned"), ordering="planned_at")
    def planned(self, parcel: Any) -> SafeString | str:
        return moment(parcel.planned_at)

    @admin.display(description=gettext_lazy("what became of it"))
    def course(self, parcel: Any) -> SafeString | str:
        rows = format_html_join("", "<li>{} {} {} {}</li>", _rows_of(list(self.list_events(parcel))))
        return format_html('<ul class="pk-answer-rest">{}</ul>', rows) if rows else NOTHING

    def list_events(self, parcel: Any) -> QuerySet[Any]:
        return parcel.events.all()  # type: ignore[no-any-return]


def _rows_of(events: list[NoticeEvent | DigestEvent]) -> Iterator[tuple[Any, ...]]:
    users = User.objects.in_bulk({pk for event in events for pk in event.user_ids})
    for event in events:
        people = [str(users[pk]) for pk in event.user_ids if pk in users]
        contact = getattr(event, "contact", None)
        named = ", ".join([str(contact)] if contact else people)
        yield moment(event.recorded_at), outcome_pill(event.what), _("to %s") % named if named else "", event.detail


@admin.register(Notice)
class NoticeAdmin(MailAdmin):
    list_display = ("about", "year", "mandate", "recipient", "outcome", "planned")
    list_filter = ("kind", OutcomeFilter, "commitment")
    search_fields = ("party__name", "party__name_local")
    search_help_text = gettext_lazy("Part of a supplier's name")
    fields = ("supplier", "year", "mandate", "about", "recipient", "outcome", "planned", "course")
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[Notice]:
        return list_notices()

    def list_events(self, parcel: Any) -> QuerySet[Any]:
        return parcel.events.select_related("contact")  # type: ignore[no-any-return]

    @admin.display(description=gettext_lazy("notice"), ordering="party__name")
    def about(self, notice: Notice) -> str:
        return f"{notice.party}: {notice_words(notice.kind)}"

    @admin.display(description=gettext_lazy("supplier"))
    def supplier(self, notice: Notice) -> SafeString:
        return format_html(
            '<a href="{}">{}</a>', reverse("admin:suppliers_supplier_change", args=[notice.party_id]), notice.party
        )

    @admin.display(description=gettext_lazy("year"), ordering="reporting_year")
    def year(self, notice: Notice) -> str:
        return str(notice.reporting_year)

    @admin.display(description=gettext_lazy("mandate"), ordering="commitment__key")
    def mandate(self, notice: Notice) -> str:
        return notice.commitment.key


@admin.register(Digest)
class DigestAdmin(MailAdmin):
    list_display = ("week", "outcome", "planned")
    fields = ("week", "outcome", "planned", "course")
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[Digest]:
        last = DigestEvent.objects.filter(digest=OuterRef("pk")).order_by("-number").values("what")
        return Digest.objects.annotate(what=Subquery(last[:1]))
