"""A day in a form is written one way only: 03/04/2025 would be read as one day and meant as another."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from recycling.admin.forms import BalanceForm
from reports.models import ReportSchedule
from suppliers.admin.evidence import EvidenceForm
from tests.world import submit
from tracker.access.models import Party, User
from tracker.access.roles import Role
from tracker.records.models import Evidence

AMBIGUOUS = ["03/04/2025", "03/04/25", "Mar 4 2025", "4 March 2025", "20250304"]


@pytest.mark.parametrize("day", AMBIGUOUS)
def test_evidence_is_dated_one_way(client: Client, analyst: User, supplier: Party, day: str) -> None:
    client.force_login(analyst)
    form = {"file": SimpleUploadedFile("a.csv", b"a,b\n"), "title": "Readings", "effective_date": day}
    answer = client.post(reverse("admin:suppliers_revision_evidence", args=[submit(supplier).pk]), form)
    assert (answer.status_code, Evidence.objects.exists()) == (400, False)
    assert "Give a day such as 2025-12-31." in answer.content.decode()


@pytest.mark.parametrize("day", AMBIGUOUS)
def test_a_schedule_begins_on_a_day_written_one_way(client: Client, make_user: Callable[..., User], day: str) -> None:
    client.force_login(make_user(Role.ADMINISTRATOR))
    form = {"key": "k", "title": "T", "cadence": "MONTHLY", "first_period_start": day, "zone": "UTC", "lag_days": "5"}
    assert client.post("/admin/reports/reportschedule/add/", form).status_code == 200
    assert not ReportSchedule.objects.exists()


@pytest.mark.parametrize("day", AMBIGUOUS)
def test_so_is_the_period_of_a_balance(day: str) -> None:
    assert {"period_start", "period_end"} <= set(BalanceForm({"period_start": day, "period_end": day}, goals=[]).errors)
    fine = "2025-03-04"
    assert not {"period_start", "period_end"} & set(BalanceForm({"period_start": fine, "period_end": fine}, goals=[]).errors)
    assert "effective_date" not in EvidenceForm({"effective_date": fine}).errors
