"""What a party's verdicts would be with other figures: supposed years beside the recorded ones, judged as reports are.

A supposed year stands for a report that was accepted, of a whole year, with the assurance that the mandate asks for, in the
form in which the base year stands. So the verdict is the one that the same figures get once they are filed and accepted.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

from .assessments import NOTHING, Assessment, Obligation, assess_obligation
from .commitments import Allocation, AllocationMethod, Assurance, GwpSet, Mandate, Reading
from .comparison import compared_gwp_set
from .explanations import LeastPath, find_path_under
from .periods import Period
from .quantities import MICRO
from .recalculation import adopt_base, history_of
from .reported import ReportedYear, YearRecord
from .waivers import Waiver

# What was never filed has no id, and counts as filed after all that was.
NO_ID = ""
EVER_AFTER = datetime.max.replace(tzinfo=UTC)


class Start(StrEnum):
    """What the supposed years are added to."""

    RECORD = "RECORD"
    NOTHING = "NOTHING"


class Origin(StrEnum):
    """Where the figure of a year comes from."""

    SUPPOSED = "SUPPOSED"
    ACCEPTED = "ACCEPTED"
    PENDING = "PENDING"


@dataclass(frozen=True, slots=True, kw_only=True)
class SimulatedYear:
    """`origin` is None where the year has no figure; it stands then as it stands today."""

    assessment: Assessment
    origin: Origin | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Simulation:
    """`paths` lead on from the last year that is recorded, whatever was supposed of the years after it."""

    mandate: Mandate
    start: Start
    supposed: tuple[int, ...]
    years: tuple[SimulatedYear, ...]
    paths: Mapping[Reading, LeastPath]


def simulate(
    mandate: Mandate,
    obligations: Sequence[Obligation],
    records: Mapping[int, YearRecord],
    supposed: Mapping[int, int],
    *,
    today: date,
    start: Start = Start.RECORD,
    waivers: Mapping[int, Waiver] | None = None,
) -> Simulation:
    """`obligations` as `list_obligations` has them; `supposed` by year in millionths of what the mandate compares.

    `waivers` by year, those that hold today.
    """
    base_year = obligations[0].base_year
    form = _find_form(mandate, records, base_year)
    kept = records if start is Start.RECORD else {}
    figures = {**kept, **{year: _as_record(_suppose(mandate, form, year, supposed[year])) for year in supposed}}
    if base_year in kept and base_year in supposed:
        # A base that was adopted gives way to a significant change only. A later year is supposed in the base's own form.
        figures[base_year] = _as_record(*history_of(kept[base_year]), *history_of(figures[base_year]))
    lifted = waivers or {} if start is Start.RECORD else {}
    return Simulation(
        mandate=mandate,
        start=start,
        supposed=tuple(sorted(supposed)),
        years=tuple(
            SimulatedYear(assessment=judged, origin=_origin_of(judged, figures, supposed))
            for each in obligations
            for judged in [_judge(mandate, each, figures, today=today, waiver=lifted.get(each.year))]
        ),
        paths=_find_paths(mandate, obligations[-1], {year: figures[year] for year in {*kept, base_year} & set(figures)}),
    )


def has_base(records: Mapping[int, YearRecord], base_year: int) -> bool:
    """Whether there is a figure to start from."""
    record = records.get(base_year, NOTHING)
    return (record.accepted or record.pending) is not None


def _judge(
    mandate: Mandate, obligation: Obligation, figures: Mapping[int, YearRecord], *, today: date, waiver: Waiver | None
) -> Assessment:
    """A year that has a figure is judged as it will be once it is over and due, by the waiver that will hold then."""
    has_figure = has_base(figures, obligation.year)
    day = max(today, obligation.grace_ends_on + timedelta(days=1)) if has_figure else today
    held = waiver if waiver is not None and day <= waiver.expires_on else None
    return replace(assess_obligation(mandate, obligation, figures, today=day, waived=held is not None), waiver=held)


def _as_record(*history: ReportedYear) -> YearRecord:
    return YearRecord(accepted=history[-1], history=history)


def _origin_of(judged: Assessment, figures: Mapping[int, YearRecord], supposed: Collection[int]) -> Origin | None:
    """Of a base year supposed anew, the adopted report where that stays the base."""
    year = judged.obligation.year
    record = figures.get(year, NOTHING)
    if year in supposed and judged.current is not None and judged.current.revision_id == NO_ID:
        return Origin.SUPPOSED
    if record.accepted is not None:
        return Origin.ACCEPTED
    return Origin.PENDING if record.pending is not None else None


def _find_form(mandate: Mandate, records: Mapping[int, YearRecord], base_year: int) -> ReportedYear:
    """The report whose form the supposed years take: the base year's, else another, else one that the mandate compares."""
    base = adopt_base(mandate, history_of(records.get(base_year, NOTHING)))
    if base is not None:
        return base.reported
    known = [records[year] for year in sorted(records, key=lambda year: (year != base_year, year))]
    filed = [reported for record in known if (reported := record.accepted or record.pending)]
    return filed[0] if filed else _make_form(mandate, base_year)


def _make_form(mandate: Mandate, year: int) -> ReportedYear:
    return ReportedYear(
        year=year,
        period=_whole(year),
        consolidation_approach="OPERATIONAL_CONTROL",
        gwp_set=mandate.gwp_set or GwpSet.AR6,
        scope_1=0,
        scope_2_location=0,
        scope_2_market=0,
        assurance=Assurance.NONE,
        revision_id=NO_ID,
        revision_number=0,
        content_sha256="",
    )


def _suppose(mandate: Mandate, form: ReportedYear, year: int, micro: int) -> ReportedYear:
    """All of the figure in the first scope that is compared; of an intensity, for one unit of the denominator."""
    first = min(mandate.scopes)
    categories = list(form.scope_3) or [1]
    shared = mandate.allocation is Allocation.BUYER_SHARE
    return replace(
        form,
        year=year,
        period=_whole(year),
        gwp_set=compared_gwp_set(mandate, form),
        scope_1=micro if first == 1 else 0,
        scope_2_location=micro if first == 2 else 0,
        scope_2_market=micro if first == 2 else 0,
        scope_3=dict.fromkeys(categories, 0) | ({categories[0]: micro} if first == 3 else {}),
        gas_masses={},
        denominators={mandate.denominator: MICRO} if mandate.denominator else {},
        allocation_method=(form.allocation_method or AllocationMethod.OTHER) if shared else None,
        allocation_share=MICRO if shared else None,
        assurance=mandate.minimum_assurance,
        revision_id=NO_ID,
        revision_number=0,
        content_sha256="",
        decision_id=NO_ID,
        evidence_sha256=(),
        reason_code="",
        filed_at=EVER_AFTER,
        decided_at=None,
    )


def _whole(year: int) -> Period:
    return Period(date(year, 1, 1), date(year, 12, 31))


def _find_paths(mandate: Mandate, last: Obligation, recorded: Mapping[int, YearRecord]) -> dict[Reading, LeastPath]:
    """Empty where no verdict can be had, such as with a base of zero."""
    known = [year for year in recorded if last.base_year <= year <= last.end_year and has_base(recorded, year)]
    onward = min(max(known, default=last.base_year) + 1, last.end_year)
    judged = assess_obligation(mandate, replace(last, year=onward), recorded, today=date.max)
    paths = {reading: find_path_under(reading, judged) for reading in Reading}
    return {reading: path for reading, path in paths.items() if path is not None}
