"""A waiver over days and instants."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from tracker.compliance.assessments import Status
from tracker.compliance.plain import plain_waiver
from tracker.compliance.waivers import Waiver, waiver_in_force

from .makers import accepted, assess

GRANTED = datetime(2026, 3, 1, 8, tzinfo=UTC)
LAST = date(2026, 12, 31)
SECOND = timedelta(seconds=1)


def make_waiver(**changes: object) -> Waiver:
    fields: dict[str, object] = {
        "waiver_id": "w", "reason": "A flood.", "author_id": "7", "granted_at": GRANTED, "expires_on": LAST,
    }  # fmt: skip
    return Waiver(**(fields | changes))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("instant", "today", "holds"),
    [
        (GRANTED - SECOND, date(2026, 3, 1), False),
        (GRANTED, date(2026, 3, 1), True),
        (datetime(2026, 12, 31, 15, tzinfo=UTC), LAST, True),
        # In Shanghai the next day has begun, while UTC still writes 31 December.
        (datetime(2026, 12, 31, 16, tzinfo=UTC), date(2027, 1, 1), False),
    ],
)
def test_it_holds_from_its_grant_to_its_last_day(instant: datetime, today: date, holds: bool) -> None:
    assert make_waiver().holds_at(instant, today=today) is holds


def test_an_end_counts_from_its_own_instant_on() -> None:
    ended = GRANTED + timedelta(days=10)
    waiver = make_waiver(ended_at=ended)
    assert [waiver.holds_at(at, today=at.date()) for at in (GRANTED, ended - SECOND, ended)] == [True, True, False]


def test_the_one_in_force_is_found_among_those_that_were() -> None:
    first = make_waiver(waiver_id="first", ended_at=GRANTED + timedelta(days=1))
    second = make_waiver(waiver_id="second", granted_at=GRANTED + timedelta(days=2))

    def found(days: float) -> str | None:
        at = GRANTED + timedelta(days=days)
        waiver = waiver_in_force([first, second], at=at, today=at.date())
        return waiver.waiver_id if waiver else None

    assert [found(days) for days in (-1, 0, 1, 1.5, 2, 400)] == [None, "first", None, None, "second", None]


def test_waived_comes_before_every_other_status_and_keeps_the_figures() -> None:
    records = {2025: accepted(2025, 100), 2026: accepted(2026, 120)}
    waived = assess(records, 2026, waived=True)
    assert (waived.status, waived.robustness, waived.reasons) == (Status.WAIVED, None, ())
    assert waived.outcome is not None
    assert waived.outcome.passes is False
    assert assess(records, 2026).status is Status.NON_COMPLIANT


def test_its_plain_form() -> None:
    assert plain_waiver(make_waiver(evidence_id="e")) == {
        "id": "w", "reason": "A flood.", "author_id": "7", "granted_at": "2026-03-01T08:00:00.000000Z",
        "expires_on": "2026-12-31", "evidence_id": "e",
    }  # fmt: skip
