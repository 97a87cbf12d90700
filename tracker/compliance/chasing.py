"""Who is told what about a report that is owed, and on which day. Days are those of the mandate's zone."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from .assessments import Assessment, Status


class NoticeKind(StrEnum):
    REMINDER_30_DAYS = "REMINDER_30_DAYS"
    REMINDER_7_DAYS = "REMINDER_7_DAYS"
    DUE_DATE_PASSED = "DUE_DATE_PASSED"
    OVERDUE = "OVERDUE"
    ESCALATED_TO_SECOND_CONTACT = "ESCALATED_TO_SECOND_CONTACT"
    ESCALATED_TO_ANALYSTS = "ESCALATED_TO_ANALYSTS"


class Recipient(StrEnum):
    FIRST_CONTACT = "FIRST_CONTACT"
    SECOND_CONTACT = "SECOND_CONTACT"
    ANALYSTS = "ANALYSTS"


class Anchor(StrEnum):
    DUE = "DUE"
    GRACE = "GRACE"


@dataclass(frozen=True, slots=True)
class Step:
    """`days` after the due day, or after the last day of grace; before it where they are negative."""

    kind: NoticeKind
    recipient: Recipient
    anchor: Anchor
    days: int

    def on(self, *, due_on: date, grace_ends_on: date) -> date:
        return (due_on if self.anchor is Anchor.DUE else grace_ends_on) + timedelta(days=self.days)


# For every mandate alike: how insistent the programme is says nothing about what was promised, and a supplier that is bound by
# two mandates is not to be chased in two rhythms.
STEPS = (
    Step(NoticeKind.REMINDER_30_DAYS, Recipient.FIRST_CONTACT, Anchor.DUE, -30),
    Step(NoticeKind.REMINDER_7_DAYS, Recipient.FIRST_CONTACT, Anchor.DUE, -7),
    Step(NoticeKind.DUE_DATE_PASSED, Recipient.FIRST_CONTACT, Anchor.DUE, 1),
    Step(NoticeKind.OVERDUE, Recipient.FIRST_CONTACT, Anchor.GRACE, 1),
    Step(NoticeKind.ESCALATED_TO_SECOND_CONTACT, Recipient.SECOND_CONTACT, Anchor.GRACE, 15),
    Step(NoticeKind.ESCALATED_TO_ANALYSTS, Recipient.ANALYSTS, Anchor.GRACE, 29),
)

LOOK_AHEAD = timedelta(days=30)
OWED = frozenset({Status.NOT_DUE, Status.AWAITING_REPORT, Status.OVERDUE})
WORK_BEGINS_AT = 8


def is_owed(assessment: Assessment) -> bool:
    """Nothing stands there, accepted or waiting for review, and nobody is excused."""
    return assessment.current is None and assessment.status in OWED


def plan_notices(assessment: Assessment, *, today: date, sent: Collection[str] = ()) -> tuple[Step, ...]:
    """What is to be sent and has not been: for each recipient the latest step whose day has come.

    One that a later step has overtaken, after days without a worker or at a late enrolment, is never sent.
    """
    if not is_owed(assessment):
        return ()
    owed = assessment.obligation
    days = {step: step.on(due_on=owed.due_on, grace_ends_on=owed.grace_ends_on) for step in STEPS}
    # Without days of grace two steps share their day; the later one in the table holds.
    latest = {step.recipient: step for step in sorted(STEPS, key=days.__getitem__) if days[step] <= today}
    return tuple(step for step in STEPS if step in latest.values() and step.kind not in sent)


def is_overtaken(kind: str, assessment: Assessment, *, today: date) -> bool:
    """A later step is due to the same recipient."""
    place = next(place for place, step in enumerate(STEPS) if step.kind == kind)
    due = plan_notices(assessment, today=today)
    return any(step.recipient is STEPS[place].recipient and step in STEPS[place + 1 :] for step in due)


def overdue_since(assessment: Assessment) -> date:
    """The first day without grace."""
    return assessment.obligation.grace_ends_on + timedelta(days=1)


def falls_due_soon(assessment: Assessment, *, today: date) -> bool:
    return is_owed(assessment) and today <= assessment.obligation.due_on <= today + LOOK_AHEAD


def day_of_work(now: datetime, zone: ZoneInfo) -> date:
    """Days of work begin at eight in the morning: until then yesterday's goes on."""
    local = now.astimezone(zone)
    return local.date() if local.hour >= WORK_BEGINS_AT else local.date() - timedelta(days=1)


def week_of_work(now: datetime, zone: ZoneInfo) -> str:
    """Such as `2026-W40`, by ISO 8601, from Monday at eight in the morning on."""
    year, week, _ = day_of_work(now, zone).isocalendar()
    return f"{year}-W{week:02d}"
