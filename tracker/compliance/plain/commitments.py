from __future__ import annotations

from ..commitments import Commitment, CountGoal, Goal, Mandate, ShareGoal
from .comparison import plain_scope_of_comparison
from .values import Plain, plain_quantity, plain_rate


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
    if isinstance(commitment, ShareGoal):
        return {**common, **_plain_share_terms(commitment)}
    if isinstance(commitment, CountGoal):
        return {**common, **_plain_count_terms(commitment)}
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
        **plain_scope_of_comparison(mandate),
        "plan_days": mandate.plan_days,
    }


def _plain_goal_terms(goal: Goal) -> Plain:
    return {
        "kind": "CUMULATIVE_TOTAL",
        "target_kg": plain_quantity(goal.target_micro_kg),
        "start": goal.start.isoformat(),
        "end": goal.end.isoformat(),
        "counted_fates": sorted(goal.counted_fates),
    }


def _plain_share_terms(goal: ShareGoal) -> Plain:
    return {
        "kind": "SHARE_BY_DATE",
        "part": goal.part,
        "whole": goal.whole,
        "unit": goal.unit,
        "steps": [{"share": plain_rate(step.share), "by": step.by.isoformat()} for step in goal.steps],
    }


def _plain_count_terms(goal: CountGoal) -> Plain:
    return {
        "kind": "COUNT_IN_PERIOD",
        "target": plain_quantity(goal.target_micro),
        "unit": goal.unit,
        "start": goal.start.isoformat(),
        "end": goal.end.isoformat(),
    }
