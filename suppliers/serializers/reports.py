from __future__ import annotations

from dataclasses import asdict
from typing import Any

from rest_framework import serializers

from suppliers.content import content_of
from suppliers.lifecycle import RevisionState
from suppliers.models import (
    EmissionsReport,
    Outcome,
    Revision,
)
from tracker.compliance.plain import plain_instant
from tracker.compliance.plausibility import WarningCode

from .evidence import RevisionEvidenceSerializer


class DecisionSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    outcome = serializers.ChoiceField(choices=Outcome.choices)
    reason = serializers.CharField()
    recorded_at = serializers.CharField()


class WarningSerializer(serializers.Serializer[Any]):
    """Nothing is refused for it; whoever reviews the revision sees it too."""

    code = serializers.ChoiceField(choices=[(code, code) for code in WarningCode], help_text="Listed at /api/warnings/.")
    pointer = serializers.CharField(help_text="JSON pointer to the field; empty for the whole report.")
    sentence = serializers.CharField()
    sentence_zh = serializers.CharField(help_text="The same in Chinese.")
    facts = serializers.DictField(help_text="What the sentence names: what came, what was expected, and about which years.")


class RevisionSerializer(serializers.Serializer[Revision]):
    id = serializers.UUIDField()
    number = serializers.IntegerField()
    state = serializers.ChoiceField(choices=[(state, state) for state in RevisionState])
    recorded_at = serializers.CharField()
    content_sha256 = serializers.CharField(help_text="SHA-256 of the canonical JSON of `content`.")
    content = serializers.DictField(help_text="Exactly what is hashed.")
    decision = DecisionSerializer(allow_null=True)
    warnings = WarningSerializer(many=True, help_text="Beside what was accepted about an earlier year when it was recorded.")
    evidence = RevisionEvidenceSerializer(many=True)

    def to_representation(self, instance: Revision) -> dict[str, Any]:
        report, decision = instance.report, getattr(instance, "decision", None)
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
            },
            "warnings": [asdict(warning) for warning in self.context["warnings"][instance.pk]],
            "evidence": [RevisionEvidenceSerializer().to_representation(each) for each in instance.attachments.all()],
        }


class ReportSerializer(serializers.Serializer[EmissionsReport]):
    """Its context holds the warnings of every revision."""

    id = serializers.UUIDField()
    party_id = serializers.UUIDField()
    supplier = serializers.CharField()
    reporting_year = serializers.IntegerField()
    state = serializers.ChoiceField(choices=[(state, state) for state in RevisionState], help_text="Of the newest revision.")
    accepted_revision = serializers.IntegerField(allow_null=True, help_text="The revision that counts.")
    revisions = RevisionSerializer(many=True)

    def to_representation(self, instance: EmissionsReport) -> dict[str, Any]:
        revisions = sorted(instance.revisions.all(), key=lambda revision: revision.number)
        accepted = [revision.number for revision in revisions if revision.state is RevisionState.ACCEPTED]
        return {
            "id": str(instance.pk),
            "party_id": str(instance.party_id),
            "supplier": instance.party.name,
            "reporting_year": instance.reporting_year,
            "state": revisions[-1].state,
            "accepted_revision": accepted[-1] if accepted else None,
            "revisions": [RevisionSerializer(context=self.context).to_representation(revision) for revision in revisions],
        }
