"""What an obligation gathers besides reports: that somebody is excused from it for a time."""

from __future__ import annotations

from typing import ClassVar
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from tracker.records.frozen import frozen_triggers


class Waiver(models.Model):
    """Lifts one obligation of one party up to and with `expires_on`, a day in the mandate's zone. It may end earlier."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    party = models.ForeignKey("access.Party", models.PROTECT, related_name="waivers")
    commitment = models.ForeignKey("commitments.Commitment", models.PROTECT, related_name="+")
    reporting_year = models.PositiveSmallIntegerField()
    reason = models.TextField()
    expires_on = models.DateField()
    evidence = models.ForeignKey("records.Evidence", models.PROTECT, null=True, related_name="+")
    granted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering: ClassVar = ["-recorded_at"]
        indexes: ClassVar = [models.Index(fields=["commitment", "party"], name="waivers_of_a_commitment")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["id", "party"], name="waiver_with_its_party"),
            models.CheckConstraint(condition=~Q(reason=""), name="waiver_states_its_reason"),
            models.CheckConstraint(condition=Q(reporting_year__range=(1990, 2200)), name="waiver_year_plausible"),
        ]
        triggers: ClassVar = frozen_triggers()

    def __str__(self) -> str:
        return f"{self.party} {self.reporting_year} waived until {self.expires_on}"


class WaiverEnd(models.Model):
    """From its instant on the waiver holds no more."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    waiver = models.OneToOneField(Waiver, models.PROTECT, related_name="end")
    party = models.ForeignKey("access.Party", models.PROTECT, related_name="+")
    reason = models.TextField()
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering: ClassVar = ["-recorded_at"]
        constraints: ClassVar = [models.CheckConstraint(condition=~Q(reason=""), name="waiver_end_states_its_reason")]
        triggers: ClassVar = frozen_triggers()

    def __str__(self) -> str:
        return f"end of {self.waiver}"
