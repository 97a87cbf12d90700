"""Assessments and summaries as plain values: what JSON, PDF and screens show. Quantities and rates are text, never floats."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from .assessments import Assessment, Compared, Status
from .commitments import Commitment, Goal, Mandate, Reading
from .goals import GoalProgress, LedgerLine, Masses
from .quantities import Rate, from_micro
from .readings import ReadingOutcome
from .summaries import AcrossPartners, ComplianceSummary, Coverage, MandateSummary, Partner, YearSummary

Plain = dict[str, Any]


def plain_instant(instant: datetime) -> str:
    return instant.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def plain_decimal(value: Decimal | None) -> str | None:
    """Without exponent and trailing zeros, so that equal values read the same."""
    if value is None:
        return None
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def plain_quantity(micro: int | None) -> str | None:
    return None if micro is None else plain_decimal(from_micro(micro))


def plain_rate(rate: Rate) -> str:
    return plain_decimal(rate.as_decimal()) or "0"


def plain_commitment(commitment: Commitment) -> Plain:
    common = {
        "key": commitment.key,
        "version": commitment.version,
        "title": commitment.title,
        "statement": commitment.statement,
        "sources": [{"text": source.text, "url": source.url} for source in commitment.sources],
        "valid_from": commitment.valid_from.isoformat(),
        "zone": commitment.zone.key,
        "illustration_note": commitment.illustration_note,
    }
    if isinstance(commitment, Mandate):
        return {**common, **_plain_mandate_terms(commitment)}
    if isinstance(commitment, Goal):
        return {**common, **_plain_goal_terms(commitment)}
    raise TypeError(f"{commitment.label} is neither a mandate nor a goal.")


def _plain_mandate_terms(mandate: Mandate) -> Plain:
    return {
        "kind": "ANNUAL_AVERAGE_REDUCTION",
        "rate": plain_rate(mandate.rate),
        "reading": mandate.reading,
        "base_year": mandate.base_year,
        "first_assessed_year": mandate.first_assessed_year,
        "end_year": mandate.end_year,
        "scopes": sorted(mandate.scopes),
        "scope_2_method": mandate.scope_2_method,
        "gwp_set": mandate.gwp_set,
        "minimum_assurance": mandate.minimum_assurance,
        "recalculation_threshold": plain_rate(mandate.recalculation_threshold),
        "due_month": mandate.due_month,
        "due_day": mandate.due_day,
        "grace_days": mandate.grace_days,
    }


def _plain_goal_terms(goal: Goal) -> Plain:
    return {
        "kind": "CUMULATIVE_TOTAL",
        "target_kg": plain_quantity(goal.target_micro_kg),
        "start": goal.start.isoformat(),
        "end": goal.end.isoformat(),
        "counted_fates": sorted(goal.counted_fates),
    }


def plain_outcome(outcome: ReadingOutcome) -> Plain:
    reachable = outcome.reachable
    return {
        "reading": outcome.reading,
        "passes": outcome.passes,
        "rate": plain_decimal(outcome.rate),
        "allowed_tco2e": plain_quantity(outcome.allowed) if reachable else None,
        "excess_tco2e": plain_quantity(outcome.excess),
        "surplus_tco2e": plain_quantity(outcome.surplus),
        "least_further_cut_tco2e": "UNREACHABLE" if reachable is False else plain_quantity(outcome.excess),
        "next_year_allowed_tco2e": _bound(outcome.next_year_allowed),
        "end_year_allowed_tco2e": _bound(outcome.end_year_allowed),
        "rests_on_years": list(outcome.rests_on_years),
        "null_reason": outcome.null_reason,
    }


def _bound(micro: int | None) -> str | None:
    return "UNREACHABLE" if micro is not None and micro < 0 else plain_quantity(micro)


def plain_outcomes(outcomes: Mapping[Reading, ReadingOutcome]) -> list[Plain]:
    return [plain_outcome(outcomes[reading]) for reading in Reading if reading in outcomes]


def plain_compared(compared: Compared) -> Plain:
    reported = compared.reported
    return {
        "year": reported.year,
        "tco2e": plain_quantity(compared.micro_tco2e),
        "scope_1_tco2e": plain_quantity(reported.scope_1),
        "scope_2_location_tco2e": plain_quantity(reported.scope_2_location),
        "scope_2_market_tco2e": plain_quantity(reported.scope_2_market),
        "accepted": reported.accepted,
        "revision_id": reported.revision_id,
        "revision_number": reported.revision_number,
        "content_sha256": reported.content_sha256,
        "decision_id": reported.decision_id,
    }


def plain_assessment(assessment: Assessment, partner: Partner | None = None) -> Plain:
    obligation, outcome = assessment.obligation, assessment.outcome
    return {
        "party_id": obligation.party_id,
        **({} if partner is None else plain_partner(partner)),
        "commitment": assessment.mandate.key,
        "commitment_version": assessment.mandate.version,
        "reporting_year": obligation.year,
        "base_year": obligation.base_year,
        "end_year": obligation.end_year,
        "is_base_year_report": obligation.is_base_year_report,
        "due_on": obligation.due_on.isoformat(),
        "grace_ends_on": obligation.grace_ends_on.isoformat(),
        "status": assessment.status,
        "would_be": assessment.would_be,
        "reasons": [{"code": reason.code, "sentence": reason.sentence} for reason in assessment.reasons],
        "reading": assessment.mandate.reading,
        "rate_required": plain_rate(assessment.mandate.rate),
        "rate_achieved": plain_decimal(outcome.rate) if outcome else None,
        "robustness": assessment.robustness,
        "allowed_tco2e": plain_outcome(outcome)["allowed_tco2e"] if outcome else None,
        "readings": plain_outcomes(assessment.outcomes),
        "series": [plain_compared(compared) for compared in assessment.series],
    }


def plain_partner(partner: Partner) -> Plain:
    return {"name": partner.name, "name_local": partner.name_local, "country": partner.country, "tier": partner.tier}


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


def plain_masses(masses: Masses) -> Plain:
    return {
        "counted_kg": plain_quantity(masses.counted),
        "claimed_kg": plain_quantity(masses.claimed),
        "verified_kg": plain_quantity(masses.verified),
        "quarantined_kg": plain_quantity(masses.quarantined),
        "estimated_kg": plain_quantity(masses.estimated),
    }


def plain_line(line: LedgerLine) -> Plain:
    return {
        "entry_id": line.entry_id,
        "period_start": line.period.start.isoformat(),
        "period_end": line.period.end.isoformat(),
        "mass_kg": plain_quantity(line.micro_kg),
        "state": line.state,
        "estimated": line.estimated,
        "source": line.source,
        "source_url": line.source_url,
        "qualifier": line.qualifier,
        "reverses": line.reverses,
    }


def plain_progress(progress: GoalProgress) -> Plain:
    return {
        "commitment": plain_commitment(progress.goal),
        "status": progress.status,
        **plain_masses(progress.total),
        "target_kg": plain_quantity(progress.goal.target_micro_kg),
        "share": plain_decimal(progress.share),
        "remaining_kg": plain_quantity(progress.remaining),
        "beyond_kg": plain_quantity(progress.beyond),
        "needed_kg_per_day": plain_quantity(progress.needed_per_day),
        "days_left": progress.days_left,
        "met_on": progress.met_on.isoformat() if progress.met_on else None,
        "met_by_verified_alone": progress.met_by_verified_alone,
        "figures_until": progress.figures_until.isoformat() if progress.figures_until else None,
        "by_year": [
            {"year": year, **(plain_masses(masses) if masses else {"counted_kg": None})} for year, masses in progress.by_year
        ],
        "entries": [plain_line(line) for line in progress.lines],
    }


def plain_summary(summary: ComplianceSummary) -> Plain:
    period = summary.period
    return {
        "as_of": plain_instant(summary.as_of),
        "period": {"start": period.start.isoformat(), "end": period.end.isoformat()} if period else None,
        "mandates": [plain_mandate_summary(mandate) for mandate in summary.mandates],
        "goals": [plain_progress(goal) for goal in summary.goals],
        "illustration_notes": _illustration_notes(summary),
    }


def _illustration_notes(summary: ComplianceSummary) -> list[str]:
    commitments: list[Commitment] = [m.mandate for m in summary.mandates]
    commitments += [g.goal for g in summary.goals]
    return list(dict.fromkeys(c.illustration_note for c in commitments if c.illustration_note))
