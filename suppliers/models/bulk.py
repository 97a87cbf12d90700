"""A file of many reports: what was sent, how far it is worked through, and what came of each row."""

from __future__ import annotations

from typing import ClassVar
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from tracker.records.frozen import frozen_triggers
from tracker.records.media import LARGEST_FILE, LONGEST_NAME, MediaType

TABLES = (MediaType.CSV, MediaType.XLSX)


class BulkFile(models.Model):
    """Without a party it is the programme's own, and its rows name their suppliers."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    party = models.ForeignKey("access.Party", models.PROTECT, null=True, related_name="bulk_files")
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField(help_text="in bytes")
    media_type = models.CharField(max_length=80, choices=[(each, each) for each in TABLES])
    file_name = models.CharField(max_length=LONGEST_NAME, help_text="as its sender called it; never a path of ours")
    entered_by_user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    entered_by_client = models.ForeignKey("access.ApiClient", models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering: ClassVar = ["-recorded_at"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["id", "party"], name="bulk_file_with_its_party"),
            models.CheckConstraint(condition=Q(size__range=(1, LARGEST_FILE)), name="bulk_file_size_bounded"),
            models.CheckConstraint(condition=Q(sha256__regex="^[0-9a-f]{64}$"), name="bulk_file_sha256_is_one"),
            models.CheckConstraint(condition=Q(media_type__in=list(TABLES)), name="bulk_file_is_a_table"),
            models.CheckConstraint(
                condition=Q(entered_by_user__isnull=True) | Q(entered_by_client__isnull=True),
                name="bulk_file_entered_once",
            ),
        ]
        triggers: ClassVar = frozen_triggers()

    def __str__(self) -> str:
        return self.file_name


class BulkStep(models.Model):
    """A batch of rows, recorded with the revisions that it brought. Counts are from the first row on.

    `outcomes` says of each row of the batch what came of it, and its errors: the result file is drawn from it.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    bulk_file = models.ForeignKey(BulkFile, models.PROTECT, related_name="steps")
    party = models.ForeignKey("access.Party", models.PROTECT, null=True, related_name="+")
    number = models.PositiveIntegerField()
    rows_total = models.PositiveIntegerField()
    rows_read = models.PositiveIntegerField(default=0)
    filed = models.PositiveIntegerField(default=0)
    amended = models.PositiveIntegerField(default=0)
    skipped = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    outcomes = models.JSONField(default=list)
    recorded_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering: ClassVar = ["recorded_at"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["bulk_file", "number"], name="bulk_step_number_once"),
            models.CheckConstraint(condition=Q(rows_read__lte=F("rows_total")), name="bulk_step_within_its_file"),
        ]
        triggers: ClassVar = frozen_triggers()

    def __str__(self) -> str:
        return f"{self.bulk_file} {self.rows_read}/{self.rows_total}"


class BulkResult(models.Model):
    """The end of the work: the sender's table with what came of each row, or why it could not be read."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    bulk_file = models.OneToOneField(BulkFile, models.PROTECT, related_name="result")
    party = models.ForeignKey("access.Party", models.PROTECT, null=True, related_name="+")
    sha256 = models.CharField(max_length=64, blank=True)
    fault = models.TextField(blank=True)
    recorded_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering: ClassVar = ["-recorded_at"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(sha256__regex="^[0-9a-f]{64}$", fault="") | (Q(sha256="") & ~Q(fault="")),
                name="bulk_result_or_fault",
            ),
        ]
        triggers: ClassVar = frozen_triggers()

    def __str__(self) -> str:
        return f"result of {self.bulk_file}"
