from __future__ import annotations

import json
from typing import Any, ClassVar
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from .actors import LONGEST_LABEL, ActorKind
from .frozen import frozen_triggers
from .media import LARGEST_FILE, LONGEST_NAME, LONGEST_TITLE, MediaType


class AuditEvent(models.Model):
    """Who did what to which object, written in the transaction of the change and linked to the event before it.

    A chain is that of one party, or the programme's own where there is none. A trigger fills in what nobody may choose:
    who acted, when, in which request and transaction, the place in the chain, and both hashes.
    """

    recorded_at = models.DateTimeField(db_default=Now(), editable=False)
    actor_kind = models.CharField(max_length=8, choices=[(kind, kind.title()) for kind in ActorKind])
    actor_id = models.CharField(max_length=64)
    actor_label = models.CharField(max_length=LONGEST_LABEL)
    party = models.ForeignKey("access.Party", models.PROTECT, null=True, blank=True, related_name="+")
    verb = models.CharField(max_length=64)
    subject_type = models.CharField(max_length=64)
    subject_id = models.CharField(max_length=64)
    facts_text = models.TextField(db_column="facts", default="{}", help_text="canonical JSON")
    digests = models.TextField(
        default="", help_text="a line for each row of the record that was written: table, column, value, SHA-256 of the row"
    )
    request_id = models.CharField(max_length=64, blank=True)
    transaction_id = models.BigIntegerField(default=0, db_index=True)
    sequence = models.BigIntegerField(default=0)
    previous_hash = models.CharField(max_length=64, default="")
    hash = models.CharField(max_length=64, default="")

    class Meta:
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [models.Index(fields=["subject_type", "subject_id"]), models.Index(fields=["party", "id"])]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~models.Q(actor_id="") & ~models.Q(verb=""), name="audit_names_actor_and_verb"),
            models.UniqueConstraint(fields=["party", "sequence"], name="audit_chain_in_order", nulls_distinct=False),
        ]
        triggers: ClassVar = frozen_triggers()

    def __str__(self) -> str:
        return f"{self.verb} by {self.actor_label}"

    @property
    def facts(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.facts_text)
        return found


class AuditChain(models.Model):
    """The last link of each chain. Only the trigger that links events writes here."""

    name = models.CharField(max_length=36, primary_key=True)
    party = models.OneToOneField("access.Party", models.PROTECT, null=True, related_name="+")
    sequence = models.BigIntegerField()
    hash = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"{self.name} at {self.sequence}"


class SigningKey(models.Model):
    """The public half of a key. The newest signs; what older ones have signed is checked by them for ever."""

    id = models.CharField(max_length=16, primary_key=True, help_text="the first 16 hex digits of the public key's SHA-256")
    public_key = models.CharField(max_length=43, unique=True, help_text="Ed25519, 32 bytes in base64url")
    recorded_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering: ClassVar = ["-recorded_at"]
        triggers: ClassVar = frozen_triggers()

    def __str__(self) -> str:
        return self.id


class AuditCheckpoint(models.Model):
    """A signed statement of where every chain ended. A copy of it outside shows what was cut off or written anew since."""

    number = models.BigIntegerField(primary_key=True)
    statement_text = models.TextField(help_text="canonical JSON, exactly what is signed")
    signature = models.CharField(max_length=86, help_text="Ed25519, 64 bytes in base64url")
    key = models.ForeignKey(SigningKey, models.PROTECT, related_name="checkpoints")
    recorded_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering: ClassVar = ["-number"]
        triggers: ClassVar = frozen_triggers()

    def __str__(self) -> str:
        return f"checkpoint {self.number}"

    @property
    def statement(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.statement_text)
        return found


