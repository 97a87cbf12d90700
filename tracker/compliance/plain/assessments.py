from __future__ import annotations

from collections.abc import Mapping

from ..assessments import Assessment, Compared, Reason
from ..commitments import Reading
from ..explanations import explain_assessment
from ..readings import ReadingOutcome
from ..summaries import Partner
from .base_years import plain_base
from .comparison import plain_scope_of_comparison, plain_step
from .explanations import plain_explanation
from .values import Plain, plain_decimal, plain_quantity, plain_rate
from .waivers import plain_waiver


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
        "evidence_sha256": list(reported.evidence_sha256),
        "scope_3_tco2e": plain_quantity(sum(reported.scope_3.values())) if reported.scope_3 else None,
        "steps": [plain_step(step) for step in compared.steps],
    }


def plain_reason(reason: Reason) -> Plain:
    facts = {name: list(fact) if isinstance(fact, tuple) else fact for name, fact in reason.facts.items()}
    return {"code": reason.code, "sentence": reason.sentence, "facts": facts}


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
        "waiver": plain_waiver(assessment.waiver) if assessment.waiver else None,
        "reasons": [plain_reason(reason) for reason in assessment.reasons],
        "reading": assessment.mandate.reading,
        **plain_scope_of_comparison(assessment.mandate),
        "rate_required": plain_rate(assessment.mandate.rate),
        "rate_achieved": plain_decimal(outcome.rate) if outcome else None,
        "robustness": assessment.robustness,
        "allowed_tco2e": plain_outcome(outcome)["allowed_tco2e"] if outcome else None,
        "readings": plain_outcomes(assessment.outcomes),
        "series": [plain_compared(compared) for compared in assessment.series],
        "explanation": plain_explanation(explain_assessment(assessment)),
        "base": plain_base(assessment),
    }


COUNTERFACTUAL = (
    "excess_tco2e",
    "surplus_tco2e",
    "least_further_cut_tco2e",
    "next_year_allowed_tco2e",
    "end_year_allowed_tco2e",
)


def plain_verdict(assessment: Assessment, partner: Partner | None = None) -> Plain:
    """An assessment with what its own reading makes of the year's figure beside it, for whoever looks for no more than that."""
    row = plain_assessment(assessment, partner)
    declared = plain_outcome(assessment.outcome) if assessment.outcome else {}
    compared = {each["year"]: each["tco2e"] for each in row["series"]}
    bounds = {name: declared.get(name) for name in COUNTERFACTUAL}
    return {**row, "tco2e": compared.get(assessment.obligation.year), **bounds}


def plain_partner(partner: Partner) -> Plain:
    return {
        "name": partner.name,
        "name_local": partner.name_local,
        "country": partner.country,
        "tier": partner.tier,
        "category": partner.category,
    }
