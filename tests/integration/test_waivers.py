"""Waivers: who grants them, what they change, and that an answer about the past stays what it was."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.db import DatabaseError, transaction
from rest_framework.test import APIClient

from suppliers.models import Waiver, WaiverEnd
from suppliers.queries import list_assessments, summarize_mandate
from suppliers.waiver_actions import end_waiver, grant_waiver
from tests.world import ACTOR, FOUNDING_MANDATE, record_sample, submit_accepted
from tracker.access.actions import add_client, issue_token
from tracker.access.models import Party, User
from tracker.access.roles import Role
from tracker.commitments.queries import get_commitment
from tracker.compliance.assessments import Assessment, Status
from tracker.compliance.commitments import Mandate
from tracker.compliance.plain import plain_assessment
from tracker.records.canonical import canonical_json
from tracker.records.clock import database_now
from tracker.records.models import AuditEvent
from tracker.records.refusals import Conflict, Forbidden, Missing, Refusal

UserMaker = Callable[..., User]
SHANGHAI = ZoneInfo("Asia/Shanghai")


def today() -> date:
    return database_now().astimezone(SHANGHAI).date()


def grant(user: User, party: Party, **changes: Any) -> Waiver:
    asked: dict[str, Any] = {
        "party_id": party.pk, "commitment_key": FOUNDING_MANDATE, "reporting_year": 2025, "reason": "A flood.",
        "expires_on": today() + timedelta(days=30), "now": database_now(),
    }  # fmt: skip
    return grant_waiver(user=user, **(asked | changes))


def end(user: User, waiver: Waiver, reason: str = "The water is gone.") -> WaiverEnd:
    return end_waiver(user=user, waiver_id=waiver.pk, reason=reason, now=database_now())


def find(party: Party, as_of: datetime | None = None, year: int = 2025) -> Assessment:
    instant = as_of or database_now()
    mandate = get_commitment(FOUNDING_MANDATE, as_of=instant)
    assert isinstance(mandate, Mandate)
    (found,) = [a for a in list_assessments(mandate, as_of=instant, party_ids=[party.pk]) if a.obligation.year == year]
    return found


def test_nobody_grants_a_waiver_on_a_file_that_they_entered(supplier: Party, analyst: User, make_user: UserMaker) -> None:
    own = record_sample(supplier, actor=analyst.as_actor())
    with pytest.raises(Forbidden, match="You entered the file that backs the waiver"):
        grant(analyst, supplier, evidence_id=own.pk)
    assert not Waiver.objects.exists()
    assert grant(make_user(Role.ADMINISTRATOR), supplier, evidence_id=own.pk).evidence == own


def test_it_lifts_one_obligation_of_one_party_until_its_last_day(supplier: Party, stranger: Party, analyst: User) -> None:
    assert find(supplier).status is Status.OVERDUE
    waiver = grant(analyst, supplier)
    assessment = find(supplier)
    assert assessment.status is Status.WAIVED
    assert assessment.waiver is not None
    assert plain_assessment(assessment)["waiver"] | {"granted_at": ""} == {
        "id": str(waiver.pk), "reason": "A flood.", "author_id": str(analyst.pk), "granted_at": "",
        "expires_on": waiver.expires_on.isoformat(), "evidence_id": None,
    }  # fmt: skip
    assert (find(supplier, year=2026).status, find(stranger).status) == (Status.NOT_DUE, Status.OVERDUE)
    midnight = datetime.combine(waiver.expires_on + timedelta(days=1), datetime.min.time(), tzinfo=SHANGHAI)
    before, after = find(supplier, midnight - timedelta(seconds=1)), find(supplier, midnight)
    assert (before.status, after.status, after.waiver) == (Status.WAIVED, Status.OVERDUE, None)


def test_it_ends_early_and_what_was_answered_before_stays(supplier: Party, analyst: User) -> None:
    submit_accepted(supplier, analyst)
    asked: list[tuple[datetime, bytes]] = []

    def answer(instant: datetime) -> bytes:
        return canonical_json(plain_assessment(find(supplier, instant)))

    def remember() -> None:
        instant = database_now()
        asked.append((instant, answer(instant)))

    remember()
    waiver = grant(analyst, supplier)
    remember()
    end(analyst, waiver)
    remember()
    grant(analyst, supplier, reason="Another flood.")
    remember()
    assert [b'"WAIVED"' in content for _, content in asked] == [False, True, False, True]
    assert [answer(instant) for instant, _ in asked] == [content for _, content in asked]
    assert asked[0][1] == asked[2][1]


def test_a_second_one_is_refused_by_the_name_of_the_first(supplier: Party, analyst: User) -> None:
    waiver = grant(analyst, supplier)
    with pytest.raises(Conflict, match=f"Waiver {waiver.pk} lifts this obligation until {waiver.expires_on} already"):
        grant(analyst, supplier, expires_on=waiver.expires_on + timedelta(days=90))
    grant(analyst, supplier, reporting_year=2026)
    end(analyst, waiver)
    grant(analyst, supplier)
    assert Waiver.objects.count() == 3


@pytest.mark.parametrize("role", [Role.AUDITOR, None])
def test_only_analysts_and_administrators_waive(supplier: Party, make_user: UserMaker, role: Role | None) -> None:
    with pytest.raises(Forbidden, match="Only an analyst or an administrator"):
        grant(make_user(role), supplier)
    assert not Waiver.objects.exists()


def test_nobody_waives_for_whom_they_act(supplier: Party, stranger: Party, make_user: UserMaker, analyst: User) -> None:
    administrator = make_user(Role.ADMINISTRATOR)
    client = add_client(actor=ACTOR, party=supplier, name="a program")
    issue_token(actor=administrator.as_actor(), client=client, now=database_now())
    with pytest.raises(Forbidden, match="somebody else waives"):
        grant(administrator, supplier)
    waiver = grant(analyst, supplier)
    with pytest.raises(Forbidden, match="somebody else waives"):
        end(administrator, waiver)
    grant(administrator, stranger)
    root = User.objects.create_superuser("root")
    add_client(actor=root.as_actor(), party=stranger, name="another program")
    with pytest.raises(Forbidden, match="somebody else waives"):
        grant(root, stranger, reporting_year=2026)


def test_faults_are_named_at_their_fields(supplier: Party, stranger: Party, analyst: User) -> None:
    with pytest.raises(Refusal) as refused:
        grant(analyst, supplier, reason=" ", expires_on=today() - timedelta(days=1))
    assert [fault.pointer for fault in refused.value.faults] == ["/reason", "/expires_on"]
    grant(analyst, supplier, expires_on=today())
    for evidence_id in (uuid4(), record_sample(stranger).pk):
        with pytest.raises(Refusal) as refused:
            grant(analyst, supplier, reporting_year=2026, evidence_id=evidence_id)
        assert [fault.pointer for fault in refused.value.faults] == ["/evidence_id"]
    own = record_sample(supplier)
    assert grant(analyst, supplier, reporting_year=2026, evidence_id=own.pk).evidence == own


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"reporting_year": 2031}, "asks this party for nothing about 2031. Years it owes: 2025, 2026"),
        ({"commitment_key": "nothing"}, "There is no commitment “nothing”"),
        ({"party_id": uuid4()}, "Years it owes: none."),
    ],
)
def test_there_is_nothing_to_waive(supplier: Party, analyst: User, changes: dict[str, Any], sentence: str) -> None:
    with pytest.raises(Missing, match=sentence):
        grant(analyst, supplier, **changes)


def test_what_is_over_is_not_ended(supplier: Party, analyst: User) -> None:
    waiver = grant(analyst, supplier, expires_on=today())
    with pytest.raises(Refusal, match="Say why the waiver ends"):
        end(analyst, waiver, " ")
    with pytest.raises(Conflict, match="expired on"):
        end_waiver(user=analyst, waiver_id=waiver.pk, reason="Late.", now=database_now() + timedelta(days=2))
    end(analyst, waiver)
    with pytest.raises(Conflict, match="ended already"):
        end(analyst, waiver)
    with pytest.raises(Missing):
        end_waiver(user=analyst, waiver_id=uuid4(), reason="None.", now=database_now())


def test_it_is_audited_and_never_changed(supplier: Party, analyst: User) -> None:
    waiver = grant(analyst, supplier, reason="Ms. Wang asked for it.")
    end(analyst, waiver)
    events = AuditEvent.objects.filter(verb__contains="waiver").order_by("pk")
    assert [(event.verb, event.party_id) for event in events] == [
        ("suppliers.grant_waiver", supplier.pk), ("suppliers.end_waiver", supplier.pk),
    ]  # fmt: skip
    assert "Wang" not in "".join(event.facts_text for event in events)
    with pytest.raises(DatabaseError), transaction.atomic():
        Waiver.objects.update(reason="Another.")


def test_the_obligation_names_its_waiver_at_the_door(
    connect: Callable[[Party | None], APIClient], supplier: Party, stranger: Party, analyst: User
) -> None:
    waiver, url = grant(analyst, supplier), "/api/v1/obligations/"
    (row,) = connect(supplier).get(url, {"status": "WAIVED"}).json()["results"]
    assert (row["reporting_year"], row["waiver"]["id"], row["waiver"]["reason"]) == (2025, str(waiver.pk), "A flood.")
    assert {row["waiver"] for row in connect(stranger).get(url).json()["results"]} == {None}
    (assessed,) = [r for r in connect(supplier).get("/api/v1/assessments/").json()["results"] if r["reporting_year"] == 2025]
    assert assessed["waiver"] == row["waiver"]


def test_it_costs_one_query_however_many_there_are(
    supplier: Party, stranger: Party, analyst: User, django_assert_num_queries: Any
) -> None:
    for party in (supplier, stranger):
        for year in (2025, 2026, 2027):
            grant(analyst, party, reporting_year=year)
    mandate, instant = get_commitment(FOUNDING_MANDATE, as_of=database_now()), database_now()
    assert isinstance(mandate, Mandate)
    with django_assert_num_queries(6):
        summary = summarize_mandate(mandate, as_of=instant)
    assert summary is not None
    assert summary.years[0].coverage.waived == 2
