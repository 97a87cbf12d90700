"""Exactly one report for each period, and one that shows what was known at its instant."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from rest_framework.test import APIClient

from reports.actions import add_schedule, open_due_runs, prepare_compliance_report, request_compliance_report, tick
from reports.models import ComplianceReport, ReportRun, ReportSchedule
from reports.tasks import issue_compliance_report
from tests.world import ACTOR, submit_accepted
from tracker.access.models import Party, User
from tracker.access.roles import Role
from tracker.commitments.models import Commitment
from tracker.compliance.schedules import Cadence
from tracker.records.canonical import sha256_of
from tracker.records.clock import database_now
from tracker.records.files import FileDamaged, read_file
from tracker.records.models import Heartbeat, OutboxEntry, OutboxState
from tracker.records.refusals import Forbidden


@pytest.fixture(autouse=True)
def own_files(settings: Any, tmp_path: Path) -> Path:
    settings.FILES_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def monthly(db: None) -> ReportSchedule:
    return add_schedule(
        actor=ACTOR,
        key="monthly",
        cadence=Cadence.MONTHLY,
        first_period_start=date(2026, 9, 1),
        zone="Asia/Shanghai",
        lag_days=5,
    )


NOVEMBER = datetime(2026, 11, 23, tzinfo=UTC)


def issue(run: ReportRun) -> ComplianceReport:
    entry = OutboxEntry.objects.get(key=f"report:{run.pk}")
    assert issue_compliance_report(str(entry.pk)), entry.last_error
    return ComplianceReport.objects.get(run=run)


def test_each_due_period_is_opened_once(monthly: ReportSchedule) -> None:
    assert [run.number for run in open_due_runs(now=NOVEMBER)] == ["monthly-2026-09", "monthly-2026-10"]
    assert open_due_runs(now=NOVEMBER) == []
    assert [run.number for run in tick(now=NOVEMBER + timedelta(days=14))] == ["monthly-2026-11"]
    assert OutboxEntry.objects.filter(kind="reports.issue_compliance_report").count() == 3
    assert Heartbeat.objects.filter(name="tick").exists()


def test_a_schedule_that_fails_holds_up_no_other(monthly: ReportSchedule) -> None:
    add_schedule(
        actor=ACTOR,
        key="broken",
        cadence=Cadence.MONTHLY,
        first_period_start=date(2026, 9, 2),
        zone="Asia/Shanghai",
        lag_days=5,
    )
    with pytest.raises(ValueError, match="first of a month"):
        open_due_runs(now=NOVEMBER)
    assert set(ReportRun.objects.values_list("schedule__key", flat=True)) == {"monthly"}


def test_a_paused_schedule_opens_nothing(monthly: ReportSchedule) -> None:
    ReportSchedule.objects.update(is_active=False)
    assert open_due_runs(now=NOVEMBER) == []


def test_the_table_itself_refuses_a_second_run_and_an_overlap(monthly: ReportSchedule) -> None:
    open_due_runs(now=NOVEMBER)
    for start, end, constraint in (
        (date(2026, 10, 1), date(2026, 10, 31), "one_run_per_period|do_not_overlap"),
        (date(2026, 10, 15), date(2026, 11, 15), "do_not_overlap"),
    ):
        with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
            ReportRun.objects.create(
                schedule=monthly, number=f"again-{start}", title="again", period_start=start, period_end=end, as_of=NOVEMBER
            )


def test_the_record_settles_before_the_report_is_made(analyst: User, mandate: Commitment) -> None:
    now = database_now()
    run = request_compliance_report(user=analyst, now=now)
    assert OutboxEntry.objects.get(key=f"report:{run.pk}").not_before == now + timedelta(seconds=60)
    assert run.as_of == now


@pytest.mark.parametrize("role", [Role.AUDITOR, None])
def test_others_do_not_issue(make_user: Callable[..., User], role: Role | None) -> None:
    with pytest.raises(Forbidden, match="Only an analyst"):
        request_compliance_report(user=make_user(role), now=NOVEMBER)


def test_an_issued_report_holds_the_figure(supplier: Party, analyst: User, goal: Commitment) -> None:
    submit_accepted(supplier, analyst, 2025, "51712.8")
    report = issue(request_compliance_report(user=analyst, now=database_now()))
    pdf, figures = read_file(report.pdf_sha256), read_file(report.input_sha256)
    assert pdf.startswith(b"%PDF-")
    assert (sha256_of(pdf), len(pdf)) == (report.pdf_sha256, report.pdf_size)
    assert b'"tco2e":"51712.8"' in figures
    assert report.warnings == []
    assert OutboxEntry.objects.get(key=f"report:{report.run_id}").state == OutboxState.DONE


def test_what_comes_later_is_not_in_it(supplier: Party, analyst: User, goal: Commitment) -> None:
    run = request_compliance_report(user=analyst, now=database_now())
    submit_accepted(supplier, analyst, 2025, "51712.8")
    assert b"51712.8" not in read_file(issue(run).input_sha256)


def test_the_same_run_gives_the_same_bytes(supplier: Party, analyst: User, goal: Commitment, own_files: Path) -> None:
    submit_accepted(supplier, analyst)
    run = request_compliance_report(user=analyst, now=database_now())
    issue(run)
    stored = {path.name for path in own_files.rglob("*") if path.is_file()}
    write = prepare_compliance_report(run.pk)
    assert {path.name for path in own_files.rglob("*") if path.is_file()} == stored, "the second rendering hashes to the first"
    with pytest.raises(IntegrityError), transaction.atomic():
        write()


def test_a_second_message_makes_no_second_report(supplier: Party, analyst: User) -> None:
    run = request_compliance_report(user=analyst, now=database_now())
    issue(run)
    assert not issue_compliance_report(str(OutboxEntry.objects.get(key=f"report:{run.pk}").pk))
    assert ComplianceReport.objects.count() == 1


def test_the_reader_downloads_what_was_stored(
    connect: Callable[[Party | None], APIClient], supplier: Party, analyst: User
) -> None:
    report = issue(request_compliance_report(user=analyst, now=database_now()))
    reader = connect(None)
    (row,) = reader.get("/api/v1/compliance-reports/").json()["results"]
    pdf, figures = reader.get(row["pdf"]), reader.get(row["summary"])
    assert sha256_of(pdf.content) == row["pdf_sha256"] == report.pdf_sha256
    assert sha256_of(figures.content) == row["input_sha256"]
    assert pdf["Content-Type"] == "application/pdf"
    assert pdf["Content-Disposition"].startswith("attachment")
    stranger = connect(supplier)
    for address in (f"/api/v1/compliance-reports/{report.pk}/", row["pdf"], row["summary"]):
        assert stranger.get(address).status_code == 404


def test_a_damaged_file_is_never_served(
    connect: Callable[[Party | None], APIClient], supplier: Party, analyst: User, own_files: Path
) -> None:
    report = issue(request_compliance_report(user=analyst, now=database_now()))
    path = own_files / report.pdf_sha256[:2] / report.pdf_sha256
    path.write_bytes(path.read_bytes() + b" ")
    with pytest.raises(FileDamaged):
        read_file(report.pdf_sha256)
    response = connect(None).get(f"/api/v1/compliance-reports/{report.pk}/pdf/")
    assert (response.status_code, response["Content-Type"]) == (500, "application/problem+json")
    path.unlink()
    assert connect(None).get(f"/api/v1/compliance-reports/{report.pk}/pdf/").status_code == 500


def test_a_name_that_no_font_can_print_is_a_warning(mandate: Commitment, supplier: Party, analyst: User) -> None:
    supplier.name_local = "\U00012000 cuneiform"
    supplier.save()
    report = issue(request_compliance_report(user=analyst, now=database_now()))
    assert any("\\U00012000" in warning or "\U00012000" in warning for warning in report.warnings)
