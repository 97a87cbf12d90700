from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from recycling.models import EntryKind, LedgerEntry
from tests.world import GOAL, add_goal, add_mandate
from tracker.access.models import User
from tracker.access.roles import Role
from tracker.commitments.models import Commitment
from tracker.records.models import AuditEvent

LEDGER = "/admin/recycling/ledgerentry/"
RECORD = f"{LEDGER}record/"
BALANCE = {
    "commitment": GOAL,
    "period_start": "2023-01-01",
    "period_end": "2023-12-31",
    "mass_kg": "12260000",
    "source": "The yearly report",
    "source_url": "https://example.org/report",
    "qualifier": "approximately",
}


def text_of(response: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


@pytest.fixture
def goal(db: None) -> Commitment:
    return add_goal()


@pytest.fixture
def desk(client: Client, goal: Commitment, analyst: User) -> Client:
    client.force_login(analyst)
    return client


def record(client: Client, **changes: str) -> Any:
    return client.post(RECORD, BALANCE | changes)


def test_a_balance_is_recorded_audited_and_counted(desk: Client, analyst: User) -> None:
    assert record(desk)["Location"] == LEDGER
    entry = LedgerEntry.objects.get()
    assert (entry.mass_kg, entry.state, entry.qualifier) == (Decimal(12_260_000), "CLAIMED", "approximately")
    assert entry.entered_by == analyst
    event = AuditEvent.objects.get(verb="recycling.record_opening_balance")
    assert (event.actor_id, event.subject_id) == (str(analyst.pk), str(entry.pk))
    assert "Counted 12,260.0 t" in text_of(desk.get(LEDGER))


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"period_end": "2022-12-31"}, "period_end", "2022-12-31 is before 2023-01-01."),
        ({"mass_kg": "-1"}, "mass_kg", "-1 is negative."),
        ({"mass_kg": "0"}, "mass_kg", "A balance of zero kilograms says nothing; leave it out."),
        ({"mass_kg": "1.0000001"}, "mass_kg", "more than 6 decimal places"),
        ({"mass_kg": "1e99"}, "mass_kg", "more than 14 digits"),
        ({"mass_kg": "NaN"}, "mass_kg", "Enter a number."),
        ({"period_start": "2019-01-01"}, "period_start", "The goal runs from 2022-01-01 to 2026-12-31."),
        ({"period_start": "soon"}, "period_start", "Enter a valid date."),
        ({"source": " "}, "source", "This field is required."),
        ({"source": "x" * 301}, "source", "at most 300 characters"),
        ({"source_url": "javascript:alert(1)"}, "source_url", "Enter a valid URL."),
        ({"commitment": "made-up"}, "commitment", "not one of the available choices"),
    ],
)
def test_a_refusal_stands_at_its_field_and_what_was_typed_is_kept(
    desk: Client, changes: dict[str, str], field: str, sentence: str
) -> None:
    answer = record(desk, **changes)
    assert answer.status_code == 400
    assert any(sentence in error for error in answer.context["form"].errors[field])
    assert answer.context["form"]["qualifier"].value() == "approximately"
    assert not LedgerEntry.objects.exists()


def test_a_kilogram_counts_once(desk: Client) -> None:
    record(desk)
    answer = record(desk, period_start="2023-06-01", period_end="2023-06-30")
    assert answer.status_code == 409
    assert "stands already. Reverse it first: a kilogram counts once." in text_of(answer)
    assert LedgerEntry.objects.count() == 1


def test_only_goals_are_offered(desk: Client) -> None:
    add_mandate()
    assert [key for key, _ in desk.get(RECORD).context["form"].fields["commitment"].choices] == [GOAL]


def test_a_reversal_is_an_entry_of_its_own(desk: Client) -> None:
    record(desk)
    entry = LedgerEntry.objects.get()
    address = reverse("admin:recycling_ledgerentry_reverse", args=[entry.pk])
    assert address in desk.get(reverse("admin:recycling_ledgerentry_change", args=[entry.pk])).content.decode()
    assert desk.post(address, {"reason": "It was published in short tons."})["Location"] == LEDGER
    reversal = LedgerEntry.objects.get(kind=EntryKind.REVERSAL)
    assert (reversal.mass_kg, reversal.reason) == (Decimal(-12_260_000), "It was published in short tons.")
    assert reversal.reverses == entry
    assert "Counted 0.0 t" in text_of(desk.get(LEDGER))
    assert address not in desk.get(reverse("admin:recycling_ledgerentry_change", args=[entry.pk])).content.decode()


def test_reversals_are_refused_in_the_rules_own_words(desk: Client) -> None:
    record(desk)
    entry = LedgerEntry.objects.get()
    address = reverse("admin:recycling_ledgerentry_reverse", args=[entry.pk])
    empty = desk.post(address, {"reason": "  "})
    assert empty.status_code == 400
    assert empty.context["form"].errors["reason"] == [
        "Say why the entry is reversed: every reader of the ledger sees the reason."
    ]
    desk.post(address, {"reason": "Wrong year."})
    again = desk.post(address, {"reason": "Wrong year, once more."})
    assert again.status_code == 409
    assert "This entry is reversed already." in text_of(again)
    assert "Wrong year, once more." in again.content.decode()


def test_an_auditor_reads_only(client: Client, goal: Commitment, make_user: Callable[..., User]) -> None:
    client.force_login(make_user(Role.AUDITOR))
    assert RECORD not in client.get(LEDGER).content.decode()
    assert record(client).status_code == 403
    assert not LedgerEntry.objects.exists()


def test_markup_in_a_source_is_shown_as_it_is(desk: Client) -> None:
    record(desk, source="<img src=x onerror=alert(1)>", qualifier="<b>about</b>")
    entry = LedgerEntry.objects.get()
    for address in (LEDGER, reverse("admin:recycling_ledgerentry_change", args=[entry.pk])):
        shown = desk.get(address).content.decode()
        assert "&lt;img src=x onerror" in shown
        assert "<img src=x onerror" not in shown
        assert "<b>about" not in shown
