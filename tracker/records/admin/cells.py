"""Cells of tables: numbers in full, since a person decides on them; what is rounded is a change in percent."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tracker.compliance.plain import plain_decimal
from tracker.presentation.numbers import ALL_PLACES, NOTHING, format_change, format_span, format_tonnes


def exact(value: Decimal | None) -> str:
    """All digits, grouped."""
    return format_tonnes(plain_decimal(value), ALL_PLACES)


def change(before: Decimal | None, after: Decimal | None) -> str | None:
    """From `before` to `after`, in percent of `before`; None where one of them is not known."""
    if before is None or after is None:
        return None
    if before == after:
        return _("same")
    return format_change(before, after) if before else _("from zero")


def number(text: str) -> SafeString:
    return format_html('<span class="pk-num">{}</span>', text)


def pill(label: str, tone: str = "quiet") -> SafeString:
    return format_html('<span class="pk-pill pk-{}">{}</span>', tone, label)


def code(text: str, length: int = 12) -> SafeString:
    """A hash or an id, shortened; the whole of it on demand."""
    return format_html('<code class="pk-code" title="{}">{}</code>', text, text[:length])


def moment(instant: datetime | None) -> SafeString | str:
    return NOTHING if instant is None else format_html('<span class="pk-time">{} UTC</span>', f"{instant:%Y-%m-%d %H:%M}")


def span(first: date, last: date) -> SafeString:
    return format_html('<span class="pk-time">{}</span>', format_span(first.isoformat(), last.isoformat()))


def ago(then: datetime, now: datetime) -> str:
    passed = max(now - then, timedelta())
    if passed < timedelta(minutes=2):
        return ngettext("%d second ago", "%d seconds ago", passed.seconds) % passed.seconds
    if passed < timedelta(hours=2):
        return _("%d minutes ago") % (passed.seconds // 60)
    if passed < timedelta(days=2):
        return _("%d hours ago") % (passed // timedelta(hours=1))
    return _("%d days ago") % passed.days
