from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from recycling.actions import OpeningBalance, record_opening_balance
from reports.home.sentences import answer_goal, answer_mandate
from reports.models import ReportSchedule
from tests.world import ACTOR, GOAL, add_goal, add_mandate, add_supplier_party, submit, submit_accepted
from tracker.access.models import Party, User
from tracker.access.roles import Role
from tracker.commitments.models import Commitment
from tracker.compliance.periods import Period
from tracker.records.clock import database_now
from tracker.records.models import Heartbeat, OutboxEntry, OutboxState

HOME = "/admin/"


def text_of(response: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


@pytest.fixture
def desk(client: Client, analyst: User) -> Client:
    client.force_login(analyst)
    return client


def test_an_empty_installation_has_a_home(desk: Client) -> None:
    shown = text_of(desk.get(HOME))
    assert "No commitment is recorded yet" in shown
    assert "every revision is decided" in shown
    assert "Relay: never seen" in shown


def test_each_commitment_is_answered_in_a_sentence(desk: Client, mandate: Commitment, analyst: User) -> None:
    this_year = database_now().year
    add_supplier_party("Amberlin", mandate, base_year=this_year + 1, end_year=this_year + 5)
    goal = add_goal()
    year = Period(date(2024, 1, 1), date(2024, 12, 31))
    balance = OpeningBalance(period=year, mass_kg=Decimal(36_457_200), source="A published report")
    record_opening_balance(actor=ACTOR, commitment_key=goal.key, balance=balance)
    replay = add_mandate("chip-fab-replay")
    party = add_supplier_party("Cinderfell", replay, base_year=2018, end_year=2019)
    submit_accepted(party, analyst, 2018, "100")
    submit_accepted(party, analyst, 2019, "90")
    shown = text_of(desk.get(HOME))
    assert "95.94 % reached, all of it claimed, none verified." in shown
    assert "Figures are known until 31 December 2024." in shown
    assert f"{this_year + 2} is not due before 30 June {this_year + 3}." in shown
    assert "1 of 1 supplier complies in 2019 under COMPOUND." in shown
    assert "1 comply whatever the reading." in shown
    assert shown.count("For illustration.") == 1
    assert shown.index("Replay: 5 %") > shown.index("Supplier carbon mandate")


def test_what_waits_and_what_is_due_next(desk: Client, supplier: Party) -> None:
    submit(supplier)
    ReportSchedule.objects.create(key="monthly", cadence="MONTHLY", first_period_start=date(2026, 1, 1), zone="Asia/Shanghai")
    page = desk.get(HOME)
    shown = text_of(page)
    assert "Waiting for review 1 revision the oldest sent" in shown
    assert re.search(r"due on \d+ \w+ 20\d\d, Asia/Shanghai", shown)
    assert f"{reverse('admin:suppliers_revision_changelist')}?state=waiting" in page.content.decode()


def test_the_drawings_numbers_are_there_as_tables(desk: Client, supplier: Party) -> None:
    page = desk.get(HOME).content.decode()
    assert '<svg xmlns="http://www.w3.org/2000/svg"' in page
    assert "The numbers as a table" in page
    assert "Obligations by year" in page


def test_health_names_what_is_silent_and_what_is_dead(desk: Client) -> None:
    now = database_now()
    Heartbeat.objects.create(name="relay", beat_at=now)
    Heartbeat.objects.create(name="tick", beat_at=now - timedelta(hours=5))
    OutboxEntry.objects.create(kind="k", key="k", not_before=now, state=OutboxState.DEAD)
    page = desk.get(HOME)
    assert "Scheduler: 5 hours ago" in text_of(page)
    assert "Outbox: 1 dead" in text_of(page)
    assert [item.good for item in page.context["health"]] == [True, False, False]


@pytest.mark.parametrize(("role", "offered"), [(Role.ANALYST, True), (Role.AUDITOR, False), (Role.ADMINISTRATOR, True)])
def test_issuing_is_offered_to_those_who_may(role: Role, offered: bool, make_user: Callable[..., User], client: Client) -> None:
    client.force_login(make_user(role))
    assert ("Issue a report now" in text_of(client.get(HOME))) is offered


def test_somebody_without_a_role_sees_no_figures(make_user: Callable[..., User], client: Client, supplier: Party) -> None:
    client.force_login(make_user(None))
    shown = text_of(client.get(HOME))
    assert "Your account has no role yet." in shown
    assert "Supplier carbon mandate" not in shown


def test_the_root_leads_home_and_the_log_in_goes_on_to_it(client: Client, analyst: User) -> None:
    assert client.get("/")["Location"] == HOME
    form = client.get("/admin/login/")
    assert 'name="next" value="/admin/"' in form.content.decode()
    sent = {"username": "analyst", "password": "a long enough one", "next": "/admin/"}
    assert client.post("/admin/login/", sent)["Location"] == HOME


def test_nothing_is_fetched_from_another_host(desk: Client, supplier: Party) -> None:
    page = desk.get(HOME).content.decode()
    assert not re.search(r'(?:src|href)="(?:https?:)?//', page)


def test_more_suppliers_ask_no_more_of_the_database(desk: Client, mandate: Commitment, analyst: User) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert desk.get(HOME).status_code == 200
        return len(queries)

    def add(numbers: range) -> None:
        for number in numbers:
            party = add_supplier_party(f"Supplier {number}", mandate)
            submit_accepted(party, analyst, 2025)
            submit(party, 2024)

    add_goal()
    add(range(1))
    few = count()
    add(range(1, 12))
    assert count() == few


GOAL_PLAIN = {
    "status": "IN_PROGRESS",
    "share": "0.5",
    "claimed_kg": "1000000",
    "verified_kg": "0",
    "quarantined_kg": "0",
    "remaining_kg": "2000000",
    "beyond_kg": "0",
    "days_left": 1,
    "met_on": None,
    "figures_until": None,
    "commitment": {"end": "2026-12-31", "key": GOAL},
}


@pytest.mark.parametrize(
    ("changes", "headline", "more"),
    [
        ({}, "50.00 % reached, all of it claimed, none verified.", ("2,000.0 t to go, 1 day left.",)),
        ({"claimed_kg": "0"}, "50.00 % reached: nothing is recorded yet.", ("2,000.0 t to go, 1 day left.",)),
        ({"claimed_kg": "0", "verified_kg": "5"}, "50.00 % reached, all of it verified.", ("2,000.0 t to go, 1 day left.",)),
        (
            {"verified_kg": "500000", "quarantined_kg": "2500"},
            "50.00 % reached: 1,000.0 t claimed, 500.0 t verified.",
            ("2,000.0 t to go, 1 day left.", "2.5 t stand in quarantine and do not count."),
        ),
        (
            {"status": "MET", "share": "1.01", "met_on": "2026-10-01", "beyond_kg": "380000"},
            "101.00 % reached, all of it claimed, none verified.",
            ("The target was reached on 1 October 2026; 380.0 t lie beyond it.",),
        ),
        (
            {"status": "MISSED", "days_left": 0},
            "50.00 % reached, all of it claimed, none verified.",
            ("The deadline passed on 31 December 2026; 2,000.0 t are missing.",),
        ),
    ],
)
def test_a_goal_in_words(changes: dict[str, Any], headline: str, more: tuple[str, ...]) -> None:
    answer = answer_goal({**GOAL_PLAIN, **changes})
    plain = [sentence.replace("\N{NO-BREAK SPACE}", " ") for sentence in (answer.headline, *answer.more)]
    assert plain == [headline, *more]


def year(number: int, *, is_base_year: bool = False, not_due: int = 0, **statuses: int) -> dict[str, Any]:
    codes = ["WAIVED", "NOT_DUE", "AWAITING_REPORT", "OVERDUE", "PROVISIONAL", "NOT_ASSESSABLE", "COMPLIANT", "NON_COMPLIANT"]
    return {
        "reporting_year": number,
        "is_base_year": is_base_year,
        "due_on": f"{number + 1}-06-30",
        "coverage": {"expected": sum(statuses.values()), "not_due": not_due, "waived": 0},
        "statuses": {code: statuses.get(code, 0) for code in codes},
        "robustness": {"ROBUST_PASS": 0, "DEPENDS_ON_READING": 3, "ROBUST_FAIL": 1, "UNDETERMINED": 0},
    }


def test_a_mandate_before_its_first_due_date_in_words() -> None:
    base = year(2025, is_base_year=True, OVERDUE=30, PROVISIONAL=2, COMPLIANT=10)
    focus = year(2026, not_due=42, NOT_DUE=42)
    answer = answer_mandate({"in_focus": focus, "years": [base, focus], "commitment": {"reading": "COMPOUND"}})
    words = [sentence.replace("\N{NO-BREAK SPACE}", " ") for sentence in (answer.headline, *answer.more, answer.badge)]
    assert words == [
        "2026 is not due before 30 June 2027.",
        "Base-year reports for 2025: 10 of 42 accepted, 30 overdue, 2 provisional.",
        "30 overdue",
    ]


def test_a_judged_mandate_in_words() -> None:
    focus = year(2026, COMPLIANT=2, NON_COMPLIANT=2, OVERDUE=1)
    answer = answer_mandate({"in_focus": focus, "years": [focus], "commitment": {"reading": "LINEAR"}})
    assert answer.headline == "2 of 5 suppliers comply in 2026 under LINEAR."
    assert answer.more == ("3 depend on the reading.", "1 fail under every one.", "Without a verdict: 1 overdue.")
