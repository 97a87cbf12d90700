from __future__ import annotations

from typing import ClassVar
from uuid import uuid4

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from tracker.compliance.commitments import CommitmentKind
from tracker.records.frozen import frozen_triggers, keep_history, kept_rows

TEXT_LENGTH, URL_LENGTH, UNIT_LENGTH, CATEGORY_LENGTH = 300, 500, 40, 30


class Commitment(models.Model):
    """The identity of a promise; what it says stands in its versions."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    key = models.SlugField(max_length=60, unique=True)
    kind = models.CharField(max_length=30, choices=[(kind, kind.replace("_", " ").capitalize()) for kind in CommitmentKind])
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering: ClassVar = ["key"]
        triggers: ClassVar = frozen_triggers("created_at")

    def __str__(self) -> str:
        return self.key


class CommitmentVersion(models.Model):
    """`terms` are plain values as `tracker.compliance.commitments.read_commitment` takes them."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    commitment = models.ForeignKey(Commitment, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField(validators=[MinValueValidator(1)])
    valid_from = models.DateField()
    terms = models.JSONField()
    recorded_at = models.DateTimeField(db_default=Now(), editable=False)
    recorded_by = models.CharField(max_length=200)

    class Meta:
        ordering: ClassVar = ["commitment", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["commitment", "number"], name="commitment_version_number_once"),
            models.CheckConstraint(condition=models.Q(number__gte=1), name="commitment_version_number_positive"),
        ]
        triggers: ClassVar = frozen_triggers()

    def __str__(self) -> str:
        return f"{self.commitment.key} v{self.number}"


@keep_history()
class Enrolment(models.Model):
    """A party bound by a mandate, on its own calendar: one that joins later has a later base year."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    party = models.ForeignKey("access.Party", models.PROTECT, related_name="enrolments")
    commitment = models.ForeignKey(Commitment, models.PROTECT, related_name="enrolments")
    base_year = models.PositiveSmallIntegerField()
    first_assessed_year = models.PositiveSmallIntegerField()
    end_year = models.PositiveSmallIntegerField()
    tier = models.PositiveSmallIntegerField(default=1)
    category = models.CharField(
        max_length=CATEGORY_LENGTH,
        blank=True,
        default="",
        help_text="what the party supplies, such as DISPLAY, BATTERY, ASSEMBLY or FOUNDRY; empty where not known",
    )
    annual_spend = models.DecimalField(
        max_digits=18,
        decimal_places=2,
        null=True,
        help_text="what the buyer spends with the party in a year, where known",
    )
    spend_currency = models.CharField(max_length=3, default="", help_text="ISO 4217, such as CNY")
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering: ClassVar = ["commitment", "party"]
        triggers: ClassVar = kept_rows()
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["party", "commitment"], name="enrolment_once"),
            models.CheckConstraint(
                condition=models.Q(base_year__lt=models.F("first_assessed_year"))
                & models.Q(first_assessed_year__lte=models.F("end_year")),
                name="enrolment_years_in_order",
            ),
            models.CheckConstraint(
                condition=models.Q(annual_spend__isnull=True, spend_currency="")
                | models.Q(annual_spend__gte=0, spend_currency__regex="^[A-Z]{3}$"),
                name="enrolment_spend_has_its_currency",
            ),
            models.CheckConstraint(
                condition=models.Q(category__regex="^([A-Z][A-Z0-9_]*)?$"), name="enrolment_category_is_a_code"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.party} in {self.commitment}"


class Measurement(models.Model):
    """A figure towards a commitment that is measured. Figures are only added; a counter-entry takes one back, whole."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    commitment = models.ForeignKey(Commitment, models.PROTECT, related_name="measurements")
    period_start = models.DateField()
    period_end = models.DateField()
    amount = models.DecimalField(max_digits=20, decimal_places=6)
    of_total = models.DecimalField("of a total of", max_digits=20, decimal_places=6, null=True, blank=True)
    unit = models.CharField(max_length=UNIT_LENGTH)
    source = models.CharField(max_length=TEXT_LENGTH)
    source_url = models.URLField(max_length=URL_LENGTH, blank=True)
    reverses = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="reversed_by")
    reason = models.TextField(blank=True)
    recorded_at = models.DateTimeField(db_default=Now(), editable=False)
    recorded_by = models.CharField(max_length=200)

    class Meta:
        ordering: ClassVar = ["commitment", "period_end", "recorded_at"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(period_start__lte=F("period_end")), name="measurement_period_in_order"),
            models.CheckConstraint(
                condition=Q(reverses__isnull=False, amount__lte=0) & ~Q(reason="") | Q(reverses__isnull=True, amount__gte=0),
                name="measurement_reversal_says_why",
            ),
            models.CheckConstraint(condition=~Q(source=""), name="measurement_names_its_source"),
        ]
        triggers: ClassVar = frozen_triggers()

    def __str__(self) -> str:
        return f"{self.commitment.key}, {self.period_start} to {self.period_end}"
