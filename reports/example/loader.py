"""The example programme: made-up suppliers with real public figures, and the founding commitments."""

from __future__ import annotations

import csv
import json
import os
import secrets
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth.models import Group
from django.db import transaction

from recycling.actions import OpeningBalance, record_opening_balance
from reports.actions import add_schedule
from reports.models import ReportSchedule
from suppliers.actions import accept_revision, add_supplier, submit_emissions_report
from suppliers.content import RevisionContent
from tracker.access.actions import add_client, add_party, issue_token
from tracker.access.contacts import ContactDetails, add_contact
from tracker.access.models import ApiClient, Party, PartyKind, PartyRole, Purpose, User
from tracker.access.roles import Role
from tracker.commitments.actions import enrol_party, read_preset, record_commitment_version
from tracker.commitments.models import Commitment
from tracker.compliance.commitments import Mandate, read_commitment
from tracker.compliance.periods import Period
from tracker.compliance.schedules import Cadence
from tracker.records.acting import acting_as
from tracker.records.actors import system_actor
from tracker.records.audit import record_event
from tracker.records.clock import database_now

from .obligations import plan_a_year, waive_a_year

HERE = Path(__file__).parent
FABS = HERE / "chip_fabs.csv"
REPLAY = "chip-fab-replay"
GOAL = "ewaste-goal"
FOUNDING_MANDATE = "supplier-carbon-mandate"
PRESETS = (FOUNDING_MANDATE, GOAL, REPLAY)
ACTOR = system_actor("example programme")
ZONE = "Asia/Shanghai"
LAG_DAYS = 5
EXPLANATION = "Real public process-gas emissions (US EPA GHGRP Subpart I) under a made-up name, for illustration."

# Whom its notices go to; without a mail server they lie as files under `var/mail`.
CONTACTS = (
    ContactDetails("Example First Contact", email="first@example.com", purpose=Purpose.CARBON_REPORTING),
    ContactDetails("Example Second Contact", email="second@example.com"),
)


@dataclass(frozen=True, slots=True)
class Fab:
    number: str
    name: str
    name_local: str
    tier: int
    category: str
    tco2e: dict[int, Decimal]


def read_fabs() -> list[Fab]:
    with FABS.open(encoding="utf-8", newline="") as stream:
        rows = csv.DictReader(line for line in stream if not line.startswith("#"))
        return [
            Fab(
                number=row["number"],
                name=row["name"],
                name_local=row["name_local"],
                tier=int(row["tier"]),
                category=row["category"],
                tco2e={int(column): Decimal(text) for column, text in row.items() if column.isdigit()},
            )
            for row in rows
        ]


def is_due() -> bool:
    """Nothing is there, or only what an interrupted loading of the example left: its schedule comes last."""
    return not (
        ReportSchedule.objects.exists()
        or Commitment.objects.exclude(key__in=PRESETS).exists()
        or Party.objects.exclude(name__in=[fab.name for fab in read_fabs()]).exists()
    )


def load_example(*, now: datetime) -> Path:
    """Writes the log-ins to a file that only its owner reads, and returns its path.

    One transaction for each supplier, since what is recorded is committed within 30 s even on a slow machine.
    """
    with transaction.atomic(), acting_as(ACTOR):
        logins = [_set_user(role) for role in Role]
        commitments = [_record_commitment(name) for name in PRESETS]
    analyst = User.objects.get(username=Role.ANALYST.lower())
    parties = [_find_or_add_fab(fab, commitments, analyst, now) for fab in read_fabs()]
    plan_a_year(actor=ACTOR, party=parties[0], commitment_key=REPLAY, analyst=analyst)
    waive_a_year(party=parties[1], commitment_key=REPLAY, analyst=analyst)
    with transaction.atomic(), acting_as(ACTOR):
        recorded = database_now()  # The goal has been there only since after `now`.
        for balance in read_balances():
            record_opening_balance(actor=ACTOR, commitment_key=GOAL, balance=balance, now=recorded)
        client = add_client(actor=ACTOR, party=parties[0], name=f"{parties[0].name} carbon export")
        supplier = {"name": parties[0].name, "token": issue_token(actor=ACTOR, client=client, now=now)}
        logins.append(_set_owner(parties[0]))
        for contact in CONTACTS:
            add_contact(actor=ACTOR, party=parties[0], details=contact)
        reader = {"token": _issue_reader_token(now)}
        _add_schedule(now.astimezone(ZoneInfo(ZONE)).date())
        return _write_access({"logins": logins, "reporting_year": 2025, "supplier": supplier, "reader": reader})


