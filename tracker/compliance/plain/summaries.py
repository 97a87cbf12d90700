from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from ..assessments import Assessment, Status
from ..commitments import Commitment
from ..programme import view_programme
from ..summaries import AcrossPartners, ComplianceSummary, Coverage, MandateSummary, Partner, YearSummary
from .assessments import plain_assessment, plain_outcomes, plain_partner
from .commitments import plain_commitment
from .forecasts import plain_forecasts
from .measured import plain_measured
from .programme import plain_programme
from .progress import plain_progress
from .values import Plain, plain_instant, plain_quantity


def plain_coverage(coverage: Coverage) -> Plain:
    names = ("expected", "reported", "accepted", "pending", "missing", "waived", "not_due")
    return {name: getattr(coverage, name) for name in names}


def plain_year(year: YearSummary) -> Plain:
    return {
        "reporting_year": year.year,
        "is_base_year": year.is_base_year,
        "due_on": year.due_on.isoformat(),
        "coverage": plain_coverage(year.coverage),
        "statuses": _plain_counts(year.statuses),
        "robustness": _plain_counts(year.robustness),
        "readings": {
            reading: {"passes": count.passes, "fails": count.fails, "says_nothing": count.says_nothing}
            for reading, count in year.readings.items()
        },
    }


def _plain_counts(counts: Mapping[Any, int]) -> dict[StrEnum, int]:
    return dict(counts)


def plain_across(across: AcrossPartners) -> Plain:
    return {
        "parties": across.parties,
        "totals": [{"year": year, "tco2e": plain_quantity(micro)} for year, micro in across.totals],
        "readings": plain_outcomes(across.outcomes),
    }


LATE = (Status.OVERDUE, Status.AWAITING_REPORT)


def plain_late(assessment: Assessment, partner: Partner) -> Plain:
    obligation = assessment.obligation
    return {
        "party_id": obligation.party_id,
        **plain_partner(partner),
        "reporting_year": obligation.year,
        "is_base_year_report": obligation.is_base_year_report,
        "due_on": obligation.due_on.isoformat(),
        "status": assessment.status,
    }


def plain_mandate_summary(summary: MandateSummary) -> Plain:
    return {
        "commitment": plain_commitment(summary.mandate),
        "years": [plain_year(year) for year in summary.years],
        "in_focus": plain_year(summary.in_focus),
        "across_partners": plain_across(summary.across_partners) if summary.across_partners else None,
        "programme": plain_programme(view_programme(summary)),
        "late": [
            plain_late(assessment, summary.partners[assessment.obligation.party_id])
            for year in summary.years
            for assessment in year.assessments
            if assessment.status in LATE
        ],
        "assessments": [
            plain_assessment(assessment, summary.partners[assessment.obligation.party_id])
            for assessment in summary.in_focus.assessments
        ],
    }


def plain_summary(summary: ComplianceSummary) -> Plain:
    period = summary.period
    return {
        "as_of": plain_instant(summary.as_of),
        "period": {"start": period.start.isoformat(), "end": period.end.isoformat()} if period else None,
        "mandates": [plain_mandate_summary(mandate) for mandate in summary.mandates],
        "goals": [plain_progress(goal) for goal in summary.goals],
        "forecasts": plain_forecasts(summary),
        "measured": [plain_measured(progress) for progress in summary.measured],
        "illustration_notes": _illustration_notes(summary),
    }


def _illustration_notes(summary: ComplianceSummary) -> list[str]:
    commitments: list[Commitment] = [m.mandate for m in summary.mandates]
    commitments += [g.goal for g in (*summary.goals, *summary.measured)]
    return list(dict.fromkeys(c.illustration_note for c in commitments if c.illustration_note))
