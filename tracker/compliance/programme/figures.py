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


def figure_before(assessment: Assessment, own: Assessment | None, year: int) -> int | None:
    """Of an earlier year, which in doubt serves no verdict but its own, and is held all the same: hence that one, `own`.

    One that cannot be compared with the base year, or waits to be restated, is no figure to subtract.
    """
    figures = figures_of(assessment)
    if year in figures or year in assessment.gaps or own is None:
        return figures.get(year)
    return figures_of(own).get(year)
