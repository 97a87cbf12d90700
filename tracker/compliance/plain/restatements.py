from __future__ import annotations

from collections.abc import Mapping

from ..comparison import ComparedFigure
from ..restatements import Acceptance, Effect, Reconciliation
from ..summaries import Partner
from .assessments import plain_assessment, plain_partner
from .comparison import plain_steps, plain_tonnes
from .values import Plain, plain_instant, plain_quantity


def plain_effect(effect: Effect) -> Plain:
    return {"before": plain_assessment(effect.before), "after": plain_assessment(effect.after)}


def plain_reconciliation(reconciliation: Reconciliation, partner: Partner) -> Plain:
    since = reconciliation.since
    return {
        "party_id": reconciliation.party_id,
        **plain_partner(partner),
        "commitment": reconciliation.mandate.key,
        "commitment_version": reconciliation.mandate.version,
        "base_year": reconciliation.base_year,
        "from_as_of": plain_instant(since) if since else None,
        "opening": _plain_figures(reconciliation.opening),
        "decisions": [plain_acceptance(acceptance) for acceptance in reconciliation.acceptances],
        "closing": _plain_figures(reconciliation.closing),
    }


def _plain_figures(figures: Mapping[int, ComparedFigure | None]) -> list[Plain]:
    return [
        {"reporting_year": year, "tco2e": plain_tonnes(figure), "steps": plain_steps(figure)}
        for year, figure in figures.items()
        if figure is not None
    ]


def plain_acceptance(acceptance: Acceptance) -> Plain:
    reported = acceptance.reported
    return {
        "reporting_year": reported.year,
        "revision_id": reported.revision_id,
        "revision_number": reported.revision_number,
        "decision_id": reported.decision_id,
        "decided_at": plain_instant(reported.decided_at) if reported.decided_at else None,
        "reason_code": reported.reason_code or None,
        "stated_tco2e": plain_tonnes(acceptance.stated),
        "steps": plain_steps(acceptance.stated),
        "counts": acceptance.counts,
        "before_tco2e": plain_tonnes(acceptance.before),
        "after_tco2e": plain_tonnes(acceptance.after),
        "difference_tco2e": plain_quantity(acceptance.difference),
        "flipped": [{"reporting_year": flip.year, "before": flip.before, "after": flip.after} for flip in acceptance.flips],
    }
