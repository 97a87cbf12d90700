"""Figures of commitments that are measured: recorded, reversed, asked again for a past instant, and shown everywhere."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from rest_framework.test import APIClient

from reports.queries import summarize_programme
from tests.world import ACTOR, RENEWABLES, VEHICLES, add_goal, add_mandate, add_measurement
from tracker.access.models import Party, User
from tracker.access.roles import Role
from tracker.commitments.measuring import can_reverse, list_measured_progress, list_standing, reverse_measurement
from tracker.commitments.models import Measurement
from tracker.compliance.plain import plain_measured, plain_summary
from tracker.records.clock import database_now
from tracker.records.models import AuditEvent
from tracker.records.refusals import Conflict, Missing, Refusal

LIST = "/admin/commitments/measurement/"
RECORD = f"{LIST}record/"
TYPED = {
    "commitment": VEHICLES,
    "period_start": "2026-07-01",
    "period_end": "2026-09-30",
    "amount": "120000",
    "source": "A made-up quarterly report",
}


@pytest.fixture
def desk(client: Client, db: None, analyst: User) -> Client:
    add_mandate(VEHICLES)
    add_mandate(RENEWABLES)
    client.force_login(analyst)
    return client


def text_of(response: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode().replace("&nbsp;", " ")))


def counted(as_of: Any = None) -> str:
    (progress,) = list_measured_progress(as_of=as_of or database_now())
    return str(plain_measured(progress)["counted"])


def test_a_figure_counts_is_audited_and_taken_back_whole(db: None) -> None:
    row = add_measurement()
    assert counted() == "201000"
    assert AuditEvent.objects.get(verb="commitments.record_measurement").facts["amount"] == "201000"
    before = database_now()
    reversal = reverse_measurement(actor=ACTOR, measurement_id=row.pk, reason=" Counted twice. ")
    assert (reversal.amount, reversal.reason, reversal.reverses) == (Decimal(-201000), "Counted twice.", row)
    assert AuditEvent.objects.get(verb="commitments.reverse_measurement").subject_id == str(reversal.pk)
    assert [counted(before), counted()] == ["201000", "0"]
    add_measurement(amount="200000")
    assert [counted(before), counted()] == ["201000", "200000"]
    assert list_standing(VEHICLES, as_of=before).count() == 1


def test_days_are_measured_once(db: None) -> None:
    add_measurement(start="2026-01-01", end="2026-03-31")
    with pytest.raises(Conflict, match=r"A figure for 2026-01-01 to 2026-03-31 stands already. Reverse it first."):
        add_measurement(start="2026-03-31", end="2026-04-30")
    assert add_measurement(start="2026-04-01", end="2026-04-30").unit == "vehicles"


@pytest.mark.parametrize(
    ("figure", "pointer", "sentence"),
    [
        ({"end": "2025-12-31"}, "/period_end", "2025-12-31 is before 2026-01-01."),
        ({"end": "2199-12-31"}, "/period_end", "The period is not over yet; record its figure from 2199-12-31 on."),
        ({"start": "2025-12-31"}, "/period_start", "The goal runs from 2026-01-01 to 2026-12-31."),
        ({"amount": "0.5"}, "/amount", "A count of vehicles is a whole number, not 0.5."),
        ({"amount": "-1"}, "/amount", "-1 is negative."),
        ({"amount": "NaN"}, "/amount", "NaN is not a number."),
        ({"of_total": "5"}, "/of_total", "A count is of no total; leave it out."),
        ({"source": " "}, "/source", "A figure names its source"),
        ({"source": "x" * 301}, "/source", "at most 300 are kept."),
        ({"source_url": "javascript:alert(1)"}, "/source_url", "This is not an address"),
        ({"source": "a\0b"}, "/source", "is not accepted"),
    ],
)
def test_a_count_that_cannot_be_is_refused_at_its_field(db: None, figure: dict[str, str], pointer: str, sentence: str) -> None:
    with pytest.raises(Refusal) as refusal:
        add_measurement(**figure)
    assert [fault.pointer for fault in refusal.value.faults] == [pointer]
    assert sentence in refusal.value.sentence
    assert not Measurement.objects.exists()


@pytest.mark.parametrize(
    ("figure", "pointer", "sentence"),
    [
        ({"of_total": None}, "/of_total", "A share is of all electricity used: state how much that was, above zero."),
        ({"of_total": "0"}, "/of_total", "above zero."),
        ({"amount": "11", "of_total": "10"}, "/amount", "a part is at most the whole."),
        ({"end": "2025-06-30"}, "/period_end", "A share is measured over a full year"),
    ],
)
def test_a_share_that_cannot_be_is_refused_at_its_field(db: None, figure: dict[str, Any], pointer: str, sentence: str) -> None:
    with pytest.raises(Refusal) as refusal:
        add_measurement(RENEWABLES, **{"start": "2025-01-01", "end": "2025-12-31", "amount": "1", "of_total": "10"} | figure)
    assert [fault.pointer for fault in refusal.value.faults] == [pointer]
    assert sentence in refusal.value.sentence


def test_every_fault_is_named_at_once(db: None) -> None:
    with pytest.raises(Refusal) as refusal:
        add_measurement(amount="0.5", source="", start="2020-01-01")
    assert [fault.pointer for fault in refusal.value.faults] == ["/period_start", "/amount", "/source"]


def test_only_what_is_measured_has_figures(db: None) -> None:
    with pytest.raises(Conflict, match="“ewaste-goal” is not measured by figures of its own"):
        add_measurement("ewaste-goal", start="2024-01-01", end="2024-12-31")
    with pytest.raises(Missing):
        reverse_measurement(actor=ACTOR, measurement_id=uuid4(), reason="x")


def test_a_figure_is_reversed_once_and_with_a_reason(db: None) -> None:
    row = add_measurement()
    with pytest.raises(Refusal, match="Say why the figure is reversed"):
        reverse_measurement(actor=ACTOR, measurement_id=row.pk, reason=" ")
    assert can_reverse(row)
    reversal = reverse_measurement(actor=ACTOR, measurement_id=row.pk, reason="A slip.")
    with pytest.raises(Conflict, match="reversed already"):
        reverse_measurement(actor=ACTOR, measurement_id=row.pk, reason="Again.")
    with pytest.raises(Conflict, match="A reversal is not reversed"):
        reverse_measurement(actor=ACTOR, measurement_id=reversal.pk, reason="Undo.")
    assert not can_reverse(row)


def test_a_figure_is_never_changed(db: None) -> None:
    row = add_measurement()
    for change in (lambda: Measurement.objects.filter(pk=row.pk).update(amount=1), row.delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_the_api_shows_both_kinds_and_what_was_known(supplier: Party, connect: Callable[[Party | None], APIClient]) -> None:
    add_mandate(VEHICLES)
    before = database_now()
    add_measurement()
    add_measurement(RENEWABLES, "2025-01-01", "2025-12-31", "1999", "10000")
    rest = connect(supplier)
    share, count = rest.get("/api/v1/measured-progress/").json()["results"]
    assert (share["commitment"]["key"], share["share"], share["status"]) == (RENEWABLES, "0.1999", "ON_THE_WAY")
    assert (share["in_focus"]["by"], share["latest"]["of_total"]) == ("2030-12-31", "10000")
    assert (count["counted"], count["remaining"], count["share"]) == ("201000", "349000", "0.3654")
    assert count["figures"][0]["source"] == "A made-up report"
    (then,) = rest.get("/api/v1/measured-progress/", {"as_of": before.isoformat()}).json()["results"]
    assert (then["counted"], then["figures"]) == ("0", [])
    assert rest.get("/api/v1/measured-progress/?year=2026").status_code == 400


def test_the_summary_and_the_home_page_show_them(desk: Client) -> None:
    add_measurement()
    now = database_now()
    assert [row["commitment"]["key"] for row in plain_summary(summarize_programme(as_of=now))["measured"]] == [
        RENEWABLES, VEHICLES,
    ]  # fmt: skip
    text = text_of(desk.get("/admin/"))
    assert "No year is measured yet on the way to 25 % by 31 December 2030." in text
    assert "201,000 of 550,000 vehicles by 31 December 2026: 349,000 to go." in text
    assert "2026-06-30" in text or "30 June 2026" in text


def test_a_figure_is_recorded_and_reversed_at_the_desk(desk: Client, analyst: User) -> None:
    assert desk.post(RECORD, TYPED)["Location"] == LIST
    row = Measurement.objects.get()
    assert (row.amount, row.recorded_by) == (Decimal(120000), analyst.as_actor().label)
    assert "120,000" in text_of(desk.get(LIST))
    reverse = f"{LIST}{row.pk}/reverse/"
    assert reverse in desk.get(f"{LIST}{row.pk}/change/").content.decode()
    assert desk.post(reverse, {"reason": ""}).status_code == 400
    assert desk.post(reverse, {"reason": "A slip."})["Location"] == LIST
    assert desk.post(reverse, {"reason": "Again."}).status_code == 409
    assert Measurement.objects.count() == 2


def test_a_refusal_stands_at_its_field_and_what_was_typed_is_kept(desk: Client) -> None:
    answer = desk.post(RECORD, TYPED | {"amount": "0.5", "source": "Some page"})
    assert answer.status_code == 400
    assert "A count of vehicles is a whole number, not 0.5." in text_of(answer)
    assert 'value="Some page"' in answer.content.decode()
    assert desk.post(RECORD, TYPED).status_code == 302
    assert desk.post(RECORD, TYPED).status_code == 409


def test_an_auditor_reads_and_writes_nothing(client: Client, make_user: Callable[..., User]) -> None:
    row = add_measurement()
    client.force_login(make_user(Role.AUDITOR))
    assert "201,000" in text_of(client.get(LIST))
    assert RECORD not in client.get(LIST).content.decode()
    assert client.post(RECORD, TYPED).status_code == client.post(f"{LIST}{row.pk}/reverse/").status_code == 403
    assert add_goal().measurements.count() == 0
