from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from recycling.actions import OpeningBalance, record_opening_balance, reverse_entry
from reports.actions import add_schedule, request_compliance_report
from suppliers.actions import add_supplier
from tests.world import ACTOR, GOAL, add_goal, submit, submit_accepted, utc_now
from tracker.access.models import Party, User
from tracker.compliance.periods import Period
from tracker.compliance.schedules import Cadence
from tracker.records.checkpoints import as_document, read_document, record_checkpoint
from tracker.records.signing import add_signing_key, key_set
from tracker.records.verification import OutsideCheckpoint


@pytest.fixture(autouse=True)
def folders(settings: Any, tmp_path: Path) -> None:
    settings.FILES_ROOT, settings.SIGNING_KEYS = tmp_path / "files", tmp_path / "keys"


@pytest.fixture
def record(supplier: Party, stranger: Party, analyst: User) -> None:
    """Several rows in every room, written by actions."""
    for party, number in ((supplier, "S-001"), (stranger, "S-002")):
        add_supplier(actor=ACTOR, party=party, number=number)
        for year in (2023, 2024, 2025):
            submit_accepted(party, analyst, year, str(100 + year))
        submit(party, 2022)
    add_goal()
    for year in (2022, 2023):
        period = Period(date(year, 1, 1), date(year, 12, 31))
        balance = OpeningBalance(period=period, mass_kg=Decimal(4_500_000), source="A published page")
        entry = record_opening_balance(actor=ACTOR, commitment_key=GOAL, balance=balance, now=utc_now())
    reverse_entry(actor=ACTOR, entry_id=entry.pk, reason="Recorded twice.")
    add_schedule(actor=ACTOR, key="yearly", cadence=Cadence.YEARLY, first_period_start=date(2026, 1, 1), zone="UTC")
    request_compliance_report(user=analyst, now=utc_now())


@pytest.fixture
def outside(record: None) -> OutsideCheckpoint:
    """A checkpoint as somebody has kept it elsewhere. The record goes on after it."""
    add_signing_key(actor=ACTOR)
    record_checkpoint(actor=ACTOR, now=utc_now())
    document = json.dumps(as_document(record_checkpoint(actor=ACTOR, now=utc_now())))
    return OutsideCheckpoint(*read_document(document))


@pytest.fixture
def keys(outside: OutsideCheckpoint) -> dict[str, str]:
    """The public keys as somebody has kept them elsewhere."""
    return {key["kid"]: key["x"] for key in key_set()["keys"]}
