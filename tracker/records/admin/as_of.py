"""Pages that also answer what was known at an instant: `?as_of=`, and the form that asks for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest
from django.utils.translation import gettext as _

from tracker.records.clock import database_now, parse_instant


@dataclass(frozen=True, slots=True)
class AsOf:
    """`fault` says why what was asked cannot be answered; the page then shows now."""

    instant: datetime
    now: datetime
    asked: str = ""
    fault: str = ""

    @property
    def is_past(self) -> bool:
        return self.instant < self.now


def read_as_of(request: HttpRequest) -> AsOf:
    """An instant with its zone; the form's own field has none and is in UTC, as its label says."""
    now, asked = database_now(), request.GET.get("as_of", "").strip()[:40]
    if not asked:
        return AsOf(now, now)
    instant = parse_instant(asked) or parse_instant(f"{asked}Z")
    if instant is None:
        return AsOf(now, now, asked, _("“%s” is not an instant. Write one such as 2026-11-01T00:00:00Z.") % asked)
    if instant > now:
        return AsOf(now, now, asked, _("%s lies ahead. What will be known then is not known now.") % asked)
    return AsOf(instant, now, f"{instant:%Y-%m-%dT%H:%M:%S}")
