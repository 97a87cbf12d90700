"""What programme and supplier say to each other about a revision. Nothing of it changes what was filed."""

from __future__ import annotations

from typing import ClassVar
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from tracker.records.frozen import frozen_triggers

from .plans import Entered, entered_once
from .reports import Decision, Revision

LONGEST_POINTER = 200


class Point(models.Model):
    """Something that the programme says to the supplier, about a field where the pointer is not empty."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    party = models.ForeignKey("access.Party", models.PROTECT, related_name="+")
    pointer = models.CharField(max_length=LONGEST_POINTER, blank=True)
    text = models.TextField()
    recorded_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        abstract = True


class Question(Point):
    """What an analyst asks about a revision that waits. Asking decides nothing."""

    revision = models.ForeignKey(Revision, models.PROTECT, related_name="questions")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering: ClassVar = ["recorded_at", "id"]
        indexes: ClassVar = [models.Index(fields=["party", "recorded_at"], name="questions_of_a_party")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["id", "party"], name="question_with_its_party"),
            models.CheckConstraint(condition=~Q(text=""), name="question_asks_something"),
        ]
        triggers: ClassVar = frozen_triggers()

    def __str__(self) -> str:
        return f"Question about {self.revision}"


class QuestionAnswer(Entered):
    """What the supplier answers. One closes the question; what is still unclear is another question."""

    question = models.OneToOneField(Question, models.PROTECT, related_name="answer")
    text = models.TextField()

    class Meta:
        ordering: ClassVar = ["recorded_at"]
        indexes: ClassVar = [models.Index(fields=["party", "recorded_at"], name="question_answers_of_a_party")]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(text=""), name="answer_says_something"),
            entered_once("question_answer"),
        ]
        triggers: ClassVar = frozen_triggers()

    def __str__(self) -> str:
        return f"Answer to {self.question}"


class WarningAnswer(Entered):
    """What the supplier says to a plausibility warning of a revision, which is known by its code and pointer."""

    revision = models.ForeignKey(Revision, models.PROTECT, related_name="warning_answers")
    code = models.CharField(max_length=40)
    pointer = models.CharField(max_length=LONGEST_POINTER, blank=True)
    text = models.TextField()

    class Meta:
        ordering: ClassVar = ["recorded_at"]
        indexes: ClassVar = [models.Index(fields=["party", "recorded_at"], name="warning_answers_of_a_party")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["revision", "code", "pointer"], name="one_answer_per_warning"),
            models.CheckConstraint(condition=~Q(text=""), name="warning_answer_says_something"),
            entered_once("warning_answer"),
        ]
        triggers: ClassVar = frozen_triggers()

    def __str__(self) -> str:
        return f"Answer to {self.code} of {self.revision}"


class ReturnPoint(Point):
    """One thing to mend in a returned revision, beside the reason of the whole."""

    decision = models.ForeignKey(Decision, models.PROTECT, related_name="points")
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["decision", "position"], name="return_point_position_once"),
            models.CheckConstraint(condition=~Q(text=""), name="return_point_says_something"),
        ]
        triggers: ClassVar = frozen_triggers()

    def __str__(self) -> str:
        return f"{self.pointer or 'The whole'} of {self.decision}"
