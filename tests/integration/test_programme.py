"""The programme page, its REST door, and what both cost."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from html import unescape
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from recycling.actions import OpeningBalance, record_opening_balance
from reports.queries import summarize_commitments
from tests.world import ACTOR, add_goal, add_mandate, add_supplier_party, submit_accepted
from tracker.access.models import Party, User
from tracker.access.roles import Role
from tracker.commitments.models import Commitment
from tracker.commitments.spend import record_spend
from tracker.compliance.periods import Period
from tracker.compliance.programme import view_programme
from tracker.records.clock import database_now
from tracker.records.refusals import Missing, Refusal

REPLAY = "chip-fab-replay"
PAGE = f"/admin/programme/{REPLAY}/"
DOOR = "/api/v1/programme-summaries/"
SERIES = {"Amberlin": ("100", "90", "80"), "Brackwater": ("300", "330", "318"), "Cinderfell": ("50", "40", "45")}


def text_of(response: Any) -> str:
    shown = unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).replace("\N{NO-BREAK SPACE}", " ")
    return re.sub(r"\s+", " ", shown)


@pytest.fixture
def desk(client: Client, analyst: User) -> Client:
    client.force_login(analyst)
    return client


@pytest.fixture
def replay(analyst: User) -> Commitment:
    commitment = add_mandate(REPLAY)
    for name, tonnes in SERIES.items():
        party = add_supplier_party(name, commitment, base_year=2018, end_year=2023)
        for year, amount in enumerate(tonnes, start=2018):
            submit_accepted(party, analyst, year, amount)
    return commitment


def test_the_page_answers_first_and_names_who_moved_the_total(desk: Client, replay: Commitment) -> None:
    shown = text_of(desk.get(PAGE, {"year": "2020"}))
    assert "Across partners, the sum misses the mandate in 2020, and so does the mean of the partners." in shown
    assert "Weighted by tonnes, the verdict on the sum of 3 partners: fails, 0.78 % a year under COMPOUND." in shown
    assert "the mean of the indices Eₙ ÷ E₀ of 3 partners: fails, 4.08 % a year under COMPOUND, mean index 0.92." in shown
    assert "moved the total by −7.0 t; Amberlin moved it most, by −20.0 t." in shown
    assert "Reported: 3 of 3, which had 100.00 % of the base-year emissions that are known." in shown
    assert shown.index("Across partners") < shown.index("Who moved the total") < shown.index("Projection, not a fact")
    assert "For illustration." in shown


def test_the_answer_is_told_in_chinese_too(desk: Client, replay: Commitment) -> None:
    shown = text_of(desk.get(PAGE, {"year": "2020", "language": "zh"}))
    assert "合作方整体：2020 年合计未达到要求，各合作方的均值亦然。" in shown
    assert "其中 Amberlin 变动最大，为 −20.0 吨。" in shown
    assert "Across partners, the sum" in text_of(desk.get(PAGE, {"year": "2020", "language": "tlh"}))
    assert "?year=2020&language=en" in desk.get(PAGE, {"year": "2020", "language": "zh"}).content.decode().replace("&amp;", "&")


def test_what_is_projected_stands_apart_under_its_own_words(desk: Client, replay: Commitment) -> None:
    page = desk.get(PAGE).content.decode()
    facts, projection = page.split("pk-projection", 1)
    assert "chart-forecast" in projection
    assert "chart-contributions" not in projection
    assert "projected" not in re.sub(r"<[^>]+>", " ", facts)


def test_the_latest_year_without_reports_says_so(desk: Client, replay: Commitment) -> None:
    shown = text_of(desk.get(PAGE))
    assert "Across partners, 2023 has no verdict." in shown
    assert "3 overdue" in shown
    assert "If it goes on as in 2018, 2019 and 2020, the sum of 3 partners is projected to come to 433.3 t in 2023" in shown
    assert "2018, 2019 and 2020" in shown, "the suppliers go on from their own years"


def test_the_past_is_answered_as_it_was_known(desk: Client, replay: Commitment, analyst: User) -> None:
    before = database_now()
    party = Party.objects.get(name="Amberlin")
    submit_accepted(party, analyst, 2021, "75")
    assert "1 compliant" in text_of(desk.get(PAGE, {"year": "2021"}))
    earlier = text_of(desk.get(PAGE, {"year": "2021", "as_of": before.isoformat()}))
    assert "1 compliant" not in earlier


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"as_of": "yesterday"}, "“yesterday” is not an instant."),
        ({"as_of": "2999-01-01T00:00Z"}, "2999-01-01T00:00Z lies ahead."),
        ({"year": "20x8"}, "“20x8” is not a year."),
        ({"year": "1999"}, "1999 is not a year of chip-fab-replay v1."),
    ],
)
def test_what_cannot_be_read_is_refused_by_name(desk: Client, replay: Commitment, asked: dict[str, str], sentence: str) -> None:
    answer = desk.get(PAGE, asked)
    assert answer.status_code == 400
    assert sentence in text_of(answer)


def test_unknown_commitments_roles_and_methods(client: Client, make_user: Callable[..., User], replay: Commitment) -> None:
    client.force_login(make_user(Role.AUDITOR))
    assert client.get("/admin/programme/nothing/").status_code == 404
    assert client.get(PAGE, {"as_of": "2001-01-01T00:00Z"}).status_code == 404
    assert client.get(PAGE).status_code == 200
    assert client.post(PAGE).status_code == 405
    client.force_login(make_user(None))
    assert client.get(PAGE).status_code == 403


def test_a_mandate_without_partners_has_a_page(desk: Client) -> None:
    add_mandate(REPLAY)
    assert "Nobody was enrolled in this mandate at that instant." in text_of(desk.get(PAGE))


def test_home_leads_to_every_programme(desk: Client, replay: Commitment) -> None:
    goal = add_goal()
    page = desk.get("/admin/").content.decode()
    assert PAGE in page
    assert f"/admin/programme/{goal.key}/" in page


def test_a_goal_is_projected_by_its_last_twelve_months(desk: Client) -> None:
    goal = add_goal()
    for year, kilograms in ((2023, 12_000_000), (2024, 20_000_000)):
        period = Period(date(year, 1, 1), date(year, 12, 31))
        balance = OpeningBalance(period=period, mass_kg=Decimal(kilograms), source="A published report")
        record_opening_balance(actor=ACTOR, commitment_key=goal.key, balance=balance, now=database_now())
    shown = text_of(desk.get(f"/admin/programme/{goal.key}/"))
    assert "if mass comes in as in the 366 days up to 31 December 2024" in shown
    assert "claimed and verified mass would reach the target on 20 April 2025" in shown
    assert "verified mass alone would miss it by 38,000.0 t" in shown


def test_the_door_answers_what_the_page_shows(
    connect: Callable[[Party | None], APIClient], replay: Commitment, desk: Client
) -> None:
    answer = connect(None).get(DOOR, {"commitment": REPLAY, "reporting_year": "2020"})
    (row,) = answer.json()["results"]
    programme = row["programme"]
    assert programme["roll_ups"]["weighted"]["readings"][0]["rate"] == "0.0078"
    assert programme["roll_ups"]["unweighted"][0]["index"] == "0.92"
    change = programme["change_from_base_year"]
    assert (change["change_tco2e"], change["contributions"][0]["change_tco2e"]) == ("-7", "-20")
    assert sum(Decimal(each["change_tco2e"]) for each in change["contributions"]) == Decimal("-7")
    assert (row["forecast"]["is_projection"], "is_projection" in programme) == (True, False)
    assert "0.92" in text_of(desk.get(PAGE, {"year": "2020"}))


def test_the_door_is_the_programmes_alone(
    connect: Callable[[Party | None], APIClient], replay: Commitment, goal: Commitment
) -> None:
    supplier = Party.objects.get(name="Amberlin")
    assert connect(supplier).get(DOOR).status_code == 404
    reader = connect(None)
    assert {row["commitment"] for row in reader.get(DOOR).json()["results"]} == {REPLAY, goal.key}
    assert reader.get(DOOR, {"reporting_year": "1999"}).json()["results"] == []
    assert reader.get(DOOR, {"reporting_year": "x"}).status_code == 400
    assert reader.get(DOOR, {"commitment": "nothing"}).status_code == 404
    early = (database_now() - timedelta(days=400)).isoformat()
    assert reader.get(DOOR, {"as_of": early}).json()["results"] == []


def test_more_suppliers_ask_no_more_of_the_database(desk: Client, replay: Commitment, analyst: User) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert desk.get(PAGE).status_code == 200
        return len(queries)

    few = count()
    for number in range(25):
        party = add_supplier_party(f"Supplier {number:02}", replay, base_year=2018, end_year=2023)
        for year in (2018, 2019):
            submit_accepted(party, analyst, year, str(100 + number + year % 2))
    assert count() == few
    shown = text_of(desk.get(PAGE, {"year": "2019"}))
    assert "the other 8 suppliers" in shown


def spend(party: Party, amount: str, currency: str = "CNY") -> None:
    record_spend(actor=ACTOR, commitment_key=REPLAY, party_id=party.pk, annual_spend=Decimal(amount), currency=currency)


def test_spend_weighs_the_coverage_from_when_it_was_recorded(replay: Commitment) -> None:
    party, before = Party.objects.get(name="Amberlin"), database_now()
    spend(party, "1000")
    between = database_now()
    spend(party, "2500.50")
    call_command("record_spend", REPLAY, str(Party.objects.get(name="Brackwater").pk), "7", "EUR", stdout=StringIO())

    def known(as_of: datetime) -> tuple[dict[str, int], int]:
        (mandate,) = summarize_commitments(as_of=as_of, key=REPLAY).mandates
        weight = view_programme(mandate, year=2020).coverage.expected
        return dict(weight.spend), weight.spend_unknown

    assert known(before) == ({}, 3)
    assert known(between) == ({"CNY": 1_000_000_000}, 2)
    assert known(database_now()) == ({"CNY": 2_500_500_000, "EUR": 7_000_000}, 1)


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"amount": "-1"}, "-1 is no amount of money"),
        ({"amount": "1.001"}, "1.001 is no amount of money"),
        ({"amount": "NaN"}, "NaN is no amount of money"),
        ({"amount": "1E+40"}, "is no amount of money"),
        ({"amount": "1", "currency": "yuan"}, "“yuan” is no currency"),
    ],
)
def test_spend_is_refused_in_a_sentence(replay: Commitment, asked: dict[str, str], sentence: str) -> None:
    with pytest.raises(Refusal, match=sentence):
        spend(Party.objects.get(name="Amberlin"), **asked)


def test_spend_with_a_stranger_is_refused(replay: Commitment, stranger: Party) -> None:
    with pytest.raises(Missing, match="is not enrolled in “chip-fab-replay”"):
        spend(stranger, "1")
    with pytest.raises(CommandError, match="“a lot” is no amount of money"):
        call_command("record_spend", REPLAY, str(stranger.pk), "a lot", "CNY")
