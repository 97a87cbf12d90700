"""Corrective action plans. How one stands is worked out from these rows; nothing here holds a state."""

from __future__ import annotations

from typing import ClassVar
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from tracker.records.frozen import frozen_triggers

from .codes import Outcome
from .reports import tco2e_field

LONGEST_KEY = 40


class Closing(models.TextChoices):
    CLOSED = "CLOSED", "Closed"
    CANCELLED = "CANCELLED", "Cancelled"


class Entered(models.Model):
    """Who brought a row: a person, a client, or the system."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    party = models.ForeignKey("access.Party", models.PROTECT, related_name="+")
    entered_by_user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    entered_by_client = models.ForeignKey("access.ApiClient", models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        abstract = True


def entered_once(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=Q(entered_by_user__isnull=True) | Q(entered_by_client__isnull=True), name=f"{name}_entered_once"
    )


class CorrectiveActionPlan(Entered):
    """What a supplier owes for a year in which it missed a mandate. What it says stands in its versions."""

    commitment = models.ForeignKey("commitments.Commitment", models.PROTECT, related_name="+")
    reporting_year = models.PositiveSmallIntegerField()
    due_on = models.DateField(help_text="the day by which the plan itself is to be filed, in the mandate's zone")

    class Meta:
        ordering: ClassVar = ["-reporting_year", "party", "commitment"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["party", "commitment", "reporting_year"], name="one_plan_per_obligation"),
            models.UniqueConstraint(fields=["id", "party"], name="plan_with_its_party"),
            models.CheckConstraint(condition=Q(reporting_year__range=(1990, 2200)), name="plan_year_plausible"),
            entered_once("plan"),
        ]
        triggers: ClassVar = frozen_triggers()

    def __str__(self) -> str:
        return f"{self.party} {self.reporting_year}"


class PlanVersion(Entered):
    """The plan as it was filed, whole. `content_sha256` is the hash of the canonical JSON of what was filed."""

    plan = models.ForeignKey(CorrectiveActionPlan, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    cause = models.TextField()
    content_sha256 = models.CharField(max_length=64)

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["plan", "number"], name="plan_version_number_once"),
            models.UniqueConstraint(fields=["id", "party"], name="plan_version_with_its_party"),
            models.CheckConstraint(condition=Q(number__gte=1), name="plan_version_number_positive"),
            models.CheckConstraint(condition=~Q(cause=""), name="plan_version_states_the_cause"),
            entered_once("plan_version"),
        ]
        triggers: ClassVar = frozen_triggers()

    def __str__(self) -> str:
        return f"{self.plan} version {self.number}"


class Milestone(models.Model):
    """A step of one version. Its key is the supplier's own and names the same step in every version."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    version = models.ForeignKey(PlanVersion, models.PROTECT, related_name="milestones")
    party = models.ForeignKey("access.Party", models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()
    key = models.SlugField(max_length=LONGEST_KEY)
    title = models.CharField(max_length=200)
    due_on = models.DateField()
    expected_cut_tco2e = tco2e_field(verbose_name="expected cut, tCO2e", null=True)
    recorded_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["version", "key"], name="milestone_key_once"),
            models.UniqueConstraint(fields=["id", "party"], name="milestone_with_its_party"),
            models.CheckConstraint(condition=Q(expected_cut_tco2e__gte=0), name="expected_cut_not_negative"),
        ]
        triggers: ClassVar = frozen_triggers()

    def __str__(self) -> str:
        return f"{self.title} by {self.due_on}"


class MilestoneReport(Entered):
    """The supplier says that a milestone is done. That one is missed is nothing to file: the calendar says it."""

    milestone = models.ForeignKey(Milestone, models.PROTECT, related_name="reports")
    done_on = models.DateField()
    note = models.TextField()
    evidence = models.ForeignKey("records.Evidence", models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering: ClassVar = ["recorded_at"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["id", "party"], name="milestone_report_with_its_party"),
            entered_once("milestone_report"),
        ]
        triggers: ClassVar = frozen_triggers()

    def __str__(self) -> str:
        return f"{self.milestone.title} done on {self.done_on}"


class DecidedOn(models.Model):
    """What an analyst decided. It stands; a change of mind is about what is filed next."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    party = models.ForeignKey("access.Party", models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=8, choices=Outcome)
    reason = models.TextField(blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        abstract = True


def return_states_its_reason(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(condition=Q(outcome=Outcome.ACCEPTED) | ~Q(reason=""), name=f"{name}_states_its_reason")


class PlanDecision(DecidedOn):
    version = models.OneToOneField(PlanVersion, models.PROTECT, related_name="decision")

    class Meta:
        ordering: ClassVar = ["-recorded_at"]
        constraints: ClassVar = [return_states_its_reason("plan_return")]
        triggers: ClassVar = frozen_triggers()

    def __str__(self) -> str:
        return f"{self.outcome} {self.version}"


class MilestoneDecision(DecidedOn):
    report = models.OneToOneField(MilestoneReport, models.PROTECT, related_name="decision")

    class Meta:
        ordering: ClassVar = ["-recorded_at"]
        constraints: ClassVar = [return_states_its_reason("milestone_return")]
        triggers: ClassVar = frozen_triggers()

    def __str__(self) -> str:
        return f"{self.outcome} {self.report}"


class PlanClosure(models.Model):
    """The end of a plan: all done, or called off. Nothing follows it."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    plan = models.OneToOneField(CorrectiveActionPlan, models.PROTECT, related_name="closure")
    party = models.ForeignKey("access.Party", models.PROTECT, related_name="+")
    closing = models.CharField(max_length=9, choices=Closing)
    reason = models.TextField()
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering: ClassVar = ["-recorded_at"]
        constraints: ClassVar = [models.CheckConstraint(condition=~Q(reason=""), name="plan_closure_states_its_reason")]
        triggers: ClassVar = frozen_triggers()

    def __str__(self) -> str:
        return f"{self.closing} {self.plan}"
