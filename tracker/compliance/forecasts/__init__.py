"""What may come, dated and with its method: kept apart from everything that is fact, and asked by no verdict."""

from .goals import GoalForecast, MassProjection, Outlooks, forecast_goal
from .mandates import EmissionsForecast, MandateForecast, Outlook, RunRate, forecast_mandate
from .series import NoForecast, ProjectedYear, Projection, project

__all__ = [
    "EmissionsForecast",
    "GoalForecast",
    "MandateForecast",
    "MassProjection",
    "NoForecast",
    "Outlook",
    "Outlooks",
    "ProjectedYear",
    "Projection",
    "RunRate",
    "forecast_goal",
    "forecast_mandate",
    "project",
]
