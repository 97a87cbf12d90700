"""Mail to a supplier's contacts about what became of a revision."""

from __future__ import annotations

from typing import ClassVar
from uuid import uuid4

from django.db import models
from django.db.models.functions import Now

from tracker.records.frozen import frozen_triggers
from tracker.records.mailing import MailOutcome

from .chasing import MailEvent


class NewsKind(models.TextChoices):
    RECEIVED = "RECEIVED", "Received"
    RETURNED = "RETURNED", "Returned"
    ACCEPTED = "ACCEPTED", "Accepted"


class News(models.Model):
    """One letter about one event to one contact."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    party = models.ForeignKey("access.Party", models.PROTECT, related_name="+")
    revision = models.ForeignKey("suppliers.Revision", models.PROTECT, related_name="news")
    kind = models.CharField(max_length=8, choices=NewsKind)
    contact = models.ForeignKey("access.Contact", models.PROTECT, related_name="+")
    planned_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering: ClassVar = ["-planned_at"]
        verbose_name_plural = "news"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["revision", "kind", "contact"], name="news_once"),
            models.UniqueConstraint(fields=["id", "party"], name="news_with_its_party"),
            models.CheckConstraint(condition=models.Q(kind__in=NewsKind.values), name="news_of_a_known_kind"),
        ]
        triggers: ClassVar = frozen_triggers("planned_at")

    def __str__(self) -> str:
        return f"{self.kind} {self.revision_id}"


class NewsEvent(MailEvent):
    news = models.ForeignKey(News, models.PROTECT, related_name="events")
    party = models.ForeignKey("access.Party", models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["news", "number"], name="news_event_number_once"),
            models.CheckConstraint(condition=models.Q(what__in=MailOutcome.values), name="news_event_of_a_known_outcome"),
        ]
        triggers: ClassVar = frozen_triggers()
