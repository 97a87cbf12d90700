"""Numbers, days and instants as people read them. Everything goes in as the text that the plain values hold."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from tracker.compliance.quantities import round_for_display

NOTHING = "–"
UNREACHABLE = "UNREACHABLE"
RATE_PLACES = 2
ALL_PLACES = None
"""Not rounded at all: a person decides on the figure, or recomputes from it."""

_NO_BREAK = "\N{NO-BREAK SPACE}"
# Not strftime's %B, which follows the locale of the process.
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def format_decimal(value: Decimal, places: int | None) -> str:
    """With thousands separators. What is not zero never prints as zero."""
    if places is None:
        places = _own_places(value)
    rounded = round_for_display(value, places)
    if value and not rounded:
        least = Decimal(1).scaleb(-places)
        return f"<{_NO_BREAK}{least}" if value > 0 else f">{_NO_BREAK}\N{MINUS SIGN}{least}"
    # Adding zero drops the sign of a negative zero.
    return f"{rounded + 0:,}".replace("-", "\N{MINUS SIGN}")


def _own_places(value: Decimal) -> int:
    exponent = value.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def format_tonnes(text: str | None, places: int | None = 1) -> str:
    if text is None:
        return NOTHING
    return "not reachable" if text == UNREACHABLE else format_decimal(Decimal(text), places)


def format_kilotonnes(text: str | None, places: int | None = 1) -> str:
    return NOTHING if text is None else format_decimal(Decimal(text).scaleb(-3), places)


def format_mass(kilograms: str | None, places: int | None = 1) -> str:
    """Kilograms as tonnes."""
    return format_kilotonnes(kilograms, places)


def format_rate(text: str | None, places: int = RATE_PLACES) -> str:
    """A fraction of 1 in percent. A finer rate keeps its own places: rounding a required rate would state another one."""
    if text is None:
        return NOTHING
    percent = Decimal(text).scaleb(2)
    return f"{format_decimal(percent, max(places, _own_places(percent)))}{_NO_BREAK}%"


def format_stated_rate(text: str) -> str:
    """A rate that somebody set, with the places that it was set with: 5 % is not 5.00 %."""
    return format_rate(text, 0)


def format_change(before: Decimal, after: Decimal) -> str:
    """From `before`, which is not zero, to `after`, in percent of `before` and with a sign."""
    share = format_decimal(((after - before) / before).scaleb(2), RATE_PLACES)
    return f"{'+' if after > before else ''}{share}{_NO_BREAK}%"


def format_difference(excess: str | None, surplus: str | None, places: int = 1) -> str:
    """Above the allowed tonnes with a plus, below them with a minus."""
    if excess is not None and Decimal(excess):
        return f"+{format_tonnes(excess, places)}"
    if surplus is not None and Decimal(surplus):
        return f"\N{MINUS SIGN}{format_tonnes(surplus, places)}"
    return NOTHING if excess is None else format_tonnes("0", places)


def format_day(text: str | None) -> str:
    if text is None:
        return NOTHING
    return _day_in_words(date.fromisoformat(text))


def format_day_in(text: str, language: str) -> str:
    day = date.fromisoformat(text)
    return f"{day.year}年{day.month}月{day.day}日" if language == "zh" else _day_in_words(day)


def _day_in_words(day: date) -> str:
    return f"{day.day}{_NO_BREAK}{_MONTHS[day.month - 1]} {day.year}"


def format_month_day(month: int, day: int) -> str:
    """A day that every year has."""
    return f"{day}{_NO_BREAK}{_MONTHS[month - 1]}"


def format_span(start: str, end: str) -> str:
    first, last = date.fromisoformat(start), date.fromisoformat(end)
    if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31):
        return str(first.year) if first.year == last.year else f"{first.year} to {last.year}"
    return f"{format_day(start)} to {format_day(end)}"


def format_instant(text: str, zone: str = "UTC") -> str:
    moment = datetime.fromisoformat(text).astimezone(ZoneInfo(zone))
    return f"{_day_in_words(moment.date())}, {moment:%H:%M:%S} {zone}"


def format_count(count: int, singular: str, plural: str | None = None) -> str:
    return f"{count:,} {singular if count == 1 else plural or singular + 's'}"


def join_words(words: list[str]) -> str:
    return " and ".join(filter(None, (", ".join(words[:-1]), *words[-1:])))
