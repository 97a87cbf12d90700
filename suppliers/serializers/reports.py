from __future__ import annotations

from typing import Any

from rest_framework import serializers

from suppliers.content import content_of
from suppliers.conversation.standing import WaitsFor, list_open_questions, waits_for
from suppliers.lifecycle import RevisionState
from suppliers.listing import updated_at_of
from suppliers.models import (
    EmissionsReport,
    Outcome,
    Revision,
)
from suppliers.statements import external_ids_of
from tracker.api.fields import StrictSerializer, TextField
from tracker.compliance.plain import plain_instant

from .conversation import (
    OpenQuestionSchema,
    PointSchema,
    QuestionSchema,
    WarningSchema,
    show_open_question,
    show_point,
    show_question,
    show_warnings,
)
from .details import IdsSerializer
from .evidence import RevisionEvidenceSerializer


class DecisionSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    outcome = serializers.ChoiceField(choices=Outcome.choices)
    reason = serializers.CharField()
    recorded_at = serializers.CharField()
    points = PointSchema(many=True, help_text="What to mend, field by field, where it was returned.")


class WithdrawalSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    reason = serializers.CharField()
    recorded_at = serializers.CharField()


class SentWithdrawalSerializer(StrictSerializer):
    reason = TextField(max_length=10_000, help_text="Whoever was to review the revision reads it.")


class RevisionSerializer(serializers.Serializer[Revision]):
    id = serializers.UUIDField()
    number = serializers.IntegerField()
    state = serializers.ChoiceField(choices=[(state, state) for state in RevisionState])
    recorded_at = serializers.CharField()
    content_sha256 = serializers.CharField(help_text="SHA-256 of the canonical JSON of `content`.")
    content = serializers.DictField(help_text="Exactly what is hashed.")
    decision = DecisionSerializer(allow_null=True)
    withdrawal = WithdrawalSerializer(allow_null=True, help_text="That its sender took it back before anybody decided.")
    warnings = WarningSchema(many=True, help_text="Beside what was accepted about an earlier year when it was recorded.")
    questions = QuestionSchema(many=True, help_text="What the reviewer asked about it, with your answers.")
    evidence = RevisionEvidenceSerializer(many=True)

    def to_representation(self, instance: Revision) -> dict[str, Any]:
        report, decision = instance.report, getattr(instance, "decision", None)
        withdrawal = getattr(instance, "withdrawal", None)
        return {
            "id": str(instance.pk),
            "number": instance.number,
            "state": instance.state,
            "recorded_at": plain_instant(instance.recorded_at),
            "content_sha256": instance.content_sha256,
            "content": content_of(instance).as_plain(
                party_id=str(report.party_id), reporting_year=report.reporting_year, number=instance.number
            ),
            "decision": decision
            and {
                "id": str(decision.pk),
                "outcome": decision.outcome,
                "reason": decision.reason,
                "recorded_at": plain_instant(decision.recorded_at),
                "points": [show_point(point) for point in decision.points.all()],
            },
            "withdrawal": withdrawal
            and {
                "id": str(withdrawal.pk),
                "reason": withdrawal.reason,
                "recorded_at": plain_instant(withdrawal.recorded_at),
            },
            "warnings": show_warnings(instance, self.context["warnings"][instance.pk]),
            "questions": [show_question(question) for question in instance.questions.all()],
            "evidence": [RevisionEvidenceSerializer().to_representation(each) for each in instance.attachments.all()],
        }


class ReportSerializer(serializers.Serializer[EmissionsReport]):
    """Its context holds the warnings of every revision."""

    id = serializers.UUIDField()
    party_id = serializers.UUIDField()
    supplier = serializers.CharField()
    external_ids = IdsSerializer(help_text="By which the supplier is known to us.")
    reporting_year = serializers.IntegerField()
    state = serializers.ChoiceField(choices=[(state, state) for state in RevisionState], help_text="Of the newest revision.")
    updated_at = serializers.CharField(help_text="When something last happened to it: a revision, a decision, a file.")
    waits_for = serializers.ChoiceField(
        choices=[(each, each) for each in WaitsFor], allow_null=True, help_text="Whose turn it is with the newest revision."
    )
    open_questions = OpenQuestionSchema(many=True, help_text="About the newest revision, while it waits; yours to answer.")
    accepted_revision = serializers.IntegerField(allow_null=True, help_text="The revision that counts.")
    revisions = RevisionSerializer(many=True)

    def to_representation(self, instance: EmissionsReport) -> dict[str, Any]:
        revisions = sorted(instance.revisions.all(), key=lambda revision: revision.number)
        accepted = [revision.number for revision in revisions if revision.state is RevisionState.ACCEPTED]
        return {
            "id": str(instance.pk),
            "party_id": str(instance.party_id),
            "supplier": instance.party.name,
            "external_ids": external_ids_of(getattr(instance.party, "supplier", None)),
            "reporting_year": instance.reporting_year,
            "state": revisions[-1].state,
            "updated_at": plain_instant(updated_at_of(instance)),
            "waits_for": waits_for(revisions[-1]),
            "open_questions": [show_open_question(question) for question in list_open_questions(revisions[-1])],
            "accepted_revision": accepted[-1] if accepted else None,
            "revisions": [RevisionSerializer(context=self.context).to_representation(revision) for revision in revisions],
        }
