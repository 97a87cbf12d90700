"""What /healthz says, and that the admin's home says the same."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client

from reports.actions import add_schedule, open_due_runs, prepare_compliance_report
from reports.health import check_periods
from reports.home import list_health
from reports.models import ReportRun, ReportSchedule
from tests.world import ACTOR, as_owner
from tracker.api import health
from tracker.compliance.schedules import Cadence, list_due_periods
from tracker.records.checks import check_role
from tracker.records.clock import database_now
from tracker.records.health import HEARTBEAT_LIMIT, OUTBOX_LIMIT, CheckState, run_checks
from tracker.records.heartbeats import beat
from tracker.records.models import Heartbeat, OutboxEntry, OutboxState, SigningKey
from tracker.records.outbox import MOST_ATTEMPTS, publish_due, retry_dead, work_entry

ADDRESSES = ("/healthz/live", "/healthz/ready", "/healthz/jobs")
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def newly_started(signing_key: SigningKey) -> Iterator[None]:
    health._all_well.clear()
    yield
    health._all_well.clear()


def jobs(client: Client) -> tuple[int, dict[str, Any]]:
    response = client.get("/healthz/jobs")
    return response.status_code, response.json()


def owe(since: timedelta, **fields: Any) -> OutboxEntry:
    due_at = database_now() - since
    return OutboxEntry.objects.create(kind="test.effect", key=f"owed {since}", not_before=due_at, due_at=due_at, **fields)


def ask_for_reports(made: timedelta = timedelta(days=400)) -> ReportSchedule:
    """Of last year and the one before."""
    now = database_now()
    first = date(now.year - 2, 1, 1)
    schedule = add_schedule(actor=ACTOR, key="yearly", cadence=Cadence.YEARLY, first_period_start=first, zone="UTC")
    ReportSchedule.objects.update(created_at=now - made)
    return schedule


def test_all_is_well(client: Client, db: None) -> None:
    beat("tick")
    assert jobs(client) == (
        200,
        {
            "tick": {"state": "good", "age_seconds": 0, "limit_seconds": 180},
            "outbox": {"state": "good", "age_seconds": None, "limit_seconds": 600},
            "periods": {"state": "good", "age_seconds": None, "limit_seconds": 900},
        },
    )


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_answer_is_read_only_and_never_kept(client: Client, db: None, address: str) -> None:
    beat("tick")
    strict = Client(enforce_csrf_checks=True)
    for method in ("GET", "HEAD"):
        answer = strict.generic(method, address)
        assert (answer.status_code, answer["Cache-Control"]) == (200, "no-store")
        assert "Retry-After" not in answer
    for method in ("POST", "PUT", "PATCH", "DELETE", "OPTIONS"):
        answer = strict.generic(method, address)
        assert (answer.status_code, answer["Cache-Control"], answer["Allow"]) == (405, "no-store", "GET, HEAD")


def test_a_tick_that_was_never_seen(client: Client, db: None) -> None:
    status, checks = jobs(client)
    assert (status, checks["tick"]) == (503, {"state": "never", "age_seconds": None, "limit_seconds": 180})


@pytest.mark.parametrize(
    ("silent", "status"), [(3 * MINUTE - timedelta(seconds=5), 200), (3 * MINUTE + timedelta(seconds=1), 503)]
)
def test_a_tick_that_fell_silent(client: Client, db: None, silent: timedelta, status: int) -> None:
    Heartbeat.objects.create(name="tick", beat_at=database_now() - silent)
    response = client.get("/healthz/jobs")
    assert response.status_code == status
    assert response.json()["tick"]["age_seconds"] == silent.total_seconds()
    assert response.headers.get("Retry-After") == ("5" if status == 503 else None)


@pytest.mark.parametrize(
    ("owed", "status"), [(10 * MINUTE - timedelta(seconds=5), 200), (10 * MINUTE + timedelta(seconds=1), 503)]
)
def test_an_effect_that_is_owed(client: Client, db: None, owed: timedelta, status: int) -> None:
    beat("tick")
    owe(owed)
    owe(-MINUTE)
    owe(timedelta(days=1), state=OutboxState.DONE)
    answered, checks = jobs(client)
    assert (answered, checks["outbox"]["age_seconds"]) == (status, owed.total_seconds())


def test_a_worker_that_is_away_is_seen_though_the_relay_publishes(client: Client, db: None) -> None:
    beat("tick")
    entry = owe(11 * MINUTE)
    assert publish_due(publish=lambda kind, entry_id: None) == 1
    entry.refresh_from_db()
    assert entry.not_before > database_now()
    assert jobs(client)[1]["outbox"]["state"] == "late"


def test_what_is_tried_again_is_owed_anew(client: Client, db: None) -> None:
    beat("tick")
    entry = owe(60 * MINUTE, state=OutboxState.DEAD, attempts=MOST_ATTEMPTS)
    assert jobs(client)[0] == 200
    assert retry_dead(actor=ACTOR, entry_id=entry.pk, reason="mended")
    assert jobs(client)[0] == 200
    assert work_entry(entry.pk, lambda args: lambda: None)


def test_a_period_is_late_until_its_report_is_issued(client: Client, settings: Any, tmp_path: Any, db: None) -> None:
    settings.FILES_ROOT = tmp_path
    beat("tick")
    schedule = ask_for_reports()
    now = database_now()
    status, checks = jobs(client)
    assert (status, checks["periods"]["state"]) == (503, "late")
    open_due_runs(now=now)
    assert jobs(client)[0] == 503, "an open run is no report"
    for run in ReportRun.objects.filter(schedule=schedule):
        prepare_compliance_report(run.pk)()
    OutboxEntry.objects.update(state=OutboxState.DONE)
    assert jobs(client)[1]["periods"] == {"state": "good", "age_seconds": None, "limit_seconds": 900}


def test_the_age_of_a_period_counts_from_its_due_instant(db: None) -> None:
    schedule = ask_for_reports(made=timedelta(days=3000)).as_schedule()
    due_at = schedule.due_at(list_due_periods(schedule, now=database_now())[0])
    for waited, state in ((15 * MINUTE, CheckState.GOOD), (15 * MINUTE + timedelta(seconds=1), CheckState.LATE)):
        check = check_periods("periods", now=due_at + waited)
        assert (check.since, check.state) == (due_at, state)
    assert check_periods("periods", now=due_at - timedelta(seconds=1)).since is None


@pytest.mark.parametrize(("made", "state"), [(timedelta(), "good"), (16 * MINUTE, "late")])
def test_a_new_schedule_has_time_to_catch_up(client: Client, db: None, made: timedelta, state: str) -> None:
    ask_for_reports(made=made)
    assert jobs(client)[1]["periods"]["state"] == state


def test_a_paused_schedule_owes_nothing(client: Client, db: None) -> None:
    ask_for_reports()
    ReportSchedule.objects.update(is_active=False)
    assert jobs(client)[1]["periods"]["state"] == "good"


def test_a_check_that_fails_is_no_good_answer(client: Client, db: None) -> None:
    beat("tick")
    ask_for_reports()
    ReportSchedule.objects.update(first_period_start=date(2026, 9, 2))
    status, checks = jobs(client)
    assert (status, checks["periods"]) == (503, {"state": "failed", "age_seconds": None, "limit_seconds": None})
    assert checks["tick"]["state"] == "good"


def test_ready_says_what_is_not_migrated(client: Client, db: None) -> None:
    recorder = MigrationRecorder(connection)
    ((_, newest),) = MigrationLoader(connection).graph.leaf_nodes("records")
    with as_owner():
        recorder.record_unapplied("records", newest)
    answer = client.get("/healthz/ready")
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert answer.json() == {"database": "ready", "migrations": "missing", "missing": [f"records.{newest}"], "role": "bound"}
    with as_owner():
        recorder.record_applied("records", newest)
    well = {"database": "ready", "migrations": "applied", "role": "bound", "receipts": "signed"}
    assert client.get("/healthz/ready").json() == well


def test_a_role_that_the_laws_do_not_bind_is_not_ready(client: Client, db: None) -> None:
    with as_owner():
        answer = client.get("/healthz/ready")
        assert [fault.id for fault in check_role(["default"])] == ["records.E001"]
    assert answer.status_code == 503
    assert "row-level security does not bind" in answer.json()["role"]
    assert client.get("/healthz/ready").status_code == 200
    assert check_role(["default"]) == []


def test_ready_asks_once_whether_all_is_applied(client: Client, db: None, django_assert_num_queries: Any) -> None:
    assert client.get("/healthz/ready").status_code == 200
    with django_assert_num_queries(1):
        assert client.get("/healthz/ready").status_code == 200


def test_live_asks_nothing(client: Client, db: None, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        assert client.get("/healthz/live").content == b"live\n"


def test_jobs_asks_little(client: Client, db: None, django_assert_max_num_queries: Any) -> None:
    ask_for_reports()
    with django_assert_max_num_queries(5):
        client.get("/healthz/jobs")


def test_every_check_stands_on_the_home_page_with_the_same_verdict(db: None) -> None:
    beat("relay")
    Heartbeat.objects.create(name="tick", beat_at=database_now() - HEARTBEAT_LIMIT - MINUTE)
    owe(OUTBOX_LIMIT + MINUTE)
    owe(MINUTE, state=OutboxState.DEAD)
    now = database_now()
    checks = run_checks(now=now)
    assert [check.name for check in checks] == list(settings.JOB_CHECKS)
    relay, *shown, given_up = list_health(now)
    assert [item.good for item in shown] == [check.good for check in checks] == [False, False, True]
    assert [f"{item.label}: {item.words}" for item in (*shown, given_up)] == [
        "Scheduler: 4 minutes ago",
        "Outbox: oldest due 11 minutes ago",
        "Reports: every one issued",
        "Given up: 1 dead",
    ]
    assert (relay.good, given_up.good) == (True, False)
