"""Mail about what is owed: what was promised, and what became of it. Addresses stand with the contact or user alone."""

from __future__ import annotations

from typing import ClassVar
from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now

from tracker.compliance.chasing import NoticeKind, Recipient
from tracker.records.frozen import frozen_triggers
from tracker.records.mailing import MailOutcome

# Plain text, so that migrations name no code of ours.
KINDS = [str(kind) for kind in NoticeKind]
RECIPIENTS = [str(recipient) for recipient in Recipient]


def _choices(codes: list[str]) -> list[tuple[str, str]]:
    return [(code, code.replace("_", " ").capitalize()) for code in codes]


class Notice(models.Model):
    """One step about one obligation, which is taken once."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    party = models.ForeignKey("access.Party", models.PROTECT, related_name="notices")
    commitment = models.ForeignKey("commitments.Commitment", models.PROTECT, related_name="+")
    reporting_year = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=30, choices=_choices(KINDS))
    recipient = models.CharField(max_length=14, choices=_choices(RECIPIENTS))
    planned_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering: ClassVar = ["-planned_at"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["party", "commitment", "reporting_year", "kind"], name="notice_once"),
            models.UniqueConstraint(fields=["id", "party"], name="notice_with_its_party"),
            models.CheckConstraint(condition=models.Q(kind__in=KINDS), name="notice_of_a_known_kind"),
            models.CheckConstraint(condition=models.Q(recipient__in=RECIPIENTS), name="notice_to_a_known_recipient"),
        ]
        triggers: ClassVar = frozen_triggers("planned_at")

    def __str__(self) -> str:
        return f"{self.kind} {self.reporting_year}"


class Digest(models.Model):
    """The week's letter to the analysts."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    week = models.CharField(max_length=8, unique=True, help_text="by ISO 8601, such as 2026-W40")
    planned_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering: ClassVar = ["-week"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(week__regex=r"^\d{4}-W\d{2}$"), name="digest_of_an_iso_week"),
        ]
        triggers: ClassVar = frozen_triggers("planned_at")

    def __str__(self) -> str:
        return self.week


class MailEvent(models.Model):
    """What became of it, step by step. The unique number makes the claim: of two workers one writes it."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    number = models.PositiveSmallIntegerField()
    what = models.CharField(max_length=12, choices=MailOutcome)
    user_ids = ArrayField(models.IntegerField(), default=list, help_text="which of the staff it was for")
    detail = models.CharField(max_length=80, blank=True, help_text="the class of the error, never its text")
    recorded_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.number} {self.what}"


class NoticeEvent(MailEvent):
    notice = models.ForeignKey(Notice, models.PROTECT, related_name="events")
    party = models.ForeignKey("access.Party", models.PROTECT, related_name="+")
    contact = models.ForeignKey("access.Contact", models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["notice", "number"], name="notice_event_number_once"),
            models.CheckConstraint(condition=models.Q(what__in=MailOutcome.values), name="notice_event_of_a_known_outcome"),
        ]
        triggers: ClassVar = frozen_triggers()


class DigestEvent(MailEvent):
    digest = models.ForeignKey(Digest, models.PROTECT, related_name="events")

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["digest", "number"], name="digest_event_number_once"),
            models.CheckConstraint(condition=models.Q(what__in=MailOutcome.values), name="digest_event_of_a_known_outcome"),
        ]
        triggers: ClassVar = frozen_triggers()
