from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from ..quantities import Rate, from_micro

Plain = dict[str, Any]


def plain_instant(instant: datetime) -> str:
    return instant.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def plain_decimal(value: Decimal | None) -> str | None:
    """Without exponent and trailing zeros, so that equal values read the same."""
    if value is None:
        return None
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def plain_quantity(micro: int | None) -> str | None:
    return None if micro is None else plain_decimal(from_micro(micro))


def plain_rate(rate: Rate) -> str:
    return plain_decimal(rate.as_decimal()) or "0"
