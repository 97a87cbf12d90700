from __future__ import annotations

from ..waivers import Waiver
from .values import Plain, plain_instant


def plain_waiver(waiver: Waiver) -> Plain:
    return {
        "id": waiver.waiver_id,
        "reason": waiver.reason,
        "author_id": waiver.author_id,
        "granted_at": plain_instant(waiver.granted_at),
        "expires_on": waiver.expires_on.isoformat(),
        "evidence_id": waiver.evidence_id,
    }
