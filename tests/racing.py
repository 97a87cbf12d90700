"""Runs inside a house: several persons at once, each in a thread with a connection, and so transactions, of its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from random import Random
from threading import Barrier, Event
from time import sleep
from typing import Any, TypeVar
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Sum

from recycling.actions import OpeningBalance, record_opening_balance, reverse_entry
from recycling.models import LedgerEntry
from suppliers.actions import accept_revision, return_revision, submit_emissions_report
from suppliers.chasing.letters import prepare_notice
from suppliers.chasing.planning import plan_day
from suppliers.models import Notice, Revision
from suppliers.withdrawals import withdraw_revision
from tests.world import FOUNDING_MANDATE, GOAL, content
from tracker.access.contacts import ContactDetails, add_contact
from tracker.access.invitations import accept_invitation, invite_contact
from tracker.access.models import ApiClient, Party, User
from tracker.access.roles import Role
from tracker.compliance.periods import Period
from tracker.records.actors import system_actor
from tracker.records.clock import database_now
from tracker.records.refusals import Refusal

ACTOR = system_actor("test")
MASS_KG = Decimal(1000)
Told = TypeVar("Told")


def race(racers: Sequence[Callable[[], Told]]) -> list[Told]:
    """What each of them tells; they begin together."""
    together = Barrier(len(racers))

    def run(racer: Callable[[], Told]) -> Told:
        connection.ensure_connection()
        together.wait()
        try:
            return racer()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(racers)) as pool:
        return list(pool.map(run, racers))


def outcome(act: Callable[[], object]) -> str:
    try:
        act()
    except Refusal as refusal:
        return f"{type(refusal).__name__} {refusal.code}"
    return "done"


def decide(years: int) -> list[list[str]]:
    """For each year, what two analysts are told who decide on one revision: one accepts it, one returns it."""
    first, second = (_analyst(name) for name in ("race-1", "race-2"))
    told = []
    for year in range(1991, 1991 + years):
        revision_id = _submit(year)
        accept = partial(accept_revision, user=first, revision_id=revision_id)
        send_back = partial(return_revision, user=second, revision_id=revision_id, reason="Scope 2 is missing.")
        told.append(race([partial(outcome, accept), partial(outcome, send_back)]))
    return told


def withdraw(years: int) -> list[list[str]]:
    """For each year, what an analyst and the sender are told, of whom one accepts a revision and the other takes it back."""
    analyst, client, told = _analyst("race-3"), ApiClient.objects.get(scope="FILE"), []
    for year in range(2011, 2011 + years):
        revision = Revision.objects.get(pk=_submit(year))
        sent: dict[str, Any] = {
            "party_id": revision.party_id,
            "report_id": revision.report_id,
            "number": 1,
            "reason": "A slip.",
        }
        take_back = partial(withdraw_revision, actor=client.as_actor(), **sent)
        accept = partial(accept_revision, user=analyst, revision_id=revision.pk)
        told.append(race([partial(outcome, accept), partial(outcome, take_back)]))
    return told


def _analyst(name: str) -> User:
    user = User.objects.create_user(name, password="a long enough one", is_staff=True)
    user.groups.set(User.objects.get(username=Role.ANALYST.lower()).groups.all())
    return user


def _submit(year: int) -> UUID:
    client = ApiClient.objects.get(scope="FILE")
    assert client.party_id is not None
    return submit_emissions_report(
        actor=client.as_actor(), party_id=client.party_id, reporting_year=year, content=content(year), now=database_now()
    ).pk


def reverse(writers: int, entries: int) -> list[list[str]]:
    """What each writer is told who tries to reverse every entry; each meanwhile looks whether the sum went too low."""
    recorded = [_record_balance(date(2026, 1, 1) + timedelta(days=day)) for day in range(entries)]
    others = _sum() - entries * MASS_KG

    def write(seed: int) -> list[str]:
        told = []
        for entry_id in Random(seed).sample(recorded, entries):
            told.append(outcome(partial(reverse_entry, actor=ACTOR, entry_id=entry_id, reason="Counted elsewhere.")))
            if _sum() < others:
                told.append("below what is left")
        return told

    return race([partial(write, seed) for seed in range(writers)])


def _record_balance(on: date) -> UUID:
    balance = OpeningBalance(period=Period(on, on), mass_kg=MASS_KG, source="A page")
    return record_opening_balance(actor=ACTOR, commitment_key=GOAL, balance=balance, now=database_now()).pk


def _sum() -> Decimal:
    return Decimal(LedgerEntry.objects.aggregate(Sum("mass_kg"))["mass_kg__sum"])


def accept(writers: int) -> list[str]:
    """What each is told who takes up one and the same invitation."""
    party = Party.objects.filter(kind="SUPPLIER")[0]
    contact = add_contact(actor=ACTOR, party=party, details=ContactDetails("Ann Lee", email="ann@fab.example"))
    invitation = invite_contact(actor=ACTOR, contact_id=contact.pk, now=database_now())
    take = partial(accept_invitation, actor=ACTOR, invitation=invitation, client_name="a program", now=database_now())
    return race([partial(outcome, take)] * writers)


def submit_while_sending(years: Sequence[int]) -> list[list[str]]:
    """For each year, what became of its notice when the report was submitted before it was sent, and committed only then."""
    party = Party.objects.get(name="Amberlin")
    plan_day(FOUNDING_MANDATE)()
    told = []
    for year in years:
        notice, written = Notice.objects.get(reporting_year=year, kind="OVERDUE"), Event()
        race([partial(_submit_slowly, party, year, written), partial(_send_after, notice, written)])
        told.append(list(notice.events.values_list("what", flat=True)))
    return told


def _submit_slowly(party: Party, year: int, written: Event) -> None:
    with transaction.atomic():
        submit_emissions_report(actor=ACTOR, party_id=party.pk, reporting_year=year, content=content(year), now=database_now())
        written.set()
        # Long enough for the sender to have looked, and to wait for this to be committed.
        sleep(2)


def _send_after(notice: Notice, written: Event) -> None:
    written.wait(30)
    prepare_notice(notice.pk)()
