"""Drawings of plain values as SVG text: the same one on a page and in a PDF."""

from .canvas import describe
from .contributions import draw_contributions
from .forecast import draw_forecast
from .goal import draw_goal
from .statuses import draw_statuses
from .suppliers import draw_supplier_dots
from .trajectory import draw_trajectory

__all__ = [
    "describe",
    "draw_contributions",
    "draw_forecast",
    "draw_goal",
    "draw_statuses",
    "draw_supplier_dots",
    "draw_trajectory",
]
