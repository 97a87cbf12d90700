"""What a partner supplies: recorded, cut by, and known for the past as it was then."""

from __future__ import annotations

from datetime import datetime
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from rest_framework.test import APIClient

from reports.queries import summarize_commitments
from tests.world import ACTOR, FOUNDING_MANDATE
from tracker.access.models import Party
from tracker.commitments.categories import record_category
from tracker.commitments.models import Enrolment
from tracker.compliance.plain import plain_programme
from tracker.compliance.programme import view_programme
from tracker.records.clock import database_now
from tracker.records.models import AuditEvent
from tracker.records.refusals import Missing, Refusal


def supply(party: Party, category: str) -> None:
    record_category(actor=ACTOR, commitment_key=FOUNDING_MANDATE, party_id=party.pk, category=category)


def cut(as_of: datetime) -> dict[str, int]:
    (mandate,) = summarize_commitments(as_of=as_of, key=FOUNDING_MANDATE).mandates
    rows = plain_programme(view_programme(mandate))["breakdowns"]["category"]
    return {row["key"]: row["partners"] for row in rows}


def test_the_programme_is_cut_by_what_was_recorded_by_then(supplier: Party, stranger: Party) -> None:
    before = database_now()
    supply(supplier, "DISPLAY")
    between = database_now()
    call_command("record_category", FOUNDING_MANDATE, str(supplier.pk), "BATTERY", stdout=StringIO())
    supply(stranger, "BATTERY")
    assert cut(before) == {"": 2}
    assert cut(between) == {"": 1, "DISPLAY": 1}
    assert cut(database_now()) == {"BATTERY": 2}
    assert AuditEvent.objects.filter(verb="commitments.record_category").count() == 3


def test_it_is_told_by_rest_and_on_the_page(supplier: Party, connect: Any, client: Any, analyst: Any) -> None:
    supply(supplier, "DISPLAY")
    reader: APIClient = connect(None)
    (programme,) = reader.get("/api/v1/programme-summaries/", {"commitment": FOUNDING_MANDATE}).json()["results"]
    (group,) = programme["programme"]["breakdowns"]["category"]
    assert (group["key"], group["partners"]) == ("DISPLAY", 1)
    owed = reader.get("/api/v1/obligations/").json()["results"]
    assert {row["category"] for row in owed} == {"DISPLAY"}
    client.force_login(analyst)
    shown = client.get(f"/admin/programme/{FOUNDING_MANDATE}/").content.decode()
    assert "By category" in shown
    assert "DISPLAY" in shown


@pytest.mark.parametrize("category", ["", "display", "9V", "A" * 31, "DISPLAY\n", "显示"])
def test_what_is_no_code_is_refused_in_a_sentence(supplier: Party, category: str) -> None:
    with pytest.raises(Refusal, match=r"is no category\. Send 1 to 30 capital letters"):
        supply(supplier, category)


def test_of_a_stranger_none_is_recorded(supplier: Party) -> None:
    with pytest.raises(Missing, match="Enrol it first"):
        record_category(actor=ACTOR, commitment_key="chip-fab-replay", party_id=supplier.pk, category="DISPLAY")
    with pytest.raises(CommandError, match="is no category"):
        call_command("record_category", FOUNDING_MANDATE, str(supplier.pk), "display")


def test_the_database_takes_codes_alone(supplier: Party) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Enrolment.objects.update(category="not a code")
