"""Projections as plain values. Each says that it is one, when it was made and how."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from ..forecasts import (
    EmissionsForecast,
    GoalForecast,
    MandateForecast,
    MassProjection,
    Outlook,
    Outlooks,
    Projection,
    RunRate,
    forecast_goal,
    forecast_mandate,
)
from ..programme import share_of
from ..summaries import ComplianceSummary, Partner
from .assessments import plain_partner
from .values import Plain, plain_decimal, plain_instant, plain_quantity

MEAN_YEARLY_RATIO = "MEAN_YEARLY_RATIO"
RUN_RATE_OF_THE_LAST_TWELVE_MONTHS = "RUN_RATE_OF_THE_LAST_TWELVE_MONTHS"


def plain_forecasts(summary: ComplianceSummary) -> Plain:
    """Made by what was known at the summary's instant, on the day that it was then in each commitment's zone."""
    mandates = [
        plain_mandate_forecast(
            forecast_mandate(each, made_on=summary.as_of.astimezone(each.mandate.zone).date()), each.partners
        )
        for each in summary.mandates
    ]
    goals = [
        plain_goal_forecast(forecast_goal(each, made_on=summary.as_of.astimezone(each.goal.zone).date()))
        for each in summary.goals
    ]
    return {"is_projection": True, "as_of": plain_instant(summary.as_of), "mandates": mandates, "goals": goals}


def plain_mandate_forecast(forecast: MandateForecast, partners: Mapping[str, Partner]) -> Plain:
    counts = Counter(each.outlook for each in forecast.suppliers.values())
    return {
        "is_projection": True,
        "commitment": forecast.mandate.key,
        "commitment_version": forecast.mandate.version,
        "made_on": forecast.made_on.isoformat(),
        "method": MEAN_YEARLY_RATIO,
        "reading": forecast.mandate.reading,
        "parties": forecast.summed.parties if forecast.summed else 0,
        "sum": [{"year": year, "tco2e": plain_quantity(micro)} for year, micro in forecast.summed.totals]
        if forecast.summed
        else [],
        "programme": plain_emissions_forecast(forecast.programme) if forecast.programme else None,
        "outlooks": {outlook: counts[outlook] for outlook in Outlook} | {"NONE": counts[None]},
        "suppliers": [
            {"party_id": party_id, **plain_partner(partners[party_id]), **plain_emissions_forecast(each)}
            for party_id, each in forecast.suppliers.items()
        ],
    }


def plain_emissions_forecast(forecast: EmissionsForecast) -> Plain:
    return {
        "end_year": forecast.end_year,
        "no_forecast": forecast.no_forecast,
        "outlook": forecast.outlook,
        "projection": _plain_projection(forecast.projection) if forecast.projection else None,
        "needed": _plain_run_rate(forecast.needed) if forecast.needed else None,
    }


def _plain_projection(projection: Projection) -> Plain:
    return {
        "rests_on_years": list(projection.rests_on_years),
        "yearly_ratios": [plain_decimal(share_of(ratio.numerator, ratio.denominator)) for ratio in projection.ratios],
        "has_range": len(projection.ratios) > 1,
        "years": [
            {
                "year": each.year,
                "projected_tco2e": plain_quantity(each.likely),
                "least_tco2e": plain_quantity(each.least),
                "greatest_tco2e": plain_quantity(each.greatest),
            }
            for each in projection.years
        ],
    }


def _plain_run_rate(needed: RunRate) -> Plain:
    return {
        "from_year": needed.from_year,
        "end_year": needed.end_year,
        "tco2e": plain_quantity(needed.actual),
        "end_year_allowed_tco2e": plain_quantity(needed.allowed) if needed.reachable else "UNREACHABLE",
        "yearly_rate": plain_decimal(needed.yearly_rate),
        "yearly_fall_tco2e": plain_quantity(needed.yearly_fall),
    }


def plain_goal_forecast(forecast: GoalForecast) -> Plain:
    window = forecast.window
    return {
        "is_projection": True,
        "commitment": forecast.goal.key,
        "commitment_version": forecast.goal.version,
        "made_on": forecast.made_on.isoformat(),
        "method": RUN_RATE_OF_THE_LAST_TWELVE_MONTHS,
        "no_forecast": forecast.no_forecast,
        "window": {"start": window.start.isoformat(), "end": window.end.isoformat(), "days": window.days} if window else None,
        "entries": forecast.entries,
        "spread_by_days_kg": plain_quantity(forecast.spread),
        "counted": _plain_outlooks(forecast.counted) if forecast.counted else None,
        "verified_alone": _plain_outlooks(forecast.verified) if forecast.verified else None,
    }


def _plain_outlooks(outlooks: Outlooks) -> Plain:
    return {
        "so_far_kg": plain_quantity(outlooks.so_far),
        "in_window_kg": plain_quantity(outlooks.in_window),
        "likely": _plain_mass(outlooks.likely),
        "at_the_least_year": _plain_mass(outlooks.at_least) if outlooks.at_least else None,
        "at_the_greatest_year": _plain_mass(outlooks.at_most) if outlooks.at_most else None,
    }


def _plain_mass(projected: MassProjection) -> Plain:
    return {
        "met_on": projected.met_on.isoformat() if projected.met_on else None,
        "shortfall_kg": plain_quantity(projected.shortfall),
    }
