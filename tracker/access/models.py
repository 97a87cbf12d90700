from __future__ import annotations

from datetime import datetime
from typing import ClassVar, Literal
from uuid import uuid4

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models.functions import Now

from tracker.records.actors import Actor, ActorKind
from tracker.records.frozen import frozen_triggers, keep_history, kept_rows
from tracker.records.mailing import MailOutcome


class Scope(models.TextChoices):
    """What a caller of the REST doors may do; each includes those before it."""

    READ = "READ", "Reads"
    FILE = "FILE", "Reads and files"
    MANAGE = "MANAGE", "Reads, files, and manages clients and tokens"

    def covers(self, other: Scope) -> bool:
        order = list(Scope)
        return order.index(self) >= order.index(other)


class PartyRole(models.TextChoices):
    OWNER = "OWNER", "Owner: manages clients and tokens, files, reads"
    MEMBER = "MEMBER", "Member: files and reads"
    READER = "READER", "Reader: reads"

    @property
    def scope(self) -> Scope:
        return {PartyRole.OWNER: Scope.MANAGE, PartyRole.MEMBER: Scope.FILE, PartyRole.READER: Scope.READ}[self]


class User(AbstractUser):
    """A person of the programme's own staff, or one of a party, who never is staff too."""

    party = models.ForeignKey("access.Party", models.PROTECT, null=True, blank=True, related_name="users")
    party_role = models.CharField("role in the party", max_length=6, choices=PartyRole, blank=True)
    erased_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta(AbstractUser.Meta):
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(party__isnull=True, party_role="")
                | models.Q(party__isnull=False, party_role__in=PartyRole.values),
                name="user_has_party_and_role_or_neither",
                violation_error_message="A party's user has a role in it; anybody else has neither. Choose both or none.",
            ),
            models.CheckConstraint(
                condition=models.Q(party__isnull=True) | models.Q(is_staff=False),
                name="user_of_party_is_not_staff",
                violation_error_message="A party's user is never staff. Clear one of the two.",
            ),
            models.CheckConstraint(
                condition=models.Q(party__isnull=True) | models.Q(is_superuser=False), name="user_of_party_is_not_superuser"
            ),
        ]

    def as_actor(self) -> Actor:
        # Not by name: what an actor is called stands in the record for good, and a person may ask to be forgotten.
        return Actor(ActorKind.USER, str(self.pk), f"user {self.pk}", self.party_id)

    @property
    def erased_name(self) -> str:
        # No name that a person may choose has a colon in it, so nobody has taken this one.
        return f"erased:{self.pk}"

    @property
    def is_erased(self) -> bool:
        return self.erased_at is not None


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
    READ = Scope.READ, "Reads for one party"
    FILE = Scope.FILE, "Files and reads for one party"
    MANAGE = Scope.MANAGE, "Manages the tokens of one party, files and reads for it"
    PROGRAMME_READER = "PROGRAMME_READER", "Reads the whole programme, changes nothing"


class ApiClient(models.Model):
    """A program that calls the REST doors for one party, or reads for the programme."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    scope = models.CharField(max_length=16, choices=ClientScope, default=ClientScope.FILE)
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
                condition=models.Q(scope__in=Scope.values, party__isnull=False)
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

    @property
    def most(self) -> Scope:
        """The widest scope that a token of it may have."""
        return Scope.READ if self.scope == ClientScope.PROGRAMME_READER else Scope(self.scope)

    def as_actor(self) -> Actor:
        # Not by name, for the same reason as a user: people call a program after themselves.
        return Actor(ActorKind.CLIENT, str(self.pk), f"client {self.pk}", self.party_id)


class ApiToken(models.Model):
    """A secret of a client. Only its hash is kept; it is shown once, when it is issued."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    client = models.ForeignKey(ApiClient, models.PROTECT, related_name="tokens")
    party = models.ForeignKey(Party, models.PROTECT, null=True, editable=False, related_name="+")
    scope = models.CharField(max_length=6, choices=Scope, default=Scope.FILE)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    ending = models.CharField(max_length=4, editable=False, help_text="its last four characters, to tell tokens apart")
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+")
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True, blank=True, editable=False, help_text="to the minute")
    rotated_at = models.DateTimeField(null=True, blank=True, editable=False)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-created_at"]
        verbose_name = "API token"

    def __str__(self) -> str:
        return f"…{self.ending}"

    def state_at(self, now: datetime) -> TokenState:
        if self.revoked_at is not None:
            return TokenState.REVOKED
        return TokenState.EXPIRED if self.expires_at <= now else TokenState.VALID


