"""What the states of waivers, corrective action plans and milestones are called."""

from __future__ import annotations

from .words import Words

PLAN_STATES = {
    "SUBMITTED": Words("Waiting", "A version is filed, and somebody has to decide on it."),
    "LATE": Words("Late", "The plan is accepted, and a milestone of it is past its day and not done."),
    "OWED": Words("Owed", "The year was missed, and no plan is filed yet."),
    "RETURNED": Words("Returned", "The last version went back to the supplier with a reason."),
    "ON_TRACK": Words("On track", "The plan is accepted, and no milestone of it is past its day."),
    "LIFTED": Words("Lifted by a waiver", "The year is waived: nothing of the plan is late while the waiver holds."),
    "CLOSED": Words("Closed", "Every milestone is done, and that is accepted."),
    "CANCELLED": Words("Cancelled", "The plan was called off, with a reason."),
}
"""In the order in which somebody has to act on them."""

MILESTONE_STATES = {
    "PLANNED": Words("Planned", "Its day lies ahead."),
    "REPORTED": Words("Reported done", "The supplier says that it is done; somebody has to decide whether it is."),
    "DONE": Words("Done", "It is reported done, and that is accepted."),
    "MISSED": Words("Missed", "Its day is past, and it is not reported done."),
}

WAIVER_STATES = {
    "IN_FORCE": Words("In force", "The obligation is lifted today."),
    "EXPIRED": Words("Expired", "Its last day is past."),
    "ENDED": Words("Ended", "It was ended before its last day."),
}
