from __future__ import annotations

from typing import Any

from rest_framework import serializers

from suppliers.models.bulk import TABLES
from tracker.api.fields import StrictSerializer
from tracker.api.forms import SentFileField
from tracker.compliance.plain import plain_instant

from .queries import BulkState, Progress

COUNTS = ("rows_total", "rows_read", "filed", "amended", "skipped", "refused", "percent")


class SentBulkFileSerializer(StrictSerializer):
    file = SentFileField(help_text="CSV in UTF-8 or XLSX with the template's columns; at most 20 MiB and 100,000 rows.")


class BulkFileSerializer(serializers.Serializer[Progress]):
    id = serializers.UUIDField()
    party_id = serializers.UUIDField(allow_null=True)
    file_name = serializers.CharField()
    media_type = serializers.ChoiceField(choices=[(str(kind), str(kind)) for kind in TABLES])
    size = serializers.IntegerField(help_text="In bytes.")
    sha256 = serializers.CharField()
    recorded_at = serializers.CharField()
    state = serializers.ChoiceField(choices=[(state, state) for state in BulkState])
    rows_total = serializers.IntegerField(help_text="0 until the table is counted.")
    rows_read = serializers.IntegerField()
    filed = serializers.IntegerField(help_text="Rows that became a first report about their year.")
    amended = serializers.IntegerField(help_text="Rows that became a further revision.")
    skipped = serializers.IntegerField(help_text="Rows that say what is filed already.")
    refused = serializers.IntegerField(help_text="Rows with faults; the result says which.")
    percent = serializers.IntegerField()
    fault = serializers.CharField(help_text="Why the file as a whole could not be read; empty otherwise.")
    result = serializers.CharField(allow_null=True, help_text="Where the result file is, once there is one.")

    def to_representation(self, instance: Progress) -> dict[str, Any]:
        file, step = instance.file, instance.step
        return {
            "id": str(file.pk),
            "party_id": file.party_id and str(file.party_id),
            "file_name": file.file_name,
            "media_type": file.media_type,
            "size": file.size,
            "sha256": file.sha256,
            "recorded_at": plain_instant(file.recorded_at),
            "state": instance.state,
            **{name: getattr(step, name) for name in COUNTS[:-1]},
            "percent": instance.percent,
            "fault": instance.fault,
            "result": f"/api/v1/bulk-files/{file.pk}/result/" if instance.state is BulkState.DONE else None,
        }
