from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from reports.actions import add_schedule, request_compliance_report
from reports.models import ComplianceReport, ReportRun, ReportSchedule
from tests.pages import initials_of
from tests.world import ACTOR
from tracker.access.models import User
from tracker.access.roles import Role
from tracker.compliance.schedules import Cadence
from tracker.records.canonical import sha256_of
from tracker.records.clock import database_now
from tracker.records.files import store_file
from tracker.records.models import AuditEvent, OutboxEntry

ISSUED = "/admin/reports/compliancereport/"
SCHEDULES = "/admin/reports/reportschedule/"
NEXT_YEAR = date.today().year + 1  # noqa: DTZ011 - any year that lies ahead will do
SCHEDULE = {
    "key": "quarterly",
    "title": "Quarterly report",
    "cadence": "QUARTERLY",
    "first_period_start": f"{NEXT_YEAR}-01-01",
    "zone": "Asia/Shanghai",
    "lag_days": "5",
    "is_active": "on",
}


def text_of(response: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


@pytest.fixture(autouse=True)
def store(settings: Any, tmp_path: Path) -> Path:
    settings.FILES_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def desk(client: Client, analyst: User) -> Client:
    client.force_login(analyst)
    return client


@pytest.fixture
def chief(client: Client, make_user: Callable[..., User]) -> Client:
    client.force_login(make_user(Role.ADMINISTRATOR))
    return client


@pytest.fixture
def report(analyst: User) -> ComplianceReport:
    run = request_compliance_report(user=analyst, now=database_now())
    return ComplianceReport.objects.create(
        run=run,
        as_of=run.as_of,
        input_sha256=store_file(b'{"goals":[]}'),
        pdf_sha256=store_file(b"%PDF-1.7 test"),
        pdf_size=13,
        renderer="test",
    )


def test_issuing_now_opens_a_run_that_is_shown_as_being_prepared(desk: Client, analyst: User) -> None:
    answer = desk.post(f"{ISSUED}issue/")
    assert answer["Location"] == ISSUED
    run = ReportRun.objects.get()
    assert run.requested_by == analyst
    assert OutboxEntry.objects.get().args == {"run_id": str(run.pk)}
    shown = text_of(desk.get(ISSUED))
    assert "Being prepared" in shown
    assert "about 60 s after the request" in shown
    assert run.number in shown


@pytest.mark.parametrize(
    ("name", "content", "media_type", "ending"),
    [("pdf", b"%PDF-1.7 test", "application/pdf", "pdf"), ("summary", b'{"goals":[]}', "application/json", "json")],
)
def test_files_are_downloaded_as_they_were_stored(
    desk: Client, report: ComplianceReport, name: str, content: bytes, media_type: str, ending: str
) -> None:
    answer = desk.get(f"{ISSUED}{report.pk}/{name}/")
    assert answer.content == content
    assert answer["Content-Type"] == media_type
    assert answer["Content-Disposition"] == f'attachment; filename="pledgekeeper-{report.run.number}.{ending}"'
    assert answer["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("damage", ["changed", "missing"])
def test_a_damaged_file_is_named_and_not_served(desk: Client, report: ComplianceReport, store: Path, damage: str) -> None:
    path = next(path for path in store.rglob("*") if path.name == report.pdf_sha256)
    path.unlink()
    if damage == "changed":
        path.write_bytes(b"%PDF-1.7 forged")
    answer = desk.get(f"{ISSUED}{report.pk}/pdf/")
    assert answer.status_code == 409
    assert f"The file of report {report.run.number} cannot be served" in text_of(answer)
    assert b"forged" not in answer.content


def test_the_list_shows_number_period_and_hash(desk: Client, report: ComplianceReport) -> None:
    shown = text_of(desk.get(ISSUED))
    assert report.run.number in shown
    assert report.pdf_sha256[:12] == sha256_of(b"%PDF-1.7 test")[:12]
    assert report.pdf_sha256[:12] in shown
    assert "Nothing is being prepared" in shown


def test_a_schedule_is_added_with_its_audit_event(chief: Client) -> None:
    assert chief.post(f"{SCHEDULES}add/", SCHEDULE)["Location"] == SCHEDULES
    schedule = ReportSchedule.objects.get()
    event = AuditEvent.objects.get(verb="reports.add_reportschedule")
    assert event.subject_id == str(schedule.pk)
    assert event.facts["zone"] == "Asia/Shanghai"
    shown = text_of(chief.get(SCHEDULES))
    assert f"{NEXT_YEAR}-01-01 – {NEXT_YEAR}-03-31, due {NEXT_YEAR}-04-06 00:00 Asia/Shanghai" in shown


def test_a_schedule_keeps_what_its_periods_follow_from(chief: Client) -> None:
    chief.post(f"{SCHEDULES}add/", SCHEDULE)
    schedule = ReportSchedule.objects.get()
    address = reverse("admin:reports_reportschedule_change", args=[schedule.pk])
    sent = SCHEDULE | {"title": "Report of the quarter", "lag_days": "10", "cadence": "MONTHLY", "zone": "Europe/Berlin"}
    assert chief.post(address, sent | initials_of(chief, address)).status_code == 302
    schedule.refresh_from_db()
    assert (schedule.title, schedule.lag_days, schedule.cadence) == ("Report of the quarter", 10, "QUARTERLY")
    event = AuditEvent.objects.get(verb="reports.change_reportschedule")
    assert event.facts["changes"] == [{"changed": {"fields": ["Title", "Lag days"]}}]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"zone": "Mars/Olympus"}, "zone"),
        ({"zone": "../etc/passwd"}, "zone"),
        ({"first_period_start": "2026-07-02"}, "first_period_start"),
        ({"first_period_start": "9999-12-01"}, "first_period_start"),
        ({"first_period_start": "0001-01-01"}, "first_period_start"),
        ({"first_period_start": "2018-01-01", "cadence": "MONTHLY"}, "first_period_start"),
        ({"lag_days": "366"}, "lag_days"),
        ({"lag_days": "-1"}, "lag_days"),
        ({"key": "not a key"}, "key"),
    ],
)
def test_a_schedule_that_cannot_be_kept_is_refused(chief: Client, changes: dict[str, str], field: str) -> None:
    answer = chief.post(f"{SCHEDULES}add/", SCHEDULE | changes)
    assert answer.status_code == 200
    assert field in answer.context["adminform"].form.errors
    assert not ReportSchedule.objects.exists()


def test_an_analyst_does_not_change_a_schedule(desk: Client) -> None:
    schedule = add_schedule(
        actor=ACTOR, key="monthly", cadence=Cadence.MONTHLY, first_period_start=date(2026, 1, 1), zone="Asia/Shanghai"
    )
    assert desk.post(reverse("admin:reports_reportschedule_change", args=[schedule.pk]), SCHEDULE).status_code == 403
