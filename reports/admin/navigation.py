"""The sidebar, grouped by what people come to do; each entry is shown to those who may open it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse_lazy
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from suppliers.models import WAITS, Revision

Item = dict[str, Any]


def style_sheet(request: HttpRequest) -> str:
    return static("reports/admin.css")


def icon(request: HttpRequest) -> str:
    return static("reports/favicon.svg")


def list_navigation(request: HttpRequest) -> list[dict[str, Any]]:
    groups: list[tuple[str | Promise | None, list[Item]]] = [
        (None, [{"title": _("Home"), "icon": "home", "link": reverse_lazy("admin:index")}]),
        (
            _("Review"),
            [
                _waiting(request),
                _item(_("Bulk files"), "table_view", "suppliers.bulkfile"),
                _item(_("Action plans"), "assignment", "suppliers.correctiveactionplan"),
                _item(_("Notices"), "mail", "suppliers.notice"),
                _item(_("Digests"), "newspaper", "suppliers.digest"),
            ],
        ),
        (
            _("The record"),
            [
                _item(_("Suppliers"), "factory", "suppliers.supplier"),
                _item(_("E-waste ledger"), "recycling", "recycling.ledgerentry"),
                _item(_("Commitments"), "flag", "commitments.commitmentversion"),
                _item(_("Measurements"), "straighten", "commitments.measurement"),
                _item(_("Enrolments"), "how_to_reg", "commitments.enrolment"),
                _item(_("Waivers"), "event_available", "suppliers.waiver"),
            ],
        ),
        (
            _("Reports"),
            [
                _item(_("Issued"), "description", "reports.compliancereport"),
                _item(_("Runs"), "play_circle", "reports.reportrun"),
                _item(_("Schedules"), "calendar_month", "reports.reportschedule"),
            ],
        ),
        (
            _("Operations"),
            [
                _item(_("Outbox"), "outbox", "records.outboxentry"),
                _item(_("Heartbeats"), "monitor_heart", "records.heartbeat", permission="records.view_outboxentry"),
                _item(_("Audit trail"), "history", "records.auditevent"),
            ],
        ),
        (
            _("Access"),
            [
                _item(_("Parties"), "domain", "access.party"),
                _item(_("Contacts"), "contacts", "access.contact"),
                _item(_("API clients"), "key", "access.apiclient"),
                _item(_("Users"), "group", "access.user"),
            ],
        ),
    ]
    return [{"title": title, "separator": False, "items": items} for title, items in groups]


def _item(title: str | Promise, icon: str, model: str, permission: str = "") -> Item:
    app, name = model.split(".")
    link = reverse_lazy(f"admin:{app}_{name}_changelist")
    return {"title": title, "icon": icon, "link": link, "permission": _may(permission or f"{app}.view_{name}")}


def _may(permission: str) -> Callable[[HttpRequest], bool]:
    return lambda request: request.user.has_perm(permission)


def _waiting(request: HttpRequest) -> Item:
    item = _item(_("Revisions"), "rule", "suppliers.revision")
    count = Revision.objects.filter(WAITS).count() if request.user.has_perm("suppliers.view_revision") else 0
    item["link"] = f"{item['link']}?state=waiting"
    return {**item, "badge": f"{count:,}", "badge_variant": "primary", "badge_style": "solid"} if count else item
