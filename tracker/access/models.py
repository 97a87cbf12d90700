from __future__ import annotations

from typing import ClassVar, Literal
from uuid import uuid4

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models.functions import Now

from tracker.records.actors import Actor, ActorKind
from tracker.records.frozen import keep_history, kept_rows


class User(AbstractUser):
    """A person of the programme's own staff."""

    def as_actor(self) -> Actor:
        # Not by name: what an actor is called stands in the record for good, and a person may ask to be forgotten.
        return Actor(ActorKind.USER, str(self.pk), f"user {self.pk}")


class PartyKind(models.TextChoices):
    SUPPLIER = "SUPPLIER", "Supplier"
    RECYCLER = "RECYCLER", "Recycler"


@keep_history()
class Party(models.Model):
    """A tenant: the company that a supplier or recycler is. Its history answers for its name at any past instant."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    kind = models.CharField(max_length=8, choices=PartyKind)
    name = models.CharField(max_length=200, unique=True)
    name_local = models.CharField(max_length=200, blank=True)
    country = models.CharField(max_length=2, help_text="ISO 3166-1 alpha-2, such as CN")
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering: ClassVar = ["name"]
        triggers: ClassVar = kept_rows()
        verbose_name_plural = "parties"
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(country__regex="^[A-Z]{2}$"), name="party_country_is_iso"),
        ]

    def __str__(self) -> str:
        return self.name


class ClientScope(models.TextChoices):
    PARTY = "PARTY", "Files and reads for one party"
    PROGRAMME_READER = "PROGRAMME_READER", "Reads the whole programme, changes nothing"


class ApiClient(models.Model):
    """A program that calls the REST doors for one party, or reads for the programme."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    scope = models.CharField(max_length=16, choices=ClientScope, default=ClientScope.PARTY)
    party = models.ForeignKey(Party, models.PROTECT, null=True, blank=True, related_name="clients")
    name = models.CharField(max_length=100)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+")
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["name"]
        verbose_name = "API client"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(scope=ClientScope.PARTY, party__isnull=False)
                | models.Q(scope=ClientScope.PROGRAMME_READER, party__isnull=True),
                name="client_party_fits_scope",
            ),
            models.UniqueConstraint(fields=["id", "party"], name="client_with_its_party"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_authenticated(self) -> Literal[True]:
        return True

    def as_actor(self) -> Actor:
        return Actor(ActorKind.CLIENT, str(self.pk), self.name, self.party_id)


class ApiToken(models.Model):
    """A secret of a client. Only its hash is kept; it is shown once, when it is issued."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    client = models.ForeignKey(ApiClient, models.PROTECT, related_name="tokens")
    party = models.ForeignKey(Party, models.PROTECT, null=True, editable=False, related_name="+")
    digest = models.CharField(max_length=64, unique=True, editable=False)
    ending = models.CharField(max_length=4, editable=False, help_text="its last four characters, to tell tokens apart")
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+")
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-created_at"]
        verbose_name = "API token"

    def __str__(self) -> str:
        return f"…{self.ending}"
