from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from html import unescape
from io import BytesIO
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pypdf import PdfReader

from recycling.actions import OpeningBalance, record_opening_balance
from reports.actions import add_schedule
from reports.home.badges import badge_goal, badge_mandate
from reports.pdf import ReportIdentity, render_compliance_report
from reports.queries import summarize_programme
from tests.world import ACTOR, add_goal, add_mandate, add_supplier_party, submit, submit_accepted
from tracker.access.models import Party, User
from tracker.access.roles import Role
from tracker.commitments.models import Commitment
from tracker.compliance.goals import GoalStatus
from tracker.compliance.periods import Period
from tracker.compliance.plain import plain_summary
from tracker.compliance.schedules import Cadence
from tracker.presentation.words import STATUSES
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
    record_opening_balance(actor=ACTOR, commitment_key=goal.key, balance=balance, now=database_now())
    replay = add_mandate("chip-fab-replay")
    party = add_supplier_party("Cinderfell", replay, base_year=2018, end_year=2019)
    submit_accepted(party, analyst, 2018, "100")
    submit_accepted(party, analyst, 2019, "90")
    shown = text_of(desk.get(HOME))
    assert "95.94 % reached, all of it claimed, none verified." in shown
    assert "Figures are known until 31 December 2024." in shown
    assert f"{this_year + 2} is not due before 30 June {this_year + 3}." in shown
    assert "1 of 1 supplier complies in 2019 under COMPOUND." in shown
    assert "Over the three averages, 1 complies whatever the reading." in shown
    assert shown.count("For illustration.") == 1
    assert shown.index("Replay: 5 %") > shown.index("Supplier carbon mandate")


def test_what_waits_and_what_is_due_next(desk: Client, supplier: Party) -> None:
    submit(supplier)
    add_schedule(actor=ACTOR, key="monthly", cadence=Cadence.MONTHLY, first_period_start=date(2026, 1, 1), zone="Asia/Shanghai")
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
    assert "Given up: 1 dead" in text_of(page)
    assert {item.label: item.good for item in page.context["health"]} == {
        "Relay": True, "Scheduler": False, "Outbox": True, "Reports": True, "Given up": False,
    }  # fmt: skip


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


def test_home_and_pdf_answer_in_the_same_words(desk: Client, mandate: Commitment, analyst: User) -> None:
    this_year = database_now().year
    add_supplier_party("Amberlin", mandate, base_year=this_year + 1, end_year=this_year + 5)
    add_goal()
    party = add_supplier_party("Cinderfell", add_mandate("chip-fab-replay"), base_year=2018, end_year=2019)
    submit_accepted(party, analyst, 2018, "100")
    submit_accepted(party, analyst, 2019, "90")
    page = desk.get(HOME)
    shown = unbroken(unescape(text_of(page)))
    summary = plain_summary(summarize_programme(as_of=page.context["as_of"].instant))
    identity = ReportIdentity(number="CR-0001", title="A report", issued_for="the year 2019")
    cover = unbroken(PdfReader(BytesIO(render_compliance_report(summary, identity=identity))).pages[0].extract_text())
    answers = [card.answer for card in page.context["cards"]]
    assert len(answers) == 3
    for answer in answers:
        for sentence in map(unbroken, (answer.headline, *answer.sentences)):
            assert sentence in shown
            assert sentence in cover


def unbroken(text: str) -> str:
    return " ".join(text.replace("\N{ZERO WIDTH SPACE}", "").split())


def year(number: int, statuses: dict[str, int]) -> dict[str, Any]:
    return {
        "reporting_year": number,
        "is_base_year": number == 2025,
        "coverage": {"expected": sum(statuses.values())},
        "statuses": dict.fromkeys(STATUSES, 0) | statuses,
    }


@pytest.mark.parametrize(
    ("base", "focus", "badge"),
    [
        ({"OVERDUE": 30, "COMPLIANT": 12}, {"NOT_DUE": 42}, ("30 overdue", "bad")),
        ({"COMPLIANT": 42}, {"NOT_DUE": 42}, ("Not due", "quiet")),
        ({"COMPLIANT": 5}, {"COMPLIANT": 2, "NON_COMPLIANT": 2, "OVERDUE": 1}, ("2 of 5 comply", "warn")),
        ({"COMPLIANT": 2}, {"COMPLIANT": 2}, ("2 of 2 comply", "good")),
        ({"COMPLIANT": 3}, {"OVERDUE": 2, "PROVISIONAL": 1}, ("2 overdue", "bad")),
        ({"COMPLIANT": 3}, {"PROVISIONAL": 3}, ("No verdict", "quiet")),
    ],
)
def test_a_mandate_at_a_glance(base: dict[str, int], focus: dict[str, int], badge: tuple[str, str]) -> None:
    in_focus = year(2026, focus)
    assert badge_mandate({"in_focus": in_focus, "years": [year(2025, base), in_focus]}) == badge


def test_a_goal_at_a_glance() -> None:
    assert [badge_goal({"status": status}).tone for status in GoalStatus] == ["quiet", "info", "good", "bad"]
    assert badge_goal({"status": "IN_PROGRESS"}).text == "In progress"
