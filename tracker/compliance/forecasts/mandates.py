"""Where a mandate's suppliers, and their sum, are heading, and the yearly fall that they need from here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from ..assessments import Assessment
from ..commitments import Mandate, Measure, Reading
from ..programme.figures import figures_of
from ..readings import ALLOWED, END_POINT_READINGS, RATE_PLACES, YEAR_ON_YEAR_READINGS, ReadingOutcome, ceil_root
from ..summaries import AcrossPartners, MandateSummary, sum_across_partners
from .series import NoForecast, Projection, project

_SCALE = 10**RATE_PLACES


class Outlook(StrEnum):
    """What the mandate's reading would say of the end year on the projected paths: all of them pass, fail, or they differ."""

    WOULD_COMPLY = "WOULD_COMPLY"
    WOULD_NOT_COMPLY = "WOULD_NOT_COMPLY"
    OPEN = "OPEN"


@dataclass(frozen=True, slots=True, kw_only=True)
class RunRate:
    """What is needed from the last known year on. A bound below zero is out of reach, and has no rate.

    `yearly_rate` is rounded up: whoever falls by it every year ends at or below the bound. None for a carbon budget, which
    is spent by all years and not by the last one.
    """

    from_year: int
    end_year: int
    actual: int
    allowed: int
    yearly_rate: Decimal | None

    @property
    def reachable(self) -> bool:
        return self.allowed >= 0

    @property
    def fall(self) -> int | None:
        """The tonnes that have to go until the end year."""
        return max(0, self.actual - self.allowed) if self.reachable else None

    @property
    def yearly_fall(self) -> int | None:
        """The same spread evenly, rounded up."""
        return None if self.fall is None else -(-self.fall // (self.end_year - self.from_year))


@dataclass(frozen=True, slots=True, kw_only=True)
class EmissionsForecast:
    """`projection` or the reason why there is none; the outlook needs one, and the years that the reading needs."""

    base_year: int
    end_year: int
    projection: Projection | None
    no_forecast: NoForecast | None
    outlook: Outlook | None
    needed: RunRate | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MandateForecast:
    """`programme` goes on from `summed`: the partners with a verdict and no gap, in the last year in which they are at least
    half of those who owe a report about it. None where there is no such year.
    """

    mandate: Mandate
    made_on: date
    summed: AcrossPartners | None
    programme: EmissionsForecast | None
    suppliers: Mapping[str, EmissionsForecast]


def forecast_mandate(summary: MandateSummary, *, made_on: date) -> MandateForecast:
    summed = _last_sum(summary)
    by_year = {(a.obligation.party_id, a.obligation.year): a for year in summary.years for a in year.assessments}
    latest = {party_id: assessment for (party_id, _), assessment in sorted(by_year.items())}
    return MandateForecast(
        mandate=summary.mandate,
        made_on=made_on,
        summed=summed,
        programme=_forecast_sum(summary.mandate, summed) if summed else None,
        suppliers={
            party_id: _forecast_supplier(latest[party_id], by_year) for party_id in summary.partners if party_id in latest
        },
    )


def _last_sum(summary: MandateSummary) -> AcrossPartners | None:
    """A year about which the first few have reported would stand for the programme otherwise."""
    for year in reversed(summary.years):
        summed = sum_across_partners(summary.mandate, year)
        if summed is not None and 2 * summed.parties >= year.coverage.expected:
            return summed
    return None


def _forecast_supplier(latest: Assessment, by_year: Mapping[tuple[str, int], Assessment]) -> EmissionsForecast:
    """`latest` is about the supplier's end year, so that its series holds every year before it too."""
    obligation, figures = latest.obligation, figures_of(latest)
    judged = by_year.get((obligation.party_id, max(figures, default=0)))
    return _forecast(
        latest.mandate,
        figures,
        base_year=obligation.base_year,
        end_year=obligation.end_year,
        outcome=judged.outcome if judged else None,
    )


def _forecast_sum(mandate: Mandate, across: AcrossPartners) -> EmissionsForecast:
    return _forecast(
        mandate,
        dict(across.totals),
        base_year=mandate.base_year,
        end_year=mandate.end_year,
        outcome=across.outcomes[mandate.reading],
    )


def _forecast(
    mandate: Mandate, figures: Mapping[int, int], *, base_year: int, end_year: int, outcome: ReadingOutcome | None
) -> EmissionsForecast:
    found = project(figures, end_year=end_year)
    projection, reason = (None, found) if isinstance(found, NoForecast) else (found, None)
    return EmissionsForecast(
        base_year=base_year,
        end_year=end_year,
        projection=projection,
        no_forecast=reason,
        # What is projected are tonnes; an intensity is judged by tonnes for each unit, of which nothing is projected.
        outlook=_look_ahead(mandate, figures, projection, base_year)
        if projection and mandate.measure is not Measure.INTENSITY
        else None,
        needed=_run_rate(outcome, max(figures), end_year) if outcome else None,
    )


def _look_ahead(mandate: Mandate, figures: Mapping[int, int], projection: Projection, base_year: int) -> Outlook | None:
    paths = (
        {each.year: each.likely for each in projection.years},
        {each.year: each.least for each in projection.years},
        {each.year: each.greatest for each in projection.years},
    )
    return _agree(_would_pass(mandate, {**figures, **_known(path)}, base_year) for path in paths if _known(path))


def _known(path: Mapping[int, int | None]) -> dict[int, int]:
    return {year: figure for year, figure in path.items() if figure is not None}


def _agree(verdicts: Iterable[bool | None]) -> Outlook | None:
    said = set(verdicts)
    if None in said:
        return None
    return Outlook.OPEN if len(said) > 1 else Outlook.WOULD_COMPLY if True in said else Outlook.WOULD_NOT_COMPLY


def _would_pass(mandate: Mandate, figures: Mapping[int, int], base_year: int) -> bool | None:
    """By the rule that judges; None where it would say nothing."""
    span = range(base_year, max(figures) + 1)
    if not figures.get(base_year):
        return None
    if mandate.reading not in END_POINT_READINGS and any(year not in figures for year in span):
        return None
    series = [figures.get(year, 0) for year in span]
    if mandate.reading in YEAR_ON_YEAR_READINGS and 0 in series[:-1]:
        return None
    return series[-1] <= ALLOWED[mandate.reading](series, mandate.rate, len(series) - 1)


def _run_rate(outcome: ReadingOutcome, year: int, end_year: int) -> RunRate | None:
    if outcome.actual is None or outcome.end_year_allowed is None:
        return None
    actual, allowed = outcome.actual, outcome.end_year_allowed
    rate = None if outcome.reading is Reading.CUMULATIVE else _least_rate(actual, allowed, end_year - year)
    return RunRate(from_year=year, end_year=end_year, actual=actual, allowed=allowed, yearly_rate=rate)


def _least_rate(actual: int, allowed: int, years: int) -> Decimal | None:
    """The least rate, in hundredths of a percent, whose even fall over `years` ends at or below `allowed`."""
    if allowed < 0:
        return None
    if actual <= allowed:
        return Decimal(0)
    # The greatest share kept is one below the least that is too much.
    kept = ceil_root(allowed * _SCALE**years + 1, actual, years) - 1
    return Decimal(_SCALE - kept).scaleb(-RATE_PLACES)