class Receipt(models.Model):
    """What we have signed to a party about a submission of its own: what came, what was recorded of it, where and when."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    party = models.ForeignKey("access.Party", models.PROTECT, related_name="+")
    statement_text = models.TextField(help_text="canonical JSON, exactly what is signed")
    signature = models.CharField(max_length=86, help_text="Ed25519, 64 bytes in base64url")
    key = models.ForeignKey(SigningKey, models.PROTECT, related_name="receipts")
    recorded_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering: ClassVar = ["-recorded_at", "id"]
        indexes: ClassVar = [models.Index(fields=["party", "-recorded_at"], name="receipts_of_a_party")]
        triggers: ClassVar = frozen_triggers()

    def __str__(self) -> str:
        return f"receipt {self.pk}"

    @property
    def statement(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.statement_text)
        return found


class OutboxState(models.TextChoices):
    PENDING = "PENDING", "Pending"
    DONE = "DONE", "Done"
    DEAD = "DEAD", "Dead"


class OutboxEntry(models.Model):
    """An effect that a transaction promised. `kind` is the name of the Celery task that keeps the promise.

    `not_before` is the one clock: the relay publishes a pending entry once it is past, and moves it ahead at each
    publication, claim and failure. `due_at` stays, so that one sees how long the effect has been owed.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    kind = models.CharField(max_length=100)
    key = models.CharField(max_length=200, unique=True)
    args = models.JSONField(default=dict)
    state = models.CharField(max_length=8, choices=OutboxState, default=OutboxState.PENDING)
    attempts = models.PositiveSmallIntegerField(default=0)
    publications = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField()
    due_at = models.DateTimeField(db_default=Now(), editable=False)
    lease_token = models.UUIDField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    last_error = models.TextField(blank=True)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["created_at"]
        verbose_name_plural = "outbox entries"
        indexes: ClassVar = [
            models.Index(fields=["not_before"], condition=models.Q(state="PENDING"), name="outbox_pending_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


class KeptAnswer(models.Model):
    """What a submission was answered, by the key that its sender chose. It is no part of the record, and goes after a week."""

    party = models.ForeignKey("access.Party", models.PROTECT, related_name="+")
    key = models.CharField(max_length=255)
    address = models.CharField(max_length=200)
    body_sha256 = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField()
    headers = models.JSONField()
    body = models.TextField()
    recorded_at = models.DateTimeField(db_default=Now(), db_index=True, editable=False)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["party", "key"], name="one_answer_per_party_and_key")]

    def __str__(self) -> str:
        return f"{self.status} {self.address}"


class Heartbeat(models.Model):
    """When a process that has to run last showed that it does."""

    name = models.CharField(max_length=40, primary_key=True)
    beat_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class Evidence(models.Model):
    """A file of a party. The bytes lie in the store under their hash, once however many rows name them.

    `effective_date` is the day that the document is about or dated; `recorded_at` is when it came to us.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    party = models.ForeignKey("access.Party", models.PROTECT, related_name="evidence")
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField(help_text="in bytes")
    media_type = models.CharField(max_length=80, choices=[(each, each) for each in MediaType])
    file_name = models.CharField(max_length=LONGEST_NAME, help_text="as its sender called it; never a path of ours")
    title = models.CharField(max_length=LONGEST_TITLE)
    effective_date = models.DateField()
    entered_by_user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    entered_by_client = models.ForeignKey("access.ApiClient", models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering: ClassVar = ["-recorded_at"]
        verbose_name_plural = "evidence"
        indexes: ClassVar = [models.Index(fields=["sha256"], name="evidence_by_its_hash")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["id", "party"], name="evidence_with_its_party"),
            models.CheckConstraint(condition=models.Q(size__range=(1, LARGEST_FILE)), name="evidence_size_bounded"),
            models.CheckConstraint(condition=models.Q(sha256__regex="^[0-9a-f]{64}$"), name="evidence_sha256_is_one"),
            models.CheckConstraint(condition=models.Q(media_type__in=list(MediaType)), name="evidence_of_a_kept_kind"),
            models.CheckConstraint(condition=~models.Q(file_name="") & ~models.Q(title=""), name="evidence_is_named"),
            models.CheckConstraint(
                condition=models.Q(entered_by_user__isnull=True) | models.Q(entered_by_client__isnull=True),
                name="evidence_entered_once",
            ),
        ]
        triggers: ClassVar = frozen_triggers()

    def __str__(self) -> str:
        return self.title
