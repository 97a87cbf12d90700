from __future__ import annotations

from typing import ClassVar

from django.db import models

from tracker.records.frozen import keep_history, kept_rows


@keep_history()
class Supplier(models.Model):
    """What a party is to the buyer beyond its name."""

    party = models.OneToOneField("access.Party", models.PROTECT, primary_key=True, related_name="supplier")
    number = models.CharField(max_length=40, unique=True, help_text="the buyer's own supplier number")
    lei = models.CharField("LEI", max_length=20, blank=True)
    duns = models.CharField("DUNS", max_length=9, blank=True)
    uscc = models.CharField("USCC", max_length=18, blank=True)

    class Meta:
        ordering: ClassVar = ["number"]
        triggers: ClassVar = kept_rows()

    def __str__(self) -> str:
        return f"{self.number} {self.party}"
