"""Who did something, in words for a page."""

from __future__ import annotations

from django.utils.translation import gettext as _

from suppliers.models import (
    BulkFile,
    CorrectiveActionPlan,
    MilestoneReport,
    PlanVersion,
    QuestionAnswer,
    Revision,
    RevisionEvidence,
    WarningAnswer,
)
from tracker.access.models import User

Sent = (
    BulkFile
    | Revision
    | RevisionEvidence
    | CorrectiveActionPlan
    | PlanVersion
    | MilestoneReport
    | QuestionAnswer
    | WarningAnswer
)


def who_sent(entry: Sent) -> str:
    if entry.entered_by_client:
        return _("%s (API client)") % entry.entered_by_client
    return name_of(entry.entered_by_user)


def name_of(user: User | None) -> str:
    return (user.get_full_name() or user.get_username()) if user else _("the system")
