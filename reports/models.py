from __future__ import annotations

from typing import ClassVar
from uuid import uuid4
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Now

from tracker.compliance.periods import Period
from tracker.compliance.schedules import Cadence, Schedule
from tracker.records.frozen import frozen_triggers, keep_history, kept_rows


def check_zone(name: str) -> None:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise ValidationError(f"“{name}” is not a time zone. Write one such as Asia/Shanghai or Europe/Berlin.") from error


def check_first_of_month(day: object) -> None:
    if getattr(day, "day", 1) != 1:
        raise ValidationError(f"{day} is not the first of a month; periods start there.")


@keep_history()
class ReportSchedule(models.Model):
    """When programme reports are due. Its periods follow from these values alone."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    key = models.SlugField(max_length=40, unique=True, help_text="stands in the number of each report, such as “monthly”")
    title = models.CharField(max_length=120, default="Programme compliance report")
    cadence = models.CharField(max_length=12, choices=[(c, c.replace("_", "-").capitalize()) for c in Cadence])
    first_period_start = models.DateField(validators=[check_first_of_month])
    zone = models.CharField("time zone", max_length=60, validators=[check_zone])
    lag_days = models.PositiveSmallIntegerField(
        default=5, validators=[MaxValueValidator(365)], help_text="days after the period's end until the report is due"
    )
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering: ClassVar = ["key"]
        triggers: ClassVar = kept_rows()

    def __str__(self) -> str:
        return self.key

    def as_schedule(self) -> Schedule:
        return Schedule(
            cadence=Cadence(self.cadence),
            first_start=self.first_period_start,
            zone=ZoneInfo(self.zone),
            lag_days=self.lag_days,
        )


class ReportRun(models.Model):
    """The claim on one period of a schedule, or one request: exactly one report comes of it.

    `as_of` is the instant whose knowledge the report shows, fixed when the run is opened.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    schedule = models.ForeignKey(ReportSchedule, models.PROTECT, null=True, blank=True, related_name="runs")
    number = models.CharField(max_length=80, unique=True)
    title = models.CharField(max_length=120)
    period_start = models.DateField()
    period_end = models.DateField()
    as_of = models.DateTimeField()
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering: ClassVar = ["-created_at"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["schedule", "period_start"], name="one_run_per_period"),
            models.CheckConstraint(condition=Q(period_start__lte=F("period_end")), name="run_period_in_order"),
            ExclusionConstraint(
                name="runs_of_a_schedule_do_not_overlap",
                expressions=[
                    ("schedule", RangeOperators.EQUAL),
                    (Func("period_start", "period_end", Value("[]"), function="daterange"), RangeOperators.OVERLAPS),
                ],
            ),
        ]
        triggers: ClassVar = frozen_triggers("created_at")

    def __str__(self) -> str:
        return self.number

    @property
    def period(self) -> Period:
        return Period(self.period_start, self.period_end)


class ComplianceReport(models.Model):
    """An issued report. Files stand under their sha256; `input_sha256` is that of the canonical summary it shows."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    run = models.OneToOneField(ReportRun, models.PROTECT, related_name="report")
    as_of = models.DateTimeField()
    input_sha256 = models.CharField(max_length=64)
    pdf_sha256 = models.CharField(max_length=64)
    pdf_size = models.PositiveIntegerField()
    renderer = models.CharField(max_length=80)
    warnings = models.JSONField(default=list)
    issued_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering: ClassVar = ["-issued_at"]
        permissions: ClassVar = [("issue_compliancereport", "Can issue a compliance report now")]
        triggers: ClassVar = frozen_triggers("issued_at")

    def __str__(self) -> str:
        return self.run.number
