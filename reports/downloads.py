"""An issued report's files as answers, for every door alike. Raises FileDamaged rather than serve other bytes."""

from __future__ import annotations

import re

from django.http import HttpResponse

from tracker.records.files import read_file

from .models import ComplianceReport


def report_pdf(report: ComplianceReport) -> HttpResponse:
    return _attachment(
        read_file(report.pdf_sha256), f"pledgekeeper-{report.run.number}.pdf", "application/pdf", report.pdf_sha256
    )


def report_summary(report: ComplianceReport) -> HttpResponse:
    content = read_file(report.input_sha256)
    return _attachment(content, f"pledgekeeper-{report.run.number}.json", "application/json", report.input_sha256)


def _attachment(content: bytes, name: str, media_type: str, sha256: str) -> HttpResponse:
    # A number is plain by rule; a header must not depend on it.
    name = re.sub(r"[^A-Za-z0-9._-]", "-", name)
    return HttpResponse(
        content,
        content_type=media_type,
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "Content-Security-Policy": "sandbox; default-src 'none'; frame-ancestors 'none'",
            "X-Content-Type-Options": "nosniff",
            "ETag": f'"{sha256}"',
        },
    )
