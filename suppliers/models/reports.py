from __future__ import annotations

from typing import Any, ClassVar
from uuid import uuid4

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from suppliers.lifecycle import RevisionState
from tracker.records.frozen import frozen_triggers

from .codes import AssuranceLevel, ConsolidationApproach, GwpSet, Outcome, ReasonCode
from .details import DETAIL_CONSTRAINTS, Details


def tco2e_field(**options: Any) -> models.DecimalField[Any, Any]:
    return models.DecimalField(max_digits=20, decimal_places=6, validators=[MinValueValidator(0)], **options)


# Of revisions: nobody has decided on them yet, and nobody took them back.
WAITS = Q(decision__isnull=True, withdrawal__isnull=True)


class EmissionsReport(models.Model):
    """One supplier's report about one year. What it says stands in its revisions."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    party = models.ForeignKey("access.Party", models.PROTECT, related_name="emissions_reports")
    reporting_year = models.PositiveSmallIntegerField()
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering: ClassVar = ["-reporting_year", "party"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["party", "reporting_year"], name="one_report_per_supplier_and_year"),
            models.UniqueConstraint(fields=["id", "party"], name="report_with_its_party"),
            models.CheckConstraint(condition=Q(reporting_year__range=(1990, 2200)), name="reporting_year_plausible"),
        ]
        triggers: ClassVar = frozen_triggers("created_at")

    def __str__(self) -> str:
        return f"{self.party} {self.reporting_year}"


class Revision(Details):
    """What was submitted, whole, as it was: never changed, never a delta. A correction is the next revision.

    `content_sha256` is the hash of the canonical JSON of the submitted fields (suppliers.content).
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    report = models.ForeignKey(EmissionsReport, models.PROTECT, related_name="revisions")
    party = models.ForeignKey("access.Party", models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    recorded_at = models.DateTimeField(db_default=Now(), editable=False)
    entered_by_user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    entered_by_client = models.ForeignKey("access.ApiClient", models.PROTECT, null=True, related_name="+")
    content_sha256 = models.CharField(max_length=64)

    period_start = models.DateField()
    period_end = models.DateField()
    consolidation_approach = models.CharField(max_length=20, choices=ConsolidationApproach)
    gwp_set = models.CharField("GWP set", max_length=3, choices=GwpSet)
    scope_1_tco2e = tco2e_field(verbose_name="scope 1, tCO2e")
    scope_2_location_tco2e = tco2e_field(verbose_name="scope 2 location-based, tCO2e", null=True)
    scope_2_market_tco2e = tco2e_field(verbose_name="scope 2 market-based, tCO2e", null=True)
    assurance_level = models.CharField(max_length=10, choices=AssuranceLevel, default=AssuranceLevel.NONE)
    assurance_standard = models.CharField(max_length=20, blank=True)
    assurance_provider = models.CharField(max_length=200, blank=True)
    explanation = models.TextField(blank=True)
    reason_code = models.CharField(max_length=20, choices=ReasonCode, blank=True)
    reason_text = models.TextField(blank=True)
    # Which came or went in a structural change: name, existed_in_base_year and, in tonnes as text, base_year_tco2e.
    facilities = models.JSONField(default=list, blank=True)

    class Meta:
        ordering: ClassVar = ["-recorded_at"]
        permissions: ClassVar = [("decide_revision", "Can accept or return a revision")]
        indexes: ClassVar = [models.Index(fields=["party", "recorded_at"], name="revisions_of_a_party")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["report", "number"], name="revision_number_once"),
            models.UniqueConstraint(fields=["id", "party"], name="revision_with_its_party"),
            models.CheckConstraint(condition=Q(number__gte=1), name="revision_number_positive"),
            models.CheckConstraint(condition=Q(period_start__lt=F("period_end")), name="revision_period_in_order"),
            models.CheckConstraint(condition=Q(scope_1_tco2e__gte=0), name="scope_1_not_negative"),
            models.CheckConstraint(condition=Q(scope_2_location_tco2e__gte=0), name="scope_2_location_not_negative"),
            models.CheckConstraint(condition=Q(scope_2_market_tco2e__gte=0), name="scope_2_market_not_negative"),
            models.CheckConstraint(
                condition=Q(facilities=[]) | Q(reason_code=ReasonCode.STRUCTURAL_CHANGE),
                name="facilities_of_a_structural_change",
            ),
            models.CheckConstraint(
                condition=Q(number=1) | (~Q(reason_code="") & ~Q(reason_text="")), name="amendment_states_its_reason"
            ),
            # A client may belong to a program that entered nothing on behalf of a person; the system enters examples.
            models.CheckConstraint(
                condition=Q(entered_by_user__isnull=True) | Q(entered_by_client__isnull=True), name="revision_entered_once"
            ),
            *DETAIL_CONSTRAINTS,
        ]
        triggers: ClassVar = frozen_triggers()

    def __str__(self) -> str:
        return f"{self.report} revision {self.number}"

    @property
    def state(self) -> RevisionState:
        if hasattr(self, "withdrawal"):
            return RevisionState.WITHDRAWN
        decision = getattr(self, "decision", None)
        return RevisionState.SUBMITTED if decision is None else RevisionState(decision.outcome)


class RevisionEvidence(models.Model):
    """A file that backs a revision. It may come long after, and changes nothing that was filed."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    revision = models.ForeignKey(Revision, models.PROTECT, related_name="attachments")
    evidence = models.ForeignKey("records.Evidence", models.PROTECT, related_name="attachments")
    party = models.ForeignKey("access.Party", models.PROTECT, related_name="+")
    entered_by_user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    entered_by_client = models.ForeignKey("access.ApiClient", models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering: ClassVar = ["recorded_at"]
        verbose_name_plural = "revision evidence"
        indexes: ClassVar = [models.Index(fields=["party", "recorded_at"], name="attachments_of_a_party")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["revision", "evidence"], name="evidence_once_on_a_revision"),
            models.CheckConstraint(
                condition=Q(entered_by_user__isnull=True) | Q(entered_by_client__isnull=True), name="attachment_entered_once"
            ),
        ]
        triggers: ClassVar = frozen_triggers()

    def __str__(self) -> str:
        return f"{self.evidence} on {self.revision}"


class Decision(models.Model):
    """What an analyst decided on a revision. It stands; a change of mind is about the next revision."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    revision = models.OneToOneField(Revision, models.PROTECT, related_name="decision")
    party = models.ForeignKey("access.Party", models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=8, choices=Outcome)
    reason = models.TextField(blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering: ClassVar = ["-recorded_at"]
        indexes: ClassVar = [models.Index(fields=["party", "recorded_at"], name="decisions_of_a_party")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["id", "party"], name="decision_with_its_party"),
            models.CheckConstraint(condition=Q(outcome=Outcome.ACCEPTED) | ~Q(reason=""), name="return_states_its_reason"),
        ]
        triggers: ClassVar = frozen_triggers()

    def __str__(self) -> str:
        return f"{self.outcome} {self.revision}"
