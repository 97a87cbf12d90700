"""One mandate seen over all its partners in one year. Everything here is fact; what may come stands in `forecasts`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ..commitments import Mandate
from ..summaries import AcrossPartners, MandateSummary, Partner, YearSummary, sum_across_partners
from .breakdowns import Dimension, Group, break_down
from .contributions import ChangeOfTotal, Contribution, Part, share_of, share_of_moved, split_change
from .coverage import BUCKETS, WeighedCoverage, Weight, weigh_coverage
from .figures import figures_of
from .outliers import Outlier, OutlierRule, Spread, find_outliers, measure_spread
from .rollups import MeanAcross, MeanOf, NoMean, mean_across_partners

__all__ = [
    "BUCKETS",
    "ChangeOfTotal",
    "Contribution",
    "Dimension",
    "Group",
    "MeanAcross",
    "MeanOf",
    "NoMean",
    "Outlier",
    "OutlierRule",
    "Part",
    "ProgrammeView",
    "Spread",
    "WeighedCoverage",
    "Weight",
    "figures_of",
    "share_of",
    "share_of_moved",
    "view_programme",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammeView:
    """`weighted` is the verdict on the partners' sum, `unweighted` the mean of what each achieved; the own verdicts are
    counted in `year`.
    """

    mandate: Mandate
    year: YearSummary
    partners: Mapping[str, Partner]
    coverage: WeighedCoverage
    weighted: AcrossPartners | None
    unweighted: tuple[MeanAcross, ...]
    from_base: ChangeOfTotal | None
    from_prior: ChangeOfTotal | None
    breakdowns: Mapping[Dimension, tuple[Group, ...]]
    spread: Spread | None
    outliers: tuple[Outlier, ...]


def view_programme(summary: MandateSummary, *, year: int | None = None) -> ProgrammeView:
    """The year in focus, or another one of the mandate. Raises ValueError, naming the years that there are."""
    mandate, shown = summary.mandate, _find_year(summary, year)
    return ProgrammeView(
        mandate=mandate,
        year=shown,
        partners=summary.partners,
        coverage=weigh_coverage(shown, summary.partners),
        weighted=sum_across_partners(mandate, shown),
        unweighted=mean_across_partners(mandate, shown),
        from_base=split_change(summary.years, shown, before_year=mandate.base_year),
        from_prior=split_change(summary.years, shown, before_year=shown.year - 1),
        breakdowns={dimension: break_down(mandate, shown, summary.partners, dimension) for dimension in Dimension},
        spread=measure_spread(shown),
        outliers=find_outliers(shown),
    )


def _find_year(summary: MandateSummary, year: int | None) -> YearSummary:
    if year is None:
        return summary.in_focus
    for each in summary.years:
        if each.year == year:
            return each
    known = ", ".join(str(each.year) for each in summary.years)
    raise ValueError(f"{year} is not a year of {summary.mandate.label}. Its years: {known}.")
