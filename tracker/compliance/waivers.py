"""What excuses a party from one obligation for a time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiver:
    """`expires_on` is the last day on which it holds, in the mandate's zone. An end recorded before that ends it at once."""

    waiver_id: str
    reason: str
    author_id: str
    granted_at: datetime
    expires_on: date
    evidence_id: str | None = None
    ended_at: datetime | None = None

    def holds_at(self, instant: datetime, *, today: date) -> bool:
        """`today` is the day of `instant` in the mandate's zone. What is recorded after `instant` was not known then."""
        ended = self.ended_at is not None and self.ended_at <= instant
        return self.granted_at <= instant and not ended and today <= self.expires_on


def waiver_in_force(waivers: Iterable[Waiver], *, at: datetime, today: date) -> Waiver | None:
    """The one that holds, of all that were granted for one obligation."""
    return next((waiver for waiver in waivers if waiver.holds_at(at, today=today)), None)
