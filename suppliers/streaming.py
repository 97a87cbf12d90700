"""Every verdict of a mandate, piece by piece: what is held in memory does not grow with the suppliers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from tracker.commitments.queries import list_enrolled_ids
from tracker.compliance.assessments import Assessment
from tracker.compliance.commitments import Mandate
from tracker.compliance.summaries import Partner

from .queries import assess_partners

PIECE = 1_000


def stream_assessments(mandate: Mandate, *, as_of: datetime, piece: int = PIECE) -> Iterator[tuple[Partner, Assessment]]:
    """Every obligation of every enrolled party, `piece` parties at a time, each piece by name and year.

    The pieces are read one after another and agree all the same: what was known at `as_of` does not change.
    """
    party_ids = list_enrolled_ids(mandate.key, as_of=as_of)
    for start in range(0, len(party_ids), piece):
        yield from assess_partners(mandate, as_of=as_of, party_ids=party_ids[start : start + piece])