class TokenState(models.TextChoices):
    VALID = "VALID", "Valid"
    EXPIRED = "EXPIRED", "Expired"
    REVOKED = "REVOKED", "Revoked"


class Purpose(models.TextChoices):
    CARBON_REPORTING = "CARBON_REPORTING", "Carbon reporting"
    E_WASTE = "E_WASTE", "E-waste"
    GENERAL = "GENERAL", "General"


class Language(models.TextChoices):
    ENGLISH = "en", "English"
    CHINESE = "zh", "简体中文"


class Contact(models.Model):
    """Whom to ask at a party. Personal data: it has no history, so that what is erased is gone."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    party = models.ForeignKey(Party, models.PROTECT, related_name="contacts")
    name = models.CharField(max_length=200)
    job_title = models.CharField(max_length=200, blank=True)
    email = models.EmailField("e-mail", blank=True)
    phone = models.CharField(max_length=40, blank=True)
    purpose = models.CharField(max_length=16, choices=Purpose, default=Purpose.GENERAL)
    language = models.CharField(
        max_length=2, choices=Language, blank=True, help_text="of the mail that they get; both where it is not known"
    )
    is_active = models.BooleanField("active", default=True)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    erased_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        ordering: ClassVar = ["name", "id"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["id", "party"], name="contact_with_its_party")]

    def __str__(self) -> str:
        return self.name or f"erased contact {self.pk}"


class Invitation(models.Model):
    """Asks a contact to set up the access of its party. Of the secret in its mail only the hash is kept."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    party = models.ForeignKey(Party, models.PROTECT, related_name="invitations")
    contact = models.ForeignKey(Contact, models.PROTECT, related_name="invitations")
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+")
    scope = models.CharField(max_length=6, choices=Scope, default=Scope.FILE, help_text="of the first token")
    days = models.PositiveSmallIntegerField(help_text="for which the first token is valid")
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    expires_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-created_at"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["id", "party"], name="invitation_with_its_party"),
            models.CheckConstraint(condition=models.Q(scope__in=Scope.values), name="invitation_to_a_known_scope"),
            models.CheckConstraint(condition=models.Q(days__range=(1, 365)), name="invitation_to_a_year_at_most"),
        ]
        triggers: ClassVar = frozen_triggers("created_at")

    def __str__(self) -> str:
        return f"invitation {self.pk}"

    @property
    def is_to_file(self) -> bool:
        """Others than suppliers file no reports, and whoever may only read files nothing."""
        return self.party.kind == PartyKind.SUPPLIER and Scope(self.scope).covers(Scope.FILE)


class InvitationEvent(models.Model):
    """What became of its mail. The claim bears the hash of the secret, which is made for this one attempt."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    invitation = models.ForeignKey(Invitation, models.PROTECT, related_name="events")
    party = models.ForeignKey(Party, models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    what = models.CharField(max_length=12, choices=MailOutcome)
    digest = models.CharField(max_length=64, blank=True, editable=False)
    detail = models.CharField(max_length=80, blank=True, help_text="the class of the error, never its text")
    recorded_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["invitation", "number"], name="invitation_event_number_once"),
            models.CheckConstraint(condition=models.Q(what__in=MailOutcome.values), name="invitation_event_of_a_known_outcome"),
            models.CheckConstraint(
                condition=models.Q(digest="") ^ models.Q(what=MailOutcome.SENDING), name="invitation_secret_of_each_claim"
            ),
            models.UniqueConstraint(fields=["digest"], condition=~models.Q(digest=""), name="invitation_secret_once"),
        ]
        triggers: ClassVar = frozen_triggers()

    def __str__(self) -> str:
        return f"{self.number} {self.what}"


class InvitationEnd(models.Model):
    """It ends once: used, or revoked."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    invitation = models.OneToOneField(Invitation, models.PROTECT, related_name="end")
    party = models.ForeignKey(Party, models.PROTECT, related_name="+")
    client = models.ForeignKey(ApiClient, models.PROTECT, null=True, related_name="+", help_text="made by its use")
    recorded_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        triggers: ClassVar = frozen_triggers()

    def __str__(self) -> str:
        return "used" if self.client_id else "revoked"
