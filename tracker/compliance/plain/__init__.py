"""Assessments and summaries as plain values: what JSON, PDF and screens show. Quantities and rates are text, never floats."""

from .assessments import plain_assessment, plain_compared, plain_outcome, plain_outcomes, plain_partner, plain_verdict
from .base_years import plain_base
from .commitments import plain_commitment
from .comparison import plain_scope_of_comparison, plain_step
from .explanations import plain_explanation
from .forecasts import plain_forecasts, plain_goal_forecast, plain_mandate_forecast
from .measured import plain_figure, plain_measured, plain_share_step
from .plans import plain_plan
from .programme import plain_programme
from .progress import plain_line, plain_masses, plain_progress
from .restatements import plain_effect, plain_reconciliation
from .simulations import plain_simulation
from .summaries import plain_across, plain_coverage, plain_late, plain_mandate_summary, plain_summary, plain_year
from .values import Plain, plain_decimal, plain_instant, plain_quantity, plain_rate
from .vectors import plain_vectors
from .waivers import plain_waiver

__all__ = [
    "Plain",
    "plain_across",
    "plain_assessment",
    "plain_base",
    "plain_commitment",
    "plain_compared",
    "plain_coverage",
    "plain_decimal",
    "plain_effect",
    "plain_explanation",
    "plain_figure",
    "plain_forecasts",
    "plain_goal_forecast",
    "plain_instant",
    "plain_late",
    "plain_line",
    "plain_mandate_forecast",
    "plain_mandate_summary",
    "plain_masses",
    "plain_measured",
    "plain_outcome",
    "plain_outcomes",
    "plain_partner",
    "plain_plan",
    "plain_programme",
    "plain_progress",
    "plain_quantity",
    "plain_rate",
    "plain_reconciliation",
    "plain_scope_of_comparison",
    "plain_share_step",
    "plain_simulation",
    "plain_step",
    "plain_summary",
    "plain_vectors",
    "plain_verdict",
    "plain_waiver",
    "plain_year",
]