def read_balances() -> Iterator[OpeningBalance]:
    with (HERE / "published_ewaste.toml").open("rb") as stream:
        document = tomllib.load(stream)
    for balance in document["balances"]:
        yield OpeningBalance(
            period=_year(balance["year"]),
            mass_kg=Decimal(balance["tonnes"]) * 1000,
            qualifier=balance["qualifier"],
            source=balance["source"],
            source_url=balance["source_url"],
        )


def _year(year: int) -> Period:
    return Period(date(year, 1, 1), date(year, 12, 31))


def _set_user(role: Role) -> dict[str, str]:
    password = secrets.token_urlsafe(12)
    user, _ = User.objects.get_or_create(username=role.lower(), defaults={"first_name": "Example", "last_name": role})
    user.is_staff, user.email = True, f"{user.username}@example.com"
    user.set_password(password)
    user.save()
    user.groups.add(Group.objects.get(name=role))
    record_event(verb="access.set_user", subject=user, party_id=None, facts={"role": role})
    return {"username": user.username, "password": password, "role": role}


def _set_owner(party: Party) -> dict[str, str]:
    """Somebody of the first supplier, who logs in at /account/."""
    password = secrets.token_urlsafe(12)
    user, _ = User.objects.get_or_create(username="supplier", defaults={"party": party, "party_role": PartyRole.OWNER})
    user.set_password(password)
    user.save()
    record_event(verb="access.set_user", subject=user, party_id=party.pk, facts={"role": PartyRole.OWNER})
    return {"username": user.username, "password": password, "role": f"Owner at {party.name}, on /account/"}


def _record_commitment(name: str) -> Commitment:
    """Where an earlier release of the example was interrupted, its version stands: versions never change."""
    document = read_preset(name)
    if recorded := Commitment.objects.filter(key=document["key"], versions__number=document["version"]).first():
        return recorded
    version = record_commitment_version(actor=ACTOR, key=document["key"], number=document["version"], terms=document["terms"])
    return version.commitment


def _find_or_add_fab(fab: Fab, commitments: list[Commitment], analyst: User, now: datetime) -> Party:
    return Party.objects.filter(name=fab.name).first() or _add_fab(fab, commitments, analyst, now)


@transaction.atomic
def _add_fab(fab: Fab, commitments: list[Commitment], analyst: User, now: datetime) -> Party:
    party = add_party(actor=ACTOR, kind=PartyKind.SUPPLIER, name=fab.name, name_local=fab.name_local, country="US")
    add_supplier(actor=ACTOR, party=party, number=fab.number)
    for commitment in commitments:
        mandate = read_commitment(commitment.key, 1, commitment.versions.get(number=1).terms)
        if isinstance(mandate, Mandate):
            enrol_party(
                actor=ACTOR,
                party=party,
                commitment=commitment,
                base_year=mandate.base_year,
                first_assessed_year=mandate.first_assessed_year,
                end_year=mandate.end_year,
                tier=fab.tier,
                category=fab.category,
            )
    for year, tco2e in fab.tco2e.items():
        content = RevisionContent(
            period_start=date(year, 1, 1),
            period_end=date(year, 12, 31),
            consolidation_approach="OPERATIONAL_CONTROL",
            gwp_set="AR5",
            scope_1_tco2e=tco2e,
            explanation=EXPLANATION,
        )
        revision = submit_emissions_report(actor=ACTOR, party_id=party.pk, reporting_year=year, content=content, now=now)
        accept_revision(user=analyst, revision_id=revision.pk, note="Example figure, accepted with the example programme.")
    return party


def _issue_reader_token(now: datetime) -> str:
    reader: ApiClient = add_client(actor=ACTOR, party=None, name="Example programme reader")
    return issue_token(actor=ACTOR, client=reader, now=now)


def _add_schedule(today: date) -> ReportSchedule:
    """Monthly; its first period is the latest one that is due already, so that the first tick issues a report."""
    this_month = (today - timedelta(days=LAG_DAYS + 1)).replace(day=1)
    first = (this_month - timedelta(days=1)).replace(day=1)
    return add_schedule(
        actor=ACTOR, key="monthly", cadence=Cadence.MONTHLY, first_period_start=first, zone=ZONE, lag_days=LAG_DAYS
    )


def _write_access(access: dict[str, object]) -> Path:
    path = Path(settings.VAR_DIR) / "example.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
        json.dump(access, stream, indent=1, ensure_ascii=False)
    return path
