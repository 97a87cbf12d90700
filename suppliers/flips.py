"""What another version of a commitment would make of the obligations that there are."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from tracker.commitments.previews import Change, Judged, Preview
from tracker.commitments.queries import list_commitments
from tracker.compliance.assessments import Assessment
from tracker.compliance.commitments import Commitment, Mandate
from tracker.compliance.plain import plain_assessment
from tracker.compliance.summaries import Partner

from .queries import assess_partners


def preview_version(pledged: Commitment, *, as_of: datetime) -> Preview:
    """Every obligation twice, by what was known at `as_of`: under the version in force then, and as if `pledged` were."""
    in_force = next((each for each in list_commitments(as_of=as_of) if each.key == pledged.key), None)
    changes, judged = [], 0
    if isinstance(in_force, Mandate) and isinstance(pledged, Mandate):
        # Both come in one order: who is enrolled, and for which years, is no term of a version.
        before = assess_partners(in_force, as_of=as_of)
        after = assess_partners(pledged, as_of=as_of)
        judged = len(after)
        changes = [
            change
            for (partner, was), (_, would_be) in zip(before, after, strict=True)
            for change in _compare(partner, was, would_be)
        ]
    return Preview(
        label=pledged.label,
        beside=in_force.label if in_force else None,
        as_of=as_of,
        judged=judged,
        changes=tuple(changes),
    )


def _compare(partner: Partner, was: Assessment, would_be: Assessment) -> Iterator[Change]:
    before, after = _judged(was), _judged(would_be)
    if before != after:
        yield Change(party_id=partner.party_id, name=partner.name, year=was.obligation.year, before=before, after=after)


def _judged(assessment: Assessment) -> Judged:
    plain = plain_assessment(assessment)
    return Judged(status=plain["status"], would_be=plain["would_be"], allowed_tco2e=plain["allowed_tco2e"])
