"""The second at which a report falls due: the last of the day in the mandate's own time zone, wherever its sender sits."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from suppliers.queries import assess_partners
from tests.world import FOUNDING_MANDATE
from tracker.access.models import Party
from tracker.commitments.models import Commitment
from tracker.commitments.queries import get_commitment
from tracker.compliance.assessments import Assessment, Status
from tracker.compliance.commitments import Mandate
from tracker.records.clock import database_now

YEAR = 2026
EARLIEST, LATEST = ZoneInfo("Pacific/Kiritimati"), ZoneInfo("Pacific/Pago_Pago")


@pytest.fixture
def terms(mandate: Commitment) -> Mandate:
    found = get_commitment(FOUNDING_MANDATE, as_of=database_now())
    assert isinstance(found, Mandate)
    return found


def judged(terms: Mandate, as_of: datetime) -> Assessment:
    (found,) = [each for _, each in assess_partners(terms, as_of=as_of) if each.obligation.year == YEAR]
    return found


def last_second(terms: Mandate, *, of_grace: bool) -> datetime:
    day = terms.grace_ends_on(YEAR) if of_grace else terms.due_on(YEAR)
    return datetime(day.year, day.month, day.day, 23, 59, 59, tzinfo=terms.zone)


def test_the_last_day_counts_to_its_last_second(terms: Mandate, supplier: Party) -> None:
    for of_grace, until, after in (
        (False, Status.NOT_DUE, Status.AWAITING_REPORT),
        (True, Status.AWAITING_REPORT, Status.OVERDUE),
    ):
        deadline = last_second(terms, of_grace=of_grace)
        assert judged(terms, deadline).status is until
        assert judged(terms, deadline + timedelta(microseconds=999_999)).status is until
        assert judged(terms, deadline + timedelta(seconds=1)).status is after


@pytest.mark.parametrize("seconds", [0, 1])
def test_the_senders_zone_changes_nothing(terms: Mandate, supplier: Party, seconds: int) -> None:
    """One instant on three calendar days: in Kiritimati it is tomorrow already, in Pago Pago today has hardly begun."""
    instant = last_second(terms, of_grace=True) + timedelta(seconds=seconds)
    seen = [instant.astimezone(zone) for zone in (UTC, EARLIEST, LATEST)]
    assert len({each.date() for each in seen}) > 1
    verdicts = [judged(terms, each) for each in seen]
    assert verdicts == [verdicts[0]] * 3
    assert verdicts[0].status is (Status.OVERDUE if seconds else Status.AWAITING_REPORT)


def test_the_deadline_is_a_day_of_the_mandates_zone(terms: Mandate, supplier: Party) -> None:
    assert str(terms.zone) == "Asia/Shanghai"
    assert last_second(terms, of_grace=False).astimezone(UTC).time().isoformat() == "15:59:59"
