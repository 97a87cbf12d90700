"""The tone in which each stored code is shown; what it is called stands with the words of the whole product."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from suppliers.lifecycle import RevisionState
from tracker.compliance.assessments import Status
from tracker.compliance.plausibility import WarningCode
from tracker.compliance.robustness import Robustness
from tracker.presentation.words import robustness_words, status_words
from tracker.records.admin.cells import pill

STATES: dict[str, tuple[Promise, str]] = {
    RevisionState.SUBMITTED: (_("Waiting"), "info"),
    RevisionState.ACCEPTED: (_("Accepted"), "good"),
    RevisionState.RETURNED: (_("Returned"), "warn"),
    RevisionState.WITHDRAWN: (_("Withdrawn"), "quiet"),
}
STATUS_TONES = {
    Status.NON_COMPLIANT: "bad",
    Status.OVERDUE: "bad",
    Status.AWAITING_REPORT: "warn",
    Status.NOT_ASSESSABLE: "warn",
    Status.PROVISIONAL: "info",
    Status.COMPLIANT: "good",
    Status.NOT_DUE: "quiet",
    Status.WAIVED: "quiet",
}
ROBUSTNESS_TONES = {
    Robustness.ROBUST_PASS: "good",
    Robustness.DEPENDS_ON_READING: "warn",
    Robustness.ROBUST_FAIL: "bad",
    Robustness.UNDETERMINED: "quiet",
}
DOUBTS: dict[str, Promise] = {
    WarningCode.UNIT_SLIP: _("Check the unit"),
    WarningCode.JUMP: _("Over tenfold"),
    WarningCode.REPEATED_FIGURES: _("Same figures again"),
    WarningCode.SCOPE_2_METHOD_SWITCHED: _("Other scope 2 method"),
    WarningCode.SHARE_FELL: _("Smaller share of more"),
    WarningCode.GASES_DO_NOT_ADD_UP: _("Gases do not add up"),
    WarningCode.SOURCES_DO_NOT_ADD_UP: _("Sources do not add up"),
    WarningCode.SCOPE_2_ZERO: _("Zero with electricity"),
}


def state_pill(state: str) -> SafeString:
    label, tone = STATES[state]
    return pill(str(label), tone)


def status_pill(status: str | None, *, is_base_year: bool = False) -> SafeString | None:
    """A base year has nothing to comply with: its report is in, and that is all."""
    if status is None:
        return None
    if is_base_year and status == Status.COMPLIANT:
        return state_pill(RevisionState.ACCEPTED)
    return pill(status_words(status), STATUS_TONES[Status(status)])


def robustness_pill(robustness: str | None) -> SafeString | None:
    return pill(robustness_words(robustness), ROBUSTNESS_TONES[Robustness(robustness)]) if robustness else None


def doubt_pill(code: str) -> SafeString:
    return pill(str(DOUBTS[code]), "warn")
