from __future__ import annotations

from ..programme import (
    ChangeOfTotal,
    Contribution,
    Group,
    MeanAcross,
    Outlier,
    Part,
    ProgrammeView,
    Spread,
    WeighedCoverage,
    Weight,
    share_of,
    share_of_moved,
)
from ..summaries import AcrossPartners, Partner
from .assessments import plain_outcomes, plain_partner
from .values import Plain, plain_decimal, plain_quantity


def plain_programme(view: ProgrammeView) -> Plain:
    """Facts alone; what is projected stands in `plain_forecasts`."""
    return {
        "commitment": view.mandate.key,
        "commitment_version": view.mandate.version,
        "reporting_year": view.year.year,
        "base_year": view.mandate.base_year,
        "reading": view.mandate.reading,
        "coverage": plain_weighed_coverage(view.coverage),
        "roll_ups": {
            "own_verdicts": dict(view.year.statuses),
            "weighted": _plain_weighted(view.weighted) if view.weighted else None,
            "unweighted": [plain_mean(mean) for mean in view.unweighted],
        },
        "change_from_base_year": plain_change(view.from_base, view) if view.from_base else None,
        "change_from_prior_year": plain_change(view.from_prior, view) if view.from_prior else None,
        "breakdowns": {
            dimension.lower(): [plain_group(group, view) for group in groups] for dimension, groups in view.breakdowns.items()
        },
        "spread": plain_spread(view.spread) if view.spread else None,
        "outliers": [plain_outlier(outlier, view.partners[outlier.party_id]) for outlier in view.outliers],
    }


def plain_weighed_coverage(coverage: WeighedCoverage) -> Plain:
    whole = coverage.expected
    parts = {"expected": whole, "reported": coverage.reported, **coverage.parts}
    return {name: _plain_weight(weight, whole) for name, weight in parts.items()}


def _plain_weight(weight: Weight, whole: Weight) -> Plain:
    return {
        "partners": weight.partners,
        "share_of_partners": plain_decimal(share_of(weight.partners, whole.partners)),
        "base_year_tco2e": plain_quantity(weight.base_micro_tco2e),
        "share_of_base_year_tco2e": plain_decimal(share_of(weight.base_micro_tco2e, whole.base_micro_tco2e)),
        "base_year_unknown": weight.base_unknown,
        "spend": [
            {
                "currency": currency,
                "amount": plain_quantity(amount),
                "share": plain_decimal(share_of(amount, whole.spend[currency])),
            }
            for currency, amount in weight.spend.items()
        ],
        "spend_unknown": weight.spend_unknown,
    }


def _plain_weighted(across: AcrossPartners) -> Plain:
    return {"parties": across.parties, "readings": plain_outcomes(across.outcomes)}


def plain_mean(mean: MeanAcross) -> Plain:
    return {
        "reading": mean.reading,
        "parties": mean.parties,
        "mean_of": mean.mean_of,
        "passes": mean.passes,
        "rate": plain_decimal(mean.rate),
        "index": plain_decimal(mean.index),
        "no_mean": mean.no_mean,
    }


def plain_change(change: ChangeOfTotal, view: ProgrammeView) -> Plain:
    moved = change.change_of(Part.MOVED)
    return {
        "before_year": change.before_year,
        "year": change.year,
        "before_tco2e": plain_quantity(change.total_before),
        "after_tco2e": plain_quantity(change.total_after),
        "change_tco2e": plain_quantity(change.change),
        "parts": {
            part.lower(): {
                "suppliers": len(change.part(part)),
                "change_tco2e": plain_quantity(change.change_of(part)),
            }
            for part in Part
        },
        "contributions": [plain_contribution(each, moved, view.partners[each.party_id]) for each in change.contributions],
    }


def plain_contribution(contribution: Contribution, moved: int, partner: Partner) -> Plain:
    return {
        "party_id": contribution.party_id,
        **plain_partner(partner),
        "part": contribution.part,
        "before_tco2e": plain_quantity(contribution.before),
        "after_tco2e": plain_quantity(contribution.after),
        "change_tco2e": plain_quantity(contribution.change),
        "share_of_moved": plain_decimal(share_of_moved(contribution, moved)),
    }


def plain_group(group: Group, view: ProgrammeView) -> Plain:
    across = group.across
    outcome = across.outcomes[view.mandate.reading] if across else None
    return {
        "key": group.key,
        "partners": group.partners,
        "statuses": dict(group.statuses),
        "summed_partners": across.parties if across else 0,
        "base_year_tco2e": plain_quantity(across.totals[0][1]) if across else None,
        "tco2e": plain_quantity(across.totals[-1][1]) if across else None,
        "rate": plain_decimal(outcome.rate) if outcome else None,
        "passes": outcome.passes if outcome else None,
    }


def plain_spread(spread: Spread) -> Plain:
    """Of the yearly ratios; rounded for display, since the rules compare fractions."""
    return {
        "suppliers": spread.suppliers,
        "median_ratio": plain_decimal(share_of(spread.median.numerator, spread.median.denominator)),
        "median_absolute_deviation": plain_decimal(share_of(spread.deviation.numerator, spread.deviation.denominator)),
    }


def plain_outlier(outlier: Outlier, partner: Partner) -> Plain:
    return {
        "party_id": outlier.party_id,
        **plain_partner(partner),
        "rule": outlier.rule,
        "before_year": outlier.before_year,
        "before_tco2e": plain_quantity(outlier.before),
        "after_tco2e": plain_quantity(outlier.after),
        "excess_tco2e": plain_quantity(outlier.excess),
    }
