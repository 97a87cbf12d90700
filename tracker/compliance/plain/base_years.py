from __future__ import annotations

from ..assessments import Assessment
from ..recalculation import BaseChange
from .comparison import plain_tonnes
from .values import Plain, plain_decimal, plain_instant, plain_quantity, plain_rate


def plain_base(assessment: Assessment) -> Plain | None:
    """Which revision of the base year counts, and what was accepted about it since without displacing it."""
    base = assessment.base
    if base is None:
        return None
    adopted = base.reported
    return {
        "revision_id": adopted.revision_id,
        "revision_number": adopted.revision_number,
        "adopted_at": plain_instant(adopted.decided_at) if adopted.decided_at else None,
        "adopted_because": base.cause,
        "tco2e": plain_tonnes(base.figure),
        "net_change_tco2e": plain_quantity(int(base.net_change)),
        "net_change_share": plain_decimal(base.net_share),
        "threshold": plain_rate(base.threshold),
        "pending_changes": [_plain_change(change) for change in base.pending_changes],
        "years_to_restate": list(assessment.years_to_restate),
    }


def _plain_change(change: BaseChange) -> Plain:
    reported = change.reported
    return {
        "revision_id": reported.revision_id,
        "revision_number": reported.revision_number,
        "decision_id": reported.decision_id,
        "accepted_at": plain_instant(reported.decided_at) if reported.decided_at else None,
        "reason_code": reported.reason_code or None,
        "tco2e": plain_tonnes(change.figure),
        "net_change_tco2e": None if change.net is None else plain_quantity(int(change.net)),
    }
