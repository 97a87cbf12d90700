from __future__ import annotations

from typing import ClassVar
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from tracker.records.frozen import frozen_triggers

from .reports import Revision


class Withdrawal(models.Model):
    """The sender takes back a revision on which nobody has decided. From its instant on the revision counts nowhere."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    revision = models.OneToOneField(Revision, models.PROTECT, related_name="withdrawal")
    party = models.ForeignKey("access.Party", models.PROTECT, related_name="+")
    reason = models.TextField()
    entered_by_user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    entered_by_client = models.ForeignKey("access.ApiClient", models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering: ClassVar = ["-recorded_at"]
        indexes: ClassVar = [models.Index(fields=["party", "recorded_at"], name="withdrawals_of_a_party")]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(reason=""), name="withdrawal_states_its_reason"),
            models.CheckConstraint(
                condition=Q(entered_by_user__isnull=True) | Q(entered_by_client__isnull=True), name="withdrawal_entered_once"
            ),
        ]
        triggers: ClassVar = frozen_triggers()

    def __str__(self) -> str:
        return f"withdrawal of {self.revision}"
