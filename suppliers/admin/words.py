"""Stored codes as a person reads them, each with the tone in which it is shown."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from suppliers.lifecycle import RevisionState
from tracker.compliance.assessments import Status
from tracker.compliance.commitments import Reading
from tracker.compliance.robustness import Robustness
from tracker.records.admin.cells import pill

Words = tuple[Promise, str]

STATES: dict[str, Words] = {
    RevisionState.SUBMITTED: (_("Waiting"), "info"),
    RevisionState.ACCEPTED: (_("Accepted"), "good"),
    RevisionState.RETURNED: (_("Returned"), "warn"),
}
STATUSES: dict[str, Words] = {
    Status.NON_COMPLIANT: (_("Not compliant"), "bad"),
    Status.OVERDUE: (_("Overdue"), "bad"),
    Status.AWAITING_REPORT: (_("Awaiting report"), "warn"),
    Status.NOT_ASSESSABLE: (_("Not assessable"), "warn"),
    Status.PROVISIONAL: (_("Provisional"), "info"),
    Status.COMPLIANT: (_("Compliant"), "good"),
    Status.NOT_DUE: (_("Not due"), "quiet"),
    Status.WAIVED: (_("Waived"), "quiet"),
}
ROBUSTNESS: dict[str, Words] = {
    Robustness.ROBUST_PASS: (_("Passes every way"), "good"),
    Robustness.DEPENDS_ON_READING: (_("Depends on reading"), "warn"),
    Robustness.ROBUST_FAIL: (_("Fails every way"), "bad"),
    Robustness.UNDETERMINED: (_("Undetermined"), "quiet"),
}
READINGS: dict[str, Promise] = {
    Reading.COMPOUND: _("Compound"),
    Reading.LINEAR: _("Linear"),
    Reading.MEAN_YEAR_ON_YEAR: _("Mean year on year"),
    Reading.EVERY_YEAR: _("Every year"),
    Reading.CUMULATIVE: _("Cumulative"),
}


def state_pill(state: str) -> SafeString:
    label, tone = STATES[state]
    return pill(str(label), tone)


def status_pill(status: str | None, *, is_base_year: bool = False) -> SafeString | None:
    """A base year has nothing to comply with: its report is in, and that is all."""
    if status is None:
        return None
    label, tone = STATES[RevisionState.ACCEPTED] if is_base_year and status == Status.COMPLIANT else STATUSES[status]
    return pill(str(label), tone)


def robustness_pill(robustness: str | None) -> SafeString | None:
    if robustness is None:
        return None
    label, tone = ROBUSTNESS[robustness]
    return pill(str(label), tone)
