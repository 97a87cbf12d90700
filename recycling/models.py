from __future__ import annotations

from typing import ClassVar
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from tracker.compliance.goals import MassState
from tracker.records.frozen import frozen_triggers

TEXT_LENGTH, URL_LENGTH = 300, 500


class EntryKind(models.TextChoices):
    OPENING_BALANCE = "OPENING_BALANCE", "Opening balance"
    REVERSAL = "REVERSAL", "Reversal"


class LedgerEntry(models.Model):
    """One line of the e-waste ledger. Lines are only added; a mistake is reversed by a line of its own."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    commitment = models.ForeignKey("commitments.Commitment", models.PROTECT, related_name="ledger_entries")
    party = models.ForeignKey("access.Party", models.PROTECT, null=True, blank=True, related_name="ledger_entries")
    kind = models.CharField(max_length=20, choices=EntryKind)
    period_start = models.DateField()
    period_end = models.DateField()
    mass_kg = models.DecimalField("mass, kg", max_digits=20, decimal_places=6)
    state = models.CharField(max_length=12, choices=[(state, state.capitalize()) for state in MassState])
    estimated = models.BooleanField(default=False)
    source = models.CharField(max_length=TEXT_LENGTH)
    source_url = models.URLField(max_length=URL_LENGTH, blank=True)
    qualifier = models.CharField(
        max_length=TEXT_LENGTH, blank=True, help_text="how sure the source is, such as “approximately”"
    )
    reverses = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="reversed_by")
    reason = models.TextField(blank=True)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+")
    recorded_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering: ClassVar = ["period_end", "recorded_at"]
        verbose_name_plural = "ledger entries"
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(period_start__lte=F("period_end")), name="ledger_period_in_order"),
            models.CheckConstraint(
                condition=Q(kind=EntryKind.REVERSAL, reverses__isnull=False, mass_kg__lt=0) & ~Q(reason="")
                | Q(kind=EntryKind.OPENING_BALANCE, reverses__isnull=True, mass_kg__gt=0),
                name="ledger_reversal_names_what_and_why",
            ),
            models.CheckConstraint(condition=~Q(source=""), name="ledger_names_its_source"),
            models.CheckConstraint(
                condition=~Q(kind=EntryKind.OPENING_BALANCE) | Q(state=MassState.CLAIMED), name="opening_balance_is_claimed"
            ),
        ]
        triggers: ClassVar = frozen_triggers()

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.period_start} to {self.period_end}"
