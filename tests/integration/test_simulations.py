"""What would become of a supplier with other figures, asked over REST: nothing is recorded, and the engine is the same."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpResponse
from django.utils import timezone
from rest_framework.test import APIClient

from suppliers.models import Revision
from tests.world import ACTOR, add_supplier_party, submit, submit_accepted
from tracker.access.actions import add_client, add_party, issue_token
from tracker.access.models import Party, PartyKind, Scope, User
from tracker.commitments.actions import enrol_party, record_commitment_version
from tracker.commitments.models import Commitment, CommitmentVersion
from tracker.compliance.commitments import Reading
from tracker.records.models import AuditEvent, KeptAnswer

Connect = Callable[[Party | None], APIClient]
URL = "/api/v1/simulations/"


@pytest.fixture
def veteran(mandate: Commitment, analyst: User) -> Party:
    """Its base year and the next are accepted: 45 t and 45.6 t."""
    party = add_supplier_party("Cinderfell Wafer Works", mandate, base_year=2023)
    submit_accepted(party, analyst, 2023, "45")
    submit_accepted(party, analyst, 2024, "45.6")
    return party


def ask(client: APIClient, figures: Any, query: str = "", **body: Any) -> dict[str, Any]:
    answer = client.post(f"{URL}{query}", {"figures": figures, **body}, format="json")
    assert answer.status_code == 200, answer.content
    shown: dict[str, Any] = answer.json()
    return shown


def by_year(shown: dict[str, Any]) -> dict[int, dict[str, Any]]:
    return {year["reporting_year"]: year for year in shown["years"]}


def faults(answer: HttpResponse) -> dict[str, str]:
    assert answer.status_code == 400, answer.content
    problem = answer.json()  # type: ignore[attr-defined]
    return {error["pointer"]: error["code"] for error in problem["errors"]}


def test_every_year_has_its_verdict_its_bound_and_the_way_out(connect: Connect, veteran: Party) -> None:
    shown = ask(connect(veteran), {"2025": "40.6125", "2026": "40"})
    years = by_year(shown)
    assert [years[year]["status"] for year in (2023, 2024, 2025, 2026, 2027)] == [
        "COMPLIANT", "NON_COMPLIANT", "COMPLIANT", "NON_COMPLIANT", "NOT_DUE",
    ]  # fmt: skip
    missed = years[2026]
    assert (missed["tco2e"], missed["allowed_tco2e"], missed["excess_tco2e"]) == ("40", "38.581875", "1.418125")
    assert missed["robustness"] == "ROBUST_FAIL"
    assert {each["reading"]: each["passes"] for each in missed["readings"]}["LINEAR"] is False
    assert [years[year]["figure_is"] for year in (2024, 2025, 2027)] == ["ACCEPTED", "SUPPOSED", None]
    assert [path["reading"] for path in shown["least_paths"]] == list(Reading)
    assert shown["least_paths"][0]["path"][0] == {"year": 2025, "allowed_tco2e": "40.6125"}
    assert shown["supposed_years"] == [2025, 2026]


def test_it_is_said_in_words_of_either_language(connect: Connect, veteran: Party) -> None:
    client = connect(veteran)
    english, chinese = (ask(client, {"2025": "42"}, f"?language={code}") for code in ("en", "zh"))
    assert english["sentences"][0].startswith("Each figure is what is compared: Scope 1 and scope 2 (market-based)")
    assert english["sentences"][1].startswith("Supposed: 2025.")
    assert "2025: 42 t, supposed." in by_year(english)[2025]["sentences"]
    assert "A further cut of 1.3875 t would make 2025 comply: 40.6125 t at most." in by_year(english)[2025]["sentences"]
    assert "2025 年：42 吨，为假设值。" in by_year(chinese)[2025]["sentences"]
    assert "2025 40.6125 t; 2026 38.581875 t" in english["least_paths"][0]["sentences"][0]
    for shown in (english, chinese):
        for part in (shown, *shown["years"], *shown["least_paths"]):
            assert part.pop("sentences")
    assert english == chinese, "no number depends on the language"


def test_filed_and_accepted_the_same_figures_get_the_same_answer(connect: Connect, veteran: Party, analyst: User) -> None:
    client = connect(veteran)
    simulated = by_year(ask(client, {"2025": "42.1"}))[2025]
    submit_accepted(veteran, analyst, 2025, "42.1")
    (real,) = client.get("/api/v1/assessments/", {"reporting_year": "2025"}).json()["results"]
    differ = {name for name in real if real[name] != simulated[name]}
    assert differ == {"series", "sentences"}, "what was filed has an address"


def test_nothing_is_recorded_and_a_reader_may_ask(veteran: Party) -> None:
    client = add_client(actor=ACTOR, party=veteran, name="a dashboard", scope=Scope.READ)
    reader = APIClient()
    secret = issue_token(actor=ACTOR, client=client, now=timezone.now(), scope=Scope.READ)
    reader.credentials(HTTP_AUTHORIZATION=f"Bearer {secret}")
    before = (AuditEvent.objects.count(), Revision.objects.count())
    ask(reader, {"2025": "42"})
    assert (AuditEvent.objects.count(), Revision.objects.count()) == before
    assert not KeptAnswer.objects.exists()


def test_the_programme_has_no_figures_of_its_own(connect: Connect, mandate: Commitment) -> None:
    answer = connect(None).post(URL, {"figures": {}}, format="json")
    assert answer.status_code == 403
    assert "about one supplier's own figures" in answer.json()["detail"]


def test_a_made_up_series_needs_no_record(connect: Connect, supplier: Party) -> None:
    years = by_year(ask(connect(supplier), {"2025": 100, "2026": 95, "2028": "85"}, start_from="NOTHING"))
    assert [years[year]["status"] for year in (2025, 2026, 2027, 2028)] == ["COMPLIANT", "COMPLIANT", "NOT_DUE", "COMPLIANT"]


def test_a_base_year_that_waits_for_review_serves(connect: Connect, supplier: Party) -> None:
    submit(supplier, 2025, "100")
    judged = by_year(ask(connect(supplier), {"2026": "95"}))[2026]
    assert (judged["status"], judged["would_be"]) == ("PROVISIONAL", "COMPLIANT")


def test_without_figures_it_says_what_would_comply(connect: Connect, veteran: Party) -> None:
    shown = ask(connect(veteran), {})
    assert shown["supposed_years"] == []
    assert len(shown["least_paths"]) == 5


def test_all_faults_come_at_once(connect: Connect, supplier: Party) -> None:
    answer = connect(supplier).post(
        URL,
        {
            "figures": {"2024": "1", "2026": "1,5", "2027": -1, "2031": "x", "next": "1", "2028": "1.0000001", "2029": None},
            "start_from": "today",
            "commitment": "another",
            "fast": True,
        },
        format="json",
    )
    assert faults(answer) == {
        "/commitment": "unknown-commitment", "/start_from": "invalid-choice", "/fast": "unknown",
        "/figures/2026": "quantity", "/figures/2027": "quantity", "/figures/2028": "quantity", "/figures/2029": "null",
        "/figures/2031": "quantity", "/figures/next": "year-outside",
    }  # fmt: skip
    answer = connect(supplier).post(URL, {"figures": {"2024": "1", "2031": "1", "2026": "x"}}, format="json")
    assert faults(answer) == {
        "/figures/2024": "year-outside", "/figures/2031": "year-outside", "/figures/2026": "quantity",
        "/figures/2025": "base-year-missing",
    }  # fmt: skip
    assert answer.json()["type"] == "/api/problems/invalid-simulation/"
    assert "Send a year from 2025 to 2030." in answer.content.decode()


@pytest.mark.parametrize("start", ["RECORD", "NOTHING"])
def test_without_a_base_year_it_asks_for_one(connect: Connect, supplier: Party, start: str) -> None:
    if start == "NOTHING":
        submit(supplier, 2025, "100")
    answer = connect(supplier).post(URL, {"figures": {"2026": "95"}, "start_from": start}, format="json")
    assert faults(answer) == {"/figures/2025": "base-year-missing"}


@pytest.mark.parametrize(
    "body",
    [
        b"", b"[]", b"null", b'{"figures": []}', b'{"figures": null}', b'{"figures": "2026"}', b"{}",
        b'{"figures": {"2025": "1", "2025": "2"}}', b'{"figures": {"2025": 1e400}}', b'{"figures": {"2025": NaN}}',
        b'{"figures": {"2025": {"a": 1}}}', b'{"figures": {"\xd9\xa2\xd9\xa0\xd9\xa2\xd9\xa5": "1"}}',
        b'{"figures": {"2025": "1"}, "commitment": 5}', b'{"figures": {"2025": "1"}, "start_from": null}',
        b'{"figures": {"02025": "1"}}', b'{"figures": {"2025.0": "1"}}', b'{"figures": {"2025": true}}',
    ],
)  # fmt: skip
def test_bad_bodies_are_refused_in_kind(connect: Connect, supplier: Party, body: bytes) -> None:
    answer = connect(supplier).post(URL, body, content_type="application/json")
    assert answer.status_code == 400, answer.content
    assert answer["Content-Type"].startswith("application/problem+json")


def test_a_flood_of_faults_is_told_in_one(connect: Connect, supplier: Party) -> None:
    answer = connect(supplier).post(URL, {"figures": {f"x{n}": "1" for n in range(5000)}}, format="json")
    assert faults(answer) == {"/figures": "many"}


def test_who_owes_under_several_mandates_says_which(connect: Connect, supplier: Party, replay: Commitment) -> None:
    enrol_party(actor=ACTOR, party=supplier, commitment=replay, base_year=2018, first_assessed_year=2019, end_year=2021)
    client = connect(supplier)
    answer = client.post(URL, {"figures": {"2025": "1"}}, format="json")
    assert faults(answer) == {"/commitment": "required"}
    shown = ask(client, {"2018": "100", "2019": "96"}, commitment=replay.key)
    assert (shown["commitment"], shown["base_year"]) == (replay.key, 2018)


def test_whom_no_mandate_binds_is_told_so(connect: Connect, mandate: Commitment) -> None:
    recycler = add_party(actor=ACTOR, kind=PartyKind.RECYCLER, name="Recycler", country="CN")
    answer = connect(recycler).post(URL, {"figures": {"2025": "1"}, "commitment": mandate.key}, format="json")
    assert faults(answer) == {"/commitment": "unknown-commitment"}
    assert "Those that bind you: none." in answer.content.decode()


def test_an_intensity_is_named_as_what_the_figures_are(connect: Connect, mandate: Commitment, supplier: Party) -> None:
    terms = CommitmentVersion.objects.get().terms
    terms |= {"measure": "INTENSITY", "denominator": {"name": "WAFERS", "unit": "1000 wafers"}, "vectors": []}
    record_commitment_version(actor=ACTOR, key=mandate.key, number=2, terms=terms)
    shown = ask(connect(supplier), {"2025": "0.5", "2026": "0.48"}, start_from="NOTHING")
    assert (shown["measure"], shown["denominator"]["unit"]) == ("INTENSITY", "1000 wafers")
    assert "for each 1000 wafers (WAFERS)" in shown["sentences"][0]
    judged = by_year(shown)[2026]
    assert (judged["status"], judged["allowed_tco2e"], judged["excess_tco2e"]) == ("NON_COMPLIANT", "0.475", "0.005")


def test_the_queries_are_few_whatever_is_supposed(connect: Connect, veteran: Party, django_assert_max_num_queries: Any) -> None:
    client = connect(veteran)
    ask(client, {})
    with django_assert_max_num_queries(17):
        ask(client, {str(year): "40" for year in range(2025, 2031)})


def test_assessments_say_what_would_comply_and_are_filtered(connect: Connect, veteran: Party) -> None:
    client = connect(veteran)

    def found(**query: str) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = client.get("/api/v1/assessments/", query).json()["results"]
        return rows

    (row,) = found(status="NON_COMPLIANT")
    assert (row["reporting_year"], row["tco2e"], row["allowed_tco2e"], row["excess_tco2e"]) == (2024, "45.6", "42.75", "2.85")
    assert (row["surplus_tco2e"], row["least_further_cut_tco2e"], row["next_year_allowed_tco2e"]) == ("0", "2.85", "40.6125")
    assert found(robustness="ROBUST_FAIL") == [row]
    assert found(robustness="ROBUST_PASS") == []
    (due,) = found(reporting_year="2027")
    assert (due["tco2e"], due["excess_tco2e"], due["least_further_cut_tco2e"]) == (None, None, None)
    assert faults(client.get("/api/v1/assessments/?status=GOOD&robustness=")) == {
        "?status": "invalid-parameter", "?robustness": "invalid-parameter",
    }  # fmt: skip
