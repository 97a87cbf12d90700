from __future__ import annotations

from typing import Any

from rest_framework import serializers

from suppliers.models import RevisionEvidence
from tracker.api.fields import DayField, IdField, StrictSerializer, TextField
from tracker.api.forms import SentFile, SentFileField
from tracker.compliance.plain import plain_instant
from tracker.records.evidence.checks import find_faults_of_file, tidy_name
from tracker.records.media import MediaType
from tracker.records.models import Evidence


class SentEvidenceSerializer(StrictSerializer):
    """A form with the file and what it is."""

    file = SentFileField(help_text="PDF, XLSX, CSV (UTF-8), PNG or JPEG; at most 20 MiB.")
    title = TextField(max_length=200, help_text="What it is, such as “Assurance statement 2025”.")
    effective_date = DayField(help_text="The day that it is about or dated, not that of its upload.")
    revision = IdField(required=False, help_text="Id of a revision of yours to attach it to.")

    def to_internal_value(self, data: Any) -> Any:
        """Where another field is at fault, what is wrong with the file is said with it; by itself the action says it."""
        try:
            return super().to_internal_value(data)
        except serializers.ValidationError as error:
            found = error.detail if isinstance(error.detail, dict) else {"non_field_errors": error.detail}
            raise serializers.ValidationError({**_explain_file(data.get("file")), **found}) from error


def _explain_file(file: Any) -> dict[str, list[serializers.ErrorDetail]]:
    found = find_faults_of_file(file.content, tidy_name(file.name)) if isinstance(file, SentFile) else ()
    faults = [serializers.ErrorDetail(fault.detail, code=fault.code) for fault in found]
    return {"file": faults} if faults else {}


class AttachmentSerializer(StrictSerializer):
    evidence_id = IdField(help_text="Id of a file of yours.")


class EvidenceSerializer(serializers.Serializer[Evidence]):
    id = serializers.UUIDField()
    party_id = serializers.UUIDField()
    title = serializers.CharField()
    file_name = serializers.CharField()
    media_type = serializers.ChoiceField(choices=[(str(media_type), str(media_type)) for media_type in MediaType])
    size = serializers.IntegerField(help_text="In bytes.")
    sha256 = serializers.CharField()
    effective_date = serializers.DateField()
    recorded_at = serializers.CharField()
    file = serializers.CharField(help_text="Where its bytes are.")
    revisions = serializers.ListField(child=serializers.UUIDField(), help_text="Which revisions it backs.")

    def to_representation(self, instance: Evidence) -> dict[str, Any]:
        return {
            "id": str(instance.pk),
            "party_id": str(instance.party_id),
            "title": instance.title,
            "file_name": instance.file_name,
            "media_type": instance.media_type,
            "size": instance.size,
            "sha256": instance.sha256,
            "effective_date": instance.effective_date.isoformat(),
            "recorded_at": plain_instant(instance.recorded_at),
            "file": f"/api/v1/evidence/{instance.pk}/file/",
            "revisions": [str(attachment.revision_id) for attachment in instance.attachments.all()],
        }


class RevisionEvidenceSerializer(serializers.Serializer[RevisionEvidence]):
    """A file that backs the revision; it is no part of what `content_sha256` is the hash of."""

    id = serializers.UUIDField(help_text="Of the file.")
    sha256 = serializers.CharField()
    file_name = serializers.CharField()
    title = serializers.CharField()
    effective_date = serializers.DateField()
    recorded_at = serializers.CharField(help_text="When it was attached.")

    def to_representation(self, instance: RevisionEvidence) -> dict[str, Any]:
        evidence = instance.evidence
        return {
            "id": str(evidence.pk),
            "sha256": evidence.sha256,
            "file_name": evidence.file_name,
            "title": evidence.title,
            "effective_date": evidence.effective_date.isoformat(),
            "recorded_at": plain_instant(instance.recorded_at),
        }
