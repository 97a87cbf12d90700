from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from rest_framework import serializers

from suppliers.models import RevisionEvidence
from tracker.api.fields import DayField, IdField, StrictSerializer, TextField, with_faults
from tracker.api.forms import SentFileField
from tracker.compliance.plain import plain_instant
from tracker.records.clock import database_now
from tracker.records.evidence.checks import find_faults_of_file, find_faults_of_statement, tidy_name, tidy_title
from tracker.records.media import MediaType
from tracker.records.models import Evidence
from tracker.records.refusals import FieldFault


class SentEvidenceSerializer(StrictSerializer):
    """A form with the file and what it is."""

    file = SentFileField(help_text="PDF, XLSX, CSV (UTF-8), PNG or JPEG; at most 20 MiB.")
    title = TextField(max_length=200, help_text="What it is, such as “Assurance statement 2025”.")
    effective_date = DayField(help_text="The day that it is about or dated, not that of its upload.")
    revision = IdField(required=False, help_text="Id of a revision of yours to attach it to.")

    def to_internal_value(self, data: Any) -> Any:
        """Where a field is at fault, what is wrong with the others is said with it; by itself the action says it."""
        try:
            return super().to_internal_value(data)
        except serializers.ValidationError as error:
            if not isinstance(data, Mapping) or not isinstance(error.detail, dict):
                raise
            raise serializers.ValidationError(with_faults(error.detail, _find_faults(self.read_apart(data)))) from error


def _find_faults(read: Mapping[str, Any]) -> Iterator[FieldFault]:
    if file := read.get("file"):
        yield from find_faults_of_file(file.content, tidy_name(file.name))
    title = read.get("title")
    stated = None if title is None else tidy_title(title)
    yield from find_faults_of_statement(stated, read.get("effective_date"), now=database_now())


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
