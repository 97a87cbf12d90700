"""The figures that a programme adds up: accepted ones about whole years."""

from __future__ import annotations

from ..assessments import Assessment


def figures_of(assessment: Assessment) -> dict[int, int]:
    """Years to micro-tonnes. What is not accepted, or covers less than a year, is no part of a total."""
    return {
        compared.reported.year: compared.micro_tco2e
        for compared in assessment.series
        if compared.reported.accepted and compared.reported.period.is_full_year
    }
