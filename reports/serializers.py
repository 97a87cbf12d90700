from __future__ import annotations

from typing import Any

from rest_framework import serializers

from tracker.compliance.plain import plain_instant

from .models import ComplianceReport


class ComplianceReportSerializer(serializers.Serializer[ComplianceReport]):
    id = serializers.UUIDField()
    number = serializers.CharField()
    title = serializers.CharField()
    schedule = serializers.CharField(allow_null=True)
    period_start = serializers.DateField()
    period_end = serializers.DateField()
    as_of = serializers.DateTimeField(help_text="What was known at this instant is what the report shows.")
    issued_at = serializers.DateTimeField()
    input_sha256 = serializers.CharField(help_text="SHA-256 of the canonical JSON of every figure in the report.")
    pdf_sha256 = serializers.CharField()
    pdf_size = serializers.IntegerField()
    renderer = serializers.CharField()
    warnings = serializers.ListField(child=serializers.CharField())
    pdf = serializers.CharField(help_text="Address of the PDF.")
    summary = serializers.CharField(help_text="Address of the figures as JSON.")

    def to_representation(self, instance: ComplianceReport) -> dict[str, Any]:
        run = instance.run
        address = f"/api/v1/compliance-reports/{instance.pk}/"
        return {
            "id": str(instance.pk),
            "number": run.number,
            "title": run.title,
            "schedule": run.schedule.key if run.schedule else None,
            "period_start": run.period_start.isoformat(),
            "period_end": run.period_end.isoformat(),
            "as_of": plain_instant(instance.as_of),
            "issued_at": plain_instant(instance.issued_at),
            "input_sha256": instance.input_sha256,
            "pdf_sha256": instance.pdf_sha256,
            "pdf_size": instance.pdf_size,
            "renderer": instance.renderer,
            "warnings": instance.warnings,
            "pdf": f"{address}pdf/",
            "summary": f"{address}summary/",
        }
