"""From the record to a verdict, and the same question asked again later."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from reports.example.loader import REPLAY, load_example, read_fabs
from reports.presentation import present_document
from reports.queries import summarize_programme
from suppliers.queries import list_assessments, summarize_mandate
from tests.world import ACTOR, FOUNDING_MANDATE, add_supplier_party, submit, submit_accepted
from tracker.access.models import Party, User
from tracker.commitments.actions import record_commitment_version
from tracker.commitments.models import Commitment, CommitmentVersion, Enrolment
from tracker.commitments.queries import get_commitment
from tracker.compliance.assessments import Assessment, Status
from tracker.compliance.commitments import Mandate, Reading
from tracker.compliance.plain import plain_summary
from tracker.compliance.robustness import Robustness
from tracker.records.canonical import canonical_json
from tracker.records.clock import database_now
from tracker.records.refusals import Conflict, Refusal


def get_mandate(key: str = FOUNDING_MANDATE, as_of: datetime | None = None) -> Mandate:
    mandate = get_commitment(key, as_of=as_of or database_now())
    assert isinstance(mandate, Mandate)
    return mandate


def by_year(party: Party, as_of: datetime | None = None, key: str = FOUNDING_MANDATE) -> dict[int, Assessment]:
    instant = as_of or database_now()
    found = list_assessments(get_mandate(key, instant), as_of=instant, party_ids=[party.pk])
    return {assessment.obligation.year: assessment for assessment in found}


def test_the_replay_gives_the_known_counts(db: None, tmp_path: Any, settings: Any) -> None:
    settings.VAR_DIR = tmp_path
    load_example(now=database_now())
    # What waits for the commit is looked at now: on a busy machine what follows takes longer than a fact may wait.
    connection.check_constraints()
    out = StringIO()
    call_command("assess", commitment=REPLAY, year=2023, json=True, stdout=out)
    answer = json.loads(out.getvalue())
    assert {name: count for name, count in answer["summary"]["robustness"].items() if count} == {
        Robustness.ROBUST_PASS: 11, Robustness.DEPENDS_ON_READING: 10, Robustness.ROBUST_FAIL: 21,
    }  # fmt: skip
    passes = {name: count["passes"] for name, count in answer["summary"]["readings"].items()}
    assert passes == {
        Reading.COMPOUND: 21, Reading.LINEAR: 19, Reading.MEAN_YEAR_ON_YEAR: 11, Reading.EVERY_YEAR: 0, Reading.CUMULATIVE: 17,
    }  # fmt: skip
    printed = {row["name"]: {item["year"]: item["tco2e"] for item in row["series"]} for row in answer["assessments"]}
    assert printed == {fab.name: {year: f"{t.normalize():f}" for year, t in fab.tco2e.items()} for fab in read_fabs()}
    unreachable = [
        reading["reading"]
        for row in answer["assessments"]
        for reading in row["readings"]
        if reading["least_further_cut_tco2e"] == "UNREACHABLE"
    ]
    assert (unreachable.count("MEAN_YEAR_ON_YEAR"), unreachable.count("CUMULATIVE")) == (3, 13)
    summary = plain_summary(summarize_programme(as_of=database_now()))
    founding = next(m for m in summary["mandates"] if m["commitment"]["key"] == FOUNDING_MANDATE)
    assert founding["in_focus"]["statuses"]["NOT_DUE"] == 42
    assert founding["years"][0]["statuses"]["OVERDUE"] == 42
    (goal,) = summary["goals"]
    assert (goal["share"], goal["claimed_kg"], goal["verified_kg"]) == ("0.9594", "36457200", "0")
    assert all(entry["state"] == "CLAIMED" and entry["source_url"] for entry in goal["entries"])


def test_the_founding_mandate_in_november_2026(supplier: Party, analyst: User) -> None:
    years = by_year(supplier)
    assert [years[2025].status, years[2026].status] == [Status.OVERDUE, Status.NOT_DUE]
    submit(supplier)
    assert by_year(supplier)[2025].status is Status.PROVISIONAL


def test_who_is_late_is_named_whatever_year_is_in_focus(supplier: Party, stranger: Party, analyst: User) -> None:
    submit_accepted(stranger, analyst)
    (mandate,) = plain_summary(summarize_programme(as_of=database_now()))["mandates"]
    assert mandate["in_focus"]["reporting_year"] == 2026
    assert [(row["name"], row["reporting_year"], row["status"]) for row in mandate["late"]] == [
        (supplier.name, 2025, "OVERDUE")
    ]
    document = present_document(plain_summary(summarize_programme(as_of=database_now())))
    (late,) = document["mandates"][0]["late"]
    assert late["names"] == [supplier.name]
    assert "1 overdue" in late["head"]


def test_an_accepted_base_year_says_what_2026_may_have(supplier: Party, analyst: User) -> None:
    submit_accepted(supplier, analyst, 2025, "1000")
    years = by_year(supplier)
    assert years[2025].status is Status.COMPLIANT
    outcome = years[2026].outcome
    assert outcome is not None
    assert (outcome.allowed, outcome.passes) == (950_000_000, None)


def test_an_answer_about_the_past_never_changes(supplier: Party, stranger: Party, analyst: User) -> None:
    def answer(as_of: datetime) -> bytes:
        return canonical_json(plain_summary(summarize_programme(as_of=as_of)))

    asked: list[tuple[datetime, bytes]] = []

    def remember() -> None:
        instant = database_now()
        asked.append((instant, answer(instant)))

    remember()
    revision = submit(supplier, 2025, "1000")
    remember()
    submit_accepted(stranger, analyst, 2025, "500")
    remember()
    supplier.name, supplier.country = "Renamed Semiconductor", "VN"
    supplier.save()
    remember()
    Enrolment.objects.filter(party=stranger).update(tier=3, end_year=2028)
    remember()
    terms = CommitmentVersion.objects.get().terms | {"rate": "0.07", "vectors": []}
    record_commitment_version(actor=ACTOR, key=FOUNDING_MANDATE, number=2, terms=terms)
    remember()
    assert len({content for _, content in asked}) == len(asked), "each event shows in the answer that follows it"
    assert [answer(instant) for instant, _ in asked] == [content for _, content in asked]
    assert str(revision.pk) not in asked[0][1].decode()


def test_versions_never_change(mandate: Commitment) -> None:
    terms = CommitmentVersion.objects.get().terms
    record_commitment_version(actor=ACTOR, key=FOUNDING_MANDATE, number=1, terms=terms)
    with pytest.raises(Conflict, match="recorded with other terms"):
        record_commitment_version(actor=ACTOR, key=FOUNDING_MANDATE, number=1, terms=terms | {"rate": "0.06", "vectors": []})
    with pytest.raises(Refusal, match="rate"):
        record_commitment_version(actor=ACTOR, key=FOUNDING_MANDATE, number=2, terms=terms | {"rate": "5", "vectors": []})


def test_the_other_base_year_is_a_preset(db: None) -> None:
    call_command("load_commitment", "supplier-carbon-mandate-base-2024", stdout=StringIO())
    assert get_mandate("supplier-carbon-mandate-base-2024").base_year == 2024


def test_a_version_that_is_not_in_force_yet_does_not_count(mandate: Commitment) -> None:
    terms = CommitmentVersion.objects.get().terms | {"rate": "0.07", "valid_from": "2999-01-01", "vectors": []}
    record_commitment_version(actor=ACTOR, key=FOUNDING_MANDATE, number=2, terms=terms)
    assert get_mandate().version == 1


def test_a_late_joiner_has_a_calendar_of_its_own(mandate: Commitment) -> None:
    late = add_supplier_party("Cinderfell Wafer Works", mandate, base_year=2027)
    assert sorted(by_year(late)) == [2027, 2028, 2029, 2030]


@pytest.mark.parametrize("size", [1, 12])
def test_queries_do_not_grow_with_the_suppliers(mandate: Commitment, django_assert_num_queries: Any, size: int) -> None:
    for number in range(size):
        add_supplier_party(f"Supplier {number}", mandate)
    terms, instant = get_mandate(), database_now()
    with django_assert_num_queries(6):
        summary = summarize_mandate(terms, as_of=instant)
    assert summary is not None
    assert len(summary.partners) == size


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"commitment": "nothing"}, "There is no commitment “nothing”"),
        ({"commitment": FOUNDING_MANDATE, "year": 1999}, "1999 is not a year of"),
        ({"commitment": FOUNDING_MANDATE, "year": 0}, "0 is not a year of"),
        ({"commitment": FOUNDING_MANDATE, "as_of": "yesterday"}, "is not an instant"),
        ({"commitment": FOUNDING_MANDATE, "as_of": ""}, "is not an instant"),
        ({"commitment": FOUNDING_MANDATE, "as_of": "2026-11-01T00:00:00"}, "is not an instant"),
        ({"commitment": FOUNDING_MANDATE, "as_of": "2026-13-45T00:00:00Z"}, "is not an instant"),
        ({"commitment": FOUNDING_MANDATE, "as_of": "0001-01-01T00:00:00+14:00"}, "is not an instant"),
        ({"commitment": FOUNDING_MANDATE, "as_of": "2999-01-01T00:00:00Z"}, "2999-01-01T00:00:00Z lies ahead"),
    ],
)
def test_the_command_refuses_in_a_sentence(supplier: Party, options: dict[str, Any], sentence: str) -> None:
    with pytest.raises(CommandError, match=sentence):
        call_command("assess", **options)


def test_asked_before_anything_was_known(supplier: Party, analyst: User) -> None:
    submit_accepted(supplier, analyst)
    early = database_now() - timedelta(days=400)
    assert summarize_programme(as_of=early).mandates == ()


def test_the_command_prints_the_same_bytes_again(supplier: Party, stranger: Party, analyst: User) -> None:
    def printed(as_of: datetime) -> str:
        out = StringIO()
        call_command("assess", commitment=FOUNDING_MANDATE, as_of=as_of.isoformat(), json=True, stdout=out)
        return out.getvalue()

    submit_accepted(supplier, analyst, 2025, "1000")
    then = database_now()
    told = printed(then)
    submit_accepted(stranger, analyst, 2025, "500")
    supplier.name = "Renamed Semiconductor"
    supplier.save()
    assert printed(then) == told
    assert printed(database_now()) != told
