"""How a verdict came about, at every door: REST, the admin and the command, in two languages, for any instant."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from rest_framework.test import APIClient

from suppliers.actions import add_supplier, attach_evidence
from suppliers.models import Revision
from suppliers.queries import list_year_records
from tests.world import ACTOR, FOUNDING_MANDATE, add_supplier_party, record_sample, submit, submit_accepted
from tracker.access.models import Party, User
from tracker.commitments.models import Commitment
from tracker.records.clock import database_now

Connect = Callable[[Party | None], APIClient]
URL = "/api/v1/assessments/"
CUT = "A further cut of 2.85 t would make 2024 comply: 42.75 t at most."


@pytest.fixture
def veteran(mandate: Commitment) -> Party:
    """Enrolled early enough to have years that are over."""
    return add_supplier_party("Cinderfell Wafer Works", mandate, base_year=2023)


@pytest.fixture
def missed(veteran: Party, analyst: User) -> list[Revision]:
    """45 t in the base year, 45.6 t in the year after; a file backs the first."""
    keys = [submit_accepted(veteran, analyst, 2023, "45"), submit_accepted(veteran, analyst, 2024, "45.6")]
    record_sample(veteran, revision_id=keys[0])
    return [Revision.objects.get(pk=key) for key in keys]


def ask(client: APIClient, **query: str) -> dict[int, dict[str, Any]]:
    answer = client.get(URL, query)
    assert answer.status_code == 200, answer.content
    return {row["reporting_year"]: row for row in answer.json()["results"]}


def text_of(content: bytes) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", content.decode()))


def test_every_assessment_says_how_it_came_about(connect: Connect, veteran: Party, missed: list[Revision]) -> None:
    rows = ask(connect(veteran))
    row = rows[2024]
    assert row["status"] == "NON_COMPLIANT"
    assert row["explanation"]["comparisons"] == [
        {"year": 2024, "actual_tco2e": "45.6", "allowed_tco2e": "42.75", "holds": False}
    ]
    assert [step["year"] for step in row["explanation"]["path"]] == list(range(2025, 2031))
    assert row["explanation"]["path"][0]["allowed_tco2e"] == "40.6125"
    evidence = missed[0].attachments.get().evidence.sha256
    assert [each["evidence_sha256"] for each in row["series"]] == [[evidence], []]
    assert [each["content_sha256"] for each in row["series"]] == [revision.content_sha256 for revision in missed]
    assert CUT in row["sentences"]
    assert any(evidence[:16] in sentence for sentence in row["sentences"])
    assert {year: each["explanation"]["rule"] for year, each in rows.items() if year < 2027} == {
        2023: "BASE_YEAR_IS_IN", 2024: "READING_FAILS", 2025: "GRACE_IS_OVER", 2026: "NOT_DUE",
    }  # fmt: skip
    assert all(each["sentences"] for each in rows.values())


def test_the_language_is_asked_for_and_no_number_depends_on_it(
    connect: Connect, veteran: Party, missed: list[Revision]
) -> None:
    client = connect(veteran)
    english, chinese = ask(client, language="en")[2024], ask(client, language="zh")[2024]
    assert "再减少 2.85 吨，2024 年即可达标：最多 42.75 吨。" in chinese["sentences"]
    assert len(english.pop("sentences")) == len(chinese.pop("sentences"))
    assert english == chinese


@pytest.mark.parametrize("query", ["language=de", "language=", "language=EN", "language=en&language=zh"])
def test_another_language_is_refused_by_name(connect: Connect, veteran: Party, query: str) -> None:
    answer = connect(veteran).get(f"{URL}?{query}")
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["pointer"] == "?language"


def test_obligations_have_no_language(connect: Connect, veteran: Party) -> None:
    assert connect(veteran).get("/api/v1/obligations/?language=en").status_code == 400


def test_a_page_is_a_part_of_the_whole(connect: Connect, veteran: Party) -> None:
    client = connect(veteran)
    answer = client.get(client.get(URL, {"page_size": "3"}).json()["next"]).json()
    assert (answer["count"], [row["reporting_year"] for row in answer["results"]]) == (8, [2026, 2027, 2028])
    due = client.get("/api/v1/obligations/", {"status": "OVERDUE", "page_size": "1"}).json()
    assert (due["count"], [row["status"] for row in due["results"]]) == (3, ["OVERDUE"])


def test_evidence_that_came_later_is_no_part_of_an_earlier_answer(
    connect: Connect, veteran: Party, stranger: Party, missed: list[Revision]
) -> None:
    client, before = connect(veteran), database_now()
    answers = [ask(client, as_of=before.isoformat())]
    second = record_sample(veteran, "a.csv")
    assert ask(client)[2024]["series"][0]["evidence_sha256"] == answers[0][2024]["series"][0]["evidence_sha256"]
    attach_evidence(actor=ACTOR, party_id=veteran.pk, revision_id=missed[0].pk, evidence_id=second.pk)
    record_sample(stranger, "a.png", revision_id=submit(stranger).pk)
    assert ask(client, as_of=before.isoformat()) == answers[0]
    assert second.sha256 in ask(client)[2024]["series"][0]["evidence_sha256"]


def test_the_same_bytes_are_named_once(veteran: Party, missed: list[Revision]) -> None:
    record_sample(veteran, revision_id=missed[0].pk, title="The same file again")
    accepted = list_year_records(as_of=database_now())[veteran.pk][2023].accepted
    assert accepted is not None
    assert (missed[0].attachments.count(), len(accepted.evidence_sha256)) == (2, 1)


def test_evidence_costs_one_query_however_much_there_is(
    veteran: Party, missed: list[Revision], django_assert_num_queries: Any
) -> None:
    for name in ("a.csv", "a.png", "a.xlsx"):
        record_sample(veteran, name, revision_id=missed[1].pk)
    instant = database_now()
    with django_assert_num_queries(3):
        records = list_year_records(as_of=instant, party_ids=[veteran.pk])
    assert [len(record.accepted.evidence_sha256) for record in records[veteran.pk].values() if record.accepted] == [1, 3]


@pytest.fixture
def desk(client: Client, analyst: User) -> Client:
    client.force_login(analyst)
    return client


def test_the_review_says_how_it_came_about_and_links_what_it_rests_on(
    desk: Client, veteran: Party, missed: list[Revision]
) -> None:
    page = desk.get(reverse("admin:suppliers_revision_change", args=[missed[1].pk])).content
    shown = text_of(page)
    assert "How this came about" in shown
    assert CUT in shown
    assert "45.6 > 45 × (1 − 5 %) = 42.75" in shown.replace("&gt;", ">")
    for revision in missed:
        assert f'href="{reverse("admin:suppliers_revision_change", args=[revision.pk])}"' in page.decode()
        assert f'title="{revision.content_sha256}"' in page.decode()
    assert f'title="{missed[0].attachments.get().evidence.sha256}"' in page.decode()


def test_a_verdict_that_is_supposed_says_so(desk: Client, veteran: Party, missed: list[Revision]) -> None:
    waiting = submit(veteran, 2025, "40")
    shown = text_of(desk.get(reverse("admin:suppliers_revision_change", args=[waiting.pk])).content)
    assert "How this would come about" in shown
    assert "2025 complies with 0.6125 t to spare" in shown
    assert " supposed " in shown


def test_the_page_of_a_supplier_explains_every_year_without_asking_more(
    desk: Client, veteran: Party, missed: list[Revision], analyst: User
) -> None:
    add_supplier(actor=ACTOR, party=veteran, number="S-1")
    address = reverse("admin:suppliers_supplier_change", args=[veteran.pk])

    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert CUT in text_of(desk.get(address).content)
        return len(queries)

    few = count()
    record_sample(veteran, "a.csv", revision_id=submit_accepted(veteran, analyst, 2025, "44"))
    assert count() == few
    assert "2025: How this came about" in text_of(desk.get(address).content)


@pytest.mark.parametrize(("language", "sentence"), [("en", CUT), ("zh", "再减少 2.85 吨，2024 年即可达标：最多 42.75 吨。")])
def test_the_command_prints_the_words(veteran: Party, missed: list[Revision], language: str, sentence: str) -> None:
    out = StringIO()
    call_command("assess", commitment=FOUNDING_MANDATE, year=2024, explain=language, stdout=out)
    assert f"    {sentence}\n" in out.getvalue()
    assert "Cinderfell Wafer Works, 2024" in out.getvalue()


def test_the_command_gives_a_program_the_same_explanation(connect: Connect, veteran: Party, missed: list[Revision]) -> None:
    out = StringIO()
    call_command("assess", commitment=FOUNDING_MANDATE, year=2024, json=True, stdout=out)
    (row,) = json.loads(out.getvalue())["assessments"]
    shown = ask(connect(veteran))[2024]
    del shown["sentences"]
    assert row == shown
