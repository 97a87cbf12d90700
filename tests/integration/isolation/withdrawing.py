"""A revision of each sender that waits, and one that was taken back."""

from __future__ import annotations

from suppliers.actions import submit_emissions_report
from suppliers.models import Revision
from suppliers.withdrawals import withdraw_revision
from tests.world import content, utc_now
from tracker.access.models import Party
from tracker.records.actors import Actor


def fill_withdrawn(party: Party, actor: Actor, *, years: tuple[int, int]) -> Revision:
    """The one that waits."""
    waits, taken_back = (
        submit_emissions_report(actor=actor, party_id=party.pk, reporting_year=year, content=content(year), now=utc_now())
        for year in years
    )
    withdraw_revision(actor=actor, party_id=party.pk, report_id=taken_back.report_id, number=1, reason="A slip.")
    return waits
