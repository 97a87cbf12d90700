from __future__ import annotations

import json
from typing import Any, ClassVar
from uuid import uuid4

from django.db import models
from django.db.models.functions import Now

from .actors import LONGEST_LABEL, ActorKind
from .frozen import frozen_triggers


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


class Heartbeat(models.Model):
    """When a process that has to run last showed that it does."""

    name = models.CharField(max_length=40, primary_key=True)
    beat_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name
