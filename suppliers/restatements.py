"""Reads about restatements: what accepting a revision would change, and how the figures came to be what they are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from uuid import UUID

from tracker.commitments.queries import EnrolledParty, list_enrolled, list_enrolments_of, list_mandates
from tracker.compliance.assessments import Assessment, Obligation
from tracker.compliance.commitments import Mandate
from tracker.compliance.restatements import (
    Decided,
    Judge,
    Preview,
    Reconciliation,
    Records,
    preview_effects,
    reconcile_figures,
    suppose_accepted,
)
from tracker.compliance.summaries import Partner

from .models import Outcome, Revision, Waiver
from .queries import Filings, as_partner, as_year_records, assess, list_filings, list_year_records, obligations_of
from .waiver_queries import keep_in_force, list_granted


def preview_acceptance(revision: Revision, *, as_of: datetime) -> list[Preview]:
    """In each mandate that binds the party. A revision that does not wait changes nothing: before and after are the same.

    The queries do not grow with the mandates.
    """
    records = list_year_records(as_of=as_of, party_ids=[revision.party_id]).get(revision.party_id, {})
    supposed = suppose_accepted(records, str(revision.pk), at=as_of) or records
    enrolled = list_enrolments_of(revision.party_id, as_of=as_of)
    granted = list_granted(as_of=as_of, party_ids=[revision.party_id])
    return [
        preview_effects(mandate, obligations_of(mandate, party), records, supposed, _judge_of(mandate, as_of, granted))
        for mandate in list_mandates(as_of=as_of)
        if (party := enrolled.get(mandate.key))
    ]


def reconcile(mandate: Mandate, *, party_id: UUID, from_as_of: datetime | None, as_of: datetime) -> Reconciliation | None:
    """None where the party is not bound by the mandate at `as_of`."""
    found = reconcile_partners(mandate, from_as_of=from_as_of, as_of=as_of, party_ids=[party_id])
    return found[0][1] if found else None


def reconcile_partners(
    mandate: Mandate, *, from_as_of: datetime | None, as_of: datetime, party_ids: Sequence[UUID] | None = None
) -> list[tuple[Partner, Reconciliation]]:
    """From what was known at `from_as_of`, or from the beginning, by party name: the queries do not grow with the parties."""
    by_party = list_filings(as_of=as_of, party_ids=party_ids).by_party()
    judge = _judge_of(mandate, as_of, list_granted(as_of=as_of, party_ids=party_ids, key=mandate.key))
    return [
        (as_partner(party), _reconcile(mandate, party, by_party.get(party.party_id, Filings()), judge, from_as_of))
        for party in list_enrolled(mandate.key, as_of=as_of, party_ids=party_ids)
    ]


def _judge_of(mandate: Mandate, as_of: datetime, granted: Sequence[Waiver]) -> Judge:
    today = as_of.astimezone(mandate.zone).date()
    waivers = keep_in_force(mandate, granted, as_of=as_of)

    def judge(obligation: Obligation, records: Records) -> Assessment:
        return assess(mandate, obligation, records, today, waivers)

    return judge


def _reconcile(
    mandate: Mandate, party: EnrolledParty, filings: Filings, judge: Judge, since: datetime | None
) -> Reconciliation:
    return reconcile_figures(
        mandate,
        obligations_of(mandate, party),
        _list_decided(filings, since),
        judge,
        opening=_records(filings.until(since)) if since else {},
        closing=_records(filings),
        since=since,
    )


def _list_decided(filings: Filings, since: datetime | None) -> Iterator[Decided]:
    """The acceptances after `since`, in their order."""
    for revision, (_, outcome, at) in sorted(filings.decided.items(), key=lambda item: item[1][2]):
        if outcome == Outcome.ACCEPTED and (since is None or at > since):
            after = _records(filings.until(at))
            known = (reported for record in after.values() for reported in record.history)
            reported = next(each for each in known if each.revision_id == str(revision))
            yield Decided(reported=reported, before=_records(filings.until(at, but=revision)), after=after)


def _records(filings: Filings) -> Records:
    """Of one party."""
    return next(iter(as_year_records(filings).values()), {})
