from __future__ import annotations

from ..explanations import Explanation, LeastPath
from .values import Plain, plain_quantity


def plain_explanation(explanation: Explanation) -> Plain:
    """What an assessment does not say by itself; its inputs and readings stand beside this."""
    return {
        "rule": explanation.rule,
        "rule_number": explanation.rule.number,
        "year_ends_on": explanation.year_ends_on.isoformat(),
        "comparisons": [
            {
                "year": comparison.year,
                "actual_tco2e": plain_quantity(comparison.actual),
                "allowed_tco2e": plain_quantity(comparison.allowed),
                "holds": comparison.holds,
            }
            for comparison in explanation.comparisons
        ],
        **plain_path(explanation.path),
    }


def plain_path(path: LeastPath | None) -> Plain:
    return {
        "path": [{"year": year, "allowed_tco2e": plain_quantity(micro)} for year, micro in path.steps] if path else [],
        "path_stop": {"year": path.stops_in, "code": path.stop} if path and path.stop else None,
    }
